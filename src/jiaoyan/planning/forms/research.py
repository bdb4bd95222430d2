"""The parts of a research group's plan as forms, and its tables as grids. 教研组计划（F36）"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from urllib.parse import urlsplit

from django import forms
from django.urls import Resolver404, resolve

from jiaoyan.planning.forms.head import VersionedForm
from jiaoyan.planning.models import Evidence, MonthItem, PlanClause, ResearchPlan, Target
from jiaoyan.planning.research import Offer, asked_on, worded_on
from jiaoyan.planning.rules.arrangement import split_numbered
from jiaoyan.planning.rules.entries import Entry
from jiaoyan.planning.rules.research import AREAS, EARLIER, ClauseLine, MonthLine, TargetLine, Timing, months_of
from jiaoyan.quotas.models import Area, Quota
from jiaoyan.schools.queries import GroupTerm
from jiaoyan.schools.rules.numerals import chinese_number
from jiaoyan.web.forms import ChipsRadio, Choices, DateInput
from jiaoyan.web.grid import Column, Grid, Row
from jiaoyan.web.prose import ProseFormField
from jiaoyan.web.upload import Upload

FILES = ("docx", "doc", "pdf", "xlsx", "xls", "jpg", "jpeg", "png")
TENTATIVE = "暂定"


def in_school_year(place: GroupTerm, day: date) -> date:
    """The day, when it lies in the group's school year. Raises ``ValidationError``."""
    year = place.group.school_year
    if not year.starts <= day <= year.ends:
        raise forms.ValidationError("日期不在本学年内，请核对年份。")
    return day


class ResearchHeadForm(VersionedForm):
    """指导思想、工作目标、日期"""

    guiding = ProseFormField(label="指导思想", required=False, rows=7, help_text="依据什么、围绕什么、打算怎样做。")
    goals = forms.CharField(
        label="工作目标",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6, "data-autosize": True}),
        help_text="一行一条，不用写序号。",
    )
    plan_date = forms.DateField(label="日期", widget=DateInput())

    def __init__(self, *args: Any, place: GroupTerm, plan: ResearchPlan, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "version": plan.version,
            "guiding": plan.guiding or [],
            "goals": "\n".join(plan.goals),
            "plan_date": plan.plan_date,
        }
        super().__init__(*args, **kwargs)
        self.place = place

    def clean_goals(self) -> tuple[str, ...]:
        return split_numbered(self.cleaned_data["goals"])

    def clean_plan_date(self) -> date:
        return in_school_year(self.place, self.cleaned_data["plan_date"])


class ClauseForm(VersionedForm):
    """方面、内容、对应的指标，或不计数的原因

    ``new``: a quota added for this clause just now, ticked when the form is opened; ``added`` says which.
    """

    area = forms.CharField(label="方面", max_length=40)
    text = forms.CharField(label="内容", max_length=500, widget=forms.Textarea(attrs={"rows": 4, "data-autosize": True}))
    quotas = forms.MultipleChoiceField(label="对应的指标", required=False, widget=Choices())
    uncounted = forms.CharField(
        label="不计数的原因", required=False, max_length=60, help_text="没有可数的，写一句，如“重在过程，看活动记录”。选了指标就不用写。"
    )

    def __init__(self, *args: Any, clause: PlanClause, plan: ResearchPlan, quotas: Sequence[Quota], new: str = "", **kwargs: Any) -> None:
        named = [quota.pk for quota in clause.quotas.all()]
        kwargs["initial"] = {
            "version": plan.version,
            "area": clause.area,
            "text": clause.text,
            "quotas": [*(str(key) for key in named), new],
            "uncounted": clause.uncounted,
        }
        super().__init__(*args, **kwargs)
        day = worded_on(plan)
        offered = [
            (quota.area, str(quota.pk), asked_on(quota, day) or f"{quota.name}（已停用）")
            for quota in quotas
            if asked_on(quota, day) or quota.pk in named
        ]
        self.added = "" if self.is_bound else next((text for _, key, text in offered if key == new and int(key) not in named), "")
        by_area = ((label, [(key, text) for here, key, text in offered if here == area]) for area, label in Area.choices)
        cast(forms.MultipleChoiceField, self.fields["quotas"]).choices = [(label, found) for label, found in by_area if found]


