"""The term summary (F13): marks that stand for counted figures, a first text from records, and what keeps a summary from being submitted.

A figure is never typed: in the text stands its mark 〔集体备课次数〕, and the counted value takes its place wherever the text is shown or
printed. Sentences of the first text are ours and meant to be edited; one whose figures have no record is left out.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jiaoyan.schools.rules.problem import Problem, in_row, of_table

MARK = re.compile(r"〔([^〔〕\n]{1,40})〕")
AREAS: dict[str, str] = {
    "preparation": "集体备课",
    "lessons": "研究课",
    "routine": "常规培养",
    "homework": "作业设计",
    "survey": "调研情况",
    "awards": "学生获奖",
    "resources": "资源建设",
}
HINTS: dict[str, str] = {
    "preparation": "怎样备课、议了什么、决定落实得怎样。",
    "lessons": "谁上了什么课、围绕什么问题、观课议课有什么发现。",
    "routine": "听讲、书写、订正、学习习惯怎样要求，怎样检查。",
    "homework": "有效练习怎样命制和审核，有什么特色作业。",
    "survey": "各次检测、调研的情况，学生哪里好、哪里弱。",
    "awards": "学生和教师得了什么奖，怎样辅导。没有的，写一句“本学期没有参加评比”。",
    "resources": "积累了哪些单元分析、练习、摘记，怎样共享。",
}
_FACT = re.compile(r"\{([a-z_]+)\}")
_FIRST_TEXT: dict[str, tuple[str, ...]] = {
    "preparation": (
        "本学期集体备课〔集体备课次数〕，出席率〔集体备课出席率〕，每次都有中心发言，全组讨论后形成记录。",
        "单元开始前研读教材，完成单元分析〔单元分析数〕，先写个人设计，再集体讨论，形成共同意见。",
        "活动中作出决定〔决定事项数〕，已经落实〔决定落实数〕。",
        "两次活动之间随时商量，记下每日一议〔每日一议条数〕，有〔每日一议人数〕参与。",
    ),
    "lessons": (
        "结合集体备课上研究课〔研究课节数〕，上课教师有{lesson_teachers}。",
        "研究课前集体商量教学设计，课后当场议课，把改进的意见用到下一个班。",
    ),
    "routine": (
        "每日一议中有〔习惯议题数〕专门商量学习习惯和课堂常规，各班要求一致，互相提醒。",
        "学生的典型反应和错例及时交流，共记下〔错例与反应数〕，订正有要求、有检查。",
    ),
    "homework": (
        "按计划命制有效练习〔命制练习数〕，通过审核〔审核练习数〕，命制人与审核人分开，题目先做后用。",
        "结合教学内容布置特色作业〔特色作业数〕，在班级和年级里展示。",
    ),
    "survey": (
        "每个单元结束后统计目标达成情况，全年级达成率〔单元目标达成率〕，对薄弱的目标及时补上。",
        "录入成绩的练习与检测有〔练习与检测次数〕，已录入的班级按题看得分，找出典型错误和成因。",
        "期末全年级均分〔期末均分〕，合格率〔期末合格率〕。",
    ),
    "awards": (
        "学生在各项评比中获奖〔学生获奖数〕，参加评比以兴趣为先，不增加额外负担。",
        "教师获奖〔教师获奖数〕。",
    ),
    "resources": (
        "撰写理论学习摘记〔理论学习篇数〕，主题有{theory_themes}。",
        "单元分析〔单元分析数〕已整理归档，下一届备课组可以直接参考。",
        "命制的练习〔命制练习数〕连同使用情况一并存档。",
    ),
}


@dataclass(frozen=True, slots=True)
class TopicDraft:
    """One topic as the check reads it: what was done and the highlight, as plain words with their marks."""

    area: str
    did: str
    highlight: str = ""


@dataclass(frozen=True, slots=True)
class PairDraft:
    """A problem and the measure against it."""

    problem: str
    measure: str


def fingerprint(*values: object) -> str:
    """Tells whether a part is still as somebody saw it: two people writing different topics do not disturb each other."""
    return hashlib.sha256(repr(values).encode()).hexdigest()[:16]


def mark(name: str) -> str:
    """集体备课次数 → 〔集体备课次数〕."""
    return f"〔{name}〕"


def marks_in(text: str) -> tuple[str, ...]:
    """The names between the marks of a text, each once, in order."""
    return tuple(dict.fromkeys(MARK.findall(text)))


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with the values in the place of their marks; a mark nobody knows stays as it was typed."""
    return MARK.sub(lambda found: values.get(found[1], found[0]), text)


