"""Addresses of meetings, unit analyses, theory notes and daily talks."""

from __future__ import annotations

from django.urls import path

from jiaoyan.activities.views import attendance, from_marks, meeting, plans, record, records, talks, theory, units

app_name = "activities"
GROUP = "groups/<int:group>/<str:term>/"

urlpatterns = [
    path(GROUP + "activities/", plans.activity_list, name="list"),
    path(GROUP + "activities/new", plans.new, name="new"),
    path("activities/<int:pk>/", records.activity, name="activity"),
    path("activities/<int:pk>/change", plans.change, name="change"),
    path("activities/<int:pk>/cancel", plans.cancel, name="cancel"),
    path("activities/<int:pk>/restore", plans.restore, name="restore"),
    path("activities/<int:pk>/reopen", plans.reopen, name="reopen"),
    path("activities/<int:pk>/record.docx", records.activity_docx, name="activity_docx"),
    path("activities/<int:pk>/attendance.docx", records.attendance_docx, name="attendance_docx"),
    path("activities/<int:pk>/meeting", meeting.meeting, name="meeting"),
    path("activities/<int:pk>/live", meeting.live, name="live"),
    path("activities/<int:pk>/open", meeting.open_meeting, name="open"),
    path("activities/<int:pk>/end", meeting.end, name="end"),
    path("activities/<int:pk>/sections/<slug:kind>", record.section, name="section"),
    path("activities/<int:pk>/units", record.set_units, name="set_units"),
    path("activities/<int:pk>/opinions", record.add_opinion, name="add_opinion"),
    path("activities/<int:pk>/my-opinion", record.say, name="say"),
    path("activities/<int:pk>/decisions", record.add_decision, name="add_decision"),
    path("opinions/<int:pk>/", record.opinion, name="opinion"),
    path("opinions/<int:pk>/remove", record.remove_opinion, name="remove_opinion"),
    path("decisions/<int:pk>/", record.decision, name="decision"),
    path("decisions/<int:pk>/remove", record.remove_decision, name="remove_decision"),
    path("decisions/<int:pk>/finish", record.finish, name="finish_decision"),
    path("activities/<int:pk>/attendance/<int:person>", attendance.mark, name="mark"),
    path("activities/<int:pk>/leave", attendance.leave, name="leave"),
    path("activities/<int:pk>/leave/withdraw", attendance.withdraw, name="withdraw_leave"),
    path("activities/<int:pk>/leave/<int:person>/approve", attendance.approve, name="approve_leave"),
    path("check-in/<str:key>", attendance.check_in, name="check_in"),
    path("activities/forms/<slug:kind>.docx", records.blank, name="blank"),
    path(GROUP + "unit-analyses/", units.unit_analyses, name="unit_analyses"),
    path(GROUP + "unit-analyses/preparers", units.preparers, name="preparers"),
    path("unit-analyses/<int:pk>/", units.unit_analysis, name="unit_analysis"),
    path("unit-analyses/<int:pk>/analysis.docx", units.unit_docx, name="unit_docx"),
    path("unit-analyses/<int:pk>/designs/<int:row>", units.design, name="design"),
    path("unit-analyses/<int:pk>/opinions/<int:row>", record.group_opinion, name="group_opinion"),
    path("unit-analyses/<int:pk>/goals", units.goals, name="goals"),
    path("unit-analyses/<int:pk>/attainment", units.attainment, name="attainment"),
    path("unit-analyses/<int:pk>/marks", from_marks.from_marks, name="from_marks"),
    path(GROUP + "theory-notes/", theory.theory_notes, name="theory_notes"),
    path(GROUP + "theory-notes/new", theory.new, name="theory_note_new"),
    path(GROUP + "theory-notes/all.docx", theory.theory_all_docx, name="theory_all_docx"),
    path("theory-notes/<int:pk>/", theory.theory_note, name="theory_note"),
    path("theory-notes/<int:pk>/change", theory.change, name="theory_note_change"),
    path("theory-notes/<int:pk>/remove", theory.remove, name="theory_note_remove"),
    path("theory-notes/<int:pk>/note.docx", theory.theory_docx, name="theory_docx"),
    path(GROUP + "daily-talks/", talks.daily_talks, name="daily_talks"),
    path(GROUP + "daily-talks/new", talks.new, name="daily_talk_new"),
    path(GROUP + "daily-talks/all.docx", talks.talks_docx, name="talks_docx"),
    path("daily-talks/<int:pk>/change", talks.change, name="talk_change"),
    path("daily-talks/<int:pk>/follow-up", talks.follow_up, name="talk_follow_up"),
    path("daily-talks/<int:pk>/remove", talks.remove, name="talk_remove"),
]
