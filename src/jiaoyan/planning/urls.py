"""Addresses of the group plan and the term summary."""

from __future__ import annotations

from django.urls import path

from jiaoyan.planning import research_urls
from jiaoyan.planning.views import burden, chain, decide, edit, plan, progress, propose, review, summary, summary_desk, summary_write
from jiaoyan.schools.approving import paths

app_name = "planning"
PLACE = "groups/<int:group>/<str:term>/plan/"
REVIEW = "groups/<int:group>/<str:term>/review/"
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
    path("reviews/forms/review.docx", review.review_blank, name="review_blank"),
    path(REVIEW, review.review, name="review"),
    path(REVIEW + "start/", review.review_start, name="review_start"),
    path(REVIEW + "words/", review.review_words, name="review_words"),
    path(REVIEW + "phases/", review.review_phases, name="review_phases"),
    path(REVIEW + "hand-in/", review.review_hand_in, name="review_hand_in"),
    path(REVIEW + "take-back/", review.review_take_back, name="review_take_back"),
    path(REVIEW + "review.docx", review.review_docx, name="review_docx"),
    path("progress/", progress.mine, name="progress_mine"),
    path("progress/brief/", progress.brief, name="progress_brief"),
    path("groups/<int:group>/<str:term>/progress/", progress.group, name="progress"),
    path("groups/<int:group>/<str:term>/progress/<slug:quota>/<slug:kind>/<int:subject>/", progress.line, name="progress_line"),
    path("groups/<int:group>/<str:term>/burden/", burden.burden, name="burden"),
    path("groups/<int:group>/<str:term>/chain/", chain.chain, name="chain"),
    path("groups/<int:group>/<str:term>/chain/<int:unit>/<slug:step>/", chain.step, name="chain_step"),
    *research_urls.urlpatterns,
]
