"""Keeping a research group's quotas: adopting a preset, adding, changing, withdrawing, bringing back, carrying over. 指标的增改"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from django.db import transaction
from django.utils import timezone

from jiaoyan.quotas import access
from jiaoyan.quotas.models import Area, Quota, QuotaEdition
from jiaoyan.quotas.presets import Line
from jiaoyan.quotas.presets import preset as preset_called
from jiaoyan.quotas.queries import Tree, last_year_of, rows_of, tree_of
from jiaoyan.quotas.rules import limits
from jiaoyan.quotas.rules.demand import Demand, Number
from jiaoyan.quotas.rules.stored import BadDemand, check, demand_from, to_data
from jiaoyan.schools.access import Actor, require
from jiaoyan.schools.actions.again import only_news
from jiaoyan.schools.actions.approval import ChangedMeanwhile
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.schools.history import note, was_last
from jiaoyan.schools.models import Group, SchoolYear
from jiaoyan.schools.queries import today as today_at
from jiaoyan.schools.rules.calendar import month_day


class CannotKeep(Refused):
    """A quota that cannot be meant like that: by form field."""


def adopt_preset(
    *,
    by: Actor,
    group: Group,
    preset: str,
    codes: Collection[str],
    begins: date,
    numbers: Mapping[str, Number] | None = None,
    today: date | None = None,
) -> list[Quota]:
    """Take lines of a preset over, with other ``numbers`` (code → number) where the school wants them; what is there already stays as it is.

    Gives the quotas that were made. Raises ``CannotKeep``, ``NotAllowed``.
    """
    tree = _kept(by, group)
    now = today or today_at(tree.top.school)
    _in_year(begins, tree.top.school_year)
    chosen = _chosen(preset, codes, numbers or {})
    with transaction.atomic():
        rows = _locked(tree)
        there = {row.code for row in rows}
        made = _put_in(by, tree, rows, [each for each in chosen if each[0].code not in there], begins, now)
        if made:
            told = "、".join(row.name for row in made)
            note(by, "quotas_adopt", tree.top, f"从“{preset_called(preset).title}”采用{len(made)}条指标，{month_day(begins)}起：{told}")
    return made


def _chosen(preset: str, codes: Collection[str], numbers: Mapping[str, Number]) -> list[tuple[Quota, Demand]]:
    """The lines of a preset that were ticked, each as a quota still to be stored and what it asks."""
    try:
        lines = {line.code: line for line in preset_called(preset).countable}
    except KeyError:
        raise CannotKeep("没有这个模板。") from None
    if set(codes) - set(lines):
        raise CannotKeep("选的条目不在这个模板里，请重新打开这一页再选。")
    numbered = [_numbered(line, numbers.get(line.code)) for line in lines.values() if line.code in codes]
    return [
        (Quota(name=line.name, unit=line.unit, area=line.area, code=line.code, preset=preset), line.demand)
        for line in numbered
        if line.demand is not None
    ]


def _put_in(
    by: Actor, tree: Tree, rows: Sequence[Quota], asked: Sequence[tuple[Quota, Demand]], begins: date, now: date, why: str = ""
) -> list[Quota]:
    """Store quotas behind those that stand, each with its first edition; none at all when they would be too many."""
    if not asked:
        return []
    _not_too_many([*rows, *asked])
    for place, (row, _) in enumerate(asked, start=_next_place(rows)):
        row.school_id, row.group, row.position = by.school_id, tree.top, place
    made: list[Quota] = Quota.objects.bulk_create(row for row, _ in asked)
    QuotaEdition.objects.bulk_create(_edition(by, row, begins, demand, now, why) for row, (_, demand) in zip(made, asked, strict=True))
    return made


def add_quota(
    *, by: Actor, group: Group, name: str, unit: str, area: str, demand: Demand, begins: date, why: str = "", today: date | None = None
) -> Quota:
    """Ask something of the school's own; the same sent again on the day is one. Raises ``CannotKeep`` by field, ``NotAllowed``."""
    tree = _kept(by, group)
    now = today or today_at(tree.top.school)
    _in_year(begins, tree.top.school_year)
    _sound(name, unit, area, demand, why)
    with transaction.atomic():
        rows = _locked(tree)
        same = next((row for row in rows if row.name == name and _last(row).asked == demand), None)
        if same is not None and _added_now(by, same, (unit, area, begins, why), now):
            return same
        if same is not None:
            raise CannotKeep("已经有一条同样的指标了。", "name")
        _not_too_many([*rows, None])
        row: Quota = Quota.objects.create(
            school_id=by.school_id, group=tree.top, name=name, unit=unit, area=area, position=_next_place(rows)
        )
        _edition(by, row, begins, demand, now, why).save(force_insert=True)
        note(by, "quota_add", row, f"增加指标“{name}”，{month_day(begins)}起")
    return row


