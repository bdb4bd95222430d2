"""Whose data stands in tests, marks and reports. 个人信息清单

Marks go with the pupil. What a report keeps are counts of classes; samples of mistakes are asked for without a name, and the picture is
re-encoded without the data a camera adds.
"""

from __future__ import annotations

from jiaoyan.schools.privacy import FREE_TEXT, NOT_PERSONAL, WORK, Data, Declared, Erasure, Whose, fields

MARKS = Data(Whose.PUPIL, Erasure.DELETE_ROW, "任课教师改进教学；年级只用人数和得分率")

DECLARED: Declared = {
    "assessments.Exam": fields(
        NOT_PERSONAL,
        "group term kind title day minutes full_mark unit pass_percent good_percent excellent_percent low_percent goal_percent version removed_at",
    )
    | fields(WORK, "made_by"),
    "assessments.ExamQuestion": fields(NOT_PERSONAL, "exam position label section half_points knowledge unit cognitive expected"),
    "assessments.ScoreSheet": fields(NOT_PERSONAL, "exam school_class enrolled source version") | fields(WORK, "imported_by imported_at"),
    "assessments.PupilMarks": fields(NOT_PERSONAL, "sheet") | fields(MARKS, "pupil half_points total reason"),
    "assessments.QualityReport": fields(NOT_PERSONAL, "status version exam written_on figures")
    | fields(WORK, "submitted_by submitted_at decided_by decided_at decision_note")
    | fields(FREE_TEXT, "strengths last_measures"),
    "assessments.TypicalError": fields(NOT_PERSONAL, "report question kind pupils picture version removed_at")
    | fields(FREE_TEXT, "sample cause"),
    "assessments.ReportProblem": fields(NOT_PERSONAL, "report position") | fields(FREE_TEXT, "text"),
    "assessments.ReportMeasure": fields(NOT_PERSONAL, "problem position start check_by evidence") | fields(WORK, "action owner"),
    "assessments.ReportEdition": fields(NOT_PERSONAL, "report number approved_on file") | fields(WORK, "approved_by content"),
}
