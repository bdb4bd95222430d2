"""``jiaoyan privacy``: the administrator's pages for those at the server's own keyboard."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from jiaoyan.cli.fault import InputFault
from jiaoyan.documents.docx import to_docx
from jiaoyan.schools import printouts
from jiaoyan.schools.access import console
from jiaoyan.schools.actions import privacy
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.schools.models import Person, Pupil, School
from jiaoyan.schools.named import NoSuchPlace, school_named
from jiaoyan.schools.queries import today
from jiaoyan.schools.registers.personal import Subject, called, code_of, held, overdue
from jiaoyan.schools.rules.retention import REASONS_TO_ERASE, REASONS_TO_GIVE
from jiaoyan.schools.scope import school_scope

GO_ON = "以上只是预览，什么也没有改。确实要做，请加 --yes；做了不能恢复。"


def export(options: argparse.Namespace) -> None:
    """Write everything held about one person as Word and JSON."""
    school = _school(options.school)
    with school_scope(school.pk):
        subject = _subject(options)
        kinds = privacy.give_out(subject, reason=REASONS_TO_GIVE[0], by=console(school.pk))
        document = printouts.personal_data(called(subject), school.name, kinds, on=today(school))
    options.output.mkdir(parents=True, exist_ok=True)
    for ending, content in (("docx", to_docx(document)), ("json", printouts.personal_json(called(subject), kinds))):
        path = options.output / f"个人信息-{code_of(subject)}.{ending}"
        path.write_bytes(content)
        print(f"已写入 {path}。")


def erase(options: argparse.Namespace) -> None:
    """Say what is held about one person and what would become of it; with ``--yes``, do it."""
    school = _school(options.school)
    with school_scope(school.pk):
        subject = _subject(options)
        for kind in held(subject):
            print(f"· {kind.name} {len(kind.rows)} 条：{'；'.join(kind.fates)}")
        if not options.yes:
            print(GO_ON)
            return
        try:
            privacy.erase(subject, reason=REASONS_TO_ERASE[0], on=today(school), by=console(school.pk))
        except Refused as refusal:
            raise InputFault(str(refusal)) from refusal
    print("已抹除。以前的备份里仍有这些内容，请按备份的保存期限一并清理。")


def purge(options: argparse.Namespace) -> None:
    """Say whose time of keeping is over; with ``--yes``, erase."""
    school = _school(options.school)
    with school_scope(school.pk):
        due = overdue(today(school))
        print(f"超过保存期限：学生 {len(due.pupils)} 名，离校教职工 {len(due.staff)} 名。")
        print("".join(f"· 学号 {pupil.code}\n" for pupil in due.pupils) + "".join(f"· {called(person)}\n" for person in due.staff), end="")
        if not options.yes:
            print(GO_ON)
            return
        done = privacy.purge(on=today(school), by=console(school.pk))
    print(f"已抹除学生 {done.pupils} 名、离校教职工 {done.staff} 名的个人信息。")


def _school(code: str | None) -> School:
    """The school named, or the only one."""
    try:
        return school_named(code)
    except NoSuchPlace as fault:
        raise InputFault(str(fault)) from fault


def _subject(options: argparse.Namespace) -> Subject:
    rows = Pupil.objects.filter(code=options.pupil) if options.pupil else Person.objects.filter(staff_code=options.staff)
    found: Subject | None = rows.first()
    if found is None:
        raise InputFault(f"没有学号或工号为“{options.pupil or options.staff}”的人。")
    return found


DEEDS: dict[str, Callable[[argparse.Namespace], None]] = {"export": export, "erase": erase, "purge": purge}
