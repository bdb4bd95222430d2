"""Demands as plain data and back: what the database and the presets keep. Law: ``demand_from(to_data(demand)) == demand``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from enum import StrEnum
from typing import Any, Final, TypeVar, get_args

from jiaoyan.quotas.rules.demand import Audience, Cohort, Condition, Counted, Demand, Due, Number, Per, Severity, Window
from jiaoyan.quotas.rules.fact import SubjectKind
from jiaoyan.quotas.rules.kinds import KINDS, Attribute, FactKind

T = TypeVar("T", bound=StrEnum)

ROLES: Final = {"group_leader": "备课组长", "stage_leader": "年段组长", "research_group_leader": "教研组长"}
"""The roles a cohort may ask for; a test compares them with the standing roles of the school."""

GROUP_KINDS: Final = {"research": "教研组", "stage": "年段组", "prep": "备课组"}
MOST_ASKED = 9999
OLDEST = 80
LONGEST = 60
GRADES = range(1, 7)
_PARTS = ("", "early", "middle", "late")


class BadDemand(ValueError):
    """A demand that cannot be meant. ``field`` names where ("number", "audience.cohorts", "counted.kind" …); the message is the Chinese reason."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field, self.reason = field, reason


def to_data(demand: Demand) -> dict[str, Any]:
    """A demand as JSON has it: only what is not empty, days as ISO text."""
    told: dict[str, Any] = _plain(demand)
    return told


