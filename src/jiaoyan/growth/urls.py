"""Addresses of growth."""

from __future__ import annotations

from django.urls import path

from jiaoyan.growth.views import awards, mentorship, writings

app_name = "growth"
GROUP = "groups/<int:group>/<str:term>/"
PLACE = GROUP + "awards/"

urlpatterns = [
    path(PLACE, awards.awards, name="awards"),
    path(PLACE + "new/", awards.new, name="award_new"),
    path(PLACE + "awards.docx", awards.docx, name="awards_docx"),
    path("awards/forms/awards.docx", awards.blank, name="awards_blank"),
    path("awards/<int:pk>/", awards.change, name="award"),
    path("awards/<int:pk>/remove/", awards.remove, name="award_remove"),
    path("awards/<int:pk>/restore/", awards.restore, name="award_restore"),
    path("awards/<int:pk>/certificate/", awards.certificate, name="award_certificate"),
    path(GROUP + "writings/", writings.writings, name="writings"),
    path(GROUP + "writings/new/<slug:kind>/", writings.new, name="writing_new"),
    path(GROUP + "writings/<slug:whose>/<slug:kind>.docx", writings.collection, name="writings_docx"),
    path("writings/forms/<slug:kind>.docx", writings.blank, name="writing_blank"),
    path("writings/<int:pk>/", writings.writing, name="writing"),
    path("writings/<int:pk>/change/", writings.change, name="writing_change"),
    path("writings/<int:pk>/remove/", writings.remove, name="writing_remove"),
    path("writings/<int:pk>/restore/", writings.restore, name="writing_restore"),
    path("writings/<int:pk>/writing.docx", writings.docx, name="writing_docx"),
    path(GROUP + "mentorships/", mentorship.pairs, name="pairs"),
    path(GROUP + "mentorships/new/", mentorship.new, name="pair_new"),
    path("mentorships/forms/mentorship.docx", mentorship.blank, name="pair_blank"),
    path("mentorships/<int:pk>/change/", mentorship.change, name="pair_change"),
    path("mentorships/<int:pk>/remove/", mentorship.remove, name="pair_remove"),
    path("mentorships/<int:pk>/restore/", mentorship.restore, name="pair_restore"),
    path("mentorships/<int:pk>/lessons/new/", mentorship.lesson_new, name="mentee_lesson_new"),
    path("mentorships/<int:pk>/<str:term>/", mentorship.pair, name="pair"),
    path("mentorships/<int:pk>/<str:term>/log.docx", mentorship.docx, name="pair_docx"),
    path("mentorships/<int:pk>/<str:term>/weeks/<int:week>/", mentorship.line, name="mentor_line"),
    path("mentee-lessons/<int:pk>/", mentorship.lesson, name="mentee_lesson"),
    path("mentee-lessons/<int:pk>/remove/", mentorship.lesson_remove, name="mentee_lesson_remove"),
    path("mentee-lessons/<int:pk>/restore/", mentorship.lesson_restore, name="mentee_lesson_restore"),
    path("mentee-lessons/<int:pk>/comparison/", writings.compare, name="compare"),
]
