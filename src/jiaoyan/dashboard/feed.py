"""A person's own calendar as an iCalendar feed: meetings of one's groups, and what is due. 日历订阅

The address is the key: it carries a signature made from the account and its password, so that a new password makes a new address and the old one is dead. Nothing about
pupils is in it. Phones and desktop calendars read it over the school's network without signing in.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.core import signing
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from icalendar import Calendar, Event

from jiaoyan.activities.models import Activity
from jiaoyan.dashboard.queries.home import read_home
from jiaoyan.dashboard.rules.duties import Duty
from jiaoyan.schools.models import Account, School
from jiaoyan.schools.queries import actor_for, term_on, today

SALT = "jiaoyan.dashboard.feed"
NAME = "教研台账"
REFRESH = timedelta(hours=6)


def token_of(account: Account) -> str:
    """The secret part of the address of an account's feed."""
    return signing.Signer(salt=SALT).sign(f"{account.pk}-{_mark(account)}").replace(":", ".")


def account_for(token: str) -> Account | None:
    """Whose feed a token opens; None when it was made up, or made for an old password, or the account is closed. One query."""
    try:
        pk, _, mark = signing.Signer(salt=SALT).unsign(token.replace(".", ":")).partition("-")
    except signing.BadSignature:
        return None
    account: Account | None = Account.objects.select_related("person", "school").filter(pk=pk, is_active=True).first()
    return account if account is not None and mark == _mark(account) else None


def _mark(account: Account) -> str:
    """Changes with the password; says nothing about it."""
    return salted_hmac(SALT, account.password, algorithm="sha256").hexdigest()[:16]


def feed_of(account: Account, base: str) -> bytes:
    """The feed of a person on the school's today; ``base`` is the address of the server ("http://192.168.1.8:8000"). To be called inside the school's scope."""
    day = today(account.school)
    actor = actor_for(account.person, day)
    calendar = Calendar()
    calendar.add("prodid", "-//Jiaoyan//jiaoyan//ZH")
    calendar.add("version", "2.0")
    calendar.add("name", NAME)
    calendar.add("x-wr-calname", f"{NAME} {account.person.name}")
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    term = term_on(day, account.school_id)
    if term is None:
        return bytes(calendar.to_ical())
    meetings = Activity.objects.select_related("group").filter(term=term, group_id__in=actor.member_of | actor.leads)
    for meeting in meetings.order_by("day", "starts"):
        calendar.add_component(_meeting(meeting, account.school, base))
    for duty in read_home(actor, day).duties:
        if duty.due is not None:
            calendar.add_component(_duty(duty, duty.due, account, base))
    return bytes(calendar.to_ical())


def _meeting(meeting: Activity, school: School, base: str) -> Event:
    event = Event()
    event.add("uid", f"activity-{meeting.pk}@{school.code}.jiaoyan")
    event.add("summary", f"{meeting.group.name} {meeting.topic or meeting.name}")
    event.add("dtstart", meeting.starts_at)
    event.add("dtend", meeting.ends_at)
    event.add("dtstamp", timezone.now())
    event.add("location", meeting.place)
    event.add("url", base + reverse("activities:activity", args=[meeting.pk]))
    if meeting.state == Activity.State.CANCELLED:
        event.add("status", "CANCELLED")
    return event


def _duty(duty: Duty, due: date, account: Account, base: str) -> Event:
    event = Event()
    event.add("uid", f"duty-{_digest(duty)}@{account.school.code}.jiaoyan")
    event.add("summary", duty.what)
    event.add("dtstart", due)
    event.add("dtend", due + timedelta(1))
    event.add("dtstamp", timezone.now())
    event.add("transp", "TRANSPARENT")
    event.add("description", "；".join(filter(None, (duty.whose, duty.meta))))
    event.add("url", f"{base}{duty.url}")
    return event


def _digest(duty: Duty) -> str:
    """The same duty keeps its key, so that a calendar replaces it instead of showing it twice."""
    return salted_hmac(SALT, f"{duty.url} {duty.what}", algorithm="sha256").hexdigest()[:20]
