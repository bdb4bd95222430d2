"""Meetings, unit analyses, theory notes, daily talks and trainings of a group. 活动（F05–F07、F09、F31、F37）"""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from jiaoyan.assessments.models import ExamQuestion
from jiaoyan.curriculum.models import LessonTopic, Unit
from jiaoyan.schools.models import Group, Person, SchoolClass, SchoolOwned, StoredFile, Term
from jiaoyan.schools.rules.calendar import month_day
from jiaoyan.web.prose import ProseField


class Activity(SchoolOwned):
    """One meeting of a group, planned with its three fixed things: time, place, lead speaker. 活动"""

    class Level(models.TextChoices):
        PREP = "prep", "备课组"
        STAGE = "stage", "段组"
        LARGE = "large", "大组"

    class State(models.TextChoices):
        PLANNED = "planned", "待召开"
        OPEN = "open", "进行中"
        ENDED = "ended", "已结束"
        CANCELLED = "cancelled", "已取消"

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="activities", verbose_name="备课组")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+", verbose_name="学期")
    level = models.CharField("层级", max_length=5, choices=Level.choices, default=Level.PREP)
    number = models.PositiveSmallIntegerField("序号", null=True, editable=False, help_text="按日期排，本学期第几次；取消的没有序号")
    state = models.CharField("状态", max_length=9, choices=State.choices, default=State.PLANNED)
    planned_day = models.DateField("计划日期")
    day = models.DateField("活动日期")
    moved_reason = models.CharField("改期原因", max_length=80, blank=True)
    starts = models.TimeField("开始")
    ends = models.TimeField("结束")
    place = models.CharField("活动地点", max_length=40)
    topic = models.CharField("活动内容", max_length=200)
    host = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="主持人")
    lead_speaker = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="中心发言人")
    recorder = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="记录人")
    lesson_teacher = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="上课教师")
    agenda = models.JSONField("议程", default=list, help_text="来自表1的各项内容")
    forms = models.JSONField("形式", default=list)
    remarks = models.JSONField("备注", default=list)
    by_plan = models.BooleanField("由表1安排", default=False, help_text="表1不再有这一行时随之取消；另行安排的活动不受表1影响")
    no_unit_reason = models.CharField("本次无单元分析的原因", max_length=80, blank=True)
    check_in_key = models.CharField("签到码", max_length=43, blank=True)
    opened_at = models.DateTimeField("开始时间", null=True, blank=True)
    closed_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = "活动"
        ordering = ["day", "starts", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["school", "group", "term", "level", "number"], name="activity_number_once"),
            models.CheckConstraint(condition=Q(starts__lt=F("ends")), name="activity_forward"),
        ]

    def __str__(self) -> str:
        return f"{self.group} {self.name}"

    @property
    def name(self) -> str:
        """第3次活动; a cancelled one is called by its day."""
        return f"第{self.number}次活动" if self.number else f"{month_day(self.day)}的活动"

    @property
    def starts_at(self) -> datetime:
        """The moment it begins by the plan, in the school's time zone."""
        return timezone.make_aware(datetime.combine(self.day, self.starts))

    @property
    def ends_at(self) -> datetime:
        """The moment it ends by the plan."""
        return timezone.make_aware(datetime.combine(self.day, self.ends))

    @property
    def begun_at(self) -> datetime:
        """From when one is late: the planned start, or the real one when it was opened later."""
        return max(self.starts_at, self.opened_at or self.starts_at)

    @property
    def parts(self) -> list[ActivitySection]:
        """The written parts in the order of the paper, whichever was written first."""
        order = ActivitySection.Kind.values
        return sorted(self.sections.all(), key=lambda section: order.index(section.kind))


class ActivitySection(SchoolOwned):
    """One written part of the meeting record; ``version`` shows when two recorders meet. 活动过程"""

    class Kind(models.TextChoices):
        REVIEW = "review", "上周教学工作回顾与反思"
        UNIT_ANALYSIS = "unit_analysis", "单元分析"
        EXERCISES = "exercises", "有效练习设计"
        DISCUSSION = "discussion", "集体讨论"

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="sections", verbose_name="活动")
    kind = models.CharField("部分", max_length=14, choices=Kind.choices)
    text = ProseField("内容", default=list, blank=True)
    version = models.PositiveIntegerField("版本", default=1)
    edited_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="记录人")
    edited_at = models.DateTimeField("记录时间", null=True, blank=True)

    class Meta:
        verbose_name = "活动过程"
        constraints = [models.UniqueConstraint(fields=["school", "activity", "kind"], name="section_once")]

    def __str__(self) -> str:
        return f"{self.activity} {self.get_kind_display()}"


