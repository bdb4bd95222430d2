"""Addresses of tests, marks and quality reports."""

from __future__ import annotations

from django.urls import path

from jiaoyan.assessments.views import desk, exams, marks, reports
from jiaoyan.schools.approving import paths

app_name = "assessments"
PLACE = "groups/<int:group>/<str:term>/exams/"
MARKS = "exams/<int:pk>/marks/<int:school_class>/"
REPORT = "exams/<int:pk>/report/"

urlpatterns = [
    path(PLACE, exams.exam_list, name="exams"),
    path(PLACE + "new/", exams.exam_new, name="exam_new"),
    path("exams/waiting/", desk.waiting, name="waiting"),
    path("exams/forms/<slug:kind>.docx", reports.blank, name="blank"),
    path("exams/editions/<int:pk>.docx", reports.edition, name="edition"),
    path("exams/errors/<int:pk>/", reports.error_edit, name="error_edit"),
    path("exams/errors/<int:pk>/remove/", reports.error_remove, name="error_remove"),
    path("exams/errors/<int:pk>/restore/", reports.error_restore, name="error_restore"),
    path("exams/<int:pk>/", exams.exam, name="exam"),
    path("exams/<int:pk>/edit/", exams.exam_edit, name="exam_edit"),
    path("exams/<int:pk>/questions/", exams.questions, name="questions"),
    path("exams/<int:pk>/remove/", exams.exam_remove, name="exam_remove"),
    path("exams/<int:pk>/restore/", exams.exam_restore, name="exam_restore"),
    path(MARKS, marks.marks, name="marks"),
    path(MARKS + "edit/", marks.marks_edit, name="marks_edit"),
    path(MARKS + "send/", marks.marks_send, name="marks_send"),
    path(MARKS + "send/<str:token>/", marks.marks_review, name="marks_review"),
    path(MARKS + "clear/", marks.marks_clear, name="marks_clear"),
    path(MARKS + "blank.xlsx", marks.marks_blank, name="marks_blank"),
    path(MARKS + "marks.xlsx", marks.marks_export, name="marks_export"),
    path(REPORT, reports.report, name="report"),
    path(REPORT + "start/", reports.start, name="report_start"),
    path(REPORT + "text/", reports.text, name="report_text"),
    path(REPORT + "problems/", reports.problems, name="report_problems"),
    path(REPORT + "errors/new/", reports.error_new, name="error_new"),
    path(REPORT + "report.docx", reports.docx, name="report_docx"),
    path(REPORT + "public.docx", reports.public_docx, name="report_public"),
    *paths(REPORT, desk.opened, prefix="report_"),
]
