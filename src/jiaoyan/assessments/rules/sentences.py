"""Sentences from thresholds: what the figures say, in plain Chinese. Hints for whoever writes the report; no rank, no name, no verdict."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from jiaoyan.assessments.rules.figures import Question, Snapshot
from jiaoyan.assessments.rules.numbers import points
from jiaoyan.schools.rules.numerals import percent, tenths

WEAKEST = 3
WEAK_RATE = Fraction(75, 100)
TOO_EASY, TOO_HARD = Fraction(97, 100), Fraction(30, 100)
SHORT_OF_EXPECTED = Fraction(10, 100)
NOTABLE_GAP = Fraction(5, 100)
CHANCE = Fraction(196, 100)  # 95 per cent of what chance alone brings about lies within 1.96 standard errors
EXPECTED_PAPER = (Fraction(80, 100), Fraction(88, 100))  # what a final paper is made for


def sentences(snapshot: Snapshot, *, final: bool) -> tuple[str, ...]:
    """What is worth saying, the whole first; () before anything was marked. Only a ``final`` paper is compared with others of its kind."""
    if not snapshot.grade.tested or snapshot.hidden:
        return ()
    return tuple(_said(snapshot, final))


def _said(snapshot: Snapshot, final: bool) -> Iterator[str]:
    yield _whole(snapshot)
    if snapshot.missing:
        yield f"{'、'.join(snapshot.missing)}的成绩还没有导入，年级数据不含这{len(snapshot.missing)}个班。"
    if final:
        yield from _paper(snapshot)
    yield from _weak(snapshot)
    yield from _below_expected(snapshot)
    yield from _classes(snapshot)
    if snapshot.grade.low:
        line = points(snapshot.policy.line(snapshot.policy.low_percent))
        yield f"{line}分以下有{snapshot.grade.low}人，请各班任课教师逐个了解原因，定下帮助的办法。"


def _whole(snapshot: Snapshot) -> str:
    grade, shown = snapshot.grade, snapshot.grade.shown
    absent = f"，缺考{grade.absent}人" if grade.absent else ""
    return (
        f"全年级应考{grade.enrolled}人，实考{grade.tested}人{absent}。均分{shown['mean']}分，"
        f"合格率{shown['pass']}（{grade.passed}/{grade.tested}），优秀率{shown['excellent']}（{grade.excellent}/{grade.tested}），"
        f"低分率{shown['low']}（{grade.low}/{grade.tested}）。"
    )


def _paper(snapshot: Snapshot) -> Iterator[str]:
    rate = snapshot.grade.score_rate(snapshot.policy.full)
    if rate is None:
        return
    low, high = EXPECTED_PAPER
    if rate < low:
        yield f"全卷得分率{percent(rate)}，比一般期末卷（80%—88%）偏难，看数据时请考虑试卷的难度。"
    elif rate > high:
        yield f"全卷得分率{percent(rate)}，比一般期末卷（80%—88%）偏易，高分不等于没有问题，请多看得分率最低的几题。"


def _weak(snapshot: Snapshot) -> Iterator[str]:
    rated = [(rate, place) for place, question in enumerate(snapshot.questions) if (rate := _rate(snapshot, place, question)) is not None]
    weak = [(rate, place) for rate, place in sorted(rated)[:WEAKEST] if rate < WEAK_RATE]
    if weak:
        named = "、".join(f"第{snapshot.questions[place].label}题（{percent(rate)}）" for rate, place in weak)
        about = "、".join(dict.fromkeys(snapshot.questions[place].knowledge for _, place in weak if snapshot.questions[place].knowledge))
        yield f"得分率较低的是{named}" + (f"，考查的是{about}。" if about else "。")
    for rate, place in rated:
        if rate > TOO_EASY and snapshot.questions[place].full >= 8:  # four points or more that nearly everybody got
            yield f"第{snapshot.questions[place].label}题得分率{percent(rate)}，掌握得很牢，复习时可以少用些时间。"
        elif rate < TOO_HARD:
            yield f"第{snapshot.questions[place].label}题得分率只有{percent(rate)}，请先核对题目、答案和评分标准。"


def _below_expected(snapshot: Snapshot) -> Iterator[str]:
    for place, question in enumerate(snapshot.questions):
        rate = _rate(snapshot, place, question)
        if rate is None or question.expected is None:
            continue
        short = Fraction(question.expected, 100) - rate
        if short >= SHORT_OF_EXPECTED:
            yield f"第{question.label}题比预期低{tenths(short * 100).removesuffix('.0')}个百分点（预期{question.expected}%，实际{percent(rate)}）。"


def _classes(snapshot: Snapshot) -> Iterator[str]:
    """Where a class lies below the grade by more than chance: worth looking at pupils' work together, never a verdict on a teacher."""
    for each in snapshot.shown_classes:
        told = [
            f"第{question.label}题{percent(each.tally.item_rate(place, question.full))}（年级{percent(_rate(snapshot, place, question))}）"
            for place, question in enumerate(snapshot.questions)
            if is_notably_below(snapshot, each.key, place)
        ]
        if told:
            yield f"{each.name}{'、'.join(told)}，差距超出随机波动，值得一起看看错例。"


def is_notably_below(snapshot: Snapshot, class_key: int, place: int) -> bool:
    """The class's rate of an item lies below the grade's by five points and by more than chance: (Δ)² · n > 1.96² · s², all exact."""
    each = next(found for found in snapshot.classes if found.key == class_key)
    question, counted = snapshot.questions[place], each.tally
    own, grade = counted.item_rate(place, question.full), _rate(snapshot, place, question)
    if own is None or grade is None or grade - own < NOTABLE_GAP or counted.tested < 2:
        return False
    n = counted.tested
    variance = Fraction(n * counted.item_squares[place] - counted.items[place] ** 2, n * (n - 1) * question.full**2)
    return (grade - own) ** 2 * n > CHANCE**2 * variance


def _rate(snapshot: Snapshot, place: int, question: Question) -> Fraction | None:
    return snapshot.grade.item_rate(place, question.full)
