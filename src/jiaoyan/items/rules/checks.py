"""What an exercise still lacks (F08): what keeps it from being handed in, and what its author might look at once more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from jiaoyan.items.rules.arithmetic import wrong_key
from jiaoyan.items.rules.homework import WHY_NO_HOME, ceiling_of, may_go_home
from jiaoyan.items.rules.words import PLACE_LABELS, SECTION_LABELS

BASIC_SHARE = (Fraction(6, 10), Fraction(8, 10))
SLACK = Fraction(85, 100)
"""A good exercise leaves 15 % of its time."""


@dataclass(frozen=True, slots=True)
class ItemState:
    """One item as the rules read it; ``objective`` is the objective's number or None."""

    number: int
    layer: str
    section: str
    stem: str
    answer: str
    objective: int | None
    source: str
    source_note: str
    intent: str
    difficulty: Decimal | None
    minutes: Decimal | None


@dataclass(frozen=True, slots=True)
class ExerciseState:
    """An exercise as the rules read it; ``mathematics`` is the school's daily share at home, ``untaught`` lessons planned after its use."""

    grade: int
    kind: str
    place: str
    has_unit: bool
    has_use_date: bool
    knowledge_points: int
    author_solved: bool
    minutes_limit: int | None
    mathematics: int
    objectives: tuple[int, ...]
    items: tuple[ItemState, ...]
    untaught: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing; ``item`` is the number of its item, ``stops`` keeps the exercise from being handed in."""

    message: str
    item: int | None = None
    stops: bool = True


@dataclass(frozen=True, slots=True)
class Figures:
    """Computed, never typed: 总时长 (of what everybody does), 基础占比, 平均难度; None without items to compute it from."""

    minutes: Decimal
    challenge_minutes: Decimal
    basic_share: Fraction | None
    difficulty: Decimal | None


def figures_of(items: Sequence[ItemState]) -> Figures:
    """The figures of an exercise. Challenge items are optional: their minutes count apart."""
    known = [item.difficulty for item in items if item.difficulty is not None]
    challenge = [item for item in items if item.layer == "challenge"]
    everybody = [item for item in items if item.layer != "challenge"]
    return Figures(
        minutes=_minutes(everybody),
        challenge_minutes=_minutes(challenge),
        basic_share=Fraction(sum(item.layer == "basic" for item in items), len(items)) if items else None,
        difficulty=(sum(known, Decimal(0)) / len(known)).quantize(Decimal("0.01"), ROUND_HALF_UP) if known else None,
    )


def _minutes(items: Sequence[ItemState]) -> Decimal:
    return sum((item.minutes or Decimal(0) for item in items), Decimal(0))


def limit_of(exercise: ExerciseState) -> int:
    """The minutes it may take: at home never more than the school's share."""
    general = ceiling_of(exercise.place, exercise.mathematics)
    return min(general, exercise.minutes_limit or general) if exercise.place == "home" else exercise.minutes_limit or general


def findings(exercise: ExerciseState) -> tuple[Finding, ...]:
    """Everything at once, what stops it first within each part."""
    return (*_of_head(exercise), *_of_time(exercise), *_of_items(exercise), *_of_whole(exercise))


def home_problem(grade: int, place: str) -> str:
    """Why an exercise may not be done there; nothing when it may (P001)."""
    return WHY_NO_HOME if place == "home" and not may_go_home(grade) else ""


def _of_head(exercise: ExerciseState) -> Iterator[Finding]:
    if not exercise.has_unit and exercise.kind in ("lesson", "unit"):
        yield Finding("还没有选单元。")
    if not exercise.has_use_date:
        yield Finding("还没有填使用日期。")
    if not exercise.knowledge_points:
        yield Finding("还没有写知识点。")
    if not exercise.objectives:
        yield Finding("还没有写练习目标。")
    if not exercise.items:
        yield Finding("还没有题目。")
    if problem := home_problem(exercise.grade, exercise.place):
        yield Finding(problem)
    if exercise.items and not exercise.author_solved:
        yield Finding("请命制人先做一遍，再到“基本信息”里勾选“教师已试做”。")
    for title in exercise.untaught:
        yield Finding(f"“{title}”按进度表在使用日期之后才教，请改日期或换题。", stops=False)


def _of_time(exercise: ExerciseState) -> Iterator[Finding]:
    minutes, limit = figures_of(exercise.items).minutes, limit_of(exercise)
    where = PLACE_LABELS[exercise.place]
    if minutes > limit and exercise.place == "home":
        yield Finding(f"必做题共{said(minutes)}分钟，超过家庭数学作业每天{limit}分钟的上限。可以减几题、改为选做，或放到课内完成。")
    elif minutes > limit:
        yield Finding(f"必做题共{said(minutes)}分钟，超过{where}完成的{limit}分钟，请看看是否太多。", stops=False)
    elif minutes > limit * SLACK:
        yield Finding(f"必做题共{said(minutes)}分钟，上限{limit}分钟；留出一点余地，做得慢的学生也能完成。", stops=False)


def _of_items(exercise: ExerciseState) -> Iterator[Finding]:
    for item in exercise.items:
        lacking = [
            word
            for word, there in (
                ("题目", item.stem.strip()),
                ("答案", item.answer.strip()),
                ("对应目标", item.objective is not None),
                ("设计意图", item.intent.strip()),
                ("预估难度", item.difficulty is not None),
                ("预估分钟", item.minutes is not None),
                ("来源说明", item.source == "own" or item.source_note.strip()),
            )
            if not there
        ]
        if lacking:
            yield Finding(f"第{item.number}题还缺{'、'.join(lacking)}。", item.number)
        if problem := key_problem(item.section, item.stem, item.answer):
            yield Finding(f"第{item.number}题：{problem}", item.number)


def key_problem(section: str, stem: str, answer: str) -> str:
    """What is wrong with the key of an item as far as it can be computed."""
    return wrong_key(stem, answer) if section == "calculate" and stem.strip() and answer.strip() else ""


def _of_whole(exercise: ExerciseState) -> Iterator[Finding]:
    served = {item.objective for item in exercise.items}
    for number in exercise.objectives:
        if exercise.items and number not in served:
            yield Finding(f"目标{number}还没有对应的题。")
    share = figures_of(exercise.items).basic_share
    low, high = BASIC_SHARE
    if share is not None and not low <= share <= high:
        word = "偏少" if share < low else "偏多"
        yield Finding(f"基础题占{whole_percent(share)}，{word}；一般在60%到80%之间。", stops=False)
    empty = [SECTION_LABELS[item.section] for item in exercise.items if item.section == "inquire" and item.layer == "basic"]
    if empty:
        yield Finding("探究题一般放在拓展或挑战层次。", stops=False)


def whole_percent(share: Fraction) -> str:
    """67%, rounded half up."""
    return f"{(200 * share.numerator + share.denominator) // (2 * share.denominator)}%"


def said(minutes: Decimal) -> str:
    """Minutes without a nought behind the point: 12, 2.5."""
    text = f"{minutes:.1f}"
    return text.removesuffix(".0")
