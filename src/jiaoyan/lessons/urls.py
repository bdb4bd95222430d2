"""Addresses of lessons. 听课与研究课"""

from __future__ import annotations

from django.urls import path

from jiaoyan.lessons.views import files, observing, overview, research, roster

app_name = "lessons"
PLACE = "groups/<int:group>/<str:term>/"

urlpatterns = [
    path(PLACE + "lessons/", overview.overview, name="lessons"),
    path("lessons/forms/<str:kind>.docx", overview.blank_form, name="blank"),
    path(PLACE + "observations/new/", observing.new, name="observation_new"),
    path(PLACE + "observations/of/<int:person>/", observing.listed, name="observations"),
    path(PLACE + "observations/of/<int:person>/list.docx", observing.list_docx, name="observations_docx"),
    path("observations/<int:pk>/", observing.observation, name="observation"),
    path("observations/<int:pk>/change/", observing.change, name="observation_change"),
    path("observations/<int:pk>/remove/", observing.remove, name="observation_remove"),
    path("observations/<int:pk>/restore/", observing.restore, name="observation_restore"),
    path("observations/<int:pk>/answer/", observing.answer, name="observation_answer"),
    path("observations/<int:pk>/observation.docx", observing.docx, name="observation_docx"),
    path(PLACE + "research-lessons/new/", research.new, name="lesson_new"),
    path("activities/<int:pk>/research-lesson/", research.from_meeting, name="lesson_from_meeting"),
    path("research-lessons/<int:pk>/", research.lesson, name="lesson"),
    path("research-lessons/<int:pk>/change/", research.change, name="lesson_change"),
    path("research-lessons/<int:pk>/remove/", research.remove, name="lesson_remove"),
    path("research-lessons/<int:pk>/restore/", research.restore, name="lesson_restore"),
    path("research-lessons/<int:pk>/steps/<str:kind>/", research.step, name="step"),
    path("research-lessons/<int:pk>/comments/new/", research.comment_new, name="comment_new"),
    path("research-lessons/<int:pk>/files/new/", files.new, name="file_new"),
    path("lesson-files/<int:pk>/", files.file, name="file"),
    path("lesson-files/<int:pk>/remove/", files.remove, name="file_remove"),
    path("lesson-files/<int:pk>/restore/", files.restore, name="file_restore"),
    path("research-lessons/<int:pk>/lesson.docx", research.docx, name="lesson_docx"),
    path("expert-comments/<int:pk>/", research.comment, name="comment"),
    path("expert-comments/<int:pk>/remove/", research.comment_remove, name="comment_remove"),
    path("expert-comments/<int:pk>/restore/", research.comment_restore, name="comment_restore"),
    path(PLACE + "practice-roster/", roster.edit, name="roster_edit"),
    path(PLACE + "practice-roster/adopt/", roster.adopt, name="roster_adopt"),
    path("practice-rosters/<int:pk>/", roster.roster, name="roster"),
    path("practice-rosters/<int:pk>/publish/", roster.publish, name="roster_publish"),
    path("practice-rosters/<int:pk>/reopen/", roster.reopen, name="roster_reopen"),
    path("practice-rosters/<int:pk>/roster.docx", roster.docx, name="roster_docx"),
]
