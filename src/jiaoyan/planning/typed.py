"""What a person types in planning: plans, summaries, the review plan."""

from __future__ import annotations

from jiaoyan.web.typed import OTHER_DOOR, SAME, Asked

ASKED = (
    Asked("forms.head.HeadForm", "group_plan", "备课组计划：标题与情况分析", "title plan_date opening", kind="group_plan"),
    Asked("forms.grids._key_point_grid", "key_point", "计划：工作要点", "area content measure owner due_week", kind="group_plan"),
    Asked(
        "forms.grids._division_grid",
        "division",
        "计划：分工与合作",
        "task owner=division.owner|unit.preparer scope unit",
        kind="group_plan",
    ),
    Asked(
        "forms.grids._arrangement_grid",
        "arrangement",
        "计划：表1工作安排",
        "kind week_no day=meeting.day contents=meeting.agenda forms=meeting.forms remarks=meeting.remarks lesson_teacher=meeting.lesson_teacher "
        "lead=meeting.lead_speaker unit=meeting.units",
        kind="group_plan",
    ),
    Asked(
        "forms.grids._authoring_grid",
        "authoring",
        "计划：表3有效练习命制安排",
        "week_no content=exercise.title author=exercise.author reviewer=exercise.reviewer due=exercise.due lesson=exercise.lessons",
        kind="group_plan",
    ),
    Asked("forms.summary.SummaryHeadForm", "group_summary", "备课组总结：标题", "title day", kind="group_summary"),
    Asked("forms.summary.TopicForm", "summary_topic", "总结：一个方面", "did highlight", kind="group_summary"),
    Asked(
        "forms.summary.pair_columns",
        "problem",
        "总结：问题与措施",
        "problem=group_summary.problem|research_summary.problem measure=group_summary.measure|research_summary.measure "
        "when=group_summary.when|research_summary.when",
        kind="group_summary research_summary",
    ),
    Asked(
        "forms.review.ReviewWordsForm", "review_plan", "复习计划：学情与目标", "state goals key_points high middle low", kind="review_plan"
    ),
    Asked("forms.review.phases_grid", "review_phase", "复习计划：阶段", "kind starts ends contents owner", kind="review_plan"),
    Asked(
        "forms.research.ResearchHeadForm", "research_plan", "教研组计划：指导思想与目标", "guiding goals plan_date", kind="research_plan"
    ),
    Asked("forms.research._clause_grid", "clause", "教研组计划：条目", "area text uncounted", kind="research_plan"),
    Asked(
        "forms.research.ClauseForm",
        "clause",
        "教研组计划：一个条目",
        "area text quotas uncounted",
        kind="research_plan",
        again={"clause.area": SAME, "clause.text": SAME, "clause.uncounted": SAME},
    ),
    Asked(
        "forms.research.OffersForm", "clause", "承接上级计划", "-keys area", again={"clause.area": "承接来的条目放在哪个方面，文字不用再写"}
    ),
    Asked(
        "forms.research._month_grid",
        "month_item",
        "教研组计划：月工作",
        "month kind text timing day tentative participants place",
        kind="research_plan",
    ),
    Asked("forms.research._target_grid", "target", "教研组计划：争创与迎检", "kind what due", kind="research_plan"),
    Asked("forms.research.EvidenceForm", "evidence", "佐证材料", "label state link file"),
    Asked("forms.research_summary.OpeningForm", "research_summary", "教研组总结：概述", "opening day", kind="research_summary"),
    Asked("forms.research_summary.answers_grid", "answer", "教研组总结：各条完成情况", "done words", kind="research_summary"),
    Asked("forms.research_summary.UpperPlanForm", "upper_plan", "上级计划", "whose title clauses file"),
    Asked(
        "forms.chain.ResourceForm",
        "resource",
        "资源链：放进一稿",
        "title file=resource.file final=resource.final",
        kind="chain_step",
        again={"resource.file": OTHER_DOOR, "resource.final": OTHER_DOOR},
    ),
)
