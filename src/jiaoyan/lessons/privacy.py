"""Whose data stands in lessons. 个人信息清单"""

from __future__ import annotations

from jiaoyan.schools.privacy import FREE_TEXT, NOT_PERSONAL, WORK, Declared, fields

DECLARED: Declared = {
    "lessons.Observation": fields(
        NOT_PERSONAL,
        "group term teacher_group school_class place topic lesson_topic lesson_type day period_no plan_matches research_lesson version removed_at",
    )
    | fields(WORK, "observer teacher guest way by_leader feedback_on answered_at recorded_at")
    | fields(FREE_TEXT, "steps highlights suggestions homework_note answer"),
    "lessons.ResearchLesson": fields(
        NOT_PERSONAL, "group term type level school_class topic lesson_topic lesson_type day period_no place activity version removed_at"
    )
    | fields(WORK, "teacher planned_by"),
    "lessons.ResearchStep": fields(NOT_PERSONAL, "lesson kind done version")
    | fields(WORK, "written_by written_at")
    | fields(FREE_TEXT, "text"),
    "lessons.ExpertComment": fields(NOT_PERSONAL, "lesson version removed_at")
    | fields(WORK, "expert noted_by noted_at")
    | fields(FREE_TEXT, "text"),
    "lessons.LessonFile": fields(NOT_PERSONAL, "lesson kind file note version removed_at") | fields(WORK, "given_by given_on"),
    "lessons.PracticeRoster": fields(NOT_PERSONAL, "group term first_published_on version") | fields(WORK, "published_at published_by"),
    "lessons.RosterSlot": fields(NOT_PERSONAL, "roster school_class day period_no topic lesson") | fields(WORK, "teacher"),
}
