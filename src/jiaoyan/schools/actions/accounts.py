"""Writes on accounts: opening, one-time passwords, closing, and a person's own password. 账号"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from jiaoyan.schools import history
from jiaoyan.schools.access import WHO_KEEPS_ADMINS, WHO_MANAGES, Actor, may_keep_account, may_manage_school, require
from jiaoyan.schools.actions.people import keep_an_administrator
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.schools.models import Account, Person, Role
from jiaoyan.schools.queries import today
from jiaoyan.schools.spelling import sign_in_name
from jiaoyan.web.codes import new_code

ONE_TIME_GROUPS = 3


class UsernameTaken(Refused):
    """Another account has this sign-in name."""

    def __init__(self) -> None:
        super().__init__("这个登录名已经有人使用，请换一个。", "username")


@dataclass(frozen=True, slots=True)
class OneTimePassword:
    """What is handed to a person once: it is stored nowhere, and must be changed at the first sign-in."""

    person: Person
    username: str
    password: str


def open_account(person: Person, username: str, *, by: Actor) -> OneTimePassword:
    """Open an account with a one-time password. Raises ``UsernameTaken``, ``Refused`` when there is one or the person has left."""
    return _open([(person, username)], by)[0]


def open_accounts(persons: Iterable[Person], *, by: Actor) -> list[OneTimePassword]:
    """Open accounts for several persons at once, all or none; sign-in names are their spelled names, numbered when taken."""
    taken = {name.lower() for name in Account.objects.values_list("username", flat=True)}
    return _open([(person, _free_name(person, taken)) for person in persons], by)


def reset_password(account: Account, *, by: Actor) -> OneTimePassword:
    """Give a new one-time password; every session of the account ends. Raises ``Refused`` for one's own account."""
    _require_keeper(account, by, "自己的密码请在“修改密码”中更改。")
    password = one_time_password()
    account.set_password(password)
    account.must_change_password = True
    with transaction.atomic():
        account.save(update_fields=["password", "must_change_password"])
        history.note(by, "reset", account, f"为{account.person.name}重置密码")
    return OneTimePassword(account.person, account.username, password)


def disable_account(account: Account, *, by: Actor) -> None:
    """Close the account: signed out at the next click. Raises ``Refused`` for one's own, ``LastAdministrator``."""
    _require_keeper(account, by, "不能停用自己的账号，请由另一位老师操作。")
    with transaction.atomic():
        keep_an_administrator(leaving=account.person)
        if Account.objects.filter(pk=account.pk, is_active=True).update(is_active=False):
            history.note(by, "disable", account, f"停用{account.person.name}的账号")


def enable_account(account: Account, *, by: Actor) -> None:
    """Open a closed account again, with its old password."""
    _require_keeper(account, by, "这是您自己的账号。")
    with transaction.atomic():
        if Account.objects.filter(pk=account.pk, is_active=False).update(is_active=True):
            history.note(by, "enable", account, f"恢复{account.person.name}的账号")


def change_own_password(account: Account, password: str, *, by: Actor) -> None:
    """Set the password a person chose (validated by the caller); other sessions end. Raises ``Refused`` for somebody else's account."""
    if account.person_id != by.person_id:
        raise Refused("只能修改自己的密码。")
    account.set_password(password)
    account.must_change_password = False
    with transaction.atomic():
        account.save(update_fields=["password", "must_change_password"])
        history.note(by, "password", account, "修改了自己的密码")


def one_time_password() -> str:
    """Twelve unmistakable characters in three groups, as k7qf-2m9x-pd4w."""
    return new_code(ONE_TIME_GROUPS).lower()


def _open(wanted: Sequence[tuple[Person, str]], by: Actor) -> list[OneTimePassword]:
    """Hash first, because that is slow by design; then one short transaction."""
    require(may_manage_school(by), WHO_MANAGES)
    for person, username in wanted:
        require(may_keep_account(by, of_admin=_is_admin(person)), WHO_KEEPS_ADMINS)
        if Account.objects.filter(person=person).exists():
            raise Refused(f"{person.name}已经有账号了。", "username")
        if person.left_on is not None:
            raise Refused(f"{person.name}已离校，不能开通账号。")
        if Account.objects.filter(username__iexact=username).exists():
            raise UsernameTaken
    opened = [OneTimePassword(person, username, one_time_password()) for person, username in wanted]
    accounts = [Account(username=o.username, school_id=by.school_id, person=o.person, must_change_password=True) for o in opened]
    for account, given in zip(accounts, opened, strict=True):
        account.set_password(given.password)
    try:
        with transaction.atomic():
            for account in accounts:
                account.save(force_insert=True)
                history.note(by, "create", account, f"为{account.person.name}开通账号“{account.username}”")
    except IntegrityError as taken:
        raise UsernameTaken from taken
    return opened


def _require_keeper(account: Account, by: Actor, own: str) -> None:
    require(may_keep_account(by, of_admin=_is_admin(account.person)), WHO_KEEPS_ADMINS)
    if account.person_id == by.person_id:
        raise Refused(own)


def _is_admin(person: Person) -> bool:
    """Holds the office today or will: on its last day too, an administrator's account is out of the office's reach."""
    held = Role.objects.filter(person=person, kind=Role.Kind.ADMIN)
    return held.exclude(ends__lt=today(person.school)).exists()


def _free_name(person: Person, taken: set[str]) -> str:
    """A free sign-in name for a person, added to ``taken``."""
    base = sign_in_name(person.sort_name) or "jiaoshi"
    name, number = base, 1
    while name in taken:
        number += 1
        name = f"{base}{number}"
    taken.add(name)
    return name
