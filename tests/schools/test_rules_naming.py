"""Generated titles: what the paper forms print."""

from __future__ import annotations

import pytest

from jiaoyan.schools.rules import naming


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (naming.subtitle_of_plan("2023-2024", 2, 5, "数学"), "——2023—2024学年第二学期五年级数学备课组工作计划"),
        (naming.subtitle_of_summary("2023-2024", 1, 5, "数学"), "——2023—2024学年第一学期五年级数学备课组工作总结"),
        (naming.group_name(5, "数学"), "五年级数学备课组"),
        (naming.title_of_arrangement(5, "数学"), "表1：五年级数学学科备课组活动安排"),
        (naming.title_of_pacing("苏教版", 5, 2), "表2：苏教版五年级下册数学教学进度安排表"),
        (naming.title_of_authoring(), "表3：有效练习命制安排表"),
        (naming.title_of_activity(11), "备课组活动记录（十一）"),
        (naming.title_of_unit_analysis(1, "简易方程"), "第一单元（简易方程）单元分析"),
        (naming.title_of_unit_analysis(6, "条形统计图（二）"), "第六单元《条形统计图（二）》单元分析"),
        (naming.unit_heading(1, "简易方程"), "一、简易方程"),
        (naming.unit_heading(None, "蒜叶的生长"), "蒜叶的生长"),
        (naming.week_label(3), "第3周"),
        (naming.week_label(0), "预备周"),
        (naming.activity_label(3, 2), "第3周 第二次活动"),
        (naming.textbook_title("苏教版", 5, 1), "苏教版五年级上册"),
        (naming.class_called(2019, 2, 2023), "五（2）班"),
        (naming.class_called(2018, 2, 2023), "六（2）班"),
        (naming.class_called(2018, 2, 2024), "2018级2班（已毕业）"),
        (naming.class_called(2024, 2, 2023), "2024级2班（未入学）"),
        (naming.cover_month(2024, 2), "2024年2月"),
    ],
)
def test_generated_text(made: str, expected: str) -> None:
    assert made == expected


def test_cover_names_group_and_leader_even_when_nobody_leads_yet() -> None:
    assert naming.cover_lines("五年级数学备课组", "") == (("备课组名称：", "五年级数学备课组"), ("备课组组长：", ""))


@pytest.mark.parametrize("call", [lambda: naming.volume_name(3), lambda: naming.group_name(7, "数学"), lambda: naming.title_of_activity(0)])
def test_impossible_numbers_are_refused(call: object) -> None:
    with pytest.raises(ValueError, match=r"[一-鿿]"):
        call()  # type: ignore[operator]
