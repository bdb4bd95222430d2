"""Forms of an exercise: its head, one item, the reviewer's word, how a class did."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django import forms

from jiaoyan.curriculum.models import Competency, LessonTopic, Unit
from jiaoyan.documents.item_text import tidy
from jiaoyan.items.forms.fields import PlainDecimal, lines
from jiaoyan.items.models import Exercise, ExerciseItem
from jiaoyan.items.queries.exercises import head_seen
from jiaoyan.items.rules.homework import may_go_home
from jiaoyan.items.rules.words import CHECKLIST, COGNITIVE, KINDS, LAYERS, PLACES, SECTIONS, SOURCES, VERDICTS
from jiaoyan.schools.models import Person
from jiaoyan.web.fields import RowField, RowsField
from jiaoyan.web.forms import ChipsRadio, Choices, DateInput
from jiaoyan.web.upload import Upload

MOST_OBJECTIVES = 5
LEAST_LINES = 3
POINTS = re.compile(r"[、，,；;\n]")
TEXTS = ("stem", "answer", "solution", "common_error")


class StartForm(forms.Form):
    """A new exercise beside those of table 3."""

    title = forms.CharField(label="练习名称", max_length=80, help_text="如“小数乘法（小数乘整数）周周练”")
    kind = forms.ChoiceField(label="类型", choices=KINDS, widget=ChipsRadio(), initial="lesson")
    use_date = forms.DateField(label="使用日期", widget=DateInput())
    due = forms.DateField(label="交稿日", widget=DateInput(), required=False, help_text="一般在使用前两个上课日")

    def __init__(self, *args: Any, writers: Sequence[Person], reviewers: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["author"] = RowField(writers, label="命制人")
        self.fields["reviewer"] = RowField(reviewers, label="审核人", help_text="不能与命制人是同一人")


class HeadForm(forms.Form):
    """The head of an exercise with its objectives. People and due day stand in it only for whoever may name them."""

    title = forms.CharField(label="练习名称", max_length=80)
    kind = forms.ChoiceField(label="类型", choices=KINDS, widget=ChipsRadio())
    use_date = forms.DateField(label="使用日期", widget=DateInput(), required=False)
    place = forms.ChoiceField(label="完成地点", choices=PLACES, widget=ChipsRadio())
    knowledge_points = forms.CharField(label="知识点", max_length=200, required=False, help_text="用“、”隔开，如“小数乘整数、积的小数位数”")
    minutes_limit = forms.IntegerField(
        label="时长上限（分钟）", min_value=1, max_value=120, required=False, help_text="不填按完成地点的一般要求"
    )
    author_solved = forms.BooleanField(label="教师已试做：命制人从头到尾做过一遍", required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        exercise: Exercise,
        units: Sequence[Unit],
        lessons: Sequence[LessonTopic],
        competencies: Sequence[Competency],
        people: tuple[Sequence[Person], Sequence[Person]] | None,
        **kwargs: Any,
    ) -> None:
        goals = list(exercise.objectives.all())
        super().__init__(*args, **{"initial": _head_values(exercise), **kwargs})
        self.fields["unit"] = RowField(units, named=lambda unit: unit.numbered_title, label="单元", required=False)
        self.fields["lessons"] = RowsField(lessons, named=_lesson_named, label="对应课题", required=False, widget=Choices())
        if people is not None:
            writers, reviewers = people
            self.fields["author"] = RowField(_with(writers, exercise.author), label="命制人")
            self.fields["reviewer"] = RowField(_with(reviewers, exercise.reviewer), label="审核人", help_text="不能与命制人是同一人")
            self.fields["due"] = forms.DateField(label="交稿日", widget=DateInput(), required=False)
        if not may_go_home(exercise.group.grade or 0):
            self.fields["place"].help_text = "一、二年级不布置家庭书面作业"
        self.count = min(MOST_OBJECTIVES, max(LEAST_LINES, len(goals) + 1))
        for number in range(self.count):
            goal = goals[number] if number < len(goals) else None
            self.fields[f"text-{number}"] = forms.CharField(
                label=f"目标{number + 1}", max_length=120, required=False, initial=goal.text if goal else ""
            )
            self.fields[f"competency-{number}"] = RowField(
                competencies, label="核心素养", required=False, initial=goal.competency_id if goal else None
            )

    def lines(self) -> Iterator[tuple[forms.BoundField, forms.BoundField]]:
        """Text and competency of each line."""
        return ((self[f"text-{number}"], self[f"competency-{number}"]) for number in range(self.count))

    def clean_knowledge_points(self) -> list[str]:
        return [point.strip() for point in POINTS.split(self.cleaned_data["knowledge_points"]) if point.strip()]

    def values(self) -> dict[str, Any]:
        """What ``save_head`` takes."""
        data = self.cleaned_data
        goals = [(data[f"text-{n}"].strip(), data[f"competency-{n}"]) for n in range(self.count) if data[f"text-{n}"].strip()]
        kept = {name: value for name, value in data.items() if "-" not in name}
        return {**kept, "objectives": goals}


def _head_values(exercise: Exercise) -> dict[str, Any]:
    names = ("title", "kind", "use_date", "place", "minutes_limit", "author_solved", "unit", "author", "reviewer", "due")
    return {
        **{name: getattr(exercise, name) for name in names},
        "knowledge_points": "、".join(exercise.knowledge_points),
        "lessons": list(exercise.lessons.all()),
        "seen": head_seen(exercise),
    }


def _with(people: Iterable[Person], named: Person) -> list[Person]:
    """The people to choose from, and whoever is named already."""
    offered = list(people)
    return offered if named in offered else [*offered, named]


def _lesson_named(lesson: LessonTopic) -> str:
    return f"{lesson.unit.number}.{lesson.number} {lesson.title}"


class ItemForm(forms.Form):
    """One item. Nothing is required: a half-written item is kept, what it lacks is said before handing in."""

    layer = forms.ChoiceField(label="层次", choices=LAYERS, widget=ChipsRadio(), initial="basic")
    section = forms.ChoiceField(label="题型", choices=SECTIONS, widget=ChipsRadio(), initial="fill")
    stem = forms.CharField(label="题目", max_length=2000, required=False, widget=lines(4))
    figure = Upload(label="图", extensions=("png", "jpg", "jpeg"), required=False)
    no_figure = forms.BooleanField(label="去掉现在的图", required=False)
    answer = forms.CharField(label="答案", max_length=1000, required=False, widget=lines(2), help_text="几个空用“；”隔开；计算题会自动验算")
    solution = forms.CharField(label="解析", max_length=2000, required=False, widget=lines(2))
    cognitive = forms.ChoiceField(label="水平", choices=COGNITIVE, widget=ChipsRadio(), initial="understand")
    intent = forms.CharField(label="设计意图", max_length=500, required=False, widget=lines(2), help_text="这道题做错了，能告诉我们什么？")
    common_error = forms.CharField(label="预设错误", max_length=200, required=False)
    difficulty_est = PlainDecimal(
        label="预估难度",
        min_value=0,
        max_value=1,
        max_digits=3,
        decimal_places=2,
        required=False,
        help_text="估计做对的比例：易约0.85，中约0.7，难约0.45",
    )
    minutes_est = PlainDecimal(label="预估分钟", min_value=0, max_value=99, max_digits=4, decimal_places=1, required=False)
    source = forms.ChoiceField(label="来源", choices=SOURCES, widget=ChipsRadio(), initial="own")
    source_note = forms.CharField(label="来源说明", max_length=80, required=False, help_text="改编的题写明出处和改了什么")
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)
    number = forms.IntegerField(widget=forms.HiddenInput, min_value=1, required=False)

    def __init__(self, *args: Any, exercise: Exercise, item: ExerciseItem | None, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": _item_values(item) if item else {"number": len(exercise.items.all()) + 1}, **kwargs})
        self.fields["objective"] = RowField(exercise.objectives.all(), label="对应目标", required=False)
        if item is None or item.figure is None:
            del self.fields["no_figure"]

    def values(self) -> dict[str, Any]:
        """What the verbs take; the figure is dealt with apart."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("figure", "no_figure", "version", "number")}


