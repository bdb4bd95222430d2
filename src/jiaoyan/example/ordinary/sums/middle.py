"""Sums of the weekly practice, grades 3 and 4. The numbers change with ``n``, the week."""

from __future__ import annotations

from jiaoyan.example.ordinary.sums.question import GAP, Sum, solve


def times_one(n: int) -> Sum:
    a, b = 129 + 17 * n, 7 + n % 3
    return Sum(f"{a}×{b}＝{GAP}", str(a * b), "进上来的数不漏加")


def rows(n: int) -> Sum:
    a, b, c = 24 + n, 3 + n % 4, 2 + n % 3
    return solve(
        f"操场上每行站{a}人，站了{b}行，又来了{c * 10}人。现在一共有多少人？",
        f"{a}×{b}＋{c * 10}＝{a * b + c * 10}（人）",
        "先乘后加，说清每一步",
    )


def round_garden(n: int) -> Sum:
    a, b = 12 + n, 7 + n % 5
    answer = f"一面靠墙，长边在墙上：{a}＋{b}×2＝{a + 2 * b}（米）"
    return solve(f"长方形菜地长{a}米，宽{b}米，一条长边靠墙，围篱笆要多少米？", answer, "先画图，看哪几条边要围")


def divide_one(n: int) -> Sum:
    b, quotient, rest = 4 + n % 5, 102 + n % 8, 1 + n % 3
    return Sum(f"{b * quotient + rest}÷{b}＝{GAP}……{GAP}", f"{quotient}；{rest}", "商的中间有0时不漏写", "f", 1.5, 0.8)


def share_boxes(n: int) -> Sum:
    a, b, c = 3 + n % 3, 4 + n % 4, 6 + n
    return solve(f"{a * b * c}个苹果平均装进{a}箱，每箱分{b}层。每层放多少个？", f"{a * b * c}÷{a}÷{b}＝{c}（个）", "连除，说出先求什么")


def divide_two(n: int) -> Sum:
    b, quotient, rest = 23 + 2 * n, 6 + n % 4, 5 + n
    return Sum(f"{b * quotient + rest}÷{b}＝{GAP}……{GAP}", f"{quotient}；{rest}", "试商后看余数要不要调", "f", 1.5, 0.8)


def mean(n: int) -> Sum:
    mean, apart = 84 + n, (3, -5, 6, -4)
    scores = [mean + each for each in apart]
    return solve(
        f"小组四人跳绳分别是{'、'.join(map(str, scores))}个，平均每人多少个？",
        f"（{'＋'.join(map(str, scores))}）÷4＝{mean}（个）",
        "平均数在最大与最小之间",
    )


