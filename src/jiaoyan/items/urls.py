"""Addresses of items."""

from __future__ import annotations

from django.urls import path

from jiaoyan.items.views import exercises, homework, items, reviewing, showcase, showcase_works, using

app_name = "items"
PLACE = "groups/<int:group>/<str:term>/"

urlpatterns = [
    path(f"{PLACE}exercises/", exercises.exercises, name="exercises"),
    path(f"{PLACE}exercises/new/", exercises.new, name="exercise_new"),
    path(f"{PLACE}exercises/all.docx", exercises.all_docx, name="exercises_docx"),
    path("exercises/waiting/", reviewing.waiting, name="exercise_waiting"),
    path("exercises/preview/", items.preview, name="exercise_preview"),
    path("exercises/forms/<slug:kind>.docx", exercises.blank, name="exercise_blank"),
    path("exercises/editions/<int:pk>.docx", exercises.edition, name="exercise_edition"),
    path("exercises/<int:pk>/", exercises.exercise, name="exercise"),
    path("exercises/<int:pk>/head/", exercises.head, name="exercise_head"),
    path("exercises/<int:pk>/remove/", exercises.drop, name="exercise_drop"),
    path("exercises/<int:pk>/restore/", exercises.restore, name="exercise_restore"),
    path("exercises/<int:pk>/submit/", reviewing.submit, name="exercise_submit"),
    path("exercises/<int:pk>/withdraw/", reviewing.withdraw, name="exercise_withdraw"),
    path("exercises/<int:pk>/review/", reviewing.review, name="exercise_review"),
    path("exercises/<int:pk>/reopen/", reviewing.reopen, name="exercise_reopen"),
    path("exercises/<int:pk>/use/", using.use, name="exercise_use"),
    path("exercises/<int:pk>/items/new/", items.new, name="exercise_item_new"),
    path("exercises/<int:pk>/<slug:kind>.docx", exercises.docx, name="exercise_docx"),
    path("exercises/items/<int:pk>/", items.change, name="exercise_item"),
    path("exercises/items/<int:pk>/move/", items.move, name="exercise_item_move"),
    path("exercises/items/<int:pk>/remove/", items.remove, name="exercise_item_remove"),
    path("exercises/items/<int:pk>/restore/", items.restore, name="exercise_item_restore"),
    path("exercises/items/<int:pk>/figure/", items.figure, name="exercise_figure"),
    path("exercises/uses/<int:pk>/", using.feedback, name="exercise_feedback"),
    path("exercises/uses/<int:pk>/remove/", using.forget, name="exercise_forget"),
    path("exercises/uses/<int:pk>/restore/", using.restore, name="exercise_use_restore"),
    path(f"{PLACE}homework/", homework.lists, name="homework_lists"),
    path("homework/ceiling/", homework.ceiling, name="homework_ceiling"),
    path("homework/form.docx", homework.blank, name="homework_blank"),
    path("homework/<int:pk>/", homework.homework, name="homework"),
    path("homework/<int:pk>/edit/", homework.edit, name="homework_edit"),
    path("homework/<int:pk>/remove/", homework.drop, name="homework_drop"),
    path("homework/<int:pk>/restore/", homework.restore, name="homework_restore"),
    path("homework/<int:pk>/list.docx", homework.docx, name="homework_docx"),
    path(f"{PLACE}showcases/", showcase.showcases, name="showcases"),
    path(f"{PLACE}showcases/new/", showcase.new, name="showcase_new"),
    path("showcases/form.docx", showcase.blank, name="showcase_blank"),
    path("showcases/<int:pk>/", showcase.showcase, name="showcase"),
    path("showcases/<int:pk>/design/", showcase.design, name="showcase_design"),
    path("showcases/<int:pk>/review/", showcase.review, name="showcase_review"),
    path("showcases/<int:pk>/remove/", showcase.remove, name="showcase_remove"),
    path("showcases/<int:pk>/restore/", showcase.restore, name="showcase_restore"),
    path("showcases/<int:pk>/showcase.docx", showcase.docx, name="showcase_docx"),
    path("showcases/<int:pk>/works/", showcase_works.works, name="showcase_works"),
    path("showcases/<int:pk>/works/add/", showcase_works.add, name="showcase_add"),
    path("showcases/<int:pk>/wall/", showcase_works.wall, name="showcase_wall"),
    path("showcases/works/<int:pk>/restore/", showcase_works.restore, name="showcase_work_restore"),
    path("showcases/works/<int:pk>/comment/", showcase_works.comment, name="showcase_comment"),
    path("showcases/comments/<int:pk>/", showcase_works.take_comment, name="showcase_take_comment"),
    path("showcases/pictures/<slug:key>.jpg", showcase_works.picture, name="showcase_picture"),
]
