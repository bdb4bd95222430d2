"""Sums of the weekly practice, grades 1 and 2. The numbers change with ``n``, the week."""

from __future__ import annotations

from jiaoyan.example.ordinary.sums.question import GAP, Sum, solve


def add_in_ten(n: int) -> Sum:
    a, b = 2 + n % 4, 1 + n % 3
    return Sum(f"{a}＋{b}＝{GAP}，{a + b}－{a}＝{GAP}", f"{a + b}；{b}", "看一幅图说两个算式")


def story(n: int) -> Sum:
    a, b = 5 + n % 3, 2 + n % 2
    return solve(f"树上有{a}只鸟，又飞来{b}只。现在一共有多少只？先说一说，再列式。", f"{a}＋{b}＝{a + b}（只）", "说清条件和问题")


def left(n: int) -> Sum:
    a, b = 11 + n % 7, 9 - n % 2
    return solve(f"停车场有{a}辆车，开走{b}辆，还剩多少辆？先画一画，再列式。", f"{a}－{b}＝{a - b}（辆）", "去掉一部分用减法")


def tens(n: int) -> Sum:
    a, b = 31 + n, 20 + 10 * (n % 3)
    return Sum(f"{a}＋{b}＝{GAP}", str(a + b), "先把几十和几十合起来")


def make_ten(n: int) -> Sum:
    a, b = 9 - n % 2, 3 + n % 6
    return Sum(f"{a}＋{b}＝{GAP}", str(a + b), "凑十，说怎样想")


def take_back(n: int) -> Sum:
    a, b = 11 + n % 7, 9 - n % 2
    return Sum(f"{a}－{b}＝{GAP}", str(a - b), "破十或想加算减，说一种")


def shop(n: int) -> Sum:
    paid, price = 10, 3 + n % 6
    return solve(f"一块橡皮{price}角，付1元，应找回多少角？", f"1元＝10角，{paid}－{price}＝{paid - price}（角）", "先换成同一个单位")


def rhyme(n: int) -> Sum:
    a, b = 3 + n % 4, 2 + n % 5
    return Sum(f"{a}×{b}＝{GAP}，{a * b}÷{a}＝{GAP}", f"{a * b}；{b}", "一句口诀两种用法")


def deal_out(n: int) -> Sum:
    a, b = 3 + n % 4, 3 + n % 3
    return solve(f"{a * b}块糖平均分给{a}个小朋友，每人几块？画一画再列式。", f"{a * b}÷{a}＝{b}（块）", "平均分的意思")


def rest(n: int) -> Sum:
    a, b, rest = 4 + n % 5, 6 + n % 3, 1 + n % 3
    return Sum(f"{a * b + rest}÷{a}＝{GAP}……{GAP}", f"{b}；{rest}", "余数比除数小")


def three_digits(n: int) -> Sum:
    a, b = 245 + 13 * n, 178 + 7 * n
    return solve(f"图书角有故事书{a}本、科学书{b}本，一共多少本？先估一估再算。", f"{a}＋{b}＝{a + b}（本）", "先估约几百，再算")


def dots(n: int) -> Sum:
    a = 4 + n % 6
    return Sum(f"数一数：{'○' * a}，一共有{GAP}个。从左数第3个涂上颜色。", str(a), "几和第几")


def compare(n: int) -> Sum:
    a, b = 3 + n % 6, 2 + n % 4
    sign = "＞" if a > b else "＜" if a < b else "＝"
    return Sum(f"{a}和{b}比，大小用{GAP}表示，说一说怎样比。", sign, "一一对应比大小", "f", 2, 0.86)


def chain(n: int) -> Sum:
    a, b, c = 34 + n, 27 + n % 5, 18 + n % 7
    return Sum(f"{a}＋{b}－{c}＝{GAP}", str(a + b - c), "从左往右，写清进位和退位")


def more(n: int) -> Sum:
    a, b = 32 + n, 9 + n % 6
    return solve(f"小红折了{a}只纸鹤，比小明多折{b}只。小明折了多少只？", f"{a}－{b}＝{a - b}（只）", "先画图，看谁多")


def table(n: int) -> Sum:
    a, b = 2 + n % 5, 3 + n % 4
    return Sum(f"{a}×{b}＝{GAP}，用口诀“{GAP}”", f"{a * b}；{said(a, b)}", "说得出用哪一句口诀")


def said(a: int, b: int) -> str:
    """The line of the multiplication table, the smaller first."""
    figures = "零一二三四五六七八九"
    low, high = sorted((a, b))
    tens, ones = divmod(low * high, 10)
    one_ten = "十" if ones else "一十"
    ten = ("" if tens == 0 else one_ten if tens == 1 else f"{figures[tens]}十") + (figures[ones] if ones else "")
    return f"{figures[low]}{figures[high]}{'得' if low * high < 10 else ''}{ten}"


def groups(n: int) -> Sum:
    a, b = 2 + n % 4, 3 + n % 3
    return solve(f"每盘放{a}个桃，放了{b}盘，一共多少个桃？先圈一圈，再列式。", f"{a}×{b}＝{a * b}（个）", "几个几用乘法")


def boats(n: int) -> Sum:
    a, b, rest = 4 + n % 3, 5 + n % 3, 1 + n % 3
    people = a * b + rest
    return solve(
        f"{people}人去划船，每条船坐{a}人，至少要几条船？",
        f"{people}÷{a}＝{b}（条）……{rest}（人），{b}＋1＝{b + 1}（条）",
        "剩下的人也要一条船",
    )


def metres(n: int) -> Sum:
    a, b = 1 + n % 5, 10 + 5 * (n % 6)
    return Sum(f"{a}米{b}厘米＝{GAP}厘米", str(100 * a + b), "1米是100厘米")


def minutes(n: int) -> Sum:
    start = 5 + n % 15
    return solve(f"8时{start}分上课，一节课40分，8时几分下课？", f"{start}＋40＝{start + 40}，8时{start + 40}分下课", "在钟面上数一数")


def thousand(n: int) -> Sum:
    a, b = 2 + n % 7, 1 + n % 9
    return Sum(f"由{a}个千和{b}个十组成的数是{GAP}。", str(1000 * a + 10 * b), "百位上没有，用0占位", "f", 1.5, 0.82)


def millimetres(n: int) -> Sum:
    a, b = 2 + n % 6, 1 + n % 9
    return Sum(f"{a}厘米{b}毫米＝{GAP}毫米", str(10 * a + b), "1厘米是10毫米")


def pairs(n: int) -> Sum:
    a, b = 5 + n % 4, 2 + n % 3
    return solve(f"小明有{a}张卡片，小红有{b}张。一张对一张地摆，谁多？多几张？", f"小明多，多{a - b}张", "一一对应着比")


def split(n: int) -> Sum:
    a, b = 5 + n % 5, 1 + n % 4
    return Sum(f"{a}可以分成{b}和{GAP}。", str(a - b), "有次序地分一分")