class _Offered(forms.MultipleChoiceField):
    """Those still open are drawn; those taken up meanwhile may come back with a form that is sent again."""

    taken: frozenset[str] = frozenset()

    def valid_value(self, value: str) -> bool:
        return value in self.taken or super().valid_value(value)


class OffersForm(VersionedForm):
    """承接哪些，放在哪个方面"""

    keys = _Offered(label="要承接的", widget=Choices(), error_messages={"required": "请勾选要承接的条目；都不需要的，可以直接返回。"})
    area = forms.ChoiceField(label="放在哪个方面", help_text="承接以后，文字和方面都可以再改。")

    def __init__(self, *args: Any, plan: ResearchPlan, offers: Sequence[Offer], **kwargs: Any) -> None:
        kwargs["initial"] = {"version": plan.version}
        super().__init__(*args, **kwargs)
        choices = [(offer.key, f"{offer.source}：{offer.text}") for offer in offers if not offer.taken]
        keys = cast(_Offered, self.fields["keys"])
        keys.choices, keys.taken = choices, frozenset(offer.key for offer in offers if offer.taken)
        areas = dict.fromkeys([*(clause.area for clause in plan.clauses.all()), *AREAS])
        cast(forms.ChoiceField, self.fields["area"]).choices = [(area, area) for area in areas]


SECRET = frozenset({"dashboard:feed", "activities:check_in"})


