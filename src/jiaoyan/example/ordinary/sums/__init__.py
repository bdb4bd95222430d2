"""Sums for a weekly practice: the numbers change with the week, the answers are worked out. Pure."""

from __future__ import annotations

from jiaoyan.example.ordinary.sums import lower, middle, upper
from jiaoyan.example.ordinary.sums.question import Item, Maker

# Calculation and question of a unit's practice, from this unit of the book on until the next that is named.
MAKERS: dict[tuple[int, int], dict[int, tuple[Maker, Maker]]] = {
    (1, 1): {
        1: (lower.dots, lower.pairs),
        5: (lower.dots, lower.compare),
        7: (lower.split, lower.compare),
        8: (lower.add_in_ten, lower.story),
        10: (lower.make_ten, lower.story),
    },
    (1, 2): {1: (lower.take_back, lower.left), 3: (lower.tens, lower.left), 5: (lower.tens, lower.shop)},
    (2, 1): {
        1: (lower.chain, lower.more),
        3: (lower.table, lower.groups),
        4: (lower.rhyme, lower.deal_out),
        5: (lower.metres, lower.groups),
        6: (lower.rhyme, lower.deal_out),
    },
    (2, 2): {
        1: (lower.rest, lower.boats),
        2: (lower.rest, lower.minutes),
        4: (lower.thousand, lower.boats),
        5: (lower.millimetres, lower.minutes),
        6: (lower.thousand, lower.three_digits),
    },
    (3, 1): {
        1: (middle.times_one, middle.rows),
        2: (middle.grams, middle.rows),
        3: (middle.square, middle.round_garden),
        4: (middle.divide_one, middle.share_boxes),
        5: (middle.divide_one, middle.steps),
        7: (middle.same_part, middle.steps),
        8: (middle.divide_one, middle.round_garden),
    },
    (3, 2): {
        1: (middle.two_by_two, middle.rows),
        2: (middle.kilometres, middle.rows),
        3: (middle.two_by_two, middle.share_boxes),
        4: (middle.order, middle.share_boxes),
        5: (middle.order, middle.hours),
        6: (middle.two_by_two, middle.area),
        7: (middle.share_of, middle.area),
        10: (middle.order, middle.area),
    },
    (4, 1): {
        1: (middle.litres, middle.share_boxes),
        2: (middle.divide_two, middle.share_boxes),
        4: (middle.divide_two, middle.mean),
        5: (middle.divide_two, middle.same_price),
        7: (middle.brackets, middle.same_price),
        8: (middle.angle, middle.mean),
        9: (middle.brackets, middle.same_price),
    },
    (4, 2): {
        1: (middle.divide_two, middle.same_price),
        2: (middle.myriads, middle.same_price),
        3: (middle.times_two, middle.rows),
        5: (middle.times_two, middle.sum_and_difference),
        6: (middle.law, middle.meeting),
        7: (middle.third_angle, middle.meeting),
        8: (middle.law, middle.sum_and_difference),
    },
    (6, 1): {
        1: (upper.volume, upper.box),
        2: (upper.part_of, upper.part_of_pages),
        3: (upper.frac_divide, upper.ratio),
        5: (upper.frac_divide, upper.part_of_pages),
        6: (upper.more_percent, upper.discount),
        7: (upper.more_percent, upper.box),
    },
    (6, 2): {
        1: (upper.more_percent, upper.discount),
        2: (upper.cylinder, upper.box),
        3: (upper.cylinder, upper.ratio),
        4: (upper.proportion, upper.ratio),
        5: (upper.scale, upper.ratio),
        6: (upper.proportion, upper.kind_of_ratio),
        7: (upper.scale, upper.box),
    },
}


def sums_of_week(grade: int, half: int, week: int, unit: int) -> list[Item]:
    """One to calculate and one to solve for a week's practice, of the unit it is about."""
    makers = MAKERS[grade, half]
    calculate, solve = makers[max(first for first in makers if first <= unit)]
    return [calculate(week).item("b", 1), solve(week).item("e", 2)]
