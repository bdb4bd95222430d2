"""The edit form of a quota: whose, what, how many, per what, until when, in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms

from jiaoyan.quotas.forms.beginning import HELP
from jiaoyan.quotas.forms.words import AS_IT_IS, EVENTS, OWN, PERS, SEVERITIES, UNTIL, WHOSE
from jiaoyan.quotas.models import Area
from jiaoyan.quotas.rules.demand import Audience, Cohort, Condition, Counted, Demand, Due, Number, Per, Severity, Window
from jiaoyan.quotas.rules.kinds import Attribute, FactKind
from jiaoyan.quotas.rules.limits import NAME_LENGTH, UNIT_LENGTH, WHY_LENGTH
from jiaoyan.quotas.rules.stored import GRADES, LONGEST, MOST_ASKED, OLDEST, BadDemand, demand_from, to_data
from jiaoyan.web.forms import ChipsRadio, Choices, DateInput

MONTHS = re.compile(r"(?:[1-9]|1[0-2])")
YES_NO = (("", "都算"), ("yes", "是"), ("no", "否"))
RARE = ("grades", "months", "points", "why")
COHORT = ("age_max", "here_below", "service_max", "service_above")
GRADE_NAMES = [(str(grade), f"{'一二三四五六'[grade - 1]}年级") for grade in GRADES]
BESIDE = {
    "audience": "whose",
    "audience.subject": "whose",
    "audience.cohorts": "age_max",
    "audience.groups": "whose",
    "audience.grades": "grades",
    "number": "least",
    "number.least": "least",
    "number.most": "most",
    "per": "per",
    "event": "per",
    "window.by": "until",
    "window.weeks": "weeks",
    "window.on": "on",
    "window.tentative": "on",
    "window.months": "months",
    "window.within_days": "within_days",
    "window.points": "points",
    "severity": "severity",
}


def _whole(label: str, most: int, help_text: str = "", least: int = 0) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=least, max_value=most, help_text=help_text)


class QuotaForm(forms.Form):
    """指标. ``kind`` says what is counted; the conditions follow from it. ``demand``: the one that is changed."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    whose = forms.ChoiceField(label="谁")
    age_max = _whole("年龄不超过（岁）", OLDEST, least=18)
    here_below = _whole("到校未满（年）", LONGEST, least=1)
    service_max = _whole("工作在第几年以内", LONGEST, least=1)
    service_above = _whole("工作超过第几年", LONGEST)
    either = forms.BooleanField(label="以上条件满足一个就算", required=False)
    name = forms.CharField(label="做什么", max_length=NAME_LENGTH, help_text="完成情况里就这样叫")
    least = _whole("不少于", MOST_ASKED)
    most = _whole("不超过", MOST_ASKED, "可以不写")
    unit = forms.CharField(label="量词", max_length=UNIT_LENGTH, help_text="如“节”“篇”")
    per = forms.ChoiceField(label="每学期、每月，还是每次")
    within_days = _whole("几天以内", 200, "不填就是学期结束以前", least=1)
    until = forms.ChoiceField(label="到什么时候", choices=list(UNTIL.items()), required=False)
    weeks = _whole("开学后几周以内", 20)
    on = forms.DateField(label="哪一天以前", required=False, widget=DateInput())
    tentative = forms.BooleanField(label="日子是暂定的", required=False)
    severity = forms.ChoiceField(
        label="有多严",
        choices=[(each.value, label) for each, label in SEVERITIES.items()],
        widget=ChipsRadio(),
        help_text="过了期限没有做，“必须做到”的算逾期，其余的只算落后",
    )
    begins = forms.DateField(label="从哪天起", widget=DateInput(), help_text=HELP)
    grades = forms.MultipleChoiceField(
        label="只限这些年级", required=False, choices=GRADE_NAMES, widget=Choices(), help_text="都不选就是不限"
    )
    months = forms.CharField(label="只在这些月份", required=False, max_length=40, help_text="如“3、4、5、6”；不填就是整学期")
    points = forms.BooleanField(label="期中、期末分开数", required=False, help_text="数量平均分到两次")
    area = forms.ChoiceField(label="列在哪一类", choices=Area.choices)
    why = forms.CharField(label="为什么", required=False, max_length=WHY_LENGTH, help_text="写给日后翻看的人，可以不写")

    def __init__(self, *args: Any, kind: FactKind, demand: Demand | None = None, **kwargs: Any) -> None:
        self.kind, self.old = kind, demand
        kwargs["initial"] = {**(_told(demand) if demand else {}), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        for name, attribute in kind.attributes.items():
            if name == "point":
                continue
            self.fields.update(_condition_fields(name, attribute))
        _offer(self.fields["whose"], self._whose())
        _offer(self.fields["per"], self._pers())
        if "point" not in kind.attributes:
            del self.fields["points"]

    @property
    def narrowed(self) -> bool:
        """Whether some of the kind's records only are to count: their conditions stand open then."""
        return any(field.value() or field.errors for field in self.conditions)

    @property
    def has_more(self) -> bool:
        """Whether one of the rarely used fields says something, or was refused."""
        return any(self[name].value() or self[name].errors for name in RARE if name in self.fields) or bool(self["area"].errors)

    @property
    def conditions(self) -> list[forms.BoundField]:
        """The fields that narrow what is counted."""
        return [self[name] for name in self.fields if name.startswith("where-")]

    def clean(self) -> dict[str, Any]:
        """Give ``demand``, or say beside its field what cannot be meant."""
        data = super().clean() or self.cleaned_data
        if self.errors:
            return data
        try:
            data["demand"] = demand_from(to_data(self._demand(data)))
        except BadDemand as bad:
            field = f"where-{next(iter(self.kind.attributes), '')}" if bad.field == "counted.where" else BESIDE.get(bad.field, "")
            self.add_error(field if field in self.fields else None, bad.reason)
        return data

    def clean_months(self) -> tuple[int, ...]:
        """3、4、5、6."""
        said = self.cleaned_data["months"]
        parts = [part for part in re.split(r"[、,，;；\s月]+", said) if part]
        if not all(MONTHS.fullmatch(part) for part in parts):
            raise forms.ValidationError("月份请写1到12的数，中间用顿号隔开。")
        return tuple(dict.fromkeys(int(part) for part in parts))

    def _whose(self) -> list[tuple[str, str]]:
        found = [(key, label) for key, (label, audience) in WHOSE.items() if self.kind.countable_for(audience.subject)]
        if "person" in self.kind.subjects:
            found.append((OWN, "另外一些教师，按年龄、教龄定"))
        if self.old and _told(self.old)["whose"] == AS_IT_IS:
            found.insert(0, (AS_IT_IS, "和现在一样"))
        return found

    def _pers(self) -> list[tuple[str, Any]]:
        events = [(f"event-{key}", label) for key, (label, _) in EVENTS.items()]
        if self.old and _told(self.old)["per"] == f"event-{AS_IT_IS}":
            events.insert(0, (f"event-{AS_IT_IS}", "和现在一样的事"))
        return [("按时间", [(per.value, label) for per, label in PERS.items()]), ("由一件事引出", events)]

    def _demand(self, data: dict[str, Any]) -> Demand:
        per, event = self._per(data["per"])
        until = data["until"]
        window = Window(
            by=Due(until) if until and until != "on" else None,
            weeks=(data["weeks"] or 0) if until == Due.TERM_START else 0,
            on=self._day(data) if until == "on" else None,
            tentative=data["tentative"] and until == "on",
            months=data["months"],
            part=self.old.window.part if self.old and data["months"] == self.old.window.months else "",
            within_days=data["within_days"] if event else None,
            points=tuple(self.kind.attributes["point"].choices) if data.get("points") else (),
        )
        return Demand(
            audience=self._audience(data),
            counted=Counted(self.kind.slug, tuple(self._where(data)), self.old.counted.measure if self.old else ""),
            number=Number(data["least"], data["most"]),
            per=per,
            event=event,
            window=window,
            severity=Severity(data["severity"]),
        )

    def _day(self, data: dict[str, Any]) -> date:
        day: date | None = data["on"]
        if day is None:
            raise BadDemand("window.on", "请写是哪一天。")
        return day

    def _per(self, said: str) -> tuple[Per, Counted | None]:
        if not said.startswith("event-"):
            return Per(said), None
        key = said.removeprefix("event-")
        return Per.EVENT, self.old.event if key == AS_IT_IS and self.old else EVENTS[key][1]

    def _audience(self, data: dict[str, Any]) -> Audience:
        key, grades = data["whose"], tuple(int(each) for each in data["grades"])
        if key == AS_IT_IS and self.old:
            audience = self.old.audience
        elif key == OWN:
            audience = Audience("person", _cohorts(data))
        else:
            audience = WHOSE[key][1]
        return replace(audience, grades=grades) if grades else audience

    def _where(self, data: dict[str, Any]) -> Iterable[Condition]:
        for name, attribute in self.kind.attributes.items():
            if name == "point":
                continue
            if attribute.number:
                bounds = (data[f"where-{name}"], data[f"where-{name}-most"])
                if bounds != (None, None):
                    yield Condition(name, (), *bounds)
            elif attribute.choices:
                if data[f"where-{name}"]:
                    yield Condition(name, tuple(data[f"where-{name}"]))
            elif data[f"where-{name}"]:
                yield Condition(name, (data[f"where-{name}"] == "yes",))


def _offer(field: forms.Field, choices: list[tuple[str, Any]]) -> None:
    if isinstance(field, forms.ChoiceField):
        field.choices = choices


def _cohorts(data: dict[str, Any]) -> tuple[Cohort, ...]:
    limits = {name: data[name] for name in COHORT if data[name] is not None}
    if data["either"]:
        return tuple(Cohort(**{name: limit}) for name, limit in limits.items()) or (Cohort(),)
    return (Cohort(**limits),)


def _condition_fields(name: str, attribute: Attribute) -> dict[str, forms.Field]:
    if attribute.number:
        least = _whole(f"{attribute.name}不少于", MOST_ASKED, "不填就是不限")
        return {f"where-{name}": least, f"where-{name}-most": _whole(f"{attribute.name}不超过", MOST_ASKED)}
    if attribute.choices:
        help_text = "都不选就是都算"
        field: forms.Field = forms.MultipleChoiceField(
            label=attribute.name, choices=list(attribute.choices.items()), required=False, widget=Choices(), help_text=help_text
        )
        return {f"where-{name}": field}
    return {f"where-{name}": forms.ChoiceField(label=attribute.name, choices=YES_NO, required=False, widget=ChipsRadio())}


def _told(demand: Demand) -> dict[str, Any]:
    """What the form shows for a demand."""
    window = demand.window
    return {
        **_whose_told(demand.audience),
        **{f"where-{condition.attribute}": _condition_told(condition) for condition in demand.counted.where},
        **{f"where-{condition.attribute}-most": condition.most for condition in demand.counted.where if condition.most is not None},
        "least": demand.number.least,
        "most": demand.number.most,
        "per": _per_told(demand),
        "within_days": window.within_days,
        "points": bool(window.points),
        "until": "on" if window.on else window.by.value if window.by else "",
        "weeks": window.weeks or None,
        "on": window.on,
        "tentative": window.tentative,
        "months": "、".join(str(month) for month in window.months),
        "severity": demand.severity.value,
    }


def _condition_told(condition: Condition) -> Any:
    if condition.among and isinstance(condition.among[0], bool):
        return "yes" if condition.among[0] else "no"
    return list(condition.among) if condition.among else condition.least


def _per_told(demand: Demand) -> str:
    if demand.event is None:
        return demand.per.value
    key = next((key for key, (_, event) in EVENTS.items() if event == demand.event), AS_IT_IS)
    return f"event-{key}"


def _whose_told(audience: Audience) -> dict[str, Any]:
    for key, (_, known) in WHOSE.items():
        if known == audience:
            return {"whose": key}
        if known == replace(audience, grades=()):
            return {"whose": key, "grades": [str(grade) for grade in audience.grades]}
    limits = [{name: getattr(cohort, name) for name in COHORT if getattr(cohort, name) is not None} for cohort in audience.cohorts]
    plain = audience.subject == "person" and not any(cohort.titles or cohort.roles for cohort in audience.cohorts)
    names = [name for limit in limits for name in limit]
    if not plain or len(names) != len(set(names)) or (len(limits) > 1 and any(len(limit) > 1 for limit in limits)):
        return {"whose": AS_IT_IS}
    told = {name: value for limit in limits for name, value in limit.items()}
    return {"whose": OWN, **told, "either": len(limits) > 1, "grades": [str(grade) for grade in audience.grades]}
