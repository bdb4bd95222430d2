"""Whose data stands in meetings, analyses, notes, talks and trainings. 个人信息清单

Counts of a class (检测人数、达成人数) name nobody; a reason for leave may touch health, so it goes with the person.
"""

from __future__ import annotations

from jiaoyan.schools.privacy import FREE_TEXT, NOT_PERSONAL, WORK, Data, Declared, Erasure, Whose, fields

LEAVE = Data(Whose.STAFF, Erasure.BLANK, "请假原因：考勤记录；可能涉及健康")

DECLARED: Declared = {
    "activities.Activity": fields(
        NOT_PERSONAL,
        "group term level number state planned_day day moved_reason starts ends place topic forms no_unit_reason "
        "by_plan check_in_key opened_at closed_at",
    )
    | fields(WORK, "host lead_speaker recorder lesson_teacher agenda remarks"),
    "activities.ActivitySection": fields(NOT_PERSONAL, "activity kind version") | fields(FREE_TEXT, "text edited_by edited_at"),
    "activities.Attendance": fields(NOT_PERSONAL, "activity")
    | fields(WORK, "person state minutes leave_asked_at leave_approved_by checked_in_at by_phone")
    | fields(LEAVE, "reason"),
    "activities.Opinion": fields(NOT_PERSONAL, "activity about version removed_at") | fields(FREE_TEXT, "speaker text noted_by noted_at"),
    "activities.Decision": fields(NOT_PERSONAL, "activity due version removed_at") | fields(WORK, "what owner done_on done_note"),
    "activities.UnitAnalysis": fields(NOT_PERSONAL, "group term unit activity unit_starts unit_ends") | fields(WORK, "preparer"),
    "activities.PersonalDesign": fields(NOT_PERSONAL, "analysis row version") | fields(FREE_TEXT, "person text edited_at"),
    "activities.GroupOpinion": fields(NOT_PERSONAL, "analysis row version") | fields(FREE_TEXT, "text edited_by edited_at"),
    "activities.UnitGoal": fields(NOT_PERSONAL, "analysis number text level questions"),
    "activities.GoalAttainment": fields(NOT_PERSONAL, "goal school_class tested reached source"),
    "activities.TheoryNote": fields(
        NOT_PERSONAL,
        "group term form source_title source_author source_publisher source_year source_pages use_in activity version removed_at",
    )
    | fields(FREE_TEXT, "day note_taker theme key_points my_view"),
    "activities.DailyTalk": fields(NOT_PERSONAL, "group term lesson lesson_title progress kind minutes version removed_at")
    | fields(WORK, "day written_by speakers follow_up_owner follow_up_due follow_up_note")
    | fields(FREE_TEXT, "issue points response"),
    "activities.Training": fields(NOT_PERSONAL, "group term kind theme form materials share_by version removed_at")
    | fields(FREE_TEXT, "day trainers guest participants digest recorded_by recorded_at"),
    "activities.ShareBack": fields(NOT_PERSONAL, "training audience materials removed_at")
    | fields(WORK, "day givers recorded_by recorded_at"),
}