def _added_now(by: Actor, row: Quota, told: tuple[str, str, date, str], now: date) -> bool:
    """Whether the same person has just added the quota with these words (unit, area, begins, why): the form was sent again."""
    last = _last(row)
    by_whom = (last.set_by_id, last.set_on, last.withdrawn) == (by.person_id or None, now, False)
    return by_whom and (row.version, row.unit, row.area, last.begins, last.why) == (1, *told)


def change_quota(
    *,
    by: Actor,
    quota: Quota,
    version: int,
    demand: Demand,
    begins: date,
    why: str,
    name: str = "",
    unit: str = "",
    area: str = "",
    today: date | None = None,
) -> Quota:
    """Ask something else from a day on; what was asked before stays for the time before. Name, unit and area change for good.

    The same day's edition is put right while nothing was counted by it. The same sent again changes nothing. Raises ``CannotKeep``, ``ChangedMeanwhile``, ``NotAllowed``.
    """
    tree = _kept(by, quota.group)
    now = today or today_at(tree.top.school)
    with transaction.atomic():
        row = _row(quota)
        called = (name or row.name, unit or row.unit, area or row.area)
        _sound(*called, demand, why)
        last = _last(row)
        if row.version != version and not _asks_what_stands(by, row, demand, begins, why):
            raise ChangedMeanwhile
        if last.withdrawn:
            raise CannotKeep("这条指标已经停用，请先恢复。")
        with only_news(row, "editions", stale=row.version != version):
            row.name, row.unit, row.area = called
            told = f"修改指标“{row.name}”"
            if demand != last.asked:
                _may_begin(last, begins, now, tree.top.school_year)
                _set(by, row, begins, demand, now, why)
                told += f"，{month_day(begins)}起按新要求" + (f"：{why}" if why else "")
            row.version += 1
            row.save(update_fields=["name", "unit", "area", "version"])
            note(by, "quota_change", row, told)
    return row


def _asks_what_stands(by: Actor, row: Quota, demand: Demand, begins: date, why: str) -> bool:
    """Whether a form that was begun over another state asks nothing new: the day and the reason of another's edition are not one's own."""
    last = _last(row)
    return demand == last.asked and ((begins, why) == (last.begins, last.why) or was_last(by, "quota_change", row))


def withdraw_quota(*, by: Actor, quota: Quota, version: int, begins: date, why: str, today: date | None = None) -> None:
    """Ask it no longer from a day on; what was counted before stays. The same sent again changes nothing.

    Raises ``CannotKeep``, ``ChangedMeanwhile``, ``NotAllowed``.
    """
    tree = _kept(by, quota.group)
    if len(why) > limits.WHY_LENGTH:
        raise CannotKeep(f"原因请不要超过{limits.WHY_LENGTH}字。", "why")
    now = today or today_at(tree.top.school)
    with transaction.atomic():
        row = _row(quota)
        last = _last(row)
        if row.version != version:
            if last.withdrawn and (last.set_by_id, last.begins, last.why) == (by.person_id or None, begins, why):
                return
            raise ChangedMeanwhile
        if last.withdrawn:
            raise CannotKeep("这条指标已经停用了。")
        _may_begin(last, begins, now, tree.top.school_year)
        _set(by, row, begins, last.asked, now, why, withdrawn=True)
        _grown(row)
        note(by, "quota_withdraw", row, f"停用指标“{row.name}”，{month_day(begins)}起" + (f"：{why}" if why else ""))


def bring_back(*, by: Actor, quota: Quota, today: date | None = None) -> None:
    """Ask a withdrawn quota again, as it was: from today, or as if it had never been withdrawn when that had no effect yet.

    Doing it twice changes nothing. Raises ``NotAllowed``.
    """
    tree = _kept(by, quota.group)
    now = today or today_at(tree.top.school)
    with transaction.atomic():
        row = _row(quota)
        last = _last(row)
        if not last.withdrawn:
            return
        before = row.editions.filter(begins__lt=last.begins).order_by("-begins").first()
        if not last.may_be_replaced(now):
            _set(by, row, now, last.asked, now, "恢复")
        elif before is not None and before.demand == last.demand and not before.withdrawn:
            last.delete()
        else:
            _set(by, row, last.begins, last.asked, now, "恢复")
        _grown(row)
        note(by, "quota_back", row, f"恢复指标“{row.name}”")


def copy_from_last_year(*, by: Actor, group: Group, today: date | None = None) -> list[Quota]:
    """Carry over what last year's group asked at the end of its year, from this year's first school day on; what is here already stays.

    Gives the quotas that were made. Raises ``CannotKeep`` without a group of last year, ``NotAllowed``.
    """
    tree = _kept(by, group)
    now, former = today or today_at(tree.top.school), last_year_of(tree)
    if former is None:
        raise CannotKeep("本组没有承接上一年的组，没有可以沿用的指标。")
    first = tree.top.school_year.terms.order_by("first_school_day").first()
    begins = first.first_school_day if first is not None else tree.top.school_year.starts
    old = [(row, demand) for row in rows_of(tree_of(former)) if (demand := row.value.on(former.school_year.ends)) is not None]
    with transaction.atomic():
        rows = _locked(tree)
        codes, own = {row.code for row in rows if row.code}, {row.name for row in rows if not row.code}
        asked = [
            (Quota(name=row.name, unit=row.unit, area=row.area, code=row.code, preset=row.preset), _undated(demand))
            for row, demand in old
            if (row.code not in codes if row.code else row.name not in own)
        ]
        made = _put_in(by, tree, rows, asked, begins, now, "沿用上一年")
        if made:
            note(by, "quotas_copy", tree.top, f"沿用上一年的{len(made)}条指标")
    return made


