"""An effective exercise with its items, its reviews and what was changed after each. 有效练习（F08）"""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from jiaoyan.curriculum.models import Competency, LessonTopic, Unit
from jiaoyan.items.rules.words import COGNITIVE, KINDS, LAYERS, PLACES, SECTIONS, SOURCES, VERDICTS
from jiaoyan.schools.models import Approvable, Group, Person, Removable, SchoolOwned, StoredFile, Term

LONGEST = {"title": 80, "opinion": 300, "change": 300}


class Exercise(Removable, Approvable):
    """A purposeful exercise: its author 命制人 and its reviewer 审核人 are never one person; the reviewer decides on it. 有效练习"""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="exercises", verbose_name="备课组")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+", verbose_name="学期")
    title = models.CharField("名称", max_length=LONGEST["title"])
    kind = models.CharField("类型", max_length=8, choices=KINDS, default="weekly")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="单元")
    lessons = models.ManyToManyField(LessonTopic, blank=True, related_name="+", verbose_name="课题")
    knowledge_points = models.JSONField("知识点", default=list, blank=True)
    week_no = models.PositiveSmallIntegerField("周次", null=True, blank=True, help_text="没有使用日期时，列在这一周")
    use_date = models.DateField("使用日期", null=True, blank=True)
    place = models.CharField("完成地点", max_length=8, choices=PLACES, default="lesson")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="命制人")
    made_on = models.DateField("命制日期", null=True, blank=True, help_text="第一次提交审核的那一天")
    reviewer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="审核人")
    reviewed_on = models.DateField("审核日期", null=True, blank=True)
    due = models.DateField("交稿日", null=True, blank=True)
    author_solved = models.BooleanField("教师已试做", default=False)
    minutes_limit = models.PositiveSmallIntegerField("时长上限", null=True, blank=True, help_text="分钟；不填按完成地点的一般要求")
    assigned = models.BooleanField("由表3安排", default=False)

    class Meta:
        verbose_name = "练习"
        constraints = [models.CheckConstraint(condition=~Q(author=F("reviewer")), name="exercise_author_is_not_reviewer")]
        indexes = [models.Index(fields=["school", "group", "term"], name="exercise_of_term")]

    def __str__(self) -> str:
        return self.title


class ExerciseObjective(SchoolOwned):
    """What an exercise is for. 练习目标"""

    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="objectives", verbose_name="练习")
    number = models.PositiveSmallIntegerField("序号")
    text = models.CharField("目标", max_length=120)
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="核心素养")

    class Meta:
        verbose_name = "练习目标"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["school", "exercise", "number"], name="exercise_objective_place")]

    def __str__(self) -> str:
        return f"{self.number}. {self.text}"


class ExerciseItem(Removable):
    """One item; texts may hold the brace constructs of ``documents.item_text``. Half-written items are kept. 题"""

    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="items", verbose_name="练习")
    number = models.PositiveSmallIntegerField("题号")
    layer = models.CharField("层次", max_length=10, choices=LAYERS, default="basic")
    section = models.CharField("题型", max_length=10, choices=SECTIONS, default="fill")
    stem = models.TextField("题目", max_length=2000, blank=True)
    figure = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="图")
    answer = models.TextField("答案", max_length=1000, blank=True)
    solution = models.TextField("解析", max_length=2000, blank=True)
    objective = models.ForeignKey(
        ExerciseObjective, on_delete=models.SET_NULL, null=True, blank=True, related_name="items", verbose_name="对应目标"
    )
    cognitive = models.CharField("水平", max_length=10, choices=COGNITIVE, default="understand")
    source = models.CharField("来源", max_length=10, choices=SOURCES, default="own")
    source_note = models.CharField("来源说明", max_length=80, blank=True)
    intent = models.TextField("设计意图", max_length=500, blank=True)
    difficulty_est = models.DecimalField(
        "预估难度",
        max_digits=3,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text="估计做对的比例，0到1；越大越容易",
    )
    minutes_est = models.DecimalField("预估分钟", max_digits=4, decimal_places=1, null=True, blank=True)
    common_error = models.CharField("预设错误", max_length=200, blank=True)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "题"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "exercise", "number"], condition=Q(removed_at__isnull=True), name="exercise_item_place"
            )
        ]

    def __str__(self) -> str:
        return f"第{self.number}题"


class ExerciseReview(SchoolOwned):
    """What the reviewer said in one round. 审核意见"""

    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="reviews", verbose_name="练习")
    round = models.PositiveSmallIntegerField("第几轮")
    reviewer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="审核人")
    day = models.DateField("审核日期")
    checklist = models.JSONField("核对项", default=list, help_text="核对无误的各项")
    opinion = models.CharField("审核意见", max_length=LONGEST["opinion"])
    verdict = models.CharField("结论", max_length=8, choices=VERDICTS)

    class Meta:
        verbose_name = "审核意见"
        ordering = ["round"]
        constraints = [models.UniqueConstraint(fields=["school", "exercise", "round"], name="exercise_review_round")]

    def __str__(self) -> str:
        return f"{self.exercise}第{self.round}轮审核"


class ExerciseRevision(SchoolOwned):
    """What was changed after a review, or after an approved exercise was taken up again. 修改记录"""

    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="revisions", verbose_name="练习")
    version = models.PositiveSmallIntegerField("第几稿")
    day = models.DateField("日期")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="修改人")
    change = models.CharField("改动", max_length=LONGEST["change"])

    class Meta:
        verbose_name = "修改记录"
        ordering = ["version"]
        constraints = [models.UniqueConstraint(fields=["school", "exercise", "version"], name="exercise_revision_once")]

    def __str__(self) -> str:
        return f"第{self.version}稿"


class ExerciseEdition(SchoolOwned):
    """An exercise as it was approved, kept as the file of that day. 定稿"""

    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="editions", verbose_name="练习")
    number = models.PositiveSmallIntegerField("第几次定稿")
    approved_on = models.DateField("定稿日期")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", verbose_name="文件")

    class Meta:
        verbose_name = "定稿"
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["school", "exercise", "number"], name="exercise_edition_once")]

    def __str__(self) -> str:
        return f"{self.exercise}定稿{self.number}"
