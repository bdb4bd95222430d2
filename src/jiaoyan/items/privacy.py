"""Whose data stands in the tables of exercises, homework and showcase works. 个人信息清单"""

from __future__ import annotations

from jiaoyan.schools.privacy import FREE_TEXT, NOT_PERSONAL, WORK, Data, Declared, Erasure, Whose, fields

EXERCISES: Declared = {
    "items.Exercise": fields(
        NOT_PERSONAL,
        "status version group term title kind unit lessons knowledge_points week_no use_date place due minutes_limit assigned removed_at",
    )
    | fields(WORK, "submitted_by submitted_at decided_by decided_at decision_note author made_on reviewer reviewed_on author_solved"),
    "items.ExerciseObjective": fields(NOT_PERSONAL, "exercise number text competency"),
    "items.ExerciseItem": fields(
        NOT_PERSONAL,
        "exercise number layer section stem figure answer solution objective cognitive source source_note"
        " intent difficulty_est minutes_est common_error version removed_at",
    ),
    "items.ExerciseReview": fields(NOT_PERSONAL, "exercise round")
    | fields(WORK, "reviewer day checklist verdict")
    | fields(FREE_TEXT, "opinion"),
    "items.ExerciseRevision": fields(NOT_PERSONAL, "exercise version") | fields(WORK, "day by") | fields(FREE_TEXT, "change"),
    "items.ExerciseEdition": fields(NOT_PERSONAL, "exercise number file") | fields(WORK, "approved_on"),
    # Counts of a whole class only: no pupil is named and none can be told from them.
    "items.ExerciseUse": fields(NOT_PERSONAL, "exercise school_class submitted minutes_actual version removed_at")
    | fields(WORK, "day chosen_by")
    | fields(FREE_TEXT, "adjust"),
    "items.ItemFeedback": fields(NOT_PERSONAL, "use item correct"),
}

HOMEWORK: Declared = {
    "items.HomeworkCeiling": fields(NOT_PERSONAL, "minutes"),
    "items.HomeworkList": fields(NOT_PERSONAL, "group term starts ends version removed_at") | fields(WORK, "made_by"),
    "items.HomeworkDay": fields(NOT_PERSONAL, "homework day all_minutes"),
    "items.HomeworkEntry": fields(NOT_PERSONAL, "homework position day required exercise text minutes"),
}

MADE = Data(Whose.PUPIL, Erasure.DELETE_ROW, "学生作品：监护人同意才公开姓名；个人作品连同图片随学生资料一起删除，小组作品只删去姓名")

SHOWCASES: Declared = {
    "items.ShowcaseHomework": fields(
        NOT_PERSONAL,
        "group term theme kind unit goals starts ends exhibition_day exhibition_place exhibition_form version removed_at",
    )
    | fields(WORK, "designers evaluators made_by")
    | fields(FREE_TEXT, "review"),
    "items.ShowcaseTask": fields(NOT_PERSONAL, "showcase step text minutes"),
    "items.RubricCriterion": fields(NOT_PERSONAL, "showcase number name level_a level_b level_c"),
    "items.Work": fields(NOT_PERSONAL, "showcase school_class form version removed_at source_hash")
    | fields(MADE, "pupil title picture small level comment shown consent")
    | fields(WORK, "added_by added_at"),
    "items.WorkMember": fields(MADE, "work pupil"),
    "items.WorkComment": fields(NOT_PERSONAL, "work removed_at") | fields(WORK, "author at") | fields(FREE_TEXT, "text"),
    # Counts of a whole class only.
    "items.ShowcaseCount": fields(NOT_PERSONAL, "showcase school_class all_recorded handed_in excellent"),
}

DECLARED: Declared = {**EXERCISES, **HOMEWORK, **SHOWCASES}