def tidied(data: Any) -> Any:
    """What was sent, with pasted fractions and gaps turned into constructs."""
    changed = data.copy()
    for name in TEXTS:
        if name in changed:
            changed[name] = tidy(changed[name])
    return changed


def _item_values(item: ExerciseItem) -> dict[str, Any]:
    names = (
        "layer section stem answer solution objective cognitive source source_note intent difficulty_est minutes_est common_error version"
    )
    return {name: getattr(item, name) for name in names.split()}


class ReviewForm(forms.Form):
    """The reviewer's checklist, opinion and verdict, under the version that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    checklist = forms.MultipleChoiceField(
        label="核对无误的", choices=CHECKLIST, widget=Choices(), required=False, help_text="都勾上才能通过；没有图的，“图形规范”也请勾上"
    )
    opinion = forms.CharField(
        label="审核意见",
        error_messages={"required": "请写审核意见，一两句就好。"},
        widget=lines(4),
        help_text="好在哪里，要改哪里；一两句就好，最多300字",
    )
    verdict = forms.ChoiceField(label="结论", choices=VERDICTS, widget=ChipsRadio())


class ChangeForm(forms.Form):
    """What was changed since the last review."""

    change = forms.CharField(label="这次改了什么", required=False, widget=lines(2), help_text="一句话，审核人好对照着看")


class FeedbackForm(forms.Form):
    """How a class did, besides the counts of the grid."""

    submitted = forms.IntegerField(label="上交人数", min_value=0, max_value=200, required=False)
    minutes_actual = PlainDecimal(
        label="实际用时（分钟）", max_digits=4, decimal_places=1, required=False, help_text="大多数学生用了多少分钟"
    )
    adjust = forms.CharField(
        label="调整", max_length=500, required=False, widget=lines(3), help_text="做对的人少的题，下一步怎么办；不写学生姓名"
    )