def _plain(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if hasattr(value, "__dataclass_fields__"):
        pairs = ((each.name, _plain(getattr(value, each.name))) for each in fields(value))
        return {
            name: each
            for name, each in pairs
            if each not in (None, "", [], {}) and not (name == "weeks" and each == 0) and each is not False
        }
    return value


def demand_from(data: Any) -> Demand:
    """The demand that data say. Raises ``BadDemand`` at the first thing that cannot be meant."""
    told = _keys(data, "", ("audience", "counted", "number", "per", "event", "window", "severity"))
    per = _choice(told.get("per"), Per, "per", "计数周期")
    counted = _counted(told.get("counted"), "counted")
    demand = Demand(
        audience=_audience(told.get("audience")),
        counted=counted,
        number=_number(told.get("number", {})),
        per=per,
        event=_counted(told["event"], "event") if "event" in told else None,
        window=_window(told.get("window", {})),
        severity=_choice(told.get("severity", "must"), Severity, "severity", "要求的分量"),
    )
    check(demand)
    return demand


def check(demand: Demand) -> None:
    """Whether the parts of a demand fit each other. Raises ``BadDemand``."""
    kind = KINDS[demand.counted.kind]
    if not kind.countable_for(demand.audience.subject):
        raise BadDemand("audience", f"“{kind.name}”不能按{_SUBJECTS[demand.audience.subject]}计数。")
    if (demand.per is Per.EVENT) != (demand.event is not None):
        raise BadDemand("event", "请说明由哪件事引起。" if demand.event is None else "按周期计数的指标没有引起它的事。")
    if demand.window.within_days is not None and demand.per is not Per.EVENT:
        raise BadDemand("window.within_days", "“几天以内”只用在由一件事引起的指标上。")
    if demand.window.points:
        _points_fit(demand, kind)
    if demand.window.months and demand.per is Per.EVENT:
        raise BadDemand("window.months", "由一件事引起的指标不按月份。")


_SUBJECTS: Final = {"person": "人", "group": "组", "class": "班级", "grade": "年级", "school": "全校"}


def _points_fit(demand: Demand, kind: FactKind) -> None:
    if demand.per is not Per.TERM:
        raise BadDemand("window.points", "期中、期末各一次，要按学期计数。")
    point = kind.attributes.get("point")
    if point is None or not set(demand.window.points) <= set(point.choices):
        raise BadDemand("window.points", f"“{kind.name}”不分期中、期末。")


def _audience(data: Any) -> Audience:
    told = _keys(data, "audience", ("subject", "cohorts", "groups", "grades", "size_below"))
    subject = _subject(told.get("subject"))
    cohorts = tuple(_cohort(each) for each in _list(told, "cohorts", "audience.cohorts"))
    groups = _texts(told, "groups", "audience.groups")
    grades = tuple(
        _whole(each, "audience.grades", "年级", GRADES.start, GRADES.stop - 1) for each in _list(told, "grades", "audience.grades")
    )
    size = _optional(told, "size_below", "audience.size_below", "组的人数", 2, 50)
    if set(groups) - set(GROUP_KINDS):
        raise BadDemand("audience.groups", "没有这一种组。")
    if cohorts and subject != "person":
        raise BadDemand("audience.cohorts", "年龄、教龄的条件只能用在教师身上。")
    if (groups or size is not None) and subject != "group":
        raise BadDemand("audience.groups", "组的条件只能用在组上。")
    if subject == "group" and not groups:
        raise BadDemand("audience.groups", "请选是哪一种组。")
    if subject == "school" and grades:
        raise BadDemand("audience.grades", "全校的要求不分年级。")
    return Audience(subject, cohorts, groups, tuple(sorted(set(grades))), size)


def _subject(value: Any) -> SubjectKind:
    if value not in get_args(SubjectKind):
        raise BadDemand("audience.subject", "请选对谁的要求。")
    known: SubjectKind = value
    return known


def _cohort(data: Any) -> Cohort:
    place = "audience.cohorts"
    told = _keys(data, place, tuple(each.name for each in fields(Cohort)))
    cohort = Cohort(
        age_max=_optional(told, "age_max", place, "年龄", 18, OLDEST),
        here_below=_optional(told, "here_below", place, "到校年数", 1, LONGEST),
        service_max=_optional(told, "service_max", place, "教龄", 1, LONGEST),
        service_above=_optional(told, "service_above", place, "教龄", 0, LONGEST),
        titles=_texts(told, "titles", place),
        roles=_texts(told, "roles", place),
    )
    if cohort == Cohort():
        raise BadDemand(place, "这个人群没有写条件；对每位教师的要求，不用写人群。")
    if set(cohort.roles) - set(ROLES):
        raise BadDemand(place, "没有这个职务。")
    if any(not title.strip() or len(title) > 20 for title in cohort.titles):
        raise BadDemand(place, "称号不能是空的，也不要超过20字。")
    if cohort.service_max is not None and cohort.service_above is not None and cohort.service_above >= cohort.service_max:
        raise BadDemand(place, f"教龄超过{cohort.service_above}年又在{cohort.service_max}年以内的人不会有。")
    return cohort


def _counted(data: Any, place: str) -> Counted:
    told = _keys(data, place, ("kind", "where", "measure"))
    kind = KINDS.get(told.get("kind", "")) if isinstance(told.get("kind"), str) else None
    if kind is None:
        raise BadDemand(f"{place}.kind", "请选数什么。")
    where = tuple(_condition(each, kind, f"{place}.where") for each in _list(told, "where", f"{place}.where"))
    if len({each.attribute for each in where}) < len(where):
        raise BadDemand(f"{place}.where", "同一个条件写了两次。")
    measure = told.get("measure", "")
    if measure and (not isinstance(measure, str) or measure not in kind.attributes or not kind.attributes[measure].number):
        raise BadDemand(f"{place}.measure", f"“{kind.name}”没有可以相加的这一项。")
    return Counted(kind.slug, where, measure)


def _condition(data: Any, kind: FactKind, place: str) -> Condition:
    told = _keys(data, place, ("attribute", "among", "least", "most"))
    name = told.get("attribute")
    attribute = kind.attributes.get(name) if isinstance(name, str) else None
    if attribute is None:
        raise BadDemand(place, f"“{kind.name}”没有这个条件。")
    among = tuple(_value(each, attribute, place) for each in _list(told, "among", place))
    least = _optional(told, "least", place, attribute.name, 0, MOST_ASKED)
    most = _optional(told, "most", place, attribute.name, 0, MOST_ASKED)
    if among and (least is not None or most is not None):
        raise BadDemand(place, f"“{attribute.name}”既选了几样，又写了多少，只能用一种。")
    if not among and least is None and most is None:
        raise BadDemand(place, f"“{attribute.name}”没有选。")
    if not attribute.number and not among:
        raise BadDemand(place, f"“{attribute.name}”不是数，不能写多少。")
    if least is not None and most is not None and least > most:
        raise BadDemand(place, f"“{attribute.name}”不少于{least}又不多于{most}，做不到。")
    return Condition(str(name), among, least, most)


def _value(value: Any, attribute: Attribute, place: str) -> str | int | bool:
    if attribute.choices:
        fits = isinstance(value, str) and value in attribute.choices
    elif attribute.number:
        fits = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_ASKED
    else:
        fits = isinstance(value, bool)
    if not fits:
        raise BadDemand(place, f"“{attribute.name}”没有这个选项。")
    known: str | int | bool = value
    return known


def _number(data: Any) -> Number:
    told = _keys(data, "number", ("least", "most"))
    least = _optional(told, "least", "number.least", "不少于", 0, MOST_ASKED)
    most = _optional(told, "most", "number.most", "不超过", 0, MOST_ASKED)
    if least is None and most is None:
        raise BadDemand("number", "请写数量：不少于多少，或者不超过多少。")
    if least is not None and most is not None and least > most:
        raise BadDemand("number", f"不少于{least}又不超过{most}，做不到。")
    return Number(least, most)


def _window(data: Any) -> Window:
    told = _keys(data, "window", tuple(each.name for each in fields(Window)))
    by = _choice(told["by"], Due, "window.by", "期限") if "by" in told else None
    months = tuple(_whole(each, "window.months", "月份", 1, 12) for each in _list(told, "months", "window.months"))
    window = Window(
        by=by,
        weeks=_optional(told, "weeks", "window.weeks", "周数", 0, 20) or 0,
        on=_day(told["on"], "window.on") if "on" in told else None,
        tentative=_yes(told.get("tentative", False), "window.tentative"),
        months=tuple(dict.fromkeys(months)),
        part=_part(told.get("part", "")),
        within_days=_optional(told, "within_days", "window.within_days", "天数", 1, 200),
        points=_texts(told, "points", "window.points"),
    )
    if window.by and window.on:
        raise BadDemand("window.on", "期限只能写一个：学期里的时间点，或者某一天。")
    if window.weeks and window.by is not Due.TERM_START:
        raise BadDemand("window.weeks", "“几周以内”只用在开学以后。")
    if window.tentative and not window.on:
        raise BadDemand("window.tentative", "暂定的是哪一天？请写日期。")
    if window.part and not window.months:
        raise BadDemand("window.part", "上旬、中旬、下旬要同时写月份。")
    return window


def _part(value: Any) -> Any:
    if value not in _PARTS:
        raise BadDemand("window.part", "只有上旬、中旬、下旬。")
    return value


# the smallest readers


def _keys(data: Any, place: str, known: Sequence[str]) -> Mapping[str, Any]:
    if not isinstance(data, Mapping):
        raise BadDemand(place, "这一项没有写。")
    if strange := [str(key) for key in data if key not in known]:
        raise BadDemand(place, f"不认识“{strange[0][:30]}”。")
    return {key: value for key, value in data.items() if value is not None}


def _list(told: Mapping[str, Any], name: str, place: str) -> list[Any]:
    found = told.get(name, [])
    if not isinstance(found, list | tuple) or len(found) > 20:
        raise BadDemand(place, "这一项应当是一列，最多20个。")
    return list(found)


def _texts(told: Mapping[str, Any], name: str, place: str) -> tuple[str, ...]:
    found = _list(told, name, place)
    if not all(isinstance(each, str) for each in found):
        raise BadDemand(place, "这一项应当是文字。")
    return tuple(dict.fromkeys(found))


def _whole(value: Any, place: str, name: str, least: int, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise BadDemand(place, f"“{name}”应当是{least}到{most}的整数。")
    return value


def _optional(told: Mapping[str, Any], key: str, place: str, name: str, least: int, most: int) -> int | None:
    return _whole(told[key], place, name, least, most) if key in told else None


def _yes(value: Any, place: str) -> bool:
    if not isinstance(value, bool):
        raise BadDemand(place, "这一项只能是“是”或“否”。")
    return value


def _day(value: Any, place: str) -> date:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise BadDemand(place, "日期写得不对。") from None


def _choice(value: Any, kind: type[T], place: str, name: str) -> T:
    try:
        return kind(value)
    except (TypeError, ValueError):
        raise BadDemand(place, f"“{name}”没有选，或者没有这个选项。") from None
