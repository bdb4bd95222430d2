"""What a test may be called, and where there is none. National rule: no written tests in grades 1 and 2; from grade 3 only the end-of-term

paper is an examination, everything else is practice 练习 or part of 过程性评价. The product explains this instead of only refusing.
"""

from __future__ import annotations

import re

FINAL = "final"
FIRST_GRADE = 3
LABELS = {"unit": "单元练习", "midterm": "期中练习", "final": "期末学业质量检测", "special": "专项练习", "survey": "学情调研"}
NOT_IN_THIS_GRADE = (
    "一、二年级不进行纸笔考试，所以这里不登记检测和成绩。可以用游园、口头表达、动手操作等方式了解孩子，写进活动记录和每日一议。"
)
ONE_FINAL = "本学期已经登记过期末检测，每学期只有一次。"
_EXAM_WORDS = re.compile(r"考试|检测|测验|统测|统考|月考|段考|联考|测试")
_RANKS = re.compile(r"排名|名次|排序|第[一二三四五六\d]+名")


def has_written_tests(grade: int | None) -> bool:
    """Whether the grade sits written tests at all."""
    return grade is not None and grade >= FIRST_GRADE


def problem_of_title(kind: str, title: str) -> str:
    """What is wrong with a title, with the reason; "" when it may stand."""
    if found := _RANKS.search(title):
        return f"名称里不要出现“{found.group()}”：成绩用等级反馈，不排名、不公布。"
    if kind != FINAL and (found := _EXAM_WORDS.search(title)):
        return f"“{found.group()}”只用于期末：国家规定小学每学期只组织一次期末考试，其他都是练习或过程性评价。可以写“{LABELS.get(kind, '练习')}”。"
    return ""


def proposed_title(kind: str, unit: str = "") -> str:
    """第一单元“倍数与因数”练习, 期末学业质量检测 … when nobody has typed one."""
    return f"“{unit}”单元练习" if kind == "unit" and unit else LABELS[kind]
