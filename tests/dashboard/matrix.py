"""Who gets which page of the workbench."""

from __future__ import annotations

from typing import Any

from jiaoyan.dashboard.feed import token_of
from jiaoyan.schools.models import Account
from tests.matrix import OVERSEERS, READERS, ROLES, Cell, allow


def feed(school: Any) -> list[Any]:
    account = Account.objects.filter(school=school.school).order_by("pk").first()
    assert account is not None
    return [token_of(account)]


MATRIX = {
    "dashboard:home": Cell(get=allow(*ROLES), school_wide=True),
    "dashboard:groups": Cell(get=allow(*OVERSEERS), school_wide=True),
    "dashboard:group": Cell(get=allow(*READERS), args=lambda school: [school.group.pk, school.term.key]),
    "dashboard:wanting": Cell(get=allow(*READERS), args=lambda school: [school.group.pk, school.term.key]),
    "dashboard:late_steps": Cell(get=allow(*READERS), args=lambda school: [school.group.pk, school.term.key]),
    "dashboard:collection": Cell(get=allow("leader", *OVERSEERS), args=lambda school: [school.group.pk, school.term.key]),
    "dashboard:send": Cell(
        get=allow(*ROLES, status=405),
        post=allow("leader", *OVERSEERS, status=404),
        args=lambda school: [school.group.pk, school.term.key, "chat"],
    ),
    "dashboard:subscribe": Cell(get=allow(*ROLES), school_wide=True),
    "dashboard:feed_renew": Cell(get=allow(*ROLES, status=405), post=allow(*ROLES, status=302), school_wide=True),
    "dashboard:feed": Cell(get=allow(*ROLES), args=feed, public=True),
}
