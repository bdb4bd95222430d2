"""What the school's entry page says: how much there is of everything, and what is still missing to be able to work. 学校管理"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path

from django.apps import apps
from django.db.models import Count, Q

from jiaoyan.schools.models import (
    DayOverride,
    Enrolment,
    Group,
    HistoryLine,
    Membership,
    Person,
    Role,
    SchoolClass,
    SchoolYear,
    Subject,
    Term,
    TimetableSlot,
    valid_on,
)
from jiaoyan.schools.queries import calendar_of
from jiaoyan.schools.registers.classes import classes_without_teacher
from jiaoyan.schools.registers.people import here_on
from jiaoyan.schools.rules.people import GRADES


@dataclass(frozen=True, slots=True)
class Card:
    """One card: what there is, and what is missing (empty when nothing is)."""

    title: str
    icon: str
    url: str
    there: str
    missing: tuple[str, ...] = ()


def cards(term: Term | None, today: date) -> list[Card]:
    """The cards of 学校管理 in reading order, those of the packages above among them. Fifteen queries, whatever the size of the school."""
    year = term.school_year if term else SchoolYear.objects.order_by("-starts").first()
    classes = _classes(year)
    return [
        *_staff(today),
        _class_card(classes, term, today),
        _pupils(classes, today),
        _groups(year, term, today),
        _calendar(term, today),
        *_from_above(year),
        Card("学校设置", "settings", "schools:settings", "名称、备课组活动日、遇假期如何顺延"),
        _history(),
    ]


def _from_above(year: SchoolYear | None) -> list[Card]:
    """What packages above say about the school: each declares ``school_card`` in its ``school_card.py``, as it does its ``privacy.py``."""
    configs = [
        each for each in apps.get_app_configs() if each.name.startswith("jiaoyan.") and (Path(each.path) / "school_card.py").exists()
    ]
    return [import_module(f"{each.name}.school_card").school_card(year) for each in configs]


def _staff(today: date) -> tuple[Card, Card]:
    """The people, and their accounts. One query."""
    told = Person.objects.filter(here_on(today)).aggregate(
        here=Count("pk"),
        undated=Count("pk", filter=Q(born_on__isnull=True)),
        opened=Count("account"),
        closed=Count("account", filter=Q(account__is_active=False)),
    )
    here, undated, opened, closed = told["here"], told["undated"], told["opened"], told["closed"]
    unknown = (f"{undated}位老师没有出生日期，计划里算不出年龄",) if undated else ()
    without = (f"还有{here - opened}位老师没有账号",) if here > opened else ()
    accounts = f"已开通{opened}个" + (f"，停用{closed}个" if closed else "")
    return (
        Card("教职工", "users", "schools:people", f"在校{here}人", unknown),
        Card("账号", "key-round", "schools:accounts", accounts, without),
    )


def _classes(year: SchoolYear | None) -> list[SchoolClass]:
    if year is None:
        return []
    first = year.first_calendar_year
    return list(SchoolClass.objects.filter(entry_year__range=(first - GRADES[-1] + 1, first)))


def _class_card(classes: list[SchoolClass], term: Term | None, today: date) -> Card:
    subjects = list(Subject.objects.order_by("pk"))
    day = term.nearest(today) if term else today
    open_seats = classes_without_teacher(classes, subjects, day)
    missing = [
        f"还有{count}个班没有{subject.name}教师"
        for subject in subjects
        if (count := sum(each == subject for _, each in open_seats)) and count < len(classes) + (subject == subjects[0])
    ]
    slots = TimetableSlot.objects.filter(term=term).order_by().distinct()
    taught = set(slots.values_list("school_class_id", flat=True)) if term else set()
    without = sum(each.pk not in taught for each in classes)
    if without:
        missing.append(f"还有{without}个班没有本学期课表")
    if not classes:
        missing = ["还没有班级，请先新增"]
    return Card("班级与课务", "school", "schools:classes", f"{len(classes)}个班", tuple(missing))


def _pupils(classes: list[SchoolClass], today: date) -> Card:
    sitting = Enrolment.objects.filter(valid_on(today), school_class__in=classes).order_by()
    filled = dict(sitting.values_list("school_class_id").annotate(Count("pk")))
    without = len(classes) - len(filled)
    missing = (f"还有{without}个班没有学生名单",) if classes and without else ()
    return Card("学生", "graduation-cap", "schools:classes", f"在读{sum(filled.values())}人", missing)


def _groups(year: SchoolYear | None, term: Term | None, today: date) -> Card:
    if year is None:
        return Card("组与职务", "network", "schools:groups", "还没有学年")
    day = year.nearest(today)
    groups = list(Group.objects.filter(school_year=year))
    led = set(Role.objects.filter(valid_on(day), group__in=groups).exclude(kind=Role.Kind.LIAISON).values_list("group_id", flat=True))
    filled = set(Membership.objects.filter(valid_on(day), group__in=groups).values_list("group_id", flat=True))
    missing = [f"“{group.name}”没有组长" for group in groups if group.pk not in led]
    missing += [f"“{group.name}”没有成员" for group in groups if group.kind == Group.Kind.PREP and group.pk not in filled]
    if not groups:
        missing = ["还没有备课组，请先新增"]
    if not Role.objects.filter(valid_on(today), kind=Role.Kind.OFFICE).exists():
        missing.append("还没有人担任教导处职务")
    if groups and term and term.number == 2 and 0 <= (term.last_school_day - today).days < 30:
        missing = [*missing[:3], "学年快结束了，开学前可“升入新学年”"]
    return Card("组与职务", "network", "schools:groups", f"{len(groups)}个组", tuple(missing[:4]))


def _calendar(term: Term | None, today: date) -> Card:
    if term is None:
        return Card("校历与学期", "calendar-days", "schools:calendar", "还没有学期", ("请先建立学期",))
    calendar = calendar_of(term)
    unset = len(calendar.makeup_days_without_timetable())
    missing = [f"{unset}个调休日没有说明执行哪天的课表"] if unset else []
    if not DayOverride.objects.filter(day__range=(term.first_school_day, term.last_school_day)).exists():
        missing.append("本学期还没有登记放假和调休")
    if today > term.last_school_day:
        missing.append("本学期已结束，请建立下一学期")
    return Card("校历与学期", "calendar-days", "schools:calendar", f"{term.label}，共{calendar.last_week}周", tuple(missing))


def _history() -> Card:
    return Card("历史", "scroll-text", "schools:history", f"{HistoryLine.objects.count()}条记录")
