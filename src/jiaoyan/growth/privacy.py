"""Whose data stands in awards, writings and pairs. 个人信息清单"""

from __future__ import annotations

from jiaoyan.schools.privacy import FREE_TEXT, NOT_PERSONAL, WORK, Data, Declared, Erasure, Whose, fields

AWARDED = Data(Whose.PUPIL, Erasure.DELETE_ROW, "获奖登记：监护人同意才写姓名，否则只有学号；随学生资料一起删除")

DECLARED: Declared = {
    "growth.Award": fields(NOT_PERSONAL, "group term person_kind event level prize issuer day school_class version removed_at")
    | fields(AWARDED, "pupil name name_consent certificate")
    | fields(WORK, "person coach recorded_by recorded_at"),
    "growth.Writing": fields(NOT_PERSONAL, "group term kind about lesson school_class form shared version removed_at")
    | fields(FREE_TEXT, "author title day book_title book_author source body answers pair submitted_at"),
    "growth.Mentorship": fields(NOT_PERSONAL, "group school_year observe_per_week version removed_at")
    | fields(WORK, "mentor mentee starts ends goals mentor_duties mentee_duties recorded_by recorded_at"),
    "growth.MenteeLesson": fields(NOT_PERSONAL, "school_class lesson version removed_at")
    | fields(WORK, "mentorship observation day topic line mentor_present recorded_at"),
    "growth.MentorLine": fields(NOT_PERSONAL, "term week_no") | fields(FREE_TEXT, "mentorship text written_at"),
}