class Attendance(SchoolOwned):
    """Presence of one person at one activity, with a reason. 考勤（F31）"""

    class State(models.TextChoices):
        PRESENT = "present", "出席"
        LEAVE = "leave", "请假"
        DUTY = "duty", "公出"
        LATE = "late", "迟到"
        EARLY = "early", "早退"
        ABSENT = "absent", "无故缺席"

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="attendance", verbose_name="活动")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="attendance", verbose_name="教师")
    state = models.CharField("状态", max_length=7, choices=State.choices, blank=True, help_text="空白表示还没有签到")
    minutes = models.PositiveSmallIntegerField("迟到或早退分钟", null=True, blank=True)
    reason = models.CharField("原因", max_length=80, blank=True)
    leave_asked_at = models.DateTimeField("请假时间", null=True, blank=True)
    leave_approved_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="准假人")
    checked_in_at = models.DateTimeField("签到时间", null=True, blank=True)
    by_phone = models.BooleanField("扫码签到", default=False)

    class Meta:
        verbose_name = "考勤"
        constraints = [models.UniqueConstraint(fields=["school", "activity", "person"], name="attendance_once")]

    def __str__(self) -> str:
        return f"{self.person} {self.get_state_display()}"


class Opinion(SchoolOwned):
    """What one person said in the discussion. 讨论意见"""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="opinions", verbose_name="活动")
    speaker = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="发言人")
    about = models.CharField("针对", max_length=60, blank=True)
    text = models.TextField("意见", max_length=2000)
    noted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="记录人")
    noted_at = models.DateTimeField("记录时间")
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "讨论意见"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text[:20]


class Decision(SchoolOwned):
    """What the meeting decided: what, who, by when; it opens the next meeting. 决定事项"""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="decisions", verbose_name="活动")
    what = models.CharField("事项", max_length=200)
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="decisions", verbose_name="负责人")
    due = models.DateField("期限")
    done_on = models.DateField("完成日期", null=True, blank=True)
    done_note = models.CharField("完成情况", max_length=200, blank=True)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "决定事项"
        ordering = ["id"]
        indexes = [models.Index(fields=["school", "owner", "done_on"], name="decision_by_owner")]

    def __str__(self) -> str:
        return self.what


class UnitAnalysis(SchoolOwned):
    """The four-row analysis of a unit; rows 1–3 before the unit, row 4 within a week after it. 单元分析（F06）"""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="unit_analyses", verbose_name="备课组")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+", verbose_name="学期")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="单元")
    preparer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="主备人")
    activity = models.ForeignKey(
        Activity, on_delete=models.SET_NULL, null=True, blank=True, related_name="unit_analyses", verbose_name="讨论活动"
    )
    unit_starts = models.DateField("单元开始", null=True, blank=True)
    unit_ends = models.DateField("单元结束", null=True, blank=True)

    class Meta:
        verbose_name = "单元分析"
        ordering = ["term", "unit"]
        constraints = [models.UniqueConstraint(fields=["school", "group", "term", "unit"], name="unit_analysis_once")]

    def __str__(self) -> str:
        return f"{self.group} {self.unit}"


class AnalysisRow(models.IntegerChoices):
    """The four rows of the grid."""

    TEXTBOOK = 1, "单元教材分析"
    GOALS = 2, "单元目标要求"
    INTENT = 3, "单元设计意图"
    ATTAINMENT = 4, "单元目标达成分析"


class PersonalDesign(SchoolOwned):
    """What one member thought about a row before the meeting. 个人设计"""

    analysis = models.ForeignKey(UnitAnalysis, on_delete=models.CASCADE, related_name="designs", verbose_name="单元分析")
    row = models.PositiveSmallIntegerField("栏目", choices=AnalysisRow.choices)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="设计人")
    text = ProseField("个人设计", default=list, blank=True)
    version = models.PositiveIntegerField("版本", default=1)
    edited_at = models.DateTimeField("修改时间")

    class Meta:
        verbose_name = "个人设计"
        constraints = [models.UniqueConstraint(fields=["school", "analysis", "row", "person"], name="design_once")]

    def __str__(self) -> str:
        return f"{self.analysis} {self.get_row_display()} {self.person}"


