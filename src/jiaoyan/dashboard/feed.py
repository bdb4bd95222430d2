"""A person's own calendar as an iCalendar feed: meetings of one's groups, the research group's days, lessons of one's own, and what is due. 日历订阅

The address is the key: it carries a signature made from the account and from the last time its password was changed or reset, or another address
asked for; each of these makes a new address and the old one is dead. Signing in does not, though Django may hash the same password anew then.
Nothing about pupils is in it. Phones and desktop calendars read it over the school's network without signing in.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.core import signing
from django.db.models import Exists, Max, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from icalendar import Calendar, Event

from jiaoyan.activities.models import Activity
from jiaoyan.dashboard.queries.home import read_home
from jiaoyan.dashboard.rules.duties import Duty
from jiaoyan.lessons.models import ResearchLesson
from jiaoyan.planning.models import MonthItem, ResearchPlanEdition
from jiaoyan.schools.access import Actor
from jiaoyan.schools.models import Account, HistoryLine, School, Term
from jiaoyan.schools.queries import actor_for, term_on, today

SALT = "jiaoyan.dashboard.feed"
NAME = "教研台账"
REFRESH = timedelta(hours=6)
RENEWED = "feed"
NEW_ADDRESS = ("password", "reset", RENEWED)
"""What the verbs of accounts, and the one here, call a change that makes a new address."""


def token_of(account: Account) -> str:
    """The secret part of the address of an account's feed."""
    return signing.Signer(salt=SALT).sign(f"{account.pk}-{_mark(account)}").replace(":", ".")


def account_for(token: str) -> Account | None:
    """Whose feed a token opens; None when it was made up, or is dead, or the account is closed. Two queries."""
    try:
        pk, _, mark = signing.Signer(salt=SALT).unsign(token.replace(".", ":")).partition("-")
    except signing.BadSignature:
        return None
    account: Account | None = Account.objects.select_related("person", "school").filter(pk=pk, is_active=True).first()
    return account if account is not None and mark == _mark(account) else None


def _mark(account: Account) -> str:
    """Changes with every line of the history that makes a new address. One query."""
    lines = HistoryLine.everywhere.filter(
        school_id=account.school_id, kind=Account._meta.label_lower, object_id=account.pk, verb__in=NEW_ADDRESS
    )
    last = lines.aggregate(last=Max("number"))["last"] or 0
    return salted_hmac(SALT, f"{account.pk} {last}", algorithm="sha256").hexdigest()[:16]


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
    for item in _dated_items(actor, term):
        calendar.add_component(_month_item(item, account.school, base))
    lessons = list(ResearchLesson.objects.filter(term=term, teacher_id=actor.person_id, removed_at__isnull=True))
    for lesson in lessons:
        calendar.add_component(_lesson(lesson, account.school, base))
    given = {(reverse("lessons:lesson", args=[lesson.pk]), lesson.day) for lesson in lessons}
    for duty in read_home(actor, day).duties:
        if duty.due is not None and (duty.url, duty.due) not in given:
            calendar.add_component(_duty(duty, duty.due, account, base))
    calendar.add_missing_timezones(first_date=term.first_school_day)  # what a clock time means has to stand in the file (RFC 5545, 3.6.5)
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


def _dated_items(actor: Actor, term: Term) -> list[MonthItem]:
    """What stands on a day in the month schedules of the research groups above one's own, once their plan was approved. One query."""
    approved = ResearchPlanEdition.objects.filter(plan=OuterRef("plan"))
    rows = MonthItem.objects.select_related("plan__group", "plan__term__school_year").filter(
        Exists(approved), plan__term=term, plan__group__in=actor.within | actor.readable, day__isnull=False
    )
    return list(rows.order_by("day", "position"))


def _month_item(item: MonthItem, school: School, base: str) -> Event:
    words = f"截止：{item.text}" if item.timing == MonthItem.Timing.BY else item.text
    day: date = item.day  # type: ignore[assignment]  # only those with a day are read
    event = _whole_day(f"month-{item.pk}", f"暂定：{words}" if item.tentative else words, day, school)
    event.add("description", "；".join(filter(None, (item.plan.group.name, item.get_kind_display(), item.participants))))
    event.add("url", base + reverse("dashboard:group", args=[item.plan.group_id, item.plan.term.key]))
    if item.place:
        event.add("location", item.place)
    if item.tentative:
        event.add("status", "TENTATIVE")
    return event


def _lesson(lesson: ResearchLesson, school: School, base: str) -> Event:
    """A lesson of one's own, on its day: schools keep no clock times of periods here."""
    period = f"（第{lesson.period_no}节）" if lesson.period_no else ""
    event = _whole_day(f"lesson-{lesson.pk}", f"{lesson.get_type_display()}{lesson.called}{period}", lesson.day, school)
    event.add("url", base + reverse("lessons:lesson", args=[lesson.pk]))
    if lesson.place:
        event.add("location", lesson.place)
    return event


def _whole_day(key: str, words: str, day: date, school: School) -> Event:
    """Something on a day without a time, which leaves the day free."""
    event = Event()
    event.add("uid", f"{key}@{school.code}.jiaoyan")
    event.add("summary", words)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(1))
    event.add("dtstamp", timezone.now())
    event.add("transp", "TRANSPARENT")
    return event


def _duty(duty: Duty, due: date, account: Account, base: str) -> Event:
    event = _whole_day(f"duty-{_digest(duty)}", duty.what, due, account.school)
    event.add("description", "；".join(filter(None, (duty.whose, duty.meta))))
    event.add("url", f"{base}{duty.url}")
    return event


def _digest(duty: Duty) -> str:
    """The same duty keeps its key, so that a calendar replaces it instead of showing it twice."""
    return salted_hmac(SALT, f"{duty.url} {duty.what}", algorithm="sha256").hexdigest()[:20]
