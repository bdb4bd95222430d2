"""The vocabulary of facts: which kinds there are, what each may be asked, and whether the product records it yet. 可计数的事实

Words only: the packages that own the records make the facts (``facts.py`` of each) and must use these names; a test compares.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from jiaoyan.quotas.rules.fact import SubjectKind


@dataclass(frozen=True, slots=True)
class Attribute:
    """What a fact tells besides its day. ``choices``: value → Chinese; empty for whole numbers (``number``) and yes or no."""

    name: str
    choices: Mapping[str, str] = field(default_factory=dict)
    number: bool = False


@dataclass(frozen=True, slots=True)
class FactKind:
    """A kind of fact: Chinese name, measure word, whose it can be.

    ``minutes``: what writing one of them down takes a practised hand, without the lesson, the meeting or the reading itself; 0 where a tap or the record of
    something else is enough. Estimates to be spoken about, not measurements.
    """

    slug: str
    name: str
    unit: str
    subjects: tuple[SubjectKind, ...]
    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    minutes: int = 0

    def countable_for(self, subject: SubjectKind) -> bool:
        """Whether a demand may ask such a subject for it; the school has whatever its people, groups, classes and grades have."""
        return subject == "school" or subject in self.subjects


LESSON_TYPES = {"new": "新授课", "practice": "练习课", "review": "复习课", "comment": "讲评课", "inquiry": "综合与实践"}
POINT = Attribute("时间点", {"mid_term": "期中", "final": "期末"})

_KINDS = (
    FactKind(
        "meeting",
        "集体活动",
        "次",
        ("group",),
        {"steps": Attribute("已写环节数", number=True), "fixed": Attribute("三定齐全的项数", number=True)},
    ),
    FactKind(
        "absence",
        "缺席与迟到早退",
        "次",
        ("person", "group"),
        {"state": Attribute("情况", {"absent": "无故缺席", "late": "迟到", "left_early": "早退"})},
    ),
    FactKind("talk", "每日一议", "次", ("group", "person")),
    FactKind("theory_note", "理论学习摘记", "次", ("group", "person")),
    FactKind("unit", "单元教学", "个单元", ("group",)),
    FactKind(
        "unit_analysis",
        "单元分析",
        "份",
        ("group", "person"),
        {"rows": Attribute("已写行数", number=True), "attained": Attribute("已填达成数据"), "lead_spoke": Attribute("主备人主讲")},
    ),
    FactKind(
        "exercise",
        "有效练习",
        "份",
        ("group", "person"),
        {
            "type": Attribute(
                "类别",
                {"lesson": "课时练习", "weekly": "周周练", "unit": "单元专项", "review": "复习练习", "key": "关键能力", "oral": "口算"},
            ),
            "reviewed": Attribute("已由他人审核"),
        },
    ),
    FactKind("homework_list", "作业清单", "份", ("group",)),
    FactKind("showcase", "特色作业", "次", ("group",), {"shown": Attribute("已展评")}),
    FactKind("exam", "检测", "次", ("group", "grade"), {"point": POINT, "final": Attribute("期末检测")}),
    FactKind("exam_analysis", "检测分析", "份", ("group",), {"point": POINT}),
    FactKind("quality_report", "质量分析", "份", ("group",)),
    FactKind("award", "获奖", "项", ("person", "group")),
    FactKind("taught_week", "按课表上课", "周", ("class", "group"), {"short": Attribute("少上的节数", number=True)}),
    FactKind(
        "observation",
        "听课",
        "节",
        ("person", "group"),
        {
            "purpose": Attribute(
                "方式",
                {"peer": "随堂听课", "mentor": "听师傅的课", "drop_in": "推门听课", "follow_up": "跟踪听课", "open": "听公开课、研究课"},
            ),
            "lesson_type": Attribute("课型", LESSON_TYPES),
            "by_leader": Attribute("教研组或行政听课"),
        },
    ),
    FactKind(
        "visited",
        "被听课",
        "节",
        ("person",),
        {
            "purpose": Attribute(
                "方式", {"peer": "随堂听课", "mentor": "师徒听课", "drop_in": "推门听课", "follow_up": "跟踪听课", "open": "公开课、研究课"}
            ),
            "by_leader": Attribute("教研组或行政听课"),
        },
    ),
    FactKind(
        "research_lesson",
        "研究课",
        "节",
        ("person", "group"),
        {
            "type": Attribute(
                "类别",
                {
                    "practice": "青年教师练兵课",
                    "public": "公开课",
                    "demonstration": "骨干展示课",
                    "report": "汇报课",
                    "alliance": "联盟课",
                    "results": "课题成果观摩课",
                    "selection": "赛课选拔",
                    "research": "组内研究课",
                },
            ),
            "level": Attribute("级别", {"group": "组内", "school": "校级", "joint": "联校", "district": "区级", "city": "市级"}),
            "commented": Attribute("有专家点评"),
            "steps": Attribute("已完成的磨课环节", number=True),
        },
    ),
    FactKind("mentee_lesson", "听一堂上一堂", "节", ("person",)),
    FactKind("mentorship", "师徒结对", "对", ("person", "group")),
    FactKind(
        "reflection",
        "教学反思",
        "篇",
        ("person", "group"),
        {"about": Attribute("内容", {"general": "一般反思", "project": "与课题有关", "comparison": "听课对照比较"})},
    ),
    FactKind("reading_note", "读书札记", "篇", ("person", "group")),
    FactKind("study_note", "业务学习笔记", "次", ("person", "group")),
    FactKind("case_report", "课例报告", "份", ("person", "group")),
    FactKind(
        "training",
        "培训",
        "次",
        ("person", "group"),
        {
            "type": Attribute(
                "类型",
                {"in_group": "组内培训", "external": "外出培训", "online": "线上培训", "textbook": "教材分析培训", "seminar": "区域研讨"},
            )
        },
    ),
    FactKind("share_back", "二次培训", "次", ("person", "group")),
    FactKind("group_plan", "备课组计划", "份", ("group",), {"tables": Attribute("附表数", number=True)}),
    FactKind("group_summary", "备课组总结", "份", ("group",), {"awards": Attribute("附获奖情况表")}),
    FactKind("review_plan", "复习计划", "份", ("group",)),
    FactKind("schedule", "教学进度表", "份", ("group",), {"flexible": Attribute("含机动课时")}),
    FactKind(
        "research_plan",
        "教研组计划",
        "份",
        ("group",),
        {"stages": Attribute("年段组数", number=True), "leaders": Attribute("备课组长数", number=True)},
    ),
    FactKind("research_summary", "教研组总结", "份", ("group",)),
    FactKind("lesson_roster", "练兵课安排", "份", ("group",)),
    FactKind("textbook_study", "教材梳理", "份", ("group", "person")),
    FactKind(
        "chain_step",
        "资源链定稿",
        "步",
        ("group",),
        {
            "step": Attribute(
                "环节",
                {
                    "study": "教材梳理",
                    "division": "分工备课",
                    "weekly": "周周练",
                    "unit": "单元专项",
                    "lesson": "优秀课例",
                    "review": "复习资源",
                    "paper": "综合练习",
                },
            )
        },
    ),
    FactKind("resource", "资源", "件", ("person", "group")),
)

_MINUTES: Mapping[str, int] = {
    "meeting": 15,  # tidying what was written while it ran
    "absence": 0,
    "talk": 5,
    "theory_note": 15,
    "unit": 0,
    "unit_analysis": 30,
    "exercise": 30,
    "homework_list": 10,
    "showcase": 30,
    "exam": 30,
    "exam_analysis": 30,
    "quality_report": 40,
    "award": 3,
    "taught_week": 0,
    "observation": 3,
    "visited": 0,
    "research_lesson": 10,
    "mentee_lesson": 2,
    "mentorship": 10,
    "reflection": 20,
    "reading_note": 20,
    "study_note": 15,
    "case_report": 40,
    "training": 5,
    "share_back": 3,
    "group_plan": 60,
    "group_summary": 60,
    "review_plan": 30,
    "schedule": 20,
    "research_plan": 120,
    "research_summary": 90,
    "lesson_roster": 10,
    "textbook_study": 20,
    "chain_step": 2,
    "resource": 2,
}

KINDS: Mapping[str, FactKind] = {kind.slug: replace(kind, minutes=_MINUTES[kind.slug]) for kind in _KINDS}