class GroupOpinion(SchoolOwned):
    """What the group agreed on for a row. 备课组集体讨论意见"""

    analysis = models.ForeignKey(UnitAnalysis, on_delete=models.CASCADE, related_name="opinions", verbose_name="单元分析")
    row = models.PositiveSmallIntegerField("栏目", choices=AnalysisRow.choices)
    text = ProseField("集体讨论意见", default=list, blank=True)
    version = models.PositiveIntegerField("版本", default=1)
    edited_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="记录人")
    edited_at = models.DateTimeField("修改时间")

    class Meta:
        verbose_name = "集体讨论意见"
        constraints = [models.UniqueConstraint(fields=["school", "analysis", "row"], name="group_opinion_once")]

    def __str__(self) -> str:
        return f"{self.analysis} {self.get_row_display()}"


class UnitGoal(SchoolOwned):
    """An observable goal the group set for the unit, counted per class afterwards. 单元目标"""

    analysis = models.ForeignKey(UnitAnalysis, on_delete=models.CASCADE, related_name="goals", verbose_name="单元分析")
    number = models.PositiveSmallIntegerField("序号")
    text = models.CharField("目标", max_length=120)
    level = models.CharField("层次", max_length=2, choices=[(x, x) for x in ("了解", "理解", "掌握", "运用")])
    questions = models.ManyToManyField(
        ExamQuestion, blank=True, related_name="+", verbose_name="考查的题目", help_text="单元练习里考查这条目标的题，人数由得分算出"
    )

    class Meta:
        verbose_name = "单元目标"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["school", "analysis", "number"], name="goal_once")]

    def __str__(self) -> str:
        return self.text


class GoalAttainment(SchoolOwned):
    """How many pupils of a class were tested on a goal and reached it; rates are computed. 目标达成"""

    goal = models.ForeignKey(UnitGoal, on_delete=models.CASCADE, related_name="attainment", verbose_name="目标")
    school_class = models.ForeignKey(SchoolClass, on_delete=models.PROTECT, related_name="+", verbose_name="班级")
    tested = models.PositiveSmallIntegerField("检测人数")
    reached = models.PositiveSmallIntegerField("达成人数")
    source = models.CharField("数据来源", max_length=80, blank=True, help_text="由哪次练习的得分算出；手填的为空")

    class Meta:
        verbose_name = "目标达成"
        constraints = [
            models.UniqueConstraint(fields=["school", "goal", "school_class"], name="attainment_once"),
            models.CheckConstraint(condition=Q(reached__lte=F("tested")), name="attainment_possible"),
        ]

    def __str__(self) -> str:
        return f"{self.goal} {self.school_class} {self.reached}/{self.tested}"


class TheoryNote(SchoolOwned):
    """An excerpt note of theory study. 理论学习摘记（F07）"""

    class Form(models.TextChoices):
        GUIDED = "guided", "集中导读"
        EXTERNAL = "external", "外出培训"
        OWN = "own", "个人学习"

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="theory_notes", verbose_name="备课组")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+", verbose_name="学期")
    day = models.DateField("时间")
    note_taker = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="theory_notes", verbose_name="摘记人")
    theme = models.CharField("理论学习主题", max_length=80)
    form = models.CharField("形式", max_length=8, choices=Form.choices)
    source_title = models.CharField("题名", max_length=80)
    source_author = models.CharField("作者", max_length=40)
    source_publisher = models.CharField("书刊", max_length=60)
    source_year = models.PositiveSmallIntegerField("年份")
    source_pages = models.CharField("页码", max_length=20)
    key_points = models.JSONField("摘记要点", default=list)
    my_view = ProseField("我的思考", default=list)
    use_in = models.ForeignKey(LessonTopic, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="拟用于")
    activity = models.ForeignKey(
        Activity, on_delete=models.SET_NULL, null=True, blank=True, related_name="theory_notes", verbose_name="所属活动"
    )

    class Meta:
        verbose_name = "理论学习摘记"
        ordering = ["day", "id"]

    def __str__(self) -> str:
        return self.theme