def _undated(demand: Demand) -> Demand:
    """A date of last year means nothing this year."""
    return replace(demand, window=replace(demand.window, on=None, tentative=False)) if demand.window.on else demand


def _kept(by: Actor, group: Group) -> Tree:
    tree = tree_of(group)
    require(access.may_keep(by, tree.top.pk), access.WHO_KEEPS)
    return tree


def _locked(tree: Tree) -> list[Quota]:
    """The quotas of the tree, with its topmost group under lock: two who adopt at once do not both adopt."""
    Group.objects.select_for_update(of=("self",)).get(pk=tree.top.pk)
    return rows_of(tree)


def _row(quota: Quota) -> Quota:
    row: Quota = Quota.objects.select_for_update(of=("self",)).get(pk=quota.pk)
    return row


def _grown(row: Quota) -> None:
    row.version += 1
    row.save(update_fields=["version"])


def _last(row: Quota) -> QuotaEdition:
    return max(row.editions.all(), key=lambda each: each.begins)


def _next_place(rows: Iterable[Quota]) -> int:
    return max((row.position for row in rows), default=0) + 1


def _edition(by: Actor, row: Quota, begins: date, demand: Demand, now: date, why: str = "", *, withdrawn: bool = False) -> QuotaEdition:
    return QuotaEdition(
        school_id=by.school_id,
        quota=row,
        begins=begins,
        demand=to_data(demand),
        withdrawn=withdrawn,
        why=why,
        set_by_id=by.person_id or None,
        set_at=timezone.now(),
        set_on=now,
    )


def _set(by: Actor, row: Quota, begins: date, demand: Demand, now: date, why: str, *, withdrawn: bool = False) -> None:
    """The edition of that day: a new one, or the one that stands there put right."""
    QuotaEdition.objects.filter(quota=row, begins=begins).delete()
    _edition(by, row, begins, demand, now, why, withdrawn=withdrawn).save(force_insert=True)


def _may_begin(last: QuotaEdition, begins: date, today: date, year: SchoolYear) -> None:
    """A new edition never rewrites what was counted: it begins today or later, or puts right an edition nothing was counted by."""
    _in_year(begins, year)
    if begins == last.begins and last.may_be_replaced(today):
        return
    if begins < today:
        raise CannotKeep("以前的要求已经按它计过数，改动请从今天或以后的日子起。", "begins")
    if begins < last.begins:
        raise CannotKeep(f"{month_day(last.begins)}起已经定了新的要求，请从那一天或以后改。", "begins")


def _in_year(begins: date, year: SchoolYear) -> None:
    if not year.starts <= begins <= year.ends:
        raise CannotKeep("起始日期不在本学年内，请核对年份。", "begins")


def _not_too_many(rows: Collection[object]) -> None:
    if len(rows) > limits.MOST_QUOTAS:
        raise CannotKeep(f"指标最多{limits.MOST_QUOTAS}条。条目太多，谁也记不住，请先停用不再要求的。")


def _sound(name: str, unit: str, area: str, demand: Demand, why: str) -> None:
    problems = {}
    if not name.strip() or len(name) > limits.NAME_LENGTH:
        problems["name"] = f"请写名称，不超过{limits.NAME_LENGTH}字。"
    if not unit.strip() or len(unit) > limits.UNIT_LENGTH:
        problems["unit"] = f"请写量词，如“节”“篇”，不超过{limits.UNIT_LENGTH}字。"
    if area not in Area.values:
        problems["area"] = "请选分类。"
    if len(why) > limits.WHY_LENGTH:
        problems["why"] = f"原因请不要超过{limits.WHY_LENGTH}字。"
    if problems:
        raise CannotKeep(problems)
    try:
        if demand_from(to_data(demand)) != demand:
            raise CannotKeep("这条要求存不下来，请重新填写。")
        check(demand)
    except BadDemand as bad:
        raise CannotKeep(bad.reason, bad.field) from bad


def _numbered(line: Line, number: Number | None) -> Line:
    """The line with the school's own number."""
    if number is None or line.demand is None:
        return line
    try:
        return replace(line, demand=demand_from({**to_data(line.demand), "number": {"least": number.least, "most": number.most}}))
    except BadDemand as bad:
        raise CannotKeep(f"“{line.name}”：{bad.reason}", f"number-{line.code}") from bad
