"""Titles and labels that are generated, never typed (forms F00–F06): year, term, grade and numbers always agree with the record.

Grades are numbers 1–6, school years keys like "2023-2024", terms 1 or 2; every function raises ValueError for anything else.
"""

from __future__ import annotations

from jiaoyan.schools.rules.numerals import bracketed, chinese_number
from jiaoyan.schools.rules.people import GRADES, class_name, grade_name, grade_of, term_label, term_name

ANNEXES = ("表1：备课组工作安排", "表2：教学进度表", "表3：有效练习命制安排表")
LEDGER_TITLE = "集体备课工作台账资料"
PRE_TERM = "开学前准备"
TERM_END = "期末"

_VOLUMES = {1: "上册", 2: "下册"}


def class_called(entry_year: int, number: int, school_year_start: int) -> str:
    """五（2）班 as the class is called in a school year; 2018级2班（已毕业） after grade 6, 2025级2班（未入学） before grade 1."""
    grade = grade_of(entry_year, school_year_start)
    if grade is not None:
        return class_name(grade, number)
    return f"{entry_year}级{number}班（{'已毕业' if has_graduated(entry_year, school_year_start) else '未入学'}）"


def has_graduated(entry_year: int, school_year_start: int) -> bool:
    """The class is past grade 6 in the school year that begins in ``school_year_start``."""
    return school_year_start - entry_year >= GRADES[-1]


def graduation_year(entry_year: int) -> int:
    """The calendar year in whose summer the class leaves grade 6: 2018 → 2024."""
    return entry_year + GRADES[-1]


def group_name(grade: int, subject: str) -> str:
    """5, 数学 → 五年级数学备课组."""
    return f"{grade_name(grade)}{subject}备课组"


def subtitle_of_plan(year_key: str, term_no: int, grade: int, subject: str) -> str:
    """——2023—2024学年第二学期五年级数学备课组工作计划 (F01)."""
    return f"——{term_label(year_key, term_no)}{group_name(grade, subject)}工作计划"


def subtitle_of_summary(year_key: str, term_no: int, grade: int, subject: str) -> str:
    """——2023—2024学年第二学期五年级数学备课组工作总结 (F13)."""
    return f"——{term_label(year_key, term_no)}{group_name(grade, subject)}工作总结"


def volume_name(term_no: int) -> str:
    """The volume a term teaches: 1 → 上册, 2 → 下册."""
    term_name(term_no)
    return _VOLUMES[term_no]


def textbook_title(edition: str, grade: int, term_no: int) -> str:
    """苏教版, 5, 2 → 苏教版五年级下册."""
    return f"{edition}{grade_name(grade)}{volume_name(term_no)}"


def title_of_arrangement(grade: int, subject: str) -> str:
    """表1：五年级数学学科备课组活动安排 (F02)."""
    return f"表1：{grade_name(grade)}{subject}学科备课组活动安排"


def title_of_pacing(edition: str, grade: int, term_no: int, subject: str = "数学") -> str:
    """表2：苏教版五年级下册数学教学进度安排表 (F03)."""
    return f"表2：{textbook_title(edition, grade, term_no)}{subject}教学进度安排表"


def title_of_authoring() -> str:
    """The title of table 3 (F04)."""
    return ANNEXES[2]


def title_of_activity(number: int) -> str:
    """1 → 备课组活动记录（一） (F05)."""
    return f"备课组活动记录{bracketed(number)}"


def title_of_unit_analysis(unit_no: int, unit_name: str) -> str:
    """1, 简易方程 → 第一单元（简易方程）单元分析 (F06); a name with brackets of its own stands in 《》."""
    name = f"《{unit_name}》" if "（" in unit_name else f"（{unit_name}）"
    return f"{unit_label(unit_no)}{name}单元分析"


def title_of_theory_note(school: str) -> str:
    """The head of a theory note (F07)."""
    return f"{school}备课组理论学习摘记"


def unit_label(unit_no: int) -> str:
    """1 → 第一单元."""
    return f"第{chinese_number(unit_no)}单元"


def unit_heading(unit_no: int | None, title: str) -> str:
    """The unit row of table 2: 1, 简易方程 → 一、简易方程; a unit outside the numbering keeps its bare title."""
    return title if unit_no is None else f"{chinese_number(unit_no)}、{title}"


def week_label(week_no: int) -> str:
    """3 → 第3周; 0, the days before term or a preparatory week → 预备周."""
    return f"第{week_no}周" if week_no > 0 else "预备周"


def activity_label(week_no: int, number: int) -> str:
    """3, 2 → 第3周 第二次活动 (first column of table 1)."""
    return f"{week_label(week_no)} 第{chinese_number(number)}次活动"


def cover_lines(group: str, leader: str) -> tuple[tuple[str, str], ...]:
    """The labelled lines of the ledger's cover (F00), as ``documents.blocks.Cover.lines`` takes them."""
    return (("备课组名称：", group), ("备课组组长：", leader))


def cover_month(year: int, month: int) -> str:
    """2024, 2 → 2024年2月, the foot of the cover."""
    return f"{year}年{month}月"
