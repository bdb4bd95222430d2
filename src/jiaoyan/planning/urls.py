"""Addresses of the group plan and the term summary."""

from __future__ import annotations

from django.urls import path

from jiaoyan.planning.views import decide, edit, plan, propose, summary, summary_desk, summary_write
from jiaoyan.schools.approving import paths

app_name = "planning"
PLACE = "groups/<int:group>/<str:term>/plan/"
SUMMARY = "groups/<int:group>/<str:term>/summary/"

urlpatterns = [
    path("plans/waiting/", decide.waiting, name="waiting"),
    path("plans/forms/<slug:kind>.docx", plan.blank, name="blank"),
    path("plans/editions/<int:pk>.docx", plan.edition, name="edition"),
    path(PLACE, plan.plan, name="plan"),
    path(PLACE + "start/", edit.start, name="start"),
    path(PLACE + "head/", edit.head, name="head"),
    path(PLACE + "tables/<slug:table>/", edit.table, name="table"),
    path(PLACE + "proposals/<slug:table>/", propose.propose, name="propose"),
    *paths(PLACE, decide.opened),
    path(PLACE + "plan.docx", plan.docx, name="docx"),
    path(PLACE + "<slug:table>.docx", plan.table_docx, name="table_docx"),
    path("summaries/waiting/", summary_desk.waiting, name="summaries_waiting"),
    path("summaries/forms/summary.docx", summary.blank, name="summary_blank"),
    path("summaries/editions/<int:pk>.docx", summary.edition, name="summary_edition"),
    path(SUMMARY, summary.summary, name="summary"),
    path(SUMMARY + "start/", summary_write.start, name="summary_start"),
    path(SUMMARY + "head/", summary_write.head, name="summary_head"),
    path(SUMMARY + "topics/<slug:area>/", summary_write.topic, name="summary_topic"),
    path(SUMMARY + "problems/", summary_write.problems, name="summary_problems"),
    path(SUMMARY + "drafts/", summary_write.drafts, name="summary_drafts"),
    path(SUMMARY + "figures/<slug:figure>/", summary.figure, name="summary_figure"),
    path(SUMMARY + "summary.docx", summary.docx, name="summary_docx"),
    *paths(SUMMARY, summary_desk.opened, prefix="summary_"),
]
