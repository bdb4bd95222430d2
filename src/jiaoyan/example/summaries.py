"""Awards and the term summary of an example group."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import Any

from jiaoyan.documents import markup
from jiaoyan.example.certificates import draw_certificate
from jiaoyan.example.diary import Diary, moment
from jiaoyan.example.groups import ExampleGroup
from jiaoyan.growth.actions.awards import Certificate, lay_certificate, record_award
from jiaoyan.planning.actions import summarising
from jiaoyan.planning.actions.summarising import Pair
from jiaoyan.planning.models import TermSummary
from jiaoyan.planning.summaries import head_seen, problems_seen, summary_of, topic_seen, topics_of
from jiaoyan.schools.models import Enrolment


def reward(diary: Diary, ours: ExampleGroup, awards: list[dict[str, Any]]) -> None:
    """Every award, written down on the first school day after it was given."""
    for written in awards:
        diary.add(moment(ours.school_day(written["day"]), 16, 40), partial(_award, ours, written))


def _award(ours: ExampleGroup, written: dict[str, Any], at: datetime) -> None:
    who = _pupil(ours, written["pupil"]) if "pupil" in written else {"person_kind": "teacher", "person": ours.people[written["person"]]}
    record_award(
        certificate=_certificate(written, _called(who)) if written.get("certificate") else None,
        by=ours.act(written["recorder"]),
        group=ours.group,
        term=ours.place.term,
        today=at.date(),
        coach=ours.people.get(written.get("coach", "")),
        **{name: written[name] for name in ("event", "level", "prize", "issuer", "day")},
        **who,
    )


def _called(who: dict[str, Any]) -> str:
    return f"{who['pupil'].name}同学" if "pupil" in who else f"{who['person'].name}老师"


def _certificate(written: dict[str, Any], name: str) -> Certificate:
    drawn = draw_certificate(name, written["event"], written["prize"], written["issuer"], written["day"])
    return lay_certificate(drawn, day=written["day"], extension="jpg", content_type="image/jpeg")


def _pupil(ours: ExampleGroup, written: dict[str, Any]) -> dict[str, Any]:
    seat = Enrolment.objects.select_related("pupil").get(school_class=ours.classes[written["class"] - 1], seat_no=written["seat"])
    return {
        "person_kind": "pupil",
        "pupil": seat.pupil,
        "school_class": ours.classes[written["class"] - 1],
        "name_consent": written["consent"],
    }


def summarise(diary: Diary, ours: ExampleGroup, written: dict[str, Any]) -> None:
    """The leader writes on the summary's day and hands it in; the research leader approves it the same afternoon."""
    day: date = written["day"]
    diary.add(moment(day, 9, 30), lambda _: _write(ours, written))
    diary.add(moment(day, 10, 40), lambda at: _submit(ours, at))
    diary.add(moment(day, 14, 20), lambda at: _approve(ours, written.get("note", ""), at))


def _write(ours: ExampleGroup, written: dict[str, Any]) -> None:
    by = ours.act(ours.leader.name)
    summary = summarising.start_summary(by=by, place=ours.on(written["day"]))
    summarising.save_summary_head(by=by, summary=summary, seen=head_seen(summary), title=written["title"], day=written["day"])
    topics = topics_of(summary)
    for topic in written["topics"]:
        summarising.save_topic(
            by=by,
            summary=summary,
            area=topic["area"],
            seen=topic_seen(topics[topic["area"]]),
            did=markup.parse(topic["did"].strip()),
            highlight=markup.parse(topic.get("highlight", "").strip()),
        )
    pairs = [Pair(each["problem"], each["measure"], each.get("when", "")) for each in written["problems"]]
    summarising.save_problems(by=by, summary=summary, seen=problems_seen(()), pairs=pairs)


def _submit(ours: ExampleGroup, at: datetime) -> None:
    summary = _summary(ours)
    summarising.submit(by=ours.act(ours.leader.name), summary=summary, version=summary.version, at=at)


def _approve(ours: ExampleGroup, note: str, at: datetime) -> None:
    summary, place = _summary(ours), ours.on(at.date())
    summarising.approve(by=ours.act(ours.head.name), summary=summary, place=place, version=summary.version, at=at, note=note)


def _summary(ours: ExampleGroup) -> TermSummary:
    summary = summary_of(ours.group, ours.place.term)
    if summary is None:
        raise LookupError(f"{ours.group} has no summary")
    return summary