def brackets(n: int) -> Sum:
    a, b, c, d = 480 + 12 * n, 6, 15 + n, 9 + n % 4
    return Sum(f"{a}÷{b}－（{c}＋{d}）＝{GAP}", str(a // b - c - d), "先算括号里的", "f", 2, 0.82)


def angle(n: int) -> Sum:
    a = 35 + 3 * n
    return Sum(
        f"把平角分成两个角，其中一个是{a}度，另一个是{GAP}度，它是{GAP}角。",
        f"{180 - a}；{'钝' if a < 90 else '直' if a == 90 else '锐'}",
        "平角是180度",
        "f",
        1.5,
        0.8,
    )


def times_two(n: int) -> Sum:
    a, b = 126 + 11 * n, 23 + n
    return Sum(f"{a}×{b}＝{GAP}", str(a * b), "第二步的积末位对齐十位", "f", 1.5, 0.84)


def two_by_two(n: int) -> Sum:
    a, b = 26 + 3 * n, 12 + 3 * (n % 5)
    return Sum(f"{a}×{b}＝{GAP}", str(a * b), "第二步的积末位对齐十位", "f", 1.5, 0.84)


def law(n: int) -> Sum:
    a = 36 + n
    return Sum(f"用简便方法计算：{a}×99＋{a}＝{GAP}", str(a * 100), f"99个{a}加1个{a}是100个{a}", "f", 1.5, 0.76)


def third_angle(n: int) -> Sum:
    a, b = 42 + n, 61 + 2 * n
    return Sum(f"三角形的两个角分别是{a}度和{b}度，第三个角是{GAP}度。", str(180 - a - b), "内角和是180度", "f", 1, 0.86)


def meeting(n: int) -> Sum:
    a, b, t = 55 + 5 * (n % 4), 65 + 5 * (n % 3), 3 + n % 3
    return solve(
        f"甲、乙两人从两地同时相对走来，甲每分走{a}米，乙每分走{b}米，{t}分后相遇。两地相距多少米？",
        f"（{a}＋{b}）×{t}＝{(a + b) * t}（米）",
        "画线段图，速度和乘时间",
    )


def area(n: int) -> Sum:
    a, b = 12 + n, 8 + n % 5
    return solve(
        f"长方形操场模型长{a}厘米，宽{b}厘米，面积和周长各是多少？", f"面积{a * b}平方厘米，周长{2 * (a + b)}厘米", "面积与周长的单位不同"
    )


def grams(n: int) -> Sum:
    a, b = 2 + n % 5, 50 + 10 * (n % 5)
    return Sum(f"{a}千克{b}克＝{GAP}克", str(1000 * a + b), "先想几千克是多少克", "f", 1, 0.82)


def square(n: int) -> Sum:
    a = 6 + n
    return Sum(f"边长{a}厘米的正方形，周长是{GAP}厘米。", str(4 * a), "围一圈是四条边")


def steps(n: int) -> Sum:
    a, b = 12 + n, 4 + n % 4
    return solve(f"小华第一天看{a}页，以后每天比前一天多看{b}页。第三天看多少页？", f"{a}＋{b}＋{b}＝{a + 2 * b}（页）", "一天一天往下推")


def same_part(n: int) -> Sum:
    whole, a, b = 7 + n % 3, 1 + n % 3, 2 + n % 2
    return Sum(f"{{{a}/{whole}}}＋{{{b}/{whole}}}＝{GAP}", f"{{{a + b}/{whole}}}", "几个几分之一合起来")


def kilometres(n: int) -> Sum:
    a, b = 2 + n % 5, 50 + 100 * (n % 4)
    return Sum(f"{a}千米{b}米＝{GAP}米", str(1000 * a + b), "1千米是1000米", "f", 1, 0.82)


def order(n: int) -> Sum:
    a, b, c = 160 + n, 12 + n % 6, 5 + n % 3
    return Sum(f"{a}－{b}×{c}＝{GAP}", str(a - b * c), "先算乘法", "f", 1.5, 0.84)


def hours(n: int) -> Sum:
    start, long = 9 + n % 3, 5 + n % 4
    return solve(
        f"图书馆上午{start}时开门，一共开{long}小时。用24时记时法，几时关门？",
        f"{start}＋{long}＝{start + long}，{start + long}时关门",
        "跨过中午接着数",
    )


def share_of(n: int) -> Sum:
    b, each = 3 + n % 4, 4 + n % 5
    return Sum(f"{b * each}个桃平均分给{b}只小猴，每只分到这些桃的{GAP}，是{GAP}个。", f"{{1/{b}}}；{each}", "先说分成几份")


def litres(n: int) -> Sum:
    a, b = 2 + n % 4, 100 + 50 * (n % 5)
    return Sum(f"{a}升{b}毫升＝{GAP}毫升", str(1000 * a + b), "1升是1000毫升", "f", 1, 0.84)


def same_price(n: int) -> Sum:
    a, price, b = 3 + n % 3, 6 + n % 5, 8 + n % 6
    return solve(
        f"买{a}本同样的本子用了{a * price}元，买{b}本要多少元？", f"{a * price}÷{a}×{b}＝{price * b}（元）", "列表找对应，先求一本"
    )


def myriads(n: int) -> Sum:
    a = 23 + 4 * n
    return Sum(f"{a}0000改写成用“万”作单位的数是{GAP}万。", str(a), "改写不变大小")


def sum_and_difference(n: int) -> Sum:
    low, more = 24 + n, 6 + 2 * (n % 5)
    both = 2 * low + more
    return solve(
        f"两层书架共有{both}本书，上层比下层多{more}本。下层有多少本？", f"（{both}－{more}）÷2＝{low}（本）", "画线段图，去掉多的"
    )
