"""Sums for a weekly practice: the numbers change with the week, the answers are worked out. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

GAP = "{()}"
Item = list[object]


@dataclass(frozen=True, slots=True)
class Sum:
    """A question with its answer and what it asks about."""

    text: str
    answer: str
    intent: str
    section: str = "f"
    minutes: float = 1
    share: float = 0.88

    def item(self, layer: str, goal: int) -> Item:
        """As ``content/`` writes an item."""
        return [layer, self.section, self.text, self.answer, self.intent, goal, self.minutes, self.share]


Maker = Callable[[int], Sum]


def _solve(text: str, answer: str, intent: str) -> Sum:
    return Sum(text, answer, intent, "s", 4, 0.74)


def _times_one(n: int) -> Sum:
    a, b = 129 + 17 * n, 7 + n % 3
    return Sum(f"{a}×{b}＝{GAP}", str(a * b), "进上来的数不漏加")


def _rows(n: int) -> Sum:
    a, b, c = 24 + n, 3 + n % 4, 2 + n % 3
    return _solve(
        f"操场上每行站{a}人，站了{b}行，又来了{c * 10}人。现在一共有多少人？",
        f"{a}×{b}＋{c * 10}＝{a * b + c * 10}（人）",
        "先乘后加，说清每一步",
    )


def _round_garden(n: int) -> Sum:
    a, b = 12 + n, 7 + n % 5
    answer = f"一面靠墙，长边在墙上：{a}＋{b}×2＝{a + 2 * b}（米）"
    return _solve(f"长方形菜地长{a}米，宽{b}米，一条长边靠墙，围篱笆要多少米？", answer, "先画图，看哪几条边要围")


def _divide_one(n: int) -> Sum:
    b, quotient, rest = 4 + n % 5, 102 + n % 8, 1 + n % 3
    return Sum(f"{b * quotient + rest}÷{b}＝{GAP}……{GAP}", f"{quotient}；{rest}", "商的中间有0时不漏写", "f", 1.5, 0.8)


def _share_boxes(n: int) -> Sum:
    a, b, c = 3 + n % 3, 4 + n % 4, 6 + n
    return _solve(f"{a * b * c}个苹果平均装进{a}箱，每箱分{b}层。每层放多少个？", f"{a * b * c}÷{a}÷{b}＝{c}（个）", "连除，说出先求什么")


def _divide_two(n: int) -> Sum:
    b, quotient, rest = 23 + 2 * n, 6 + n % 4, 5 + n
    return Sum(f"{b * quotient + rest}÷{b}＝{GAP}……{GAP}", f"{quotient}；{rest}", "试商后看余数要不要调", "f", 1.5, 0.8)


def _mean(n: int) -> Sum:
    mean, apart = 84 + n, (3, -5, 6, -4)
    scores = [mean + each for each in apart]
    return _solve(
        f"小组四人跳绳分别是{'、'.join(map(str, scores))}个，平均每人多少个？",
        f"（{'＋'.join(map(str, scores))}）÷4＝{mean}（个）",
        "平均数在最大与最小之间",
    )


def _brackets(n: int) -> Sum:
    a, b, c, d = 480 + 12 * n, 6, 15 + n, 9 + n % 4
    return Sum(f"{a}÷{b}－（{c}＋{d}）＝{GAP}", str(a // b - c - d), "先算括号里的", "f", 2, 0.82)


def _angle(n: int) -> Sum:
    a = 35 + 3 * n
    return Sum(
        f"把平角分成两个角，其中一个是{a}度，另一个是{GAP}度，它是{GAP}角。",
        f"{180 - a}；{'钝' if a < 90 else '直' if a == 90 else '锐'}",
        "平角是180度",
        "f",
        1.5,
        0.8,
    )


def _times_two(n: int) -> Sum:
    a, b = 126 + 11 * n, 23 + n
    return Sum(f"{a}×{b}＝{GAP}", str(a * b), "第二步的积末位对齐十位", "f", 1.5, 0.84)


def _two_by_two(n: int) -> Sum:
    a, b = 26 + 3 * n, 12 + 3 * (n % 5)
    return Sum(f"{a}×{b}＝{GAP}", str(a * b), "第二步的积末位对齐十位", "f", 1.5, 0.84)


def _law(n: int) -> Sum:
    a = 36 + n
    return Sum(f"用简便方法计算：{a}×99＋{a}＝{GAP}", str(a * 100), f"99个{a}加1个{a}是100个{a}", "f", 1.5, 0.76)


def _third_angle(n: int) -> Sum:
    a, b = 42 + n, 61 + 2 * n
    return Sum(f"三角形的两个角分别是{a}度和{b}度，第三个角是{GAP}度。", str(180 - a - b), "内角和是180度", "f", 1, 0.86)


def _meeting(n: int) -> Sum:
    a, b, t = 55 + 5 * (n % 4), 65 + 5 * (n % 3), 3 + n % 3
    return _solve(
        f"甲、乙两人从两地同时相对走来，甲每分走{a}米，乙每分走{b}米，{t}分后相遇。两地相距多少米？",
        f"（{a}＋{b}）×{t}＝{(a + b) * t}（米）",
        "画线段图，速度和乘时间",
    )


def _frac(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else f"{{{value.numerator}/{value.denominator}}}"


def _part_of(n: int) -> Sum:
    part = Fraction(2 + n % 3, 5 + n % 4)
    whole = part.denominator * (6 + n)
    return Sum(f"{whole}千克的{_frac(part)}是{GAP}千克。", str(int(whole * part)), "求一个数的几分之几用乘法", "f", 1, 0.9)


def _frac_divide(n: int) -> Sum:
    a, b = Fraction(3, 4 + n % 5), Fraction(2, 3 + 2 * (n % 3))
    return Sum(f"{_frac(a)}÷{_frac(b)}＝{GAP}", _frac(a / b), "除以一个数等于乘它的倒数", "f", 1.5, 0.84)


def _box(n: int) -> Sum:
    a, b, c = 5 + n % 4, 4, 3 + n % 3
    answer = f"{a * b}＋（{a}×{c}＋{b}×{c}）×2＝{a * b + 2 * (a * c + b * c)}（平方分米）"
    return _solve(f"无盖长方体鱼缸长{a}分米，宽{b}分米，高{c}分米，做它至少要多少平方分米玻璃？", answer, "无盖只有一个底面")


def _ratio(n: int) -> Sum:
    a = 2 + n % 3
    b, total = 2 * a + 1, (3 * a + 1) * (8 + n)
    return _solve(
        f"水泥和黄沙按{a}∶{b}拌成{total}千克砂浆，水泥和黄沙各多少千克？",
        f"水泥{total * a // (a + b)}千克，黄沙{total * b // (a + b)}千克",
        "先求总份数",
    )


def _more_percent(n: int) -> Sum:
    base, more = 50 * (2 + n % 4), 10 * (1 + n % 4)
    return Sum(f"去年收获{base}筐，今年收获{base * (100 + more) // 100}筐，今年比去年多{GAP}%。", str(more), "和谁比就除以谁", "f", 2, 0.78)


def _cylinder(n: int) -> Sum:
    r, h = 2 + n % 3, 5 + n % 4
    return Sum(
        f"圆柱底面半径{r}厘米，高{h}厘米，体积是{GAP}立方厘米。（π取3.14）", f"{r * r * h * 314 / 100:g}", "底面积乘高", "f", 2, 0.84
    )


def _scale(n: int) -> Sum:
    cm = 3 + n % 5
    return Sum(f"比例尺1∶200000的地图上，两地相距{cm}厘米，实际相距{GAP}千米。", str(2 * cm), "先求厘米再化成千米", "f", 1.5, 0.82)


def _proportion(n: int) -> Sum:
    a, b, c = 3 + n % 3, 4 + n % 4, 6
    x = Fraction(b * c, a)
    return Sum(f"解比例：{a}∶{b}＝{c}∶x，x＝{GAP}", _frac(x), "两外项的积等于两内项的积", "f", 2, 0.84)


def _kind_of_ratio(n: int) -> Sum:
    total = 240 + 40 * (n % 4)
    return _solve(
        f"一本书{total}页，每天看的页数和看的天数成什么比例？看{total // 40}天看完，每天看几页？",
        f"积一定，成反比例；{total}÷{total // 40}＝40（页）",
        "看积一定还是比值一定",
    )


def _area(n: int) -> Sum:
    a, b = 12 + n, 8 + n % 5
    return _solve(
        f"长方形操场模型长{a}厘米，宽{b}厘米，面积和周长各是多少？", f"面积{a * b}平方厘米，周长{2 * (a + b)}厘米", "面积与周长的单位不同"
    )


def _add_in_ten(n: int) -> Sum:
    a, b = 2 + n % 4, 1 + n % 3
    return Sum(f"{a}＋{b}＝{GAP}，{a + b}－{a}＝{GAP}", f"{a + b}；{b}", "看一幅图说两个算式")


def _story(n: int) -> Sum:
    a, b = 5 + n % 3, 2 + n % 2
    return _solve(f"树上有{a}只鸟，又飞来{b}只。现在一共有多少只？先说一说，再列式。", f"{a}＋{b}＝{a + b}（只）", "说清条件和问题")


def _make_ten(n: int) -> Sum:
    a, b = 9 - n % 2, 3 + n % 6
    return Sum(f"{a}＋{b}＝{GAP}", str(a + b), "凑十，说怎样想")


def _take_back(n: int) -> Sum:
    a, b = 11 + n % 7, 9 - n % 2
    return Sum(f"{a}－{b}＝{GAP}", str(a - b), "破十或想加算减，说一种")


def _shop(n: int) -> Sum:
    paid, price = 10, 3 + n % 6
    return _solve(f"一块橡皮{price}角，付1元，应找回多少角？", f"1元＝10角，{paid}－{price}＝{paid - price}（角）", "先换成同一个单位")


def _rhyme(n: int) -> Sum:
    a, b = 3 + n % 4, 2 + n % 5
    return Sum(f"{a}×{b}＝{GAP}，{a * b}÷{a}＝{GAP}", f"{a * b}；{b}", "一句口诀两种用法")


def _deal_out(n: int) -> Sum:
    a, b = 3 + n % 4, 3 + n % 3
    return _solve(f"{a * b}块糖平均分给{a}个小朋友，每人几块？画一画再列式。", f"{a * b}÷{a}＝{b}（块）", "平均分的意思")


def _rest(n: int) -> Sum:
    a, b, rest = 4 + n % 5, 6 + n % 3, 1 + n % 3
    return Sum(f"{a * b + rest}÷{a}＝{GAP}……{GAP}", f"{b}；{rest}", "余数比除数小")


def _three_digits(n: int) -> Sum:
    a, b = 245 + 13 * n, 178 + 7 * n
    return _solve(f"图书角有故事书{a}本、科学书{b}本，一共多少本？先估一估再算。", f"{a}＋{b}＝{a + b}（本）", "先估约几百，再算")


def _dots(n: int) -> Sum:
    a = 4 + n % 6
    return Sum(f"数一数：{'○' * a}，一共有{GAP}个。从左数第3个涂上颜色。", str(a), "几和第几")


def _compare(n: int) -> Sum:
    a, b = 3 + n % 6, 2 + n % 4
    sign = "＞" if a > b else "＜" if a < b else "＝"
    return Sum(f"{a}和{b}比，大小用{GAP}表示，说一说怎样比。", sign, "一一对应比大小", "f", 2, 0.86)


def _chain(n: int) -> Sum:
    a, b, c = 34 + n, 27 + n % 5, 18 + n % 7
    return Sum(f"{a}＋{b}－{c}＝{GAP}", str(a + b - c), "从左往右，写清进位和退位")


def _more(n: int) -> Sum:
    a, b = 32 + n, 9 + n % 6
    return _solve(f"小红折了{a}只纸鹤，比小明多折{b}只。小明折了多少只？", f"{a}－{b}＝{a - b}（只）", "先画图，看谁多")


def _volume(n: int) -> Sum:
    a, b, c = 4 + n % 5, 3 + n % 3, 2 + n % 4
    return Sum(f"长方体长{a}厘米，宽{b}厘米，高{c}厘米，体积是{GAP}立方厘米。", str(a * b * c), "体积是单位的累加")


MAKERS: dict[tuple[int, int], tuple[Maker, ...]] = {  # pairs, in the order in which the book comes to them
    (1, 1): (_dots, _compare, _add_in_ten, _story, _make_ten, _story),
    (1, 2): (_take_back, _story, _take_back, _shop),
    (2, 1): (_chain, _more, _rhyme, _deal_out, _rhyme, _deal_out),
    (2, 2): (_rest, _deal_out, _rest, _three_digits),
    (3, 1): (_times_one, _rows, _times_one, _round_garden, _divide_one, _share_boxes),
    (3, 2): (_two_by_two, _rows, _area, _share_boxes),
    (4, 1): (_divide_two, _share_boxes, _divide_two, _mean, _brackets, _mean, _angle, _mean),
    (4, 2): (_times_two, _rows, _law, _meeting, _third_angle, _meeting),
    (6, 1): (_volume, _box, _part_of, _box, _frac_divide, _ratio, _more_percent, _ratio),
    (6, 2): (_cylinder, _ratio, _scale, _kind_of_ratio, _proportion, _kind_of_ratio),
}


def sums_of_week(grade: int, half: int, week: int, last_week: int) -> list[Item]:
    """One to calculate and one to solve for a week's practice; what came earlier in the term comes earlier."""
    makers = MAKERS[grade, half]
    pairs = len(makers) // 2
    first = min(pairs - 1, (week - 1) * pairs // last_week)
    calculate, solve = makers[2 * first], makers[2 * first + 1]
    return [calculate(week).item("b", 1), solve(week).item("e", 2)]