def filled_prose(stored: Any, values: Mapping[str, str]) -> Any:
    """The same for stored prose: every piece of text in it, ids and structure untouched."""
    if isinstance(stored, str):
        return filled(stored, values)
    if isinstance(stored, list):
        return [filled_prose(each, values) for each in stored]
    if isinstance(stored, dict):
        return {key: value if key in ("id", "type", "marker") else filled_prose(value, values) for key, value in stored.items()}
    return stored


def first_text(area: str, known: Collection[str], facts: Mapping[str, str]) -> str:
    """A first text for a topic, one sentence a line; "" without records. ``known``: figures that have records; ``facts``: words from records."""
    return "\n".join(_sentences(area, known, facts))


def _sentences(area: str, known: Collection[str], facts: Mapping[str, str]) -> Iterator[str]:
    spoken = False
    for template in _FIRST_TEXT[area]:
        named, needed = marks_in(template), _FACT.findall(template)
        supported = all(name in known for name in named) and all(facts.get(name) for name in needed)
        # a sentence without figures or facts only follows one that has them
        if supported and (named or needed or spoken):
            spoken = True
            yield _FACT.sub(lambda found: facts[found[1]], template)


def names_used() -> frozenset[str]:
    """Every figure the first texts speak of."""
    return frozenset(name for texts in _FIRST_TEXT.values() for text in texts for name in marks_in(text))


def check_summary(title: str, topics: Sequence[TopicDraft], pairs: Sequence[PairDraft], known: Collection[str]) -> list[Problem]:
    """Whether a summary is complete: a title, seven topics, a problem at least, a measure for each, and no mark nobody knows.

    The column of a problem is "head", "work" (topics nobody wrote), an area, or "problems".
    """
    written = {topic.area: topic for topic in topics}
    found = [] if title.strip() else [of_table("请拟一个大标题。", "head")]
    if unwritten := [f"“{name}”" for area, name in AREAS.items() if area not in written or not written[area].did.strip()]:
        found.append(of_table(f"{'、'.join(unwritten)}还没有写做法；没有开展的，写一句原因就好。", "work"))
    for area, name in AREAS.items():
        topic = written.get(area, TopicDraft(area, ""))
        found += _unknown(area, [(f"“{name}”的做法", topic.did), (f"“{name}”的亮点", topic.highlight)], known)
    return [*found, *check_pairs(pairs), *(problem for pair in pairs for problem in _unknown_in_pair(pair, known))]


def check_pairs(pairs: Sequence[PairDraft]) -> Iterator[Problem]:
    """A problem at least, and a measure for each."""
    if not pairs:
        yield of_table("请写存在问题，每个问题对应一条改进措施。", "problems")
    for index, pair in enumerate(pairs):
        if not pair.measure.strip():
            yield in_row(index, "problems", f"“{pair.problem.strip()[:20]}”还没有改进措施。")


def _unknown_in_pair(pair: PairDraft, known: Collection[str]) -> Iterator[Problem]:
    return _unknown("problems", [("存在问题", pair.problem), ("改进措施", pair.measure)], known)


def _unknown(column: str, texts: Iterable[tuple[str, str]], known: Collection[str]) -> Iterator[Problem]:
    for where, text in texts:
        for name in marks_in(text):
            if name not in known:
                yield of_table(f"{where}里有不认识的数字标记{mark(name)}，请从数字列表里重新插入，或把它删去。", column)
