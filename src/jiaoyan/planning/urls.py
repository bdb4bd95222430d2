"""Addresses of the group plan."""

from __future__ import annotations

from django.urls import path

from jiaoyan.planning.views import decide, edit, plan, propose

app_name = "planning"
PLACE = "groups/<int:group>/<str:term>/plan/"

urlpatterns = [
    path("plans/waiting/", decide.waiting, name="waiting"),
    path("plans/forms/<slug:kind>.docx", plan.blank, name="blank"),
    path("plans/editions/<int:pk>.docx", plan.edition, name="edition"),
    path(PLACE, plan.plan, name="plan"),
    path(PLACE + "start/", edit.start, name="start"),
    path(PLACE + "head/", edit.head, name="head"),
    path(PLACE + "tables/<slug:table>/", edit.table, name="table"),
    path(PLACE + "proposals/<slug:table>/", propose.propose, name="propose"),
    path(PLACE + "submit/", decide.submit, name="submit"),
    path(PLACE + "withdraw/", decide.withdraw, name="withdraw"),
    path(PLACE + "reopen/", decide.reopen, name="reopen"),
    path(PLACE + "decide/", decide.decide, name="decide"),
    path(PLACE + "plan.docx", plan.docx, name="docx"),
    path(PLACE + "<slug:table>.docx", plan.table_docx, name="table_docx"),
]
