"""What the edit form of a quota offers, in a teacher's words: whose, per what, opened by what. Each choice stands for a value of a demand."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from jiaoyan.quotas.models import Area
from jiaoyan.quotas.rules.demand import Audience, Cohort, Condition, Counted, Due, Per, Severity

OWN, AS_IT_IS = "own", "as_it_is"

WHOSE: Mapping[str, tuple[str, Audience]] = MappingProxyType(
    {
        "everyone": ("每位教师", Audience("person")),
        "young": ("青年教师：35岁以下，或到校未满5年", Audience("person", (Cohort(age_max=35), Cohort(here_below=5)))),
        "new": ("新教师：工作第1—2年", Audience("person", (Cohort(service_max=2),))),
        "five": ("工作5年以内的教师", Audience("person", (Cohort(service_max=5),))),
        "rest": ("工作5年以上的教师", Audience("person", (Cohort(service_above=5),))),
        "backbone": (
            "骨干教师：有骨干、带头人、能手、名师、特级的称号",
            Audience("person", (Cohort(titles=("骨干", "带头人", "能手", "名师", "特级")),)),
        ),
        "leaders": ("备课组长", Audience("person", (Cohort(roles=("group_leader",)),))),
        "prep": ("每个备课组", Audience("group", groups=("prep",))),
        "prep_upper": ("三至六年级的备课组", Audience("group", groups=("prep",), grades=(3, 4, 5, 6))),
        "prep_lower": ("一、二年级的备课组", Audience("group", groups=("prep",), grades=(1, 2))),
        "prep_small": ("不足3人的备课组", Audience("group", groups=("prep",), size_below=3)),
        "stage": ("每个年段组", Audience("group", groups=("stage",))),
        "research": ("教研组", Audience("group", groups=("research",))),
        "class": ("每个班级", Audience("class")),
        "grade": ("每个年级", Audience("grade")),
        "school": ("全校：各组各人做的合起来数", Audience("school")),
    }
)

EVENTS: Mapping[str, tuple[str, Counted]] = MappingProxyType(
    {
        "unit": ("每个单元", Counted("unit")),
        "meeting": ("每次活动", Counted("meeting")),
        "exam": ("每次检测以后", Counted("exam")),
        "external": ("每次外出培训以后", Counted("training", (Condition("type", ("external",)),))),
        "mentored": ("每次听师傅的课以后", Counted("observation", (Condition("purpose", ("mentor",)),))),
        "pair": ("每次听一堂上一堂以后", Counted("mentee_lesson")),
        "practice": ("每节练兵课", Counted("research_lesson", (Condition("type", ("practice",)),))),
        "public": ("每节公开课", Counted("research_lesson", (Condition("type", ("public",)),))),
    }
)

PERS: Mapping[Per, str] = MappingProxyType(
    {
        Per.TERM: "每学期",
        Per.MONTH: "每月",
        Per.HALF_MONTH: "每半个月",
        Per.FORTNIGHT: "每两周",
        Per.WEEK: "每周",
        Per.ODD_WEEK: "每个单周",
        Per.EVEN_WEEK: "每个双周",
        Per.SCHOOL_DAY: "每个上课日",
        Per.SCHOOL: "有过就行，不论哪个学期",
    }
)

UNTIL: Mapping[str, str] = MappingProxyType(
    {
        "": "不另定日子",
        Due.TERM_START.value: "开学时（可再宽几周）",
        Due.REVIEW_START.value: "复习阶段开始以前",
        Due.TERM_END.value: "学期结束以前",
        "on": "某一天以前",
    }
)

SEVERITIES: Mapping[Severity, str] = MappingProxyType(
    {Severity.MUST: "必须做到", Severity.SHOULD: "应当做到", Severity.AIM: "努力方向", Severity.BENCHMARK: "参考数"}
)

AREAS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("meeting", "absence", "talk"), Area.MEETING.value),
        **dict.fromkeys(("research_lesson", "lesson_roster"), Area.LESSON.value),
        **dict.fromkeys(("observation", "visited", "mentee_lesson", "mentorship"), Area.OBSERVATION.value),
        **dict.fromkeys(("exercise", "homework_list", "showcase"), Area.PRACTICE.value),
        **dict.fromkeys(
            ("unit", "unit_analysis", "exam", "exam_analysis", "quality_report", "textbook_study", "chain_step"), Area.QUALITY.value
        ),
        **dict.fromkeys(("theory_note", "reflection", "reading_note", "study_note", "case_report", "award", "resource"), Area.GROWTH.value),
        **dict.fromkeys(("training", "share_back"), Area.TRAINING.value),
        **dict.fromkeys(("group_plan", "group_summary", "review_plan", "schedule", "research_plan", "research_summary"), Area.PAPERS.value),
        "taught_week": Area.SCHOOL.value,
    }
)
"""Where a quota of a kind is listed unless its keeper says otherwise."""