class EvidenceForm(forms.Form):
    """一份佐证材料：名称、系统里的页面或文件、收集到哪一步"""

    label = forms.CharField(label="材料", max_length=80, help_text="如“三月大组活动记录”")
    state = forms.ChoiceField(label="收集情况", choices=Evidence.State.choices, widget=ChipsRadio(), initial=Evidence.State.READY)
    link = forms.CharField(
        label="系统里的页面", required=False, max_length=500, help_text="打开那份记录，把浏览器地址栏里的网址粘贴到这里。"
    )
    file = Upload(label="或上传文件", required=False, extensions=FILES)

    def __init__(self, *args: Any, host: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.host = host

    def clean_link(self) -> str:
        typed: str = self.cleaned_data["link"].strip()
        if not typed:
            return ""
        address = urlsplit(typed)
        path = address.path
        try:
            if address.netloc not in ("", self.host):
                raise Resolver404
            if resolve(path).view_name in SECRET:  # a calendar's address is a key to it
                raise Resolver404
        except Resolver404:
            raise forms.ValidationError("这不是本系统里的页面；系统以外的材料，请存成文件上传。") from None
        if len(path) > 200:
            raise forms.ValidationError("网址太长，请核对。")
        return path


# tables


@dataclass(frozen=True, slots=True)
class TableForm:
    """One table: its title, what to know before editing, how its grid is drawn and read."""

    title: str
    hint: str
    grid: Callable[[ResearchPlan, GroupTerm], Grid]
    entries: Callable[[Sequence[Row]], tuple[Entry[Any], ...]]


def _clause_grid(plan: ResearchPlan, _place: GroupTerm) -> Grid:
    rows = list(plan.clauses.all())
    areas = dict.fromkeys([*(row.area for row in rows), *AREAS])
    return Grid(
        columns=(
            Column("area", "方面", "choice", choices=[(area, area) for area in areas], open=True, required=True, max_length=40, width="l"),
            Column(
                "text", "内容", "long", required=True, max_length=500, width="xl", help="做什么、怎样做；次数写在指标里，不用在这里重复"
            ),
            Column("quotas", "对应的指标", "readonly", width="l"),
            Column("uncounted", "不计数的原因", max_length=60, width="l", help="有指标的不用写"),
            Column("origin", "依据", "readonly", width="l"),
        ),
        rows=[
            Row(
                str(row.pk),
                {
                    "area": row.area,
                    "text": row.text,
                    "quotas": "、".join(quota.name for quota in row.quotas.all()),
                    "uncounted": row.uncounted,
                    "origin": row.origin,
                },
            )
            for row in rows
        ],
        prefix="clauses",
        caption="主要措施",
        version=str(plan.version),
    )


def _clause_entries(rows: Sequence[Row]) -> tuple[Entry[ClauseLine], ...]:
    return tuple(Entry(ClauseLine(_text(row, "area"), _text(row, "text"), uncounted=_text(row, "uncounted")), _key(row)) for row in rows)


def _month_grid(plan: ResearchPlan, place: GroupTerm) -> Grid:
    term = place.term
    months = [(str(month), f"{month}月") for _, month in months_of(place.calendar)]
    written = {f"{chinese_number(int(month))}{word}": month for month, _ in months for word in ("月", "月份")}
    written |= {f"{label}份": month for month, label in months}
    return Grid(
        columns=(
            Column("month", "月份", "choice", choices=months, required=True, width="xs", also=written),
            Column("kind", "类别", "choice", choices=list(MonthItem.Kind.choices), required=True, width="s"),
            Column("text", "内容", "long", required=True, max_length=300, width="xl"),
            Column("timing", "时间", "choice", choices=list(MonthItem.Timing.choices), required=True, width="s", help="当天和截止要填日期"),
            Column("day", "日期", "date", term=(term.first_school_day - EARLIER, term.last_school_day), width="m"),
            Column("tentative", "是否暂定", "choice", choices=[(TENTATIVE, TENTATIVE)], width="s"),
            Column("participants", "参加人员", max_length=80, width="m"),
            Column("place", "地点", max_length=40, width="m"),
        ),
        rows=[_month_row(row) for row in plan.months.all()],
        prefix="months",
        caption="具体安排",
        version=str(plan.version),
        ordered=False,
    )


def _month_row(row: MonthItem) -> Row:
    values = {name: getattr(row, name) for name in ("kind", "text", "timing", "day", "participants", "place")}
    return Row(str(row.pk), {**values, "month": str(row.month), "tentative": TENTATIVE if row.tentative else ""})


def _month_entries(rows: Sequence[Row]) -> tuple[Entry[MonthLine], ...]:
    return tuple(Entry(_month_line(row), _key(row)) for row in rows)


def _month_line(row: Row) -> MonthLine:
    day = row.values["day"]
    return MonthLine(
        month=int(_text(row, "month") or 0),
        kind=_text(row, "kind"),
        text=_text(row, "text"),
        timing=cast(Timing, _text(row, "timing")),
        day=day if isinstance(day, date) else None,
        tentative=bool(row.values["tentative"]),
        participants=_text(row, "participants"),
        place=_text(row, "place"),
    )


def _target_grid(plan: ResearchPlan, place: GroupTerm) -> Grid:
    year = place.group.school_year
    return Grid(
        columns=(
            Column("kind", "类别", "choice", choices=list(Target.Kind.choices), required=True, width="s"),
            Column("what", "内容", required=True, max_length=120, width="xl", help="如“区优秀教研组评比”"),
            Column("due", "时间", "date", term=(year.starts, year.ends), width="m"),
        ),
        rows=[Row(str(row.pk), {"kind": row.kind, "what": row.what, "due": row.due}) for row in plan.targets.all()],
        prefix="targets",
        caption="争创与迎检",
        version=str(plan.version),
    )


def _target_entries(rows: Sequence[Row]) -> tuple[Entry[TargetLine], ...]:
    return tuple(Entry(TargetLine(_text(row, "kind"), _text(row, "what"), _date(row, "due")), _key(row)) for row in rows)


RESEARCH_TABLES: Mapping[str, TableForm] = {
    "clauses": TableForm(
        "主要措施",
        "一行一条，先分方面。次数、节数这些数字不用写在内容里：保存以后，在计划页上给每一条选好对应的指标，数字从指标来。",
        _clause_grid,
        _clause_entries,
    ),
    "months": TableForm(
        "具体安排",
        "每个月至少安排一次本组的教研活动。日子定了写当天，有截止的写截止，只知道大概的写上旬、中旬、下旬、月底或当月；可能变动的标上暂定。保存后按月份排好。",
        _month_grid,
        _month_entries,
    ),
    "targets": TableForm(
        "争创与迎检",
        "争取什么荣誉、迎接什么检查，各写一行。计划通过以后，全组都可以往材料夹里放佐证材料。",
        _target_grid,
        _target_entries,
    ),
}


def _text(row: Row, name: str) -> str:
    return str(row.values[name] or "")


def _key(row: Row) -> int | None:
    return int(row.key) if row.key.isdecimal() else None


def _date(row: Row, name: str) -> date | None:
    value = row.values[name]
    return value if isinstance(value, date) else None
