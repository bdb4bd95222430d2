"""Showcase homework, its works and their exhibition. 特色作业设计及学生作品展评（F10）"""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from jiaoyan.curriculum.models import Unit
from jiaoyan.items.rules.showcase import EXHIBITIONS, FORMS, KINDS, LEVELS
from jiaoyan.schools.models import Group, Person, Pupil, SchoolClass, SchoolOwned, StoredFile, Term


class ShowcaseHomework(SchoolOwned):
    """Homework whose products show thinking: its design, its exhibition, what was learnt from it. 特色作业

    ``removed_at``: taken out, may be brought back.
    """

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="showcases", verbose_name="备课组")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+", verbose_name="学期")
    theme = models.CharField("主题", max_length=60)
    kind = models.CharField("类型", max_length=8, choices=KINDS, default="inquiry")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="单元")
    goals = models.JSONField("目标", default=list, blank=True)
    starts = models.DateField("开始", null=True, blank=True)
    ends = models.DateField("结束", null=True, blank=True)
    designers = models.ManyToManyField(Person, blank=True, related_name="+", verbose_name="设计人")
    exhibition_day = models.DateField("展评日期", null=True, blank=True)
    exhibition_place = models.CharField("展评地点", max_length=40, blank=True)
    exhibition_form = models.CharField("展评形式", max_length=6, choices=EXHIBITIONS, default="board")
    evaluators = models.ManyToManyField(Person, blank=True, related_name="+", verbose_name="评委")
    review = models.TextField("反思", max_length=3000, blank=True)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="发起人")
    version = models.PositiveIntegerField("版本", default=1)
    removed_at = models.DateTimeField("删去时间", null=True, blank=True)

    class Meta:
        verbose_name = "特色作业"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts__isnull=True) | Q(ends__isnull=True) | Q(starts__lte=F("ends")), name="showcase_forward"
            )
        ]
        indexes = [models.Index(fields=["school", "group", "term"], name="showcase_of_term")]

    def __str__(self) -> str:
        return self.theme


class ShowcaseTask(SchoolOwned):
    """One step of the task. 任务"""

    showcase = models.ForeignKey(ShowcaseHomework, on_delete=models.CASCADE, related_name="tasks", verbose_name="特色作业")
    step = models.PositiveSmallIntegerField("步骤")
    text = models.CharField("任务", max_length=200)
    minutes = models.PositiveSmallIntegerField("分钟", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(600)])

    class Meta:
        verbose_name = "特色作业任务"
        ordering = ["step"]
        constraints = [models.UniqueConstraint(fields=["school", "showcase", "step"], name="showcase_task_place")]

    def __str__(self) -> str:
        return f"{self.step}. {self.text}"


class RubricCriterion(SchoolOwned):
    """What a work is judged by, and what three levels look like. 量规"""

    showcase = models.ForeignKey(ShowcaseHomework, on_delete=models.CASCADE, related_name="criteria", verbose_name="特色作业")
    number = models.PositiveSmallIntegerField("序号")
    name = models.CharField("评价维度", max_length=40)
    level_a = models.CharField("A", max_length=120, blank=True)
    level_b = models.CharField("B", max_length=120, blank=True)
    level_c = models.CharField("C", max_length=120, blank=True)

    class Meta:
        verbose_name = "量规"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["school", "showcase", "number"], name="rubric_criterion_place")]

    def __str__(self) -> str:
        return self.name


class Work(SchoolOwned):
    """One pupil's or team's product with its picture, twice: to look at and small, for wall and paper. 学生作品

    ``school_class`` is the class it was made in, wherever its pupil goes later. A single pupil's work goes when the pupil's data goes; of a
    team's only the name (``WorkMember``).
    """

    showcase = models.ForeignKey(ShowcaseHomework, on_delete=models.CASCADE, related_name="works", verbose_name="特色作业")
    school_class = models.ForeignKey(SchoolClass, on_delete=models.PROTECT, related_name="+", verbose_name="班级")
    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, null=True, blank=True, related_name="works", verbose_name="学生")
    title = models.CharField("作品名", max_length=40, blank=True)
    form = models.CharField("形式", max_length=6, choices=FORMS, default="single")
    picture = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", verbose_name="图片")
    small = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", verbose_name="小图")
    source_hash = models.CharField("原图指纹", max_length=64, help_text="同一张图片再传一次不会重复")
    level = models.CharField("等级", max_length=1, choices=LEVELS, blank=True)
    comment = models.CharField("评语", max_length=200, blank=True)
    shown = models.BooleanField("展出", default=False)
    consent = models.BooleanField("监护人同意公开姓名", default=False)
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="上传人")
    added_at = models.DateTimeField("上传时间")
    version = models.PositiveIntegerField("版本", default=1)
    removed_at = models.DateTimeField("删去时间", null=True, blank=True)

    class Meta:
        verbose_name = "学生作品"
        ordering = ["school_class__number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["school", "showcase", "source_hash"], name="work_picture_once"),
            models.CheckConstraint(condition=Q(form="single") | Q(pupil__isnull=True), name="work_of_one_pupil_or_a_team"),
        ]

    def __str__(self) -> str:
        return self.title or "未命名作品"


class WorkMember(SchoolOwned):
    """A pupil of the team that made a work. 小组成员"""

    work = models.ForeignKey(Work, on_delete=models.CASCADE, related_name="members", verbose_name="作品")
    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="+", verbose_name="学生")

    class Meta:
        verbose_name = "作品小组成员"
        ordering = ["pupil__code"]
        constraints = [models.UniqueConstraint(fields=["school", "work", "pupil"], name="work_member_once")]

    def __str__(self) -> str:
        return str(self.pupil)


class WorkComment(SchoolOwned):
    """What a colleague says about a work. 同伴点评"""

    work = models.ForeignKey(Work, on_delete=models.CASCADE, related_name="comments", verbose_name="作品")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="点评人")
    text = models.CharField("点评", max_length=200)
    at = models.DateTimeField("时间")
    removed_at = models.DateTimeField("删去时间", null=True, blank=True)

    class Meta:
        verbose_name = "作品点评"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text


class ShowcaseCount(SchoolOwned):
    """How many works of a class were handed in and are excellent; counted from the works when all of them are recorded. 统计"""

    showcase = models.ForeignKey(ShowcaseHomework, on_delete=models.CASCADE, related_name="counts", verbose_name="特色作业")
    school_class = models.ForeignKey(SchoolClass, on_delete=models.PROTECT, related_name="+", verbose_name="班级")
    all_recorded = models.BooleanField("全部作品已录入", default=False)
    handed_in = models.PositiveSmallIntegerField("上交", null=True, blank=True)
    excellent = models.PositiveSmallIntegerField("优秀", null=True, blank=True)

    class Meta:
        verbose_name = "特色作业统计"
        ordering = ["school_class__number"]
        constraints = [models.UniqueConstraint(fields=["school", "showcase", "school_class"], name="showcase_count_once")]

    def __str__(self) -> str:
        return f"{self.showcase} {self.school_class}"
