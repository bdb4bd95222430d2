"""What a person types in activities: meetings, unit analyses, talks, notes, trainings."""

from __future__ import annotations

from jiaoyan.web.typed import SAME, Asked

TABLE_1 = "表1通过以后先填好，临时有变在这里改；表1以外的活动才从空白填"
DIVISION = "计划的分工通过以后先填好；还没有计划时才在这里指定"

ASKED = (
    Asked(
        "forms.meetings.ActivityForm",
        "meeting",
        "一次活动的安排",
        "day starts ends place lead_speaker topic host recorder lesson_teacher agenda forms remarks",
        kind="meeting",
        again=dict.fromkeys(
            (f"meeting.{each}" for each in ("day", "lead_speaker", "lesson_teacher", "agenda", "forms", "remarks")), TABLE_1
        ),
    ),
    Asked("forms.meetings.ChangeForm", "meeting", "改一次活动", "moved_reason"),
    Asked(
        "forms.meetings.SectionForm",
        "meeting",
        "活动记录的一节，或单元分析的一行",
        "text=meeting.section|unit_analysis.row|unit_analysis.own_design",
        kind="meeting unit_analysis",
    ),
    Asked(
        "forms.meetings.UnitsForm",
        "meeting",
        "本次讨论的单元",
        "analyses=meeting.units no_unit_reason",
        kind="meeting",
        again={"meeting.units": TABLE_1},
    ),
    Asked("forms.meetings.OwnOpinionForm", "opinion", "自己的意见", "about text"),
    Asked("forms.meetings.OpinionForm", "opinion", "记一位老师的意见", "speaker"),
    Asked("forms.meetings.DecisionForm", "decision", "会上定的事", "what owner due"),
    Asked("forms.meetings.FinishForm", "decision", "定的事完成了", "done_note"),
    Asked("decision_state.html", "decision", "在清单里说完成了", "done_note", again={"decision.done_note": SAME}),
    Asked("forms.meetings.MarkForm", "attendance", "出勤", "state minutes reason"),
    Asked("live_attendance.html", "attendance", "签到屏上点一下", "state", again={"attendance.state": SAME}),
    Asked(
        "forms.meetings.ReasonForm",
        "meeting",
        "取消、重开的原因，或请假的原因",
        "reason=meeting.why|attendance.reason",
        again={"attendance.reason": "同一次请假：在点名里写，或请假时写"},
    ),
    Asked(
        "forms.papers.TalkForm",
        "talk",
        "每日一议",
        "lesson lesson_title kind speakers issue points response day progress follow_up_owner follow_up_due minutes",
        kind="talk",
    ),
    Asked("forms.papers.FollowUpForm", "talk", "一议的落实", "follow_up_note"),
    Asked(
        "forms.papers.TheoryForm",
        "theory_note",
        "理论学习摘记",
        "day form theme source_title source_author source_publisher source_year source_pages key_points my_view use_in",
        kind="theory_note",
    ),
    Asked(
        "forms.training.TrainingForm",
        "training",
        "培训",
        "kind theme day form trainers guest participants digest share_by materials -drop_materials",
        kind="training",
    ),
    Asked("forms.training.ShareBackForm", "share_back", "二次培训", "day givers audience materials", kind="share_back"),
    Asked("forms.units.PreparersForm", "unit", "各单元的主备人", "*=unit.preparer", again={"unit.preparer": DIVISION}),
    Asked("forms.units.GoalsForm", "unit_goal", "单元目标", "text-*=text level-*=level", kind="unit_analysis"),
    Asked("forms.units.attainment_grid", "unit_goal", "各班检测人数和达成人数", "*=unit_goal.reached", kind="unit_analysis"),
    Asked("forms.from_marks.ItemsForm", "unit_goal", "从单元练习得出达成人数", "*=unit_goal.questions"),
)
