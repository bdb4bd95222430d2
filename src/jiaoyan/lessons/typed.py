"""What a person types in lessons: observations, research lessons, the roster of practice lessons."""

from __future__ import annotations

from jiaoyan.web.typed import Asked

OF_ROSTER = "练兵课安排定下以后先填好，可改；安排以外的研究课才从空白填"

ASKED = (
    Asked(
        "forms.observing.ObservationForm",
        "observation",
        "听课记录",
        "teacher lesson topic day period_no way lesson_type highlights suggestions school_class guest place plan_matches homework_note feedback_on",
        kind="observation",
    ),
    Asked("forms.observing.StepForm", "observation", "听课记录：过程", "time teaching pupils comment", kind="observation"),
    Asked("forms.observing.AnswerForm", "observation", "被听课教师说一句", "answer", kind="visited"),
    Asked(
        "forms.research.LessonForm",
        "research_lesson",
        "研究课",
        "type level teacher lesson topic lesson_type day period_no school_class place",
        kind="research_lesson",
        again=dict.fromkeys((f"research_lesson.{each}" for each in ("day", "period_no", "teacher", "school_class", "topic")), OF_ROSTER),
    ),
    Asked("forms.research.StepTextForm", "research_step", "磨课的一步", "text done", kind="research_lesson"),
    Asked("forms.research.CommentForm", "expert_comment", "专家点评", "expert text", kind="research_lesson"),
    Asked("forms.research.LessonFileForm", "lesson_file", "研究课的教案、课件", "kind file words", kind="research_lesson"),
    Asked(
        "forms.roster.roster_grid",
        "research_lesson",
        "练兵课安排",
        "day period_no teacher school_class topic",
        kind="lesson_roster",
    ),
)
