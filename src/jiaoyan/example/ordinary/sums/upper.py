"""Sums of the weekly practice, grade 6. The numbers change with ``n``, the week."""

from __future__ import annotations

from fractions import Fraction

from jiaoyan.example.ordinary.sums.question import GAP, Sum, solve


def frac(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else f"{{{value.numerator}/{value.denominator}}}"


def part_of(n: int) -> Sum:
    part = Fraction(2 + n % 3, 5 + n % 4)
    whole = part.denominator * (6 + n)
    return Sum(f"{whole}千克的{frac(part)}是{GAP}千克。", str(int(whole * part)), "求一个数的几分之几用乘法", "f", 1, 0.9)


def frac_divide(n: int) -> Sum:
    a, b = Fraction(3, 4 + n % 5), Fraction(2, 3 + 2 * (n % 3))
    return Sum(f"{frac(a)}÷{frac(b)}＝{GAP}", frac(a / b), "除以一个数等于乘它的倒数", "f", 1.5, 0.84)


def box(n: int) -> Sum:
    a, b, c = 5 + n % 4, 4, 3 + n % 3
    answer = f"{a * b}＋（{a}×{c}＋{b}×{c}）×2＝{a * b + 2 * (a * c + b * c)}（平方分米）"
    return solve(f"无盖长方体鱼缸长{a}分米，宽{b}分米，高{c}分米，做它至少要多少平方分米玻璃？", answer, "无盖只有一个底面")


def ratio(n: int) -> Sum:
    a = 2 + n % 3
    b, total = 2 * a + 1, (3 * a + 1) * (8 + n)
    return solve(
        f"水泥和黄沙按{a}∶{b}拌成{total}千克砂浆，水泥和黄沙各多少千克？",
        f"水泥{total * a // (a + b)}千克，黄沙{total * b // (a + b)}千克",
        "先求总份数",
    )


def more_percent(n: int) -> Sum:
    base, more = 50 * (2 + n % 4), 10 * (1 + n % 4)
    return Sum(f"去年收获{base}筐，今年收获{base * (100 + more) // 100}筐，今年比去年多{GAP}%。", str(more), "和谁比就除以谁", "f", 2, 0.78)


def cylinder(n: int) -> Sum:
    r, h = 2 + n % 3, 5 + n % 4
    return Sum(
        f"圆柱底面半径{r}厘米，高{h}厘米，体积是{GAP}立方厘米。（π取3.14）", f"{r * r * h * 314 / 100:g}", "底面积乘高", "f", 2, 0.84
    )


def scale(n: int) -> Sum:
    cm = 3 + n % 5
    return Sum(f"比例尺1∶200000的地图上，两地相距{cm}厘米，实际相距{GAP}千米。", str(2 * cm), "先求厘米再化成千米", "f", 1.5, 0.82)


def proportion(n: int) -> Sum:
    a, b, c = 3 + n % 3, 4 + n % 4, 6
    x = Fraction(b * c, a)
    return Sum(f"解比例：{a}∶{b}＝{c}∶x，x＝{GAP}", frac(x), "两外项的积等于两内项的积", "f", 2, 0.84)


def kind_of_ratio(n: int) -> Sum:
    total = 240 + 40 * (n % 4)
    return solve(
        f"一本书{total}页，每天看的页数和看的天数成什么比例？看{total // 40}天看完，每天看几页？",
        f"积一定，成反比例；{total}÷{total // 40}＝40（页）",
        "看积一定还是比值一定",
    )


def volume(n: int) -> Sum:
    a, b, c = 4 + n % 5, 3 + n % 3, 2 + n % 4
    return Sum(f"长方体长{a}厘米，宽{b}厘米，高{c}厘米，体积是{GAP}立方厘米。", str(a * b * c), "体积是单位的累加")


def part_of_pages(n: int) -> Sum:
    b, each = 4 + n % 3, 15 + n
    return solve(
        f"一本书{b * each}页，已经看了{{1/{b}}}，还剩多少页？", f"{b * each}－{b * each}÷{b}＝{(b - 1) * each}（页）", "先画图找单位“1”"
    )


def discount(n: int) -> Sum:
    price, off = 20 * (4 + n % 6), 6 + n % 4
    return solve(
        f"一件衣服原价{price}元，打{'零一二三四五六七八九'[off]}折出售，现价多少元？",
        f"{price}×{off}÷10＝{price * off // 10}（元）",
        "几折就是百分之几十",
    )