class DailyTalk(SchoolOwned):
    """A short exchange between lessons. 每日一议（F09）"""

    class Kind(models.TextChoices):
        KEY_POINT = "key_point", "重点突破"
        DIFFICULTY = "difficulty", "难点突破"
        REACTION = "reaction", "学生反应"
        ERROR = "error", "错例"
        IDEA = "idea", "好点子"
        EXERCISE = "exercise", "习题商讨"
        ROUTINE = "routine", "常规习惯"

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="daily_talks", verbose_name="备课组")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+", verbose_name="学期")
    day = models.DateField("日期")
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="daily_talks", verbose_name="记录人")
    speakers = models.ManyToManyField(Person, related_name="+", verbose_name="参加人")
    lesson = models.ForeignKey(LessonTopic, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="课题")
    lesson_title = models.CharField("课题", max_length=60)
    progress = models.CharField("进度", max_length=80, blank=True)
    kind = models.CharField("议题类型", max_length=10, choices=Kind.choices)
    issue = models.TextField("问题", max_length=300)
    points = models.JSONField("讨论要点", default=list)
    response = models.TextField("对策", max_length=300)
    follow_up_owner = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="落实人")
    follow_up_due = models.DateField("落实时间", null=True, blank=True)
    follow_up_note = models.CharField("落实情况", max_length=200, blank=True)
    minutes = models.PositiveSmallIntegerField("用时", null=True, blank=True)

    class Meta:
        verbose_name = "每日一议"
        ordering = ["day", "id"]
        indexes = [models.Index(fields=["school", "group", "day"], name="talk_by_day")]

    def __str__(self) -> str:
        return self.issue[:20]


class Training(SchoolOwned):
    """A training of a group, or one that some of its people went to; one outside the school is shared afterwards. 培训（F37）

    ``removed_at``: taken out, may be brought back.
    """

    class Kind(models.TextChoices):
        IN_GROUP = "in_group", "组内培训"
        EXTERNAL = "external", "外出培训"
        ONLINE = "online", "线上培训"
        TEXTBOOK = "textbook", "教材分析培训"
        SEMINAR = "seminar", "区域研讨"

    class Form(models.TextChoices):
        OBSERVATION = "observation", "观摩"
        LECTURE = "lecture", "讲座"
        DISCUSSION = "discussion", "研讨"
        DEFENCE = "defence", "答辩"
        SALON = "salon", "沙龙"

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="trainings", verbose_name="组")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+", verbose_name="学期")
    kind = models.CharField("类型", max_length=8, choices=Kind.choices)
    theme = models.CharField("主题", max_length=80)
    day = models.DateField("日期")
    form = models.CharField("形式", max_length=11, choices=Form.choices)
    trainers = models.ManyToManyField(Person, blank=True, related_name="+", verbose_name="主讲")
    guest = models.CharField("外请主讲", max_length=60, blank=True)
    participants = models.ManyToManyField(Person, related_name="+", verbose_name="参加人员")
    digest = ProseField("要点", default=list, blank=True)
    materials = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="资料")
    share_by = models.DateField("二次培训期限", null=True, blank=True, help_text="外出培训才有")
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="登记人")
    recorded_at = models.DateTimeField("登记时间")
    version = models.PositiveIntegerField("版本", default=1)
    removed_at = models.DateTimeField("删去时间", null=True, blank=True)

    class Meta:
        verbose_name = "培训"
        ordering = ["day", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="external", share_by__isnull=False) | (~Q(kind="external") & Q(share_by__isnull=True)),
                name="training_shared_when_external",
            ),
        ]
        indexes = [models.Index(fields=["school", "group", "term"], name="training_of_term")]

    def __str__(self) -> str:
        return self.theme


class ShareBack(SchoolOwned):
    """Those who were trained outside pass it on. 二次培训（F37）"""

    training = models.ForeignKey(Training, on_delete=models.CASCADE, related_name="share_backs", verbose_name="培训")
    day = models.DateField("日期")
    givers = models.ManyToManyField(Person, related_name="+", verbose_name="主讲")
    audience = models.CharField("听众", max_length=60)
    materials = models.CharField("资料", max_length=120, blank=True)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="登记人")
    recorded_at = models.DateTimeField("登记时间")
    removed_at = models.DateTimeField("删去时间", null=True, blank=True)

    class Meta:
        verbose_name = "二次培训"
        ordering = ["day", "id"]

    def __str__(self) -> str:
        return f"{self.training} 二次培训"
