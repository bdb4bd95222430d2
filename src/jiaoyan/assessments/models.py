"""Tests of a group, their marks, and the quality report. 检测·质量（F11、F39）

Marks are whole half-points. Figures are never stored beside the marks they follow from; a report keeps the counts it was written from.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from jiaoyan.assessments.rules.goals import GOAL_PERCENT
from jiaoyan.assessments.rules.kinds import FINAL, LABELS
from jiaoyan.assessments.rules.score_sheet import REASONS
from jiaoyan.curriculum.models import Unit
from jiaoyan.schools.models import Approvable, ApprovedEdition, Group, Person, Pupil, Removable, SchoolClass, SchoolOwned, StoredFile, Term
from jiaoyan.web.prose import ProseField


class Exam(Removable):
    """One written test of a grade, with the lines its figures are drawn at. 检测、练习"""

    class Kind(models.TextChoices):
        UNIT = "unit", LABELS["unit"]
        MIDTERM = "midterm", LABELS["midterm"]
        FINAL = FINAL, LABELS[FINAL]
        SPECIAL = "special", LABELS["special"]
        SURVEY = "survey", LABELS["survey"]

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="exams", verbose_name="备课组")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+", verbose_name="学期")
    kind = models.CharField("类型", max_length=8, choices=Kind.choices)
    title = models.CharField("名称", max_length=40)
    day = models.DateField("日期")
    minutes = models.PositiveSmallIntegerField("时长（分钟）")
    full_mark = models.PositiveSmallIntegerField("满分", default=100)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="单元")
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="登记人")
    pass_percent = models.PositiveSmallIntegerField("合格线（%）", default=60)
    good_percent = models.PositiveSmallIntegerField("良好线（%）", default=75)
    excellent_percent = models.PositiveSmallIntegerField("优秀线（%）", default=85)
    low_percent = models.PositiveSmallIntegerField("低分线（%）", default=40)
    goal_percent = models.PositiveSmallIntegerField("目标达成线（%）", default=GOAL_PERCENT)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "检测"
        ordering = ["day", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "group", "term"], condition=Q(kind=FINAL, removed_at__isnull=True), name="final_exam_once"
            ),
            models.CheckConstraint(
                condition=Q(low_percent__lt=F("pass_percent"))
                & Q(pass_percent__lt=F("good_percent"))
                & Q(good_percent__lt=F("excellent_percent"))
                & Q(excellent_percent__lte=100),
                name="exam_lines_rise",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_final(self) -> bool:
        """The end-of-term test; everything else is practice."""
        return bool(self.kind == FINAL)


class ExamQuestion(SchoolOwned):
    """One item of the paper: a line of the table of specifications. 题目、双向细目"""

    class Cognitive(models.TextChoices):
        KNOW = "了解", "了解"
        UNDERSTAND = "理解", "理解"
        MASTER = "掌握", "掌握"
        APPLY = "运用", "运用"

    exam = models.ForeignKey(Exam, on_delete=models.CASCADE, related_name="questions", verbose_name="检测")
    position = models.PositiveSmallIntegerField("序号")
    label = models.CharField("题号", max_length=8)
    section = models.CharField("大题", max_length=20, blank=True)
    half_points = models.PositiveSmallIntegerField("分值（半分）")
    knowledge = models.CharField("知识点", max_length=40, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="单元")
    cognitive = models.CharField("水平", max_length=2, choices=Cognitive.choices, blank=True)
    expected = models.PositiveSmallIntegerField("预期得分率（%）", null=True, blank=True)

    class Meta:
        verbose_name = "题目"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["school", "exam", "position"], name="question_place"),
            models.UniqueConstraint(fields=["school", "exam", "label"], name="question_label_once"),
            models.CheckConstraint(condition=Q(half_points__gte=1), name="question_has_marks"),
        ]

    def __str__(self) -> str:
        return f"第{self.label}题"


class ScoreSheet(SchoolOwned):
    """The marks of one class in one test; the workbook itself is not kept, because it names pupils. 班级成绩"""

    exam = models.ForeignKey(Exam, on_delete=models.PROTECT, related_name="sheets", verbose_name="检测")
    school_class = models.ForeignKey(SchoolClass, on_delete=models.PROTECT, related_name="+", verbose_name="班级")
    enrolled = models.PositiveSmallIntegerField("应考")
    imported_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="录入人")
    imported_at = models.DateTimeField("录入时间")
    source = models.CharField("来源", max_length=120, blank=True, help_text="导入的文件名，网页录入时为空")
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "班级成绩"
        constraints = [models.UniqueConstraint(fields=["school", "exam", "school_class"], name="score_sheet_once")]

    def __str__(self) -> str:
        return f"{self.exam} {self.school_class}"


class PupilMarks(SchoolOwned):
    """What one pupil got: half-points in the order of the questions; absent pupils have a kind of reason instead. 学生得分"""

    sheet = models.ForeignKey(ScoreSheet, on_delete=models.CASCADE, related_name="marks", verbose_name="班级成绩")
    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="+", verbose_name="学生")
    half_points = models.JSONField("各题得分（半分）", default=list)
    total = models.PositiveSmallIntegerField("总分（半分）", null=True, blank=True)
    reason = models.CharField("缺考原因", max_length=4, choices=[(each, each) for each in REASONS], blank=True)

    class Meta:
        verbose_name = "学生得分"
        constraints = [
            models.UniqueConstraint(fields=["school", "sheet", "pupil"], name="pupil_marks_once"),
            models.CheckConstraint(
                condition=(Q(total__isnull=True) & ~Q(reason="")) | (Q(total__isnull=False) & Q(reason="")), name="marked_or_absent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet} {self.pupil_id}"


class QualityReport(Approvable):
    """What a group makes of a test. 学业质量检测报告

    ``figures`` holds the counts it was handed in with; empty while it is being written.
    """

    exam = models.OneToOneField(Exam, on_delete=models.PROTECT, related_name="report", verbose_name="检测")
    written_on = models.DateField("日期")
    strengths = models.JSONField("主要成绩", default=list, blank=True)
    last_measures = ProseField("上次措施回顾", default=list, blank=True)
    figures = models.JSONField("定格的数据", default=dict, blank=True)

    class Meta:
        verbose_name = "质量报告"

    def __str__(self) -> str:
        return f"{self.exam}报告"


class TypicalError(Removable):
    """A mistake many made: the item, a sample without a name, what kind it is and where it comes from. 典型错例"""

    class Kind(models.TextChoices):
        KNOWLEDGE = "知识", "知识"
        METHOD = "方法", "方法"
        READING = "审题", "审题"
        CALCULATION = "计算", "计算"
        EXPRESSION = "表达", "表达"
        HABIT = "习惯", "习惯"

    report = models.ForeignKey(QualityReport, on_delete=models.CASCADE, related_name="errors", verbose_name="质量报告")
    question = models.ForeignKey(ExamQuestion, on_delete=models.PROTECT, related_name="+", verbose_name="题目")
    sample = models.CharField("错例", max_length=300, blank=True)
    picture = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="错例照片")
    kind = models.CharField("类型", max_length=2, choices=Kind.choices)
    pupils = models.PositiveSmallIntegerField("人数")
    cause = models.CharField("成因", max_length=500)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "典型错例"
        ordering = ["question__position", "id"]
        constraints = [models.CheckConstraint(condition=Q(pupils__gte=1), name="error_has_pupils")]

    def __str__(self) -> str:
        return f"{self.question} {self.get_kind_display()}"


class ReportProblem(SchoolOwned):
    """A problem the test brought to light. 主要问题"""

    report = models.ForeignKey(QualityReport, on_delete=models.CASCADE, related_name="problems", verbose_name="质量报告")
    position = models.PositiveSmallIntegerField("序号")
    text = models.CharField("问题", max_length=300)

    class Meta:
        verbose_name = "主要问题"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["school", "report", "position"], name="report_problem_place")]

    def __str__(self) -> str:
        return self.text[:20]


class ReportMeasure(SchoolOwned):
    """What is done about a problem: by whom, from when, checked when and by what. 改进措施"""

    problem = models.ForeignKey(ReportProblem, on_delete=models.CASCADE, related_name="measures", verbose_name="问题")
    position = models.PositiveSmallIntegerField("序号")
    action = models.CharField("措施", max_length=300)
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="负责人")
    start = models.DateField("开始")
    check_by = models.DateField("检查时间")
    evidence = models.CharField("怎样看出效果", max_length=120)

    class Meta:
        verbose_name = "改进措施"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["school", "problem", "position"], name="report_measure_place"),
            models.CheckConstraint(condition=Q(start__lte=F("check_by")), name="measure_forward"),
        ]

    def __str__(self) -> str:
        return self.action[:20]


class ReportEdition(ApprovedEdition):
    """A report as it was approved, kept as the file of that day. 通过稿"""

    report = models.ForeignKey(QualityReport, on_delete=models.CASCADE, related_name="editions", verbose_name="质量报告")

    class Meta(ApprovedEdition.Meta):
        constraints = [models.UniqueConstraint(fields=["school", "report", "number"], name="report_edition_once")]

    def __str__(self) -> str:
        return f"{self.report}第{self.number}稿"
