"""What each command does. Each prints for people and raises ``InputFault`` when the input is at fault."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from jiaoyan.cli.fault import InputFault


def run(options: argparse.Namespace) -> None:
    """Set Django up and run the chosen command. Raises ``InputFault``."""
    django.setup()
    if options.command not in BEGINNING and "schools_school" not in connection.introspection.table_names():
        raise InputFault(
            f"数据文件夹 {settings.ENVIRONMENT.data} 里还没有数据。请用 --data 指出正确的文件夹，或先用 jiaoyan serve 启动一次。"
        )
    COMMANDS[options.command](options)


def prepare_database() -> None:
    """Bring the database to this version: tables, cache table, textbook catalogue; older data are backed up first. Repeating it changes nothing.

    Raises ``CannotStart`` when the data are of a newer version, or cannot be backed up.
    """
    from jiaoyan.curriculum.actions import load_catalogue
    from jiaoyan.safekeeping.start import refuse_newer_data
    from jiaoyan.safekeeping.upgrade import back_up_before_upgrade, waiting_migrations

    refuse_newer_data()
    if made := back_up_before_upgrade():
        print(f"数据来自旧版本，升级前已备份：{made.path}。")
    elif waiting_migrations():  # PostgreSQL
        print("数据来自旧版本，即将升级。数据库是 PostgreSQL，请确认已用 pg_dump 备份。")
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    load_catalogue()


def serve(options: argparse.Namespace) -> None:
    """Serve the site until stopped, once the data folder is found fit for it."""
    from jiaoyan.cli.server import serve_forever
    from jiaoyan.safekeeping.running import hold
    from jiaoyan.safekeeping.start import CannotStart, before_serving, refuse_network_share

    try:
        refuse_network_share(settings.ENVIRONMENT.data)
        serving = hold(settings.ENVIRONMENT.data)
        if serving is None:
            raise CannotStart("这个数据文件夹已经有一个教研台账在运行。请直接打开它的网址，或先把它停下。")
        prepare_database()
        remarks = before_serving()
    except CannotStart as reason:
        raise InputFault(str(reason)) from reason
    for remark in remarks:
        print(remark)
    if options.demo:
        _load_example_once()
    try:
        serve_forever(options.host, options.port)
    finally:
        serving.release()


def demo(_: argparse.Namespace) -> None:
    """Load the example school unless it is there."""
    from jiaoyan.safekeeping.start import CannotStart

    try:
        prepare_database()
    except CannotStart as reason:
        raise InputFault(str(reason)) from reason
    print("示例学校已载入。" if _load_example_once() else "示例学校早已载入，没有改动。")


def _load_example_once() -> bool:
    from jiaoyan.example.load import load_example
    from jiaoyan.schools.models import School

    if School.objects.exists():
        return False
    print("正在载入示例学校（约需半分钟）……", flush=True)
    load_example()
    return True


def ledger(options: argparse.Namespace) -> None:
    """Write a group's ledger as one Word file."""
    from jiaoyan.ledger.commands import export_ledger
    from jiaoyan.schools.named import NoSuchPlace

    try:
        export_ledger(group=options.group, term=options.term, school=options.school, output=options.output, evidence=options.evidence)
    except (NoSuchPlace, OSError) as fault:
        raise InputFault(str(fault)) from fault


def remind(options: argparse.Namespace) -> None:
    """Print a group's reminder, and send it when asked."""
    from jiaoyan.dashboard.commands import CannotRemind
    from jiaoyan.dashboard.commands import remind as print_reminder
    from jiaoyan.schools.named import NoSuchPlace

    try:
        print_reminder(group=options.group, term=options.term, school=options.school, names=options.names, send=options.send)
    except (CannotRemind, NoSuchPlace) as reason:
        raise InputFault(str(reason)) from reason


def backup(options: argparse.Namespace) -> None:
    """Back up and verify."""
    from jiaoyan.safekeeping.backup import BackupFailed, back_up

    try:
        made = back_up(options.folder)
    except BackupFailed as failure:
        raise InputFault(str(failure)) from failure
    print(f"已备份：{made.path}（{made.size // 1024} KB，{made.files} 个文件），并已试恢复核对无误。")
    if made.new_key:
        print(
            f"这是第一次备份，恢复密钥在 {made.key_path}。请把这个文件另存一份（如打印或存入保险柜），不要与备份放在一起：没有它就不能恢复。"
        )


def restore(options: argparse.Namespace) -> None:
    """Restore a backup into the data folder."""
    from jiaoyan.safekeeping.restore import RestoreRefused, restore_backup

    connection.close()
    data = Path(settings.ENVIRONMENT.data)
    key = options.key or data / "backup.key"
    try:
        done = restore_backup(options.file, key_path=key, data=data, replace=options.replace)
    except RestoreRefused as refusal:
        raise InputFault(str(refusal)) from refusal
    print(f"已恢复 {done.made_at} 的备份：{done.files} 个文件。")
    if done.kept_aside:
        print(f"原来的数据保留在 {done.kept_aside}。")


def check(_: argparse.Namespace) -> None:
    """Look the data over and say what is wrong."""
    from jiaoyan.safekeeping.checks import findings, room_left

    print(room_left())
    found = findings()
    for finding in found:
        print(f"· {finding}")
    if found:
        raise InputFault(f"发现 {len(found)} 处问题，见上。")
    print("数据库、文件和历史都完好。")


def privacy(options: argparse.Namespace) -> None:
    """Give out or erase what is held about people."""
    from jiaoyan.cli.personal import DEEDS

    DEEDS[options.deed](options)


def password(options: argparse.Namespace) -> None:
    """Set a one-time password, shown once."""
    from jiaoyan.schools.access import console
    from jiaoyan.schools.actions.accounts import reset_password
    from jiaoyan.schools.queries import account_of
    from jiaoyan.schools.scope import school_scope

    account = account_of(options.username)
    if account is None:
        raise InputFault(f"没有登录名为“{options.username}”的账号。")
    with school_scope(account.school_id):
        given = reset_password(account, by=console(account.school_id))
    print(f"{given.username} 的一次性密码：{given.password}（登录后须改）")


BEGINNING = {"serve", "demo", "restore"}  # these need no data yet
COMMANDS: dict[str, Callable[[argparse.Namespace], None]] = {
    "serve": serve,
    "demo": demo,
    "ledger": ledger,
    "remind": remind,
    "backup": backup,
    "restore": restore,
    "check": check,
    "password": password,
    "privacy": privacy,
}
