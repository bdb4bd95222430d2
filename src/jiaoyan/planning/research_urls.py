"""Addresses of a research group's plan and summary, of the plans above them, and of the folders of evidence."""

from __future__ import annotations

from django.urls import path

from jiaoyan.planning.views import evidence, research, research_desk, research_summary, research_write, upper_plans
from jiaoyan.schools.approving import paths

PLAN = "groups/<int:group>/<str:term>/research/plan/"
SUMMARY = "groups/<int:group>/<str:term>/research/summary/"

urlpatterns = [
    path("research/waiting/", research_desk.waiting, name="research_waiting"),
    path("research/forms/<slug:kind>.docx", research.blank, name="research_blank"),
    path("research/editions/plans/<int:pk>.docx", research.edition, name="research_edition"),
    path("research/editions/summaries/<int:pk>.docx", research_summary.edition, name="research_summary_edition"),
    path(PLAN, research.plan, name="research_plan"),
    path(PLAN + "start/", research_write.start, name="research_start"),
    path(PLAN + "head/", research_write.head, name="research_head"),
    path(PLAN + "tables/<slug:table>/", research_write.table, name="research_table"),
    path(PLAN + "clauses/<int:clause>/", research_write.clause, name="research_clause"),
    path(PLAN + "offers/", research_write.offers, name="research_offers"),
    path(PLAN + "plan.docx", research.docx, name="research_docx"),
    *paths(PLAN, research_desk.plan_opened, prefix="research_"),
    path(SUMMARY, research_summary.summary, name="research_summary"),
    path(SUMMARY + "start/", research_summary.start, name="research_summary_start"),
    path(SUMMARY + "opening/", research_summary.opening, name="research_summary_opening"),
    path(SUMMARY + "answers/", research_summary.answers, name="research_answers"),
    path(SUMMARY + "answers/<int:answer>/", research_summary.answer, name="research_answer"),
    path(SUMMARY + "problems/", research_summary.problems, name="research_problems"),
    path(SUMMARY + "summary.docx", research_summary.docx, name="research_summary_docx"),
    *paths(SUMMARY, research_desk.summary_opened, prefix="research_summary_"),
    path("targets/<int:pk>/", evidence.target, name="target"),
    path("targets/evidence/<int:pk>/", evidence.sort, name="evidence"),
    path("targets/evidence/<int:pk>/file/", evidence.file, name="evidence_file"),
    path("upper-plans/", upper_plans.now, name="upper_plans_now"),
    path("upper-plans/<str:term>/", upper_plans.plans, name="upper_plans"),
    path("upper-plans/<str:term>/new/", upper_plans.new, name="upper_plan_new"),
    path("upper-plan/<int:pk>/", upper_plans.edit, name="upper_plan"),
    path("upper-plan/<int:pk>/remove/", upper_plans.remove, name="upper_plan_remove"),
    path("upper-plan/<int:pk>/restore/", upper_plans.restore, name="upper_plan_restore"),
    path("upper-plan/<int:pk>/file/", upper_plans.file, name="upper_plan_file"),
]
