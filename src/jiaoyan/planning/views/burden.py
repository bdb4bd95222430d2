"""What is asked of each person a week: the group by name for whoever leads or oversees it, oneself for everybody. 减负测算"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from jiaoyan.planning.burden import REVIEW, Burden, burden_of, weights
from jiaoyan.planning.rules.burden import PLENTY, Line, Load, Weight, rounded
from jiaoyan.planning.views.progress import may_see_names
from jiaoyan.quotas.rules.kinds import KINDS
from jiaoyan.quotas.rules.roster import Member
from jiaoyan.schools.access import SchoolRequest, require
from jiaoyan.schools.queries import group_term

WHO_SEES = "每个人看到自己的；组长、教研组长、分管行政和教导处看到组里每个人，按姓名排列，不排名"
WHO_SEES_PERSON = "本人，以及能看到姓名的组长、教研组长、分管行政和教导处"
HEAVIEST = 3


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A demand as it weighs on one person, in words."""

    line: Line
    minutes: str
    records: str
    note: str


@dataclass(frozen=True, slots=True)
class ShownSource:
    """A source with its minutes a week, the demands that take time, and those whose records are written anyway (``free``)."""

    title: str
    minutes: str
    share: int
    lines: tuple[ShownLine, ...]
    free: tuple[ShownLine, ...]


@login_required
@require_GET
def burden(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """Everybody's week for whoever may see names; below it, or alone, one person's demands by their sources (``?of=`` a person of the group)."""
    place = group_term(request.actor, group, term, request.today)
    found = burden_of(place)
    names = may_see_names(request.actor, group)
    people = found.people_of(group)
    chosen = _chosen(request, people)
    require(names or chosen is None or chosen.id == request.actor.person_id, WHO_SEES_PERSON)
    load = found.loads[chosen.id] if chosen else None
    context = {
        "place": place,
        "names": names,
        "people": [(member, found.loads[member.id]) for member in people] if names else (),
        "most": max([PLENTY, *(found.loads[member.id].minutes for member in people)])
        if names
        else max(PLENTY, load.minutes if load else 0),
        "plenty": PLENTY,
        "whose": chosen,
        "mine": chosen is not None and chosen.id == request.actor.person_id,
        "load": load,
        "sources": _sources(load) if load else (),
        "heaviest": _heaviest(load) if load else (),
        "alike": found.alike,
        "weeks": found.weeks,
        "costs": _costs(found, people),
        "who_sees": [WHO_SEES],
    }
    return render(request, "planning/burden.html", context)


def _chosen(request: SchoolRequest, people: tuple[Member, ...]) -> Member | None:
    """The person asked for in the address, otherwise oneself; None for somebody who sits in no group here."""
    said = request.GET.get("of", "")
    if said and not (said.isascii() and said.isdecimal() and len(said) < 10):
        raise Http404
    wanted = int(said) if said else request.actor.person_id
    member = next((member for member in people if member.id == wanted), None)
    if said and member is None:
        raise Http404
    return member


def _sources(load: Load) -> tuple[ShownSource, ...]:
    sources = load.by_source()
    whole = sum((minutes for _, minutes, _ in sources), Fraction()) or Fraction(1)
    return tuple(
        ShownSource(
            source.title,
            _few(minutes),
            rounded(100 * minutes / whole),
            tuple(_shown(load, line) for line in lines if not line.free),
            tuple(_shown(load, line) for line in lines if line.free),
        )
        for source, minutes, lines in sources
    )


def _shown(load: Load, line: Line) -> ShownLine:
    note = f"其中{_few(line.filled)}份与别的指标共用记录" if line.filled and not line.free else ""
    return ShownLine(line, _few(load.a_week([line.minutes])), _few(line.records), note)


def _heaviest(load: Load) -> tuple[Line, ...]:
    """What to begin a talk with: the demands that weigh most."""
    return tuple(sorted((line for line in load.lines if line.minutes), key=lambda line: -line.minutes)[:HEAVIEST])


def _costs(found: Burden, people: tuple[Member, ...]) -> tuple[tuple[str, Weight], ...]:
    """What one record of each kind asked here is reckoned at."""
    asked = {line.ask.counted.kind for member in people for line in found.loads[member.id].lines}
    named = {**{slug: f"{kind.name}（每{kind.unit}）" for slug, kind in KINDS.items()}, REVIEW: "审核练习（每份）"}
    return tuple((named[slug], weight) for slug, weight in weights().items() if slug in asked)


def _few(amount: Fraction) -> str:
    """3, 0.5, below a tenth 不到0.1, 0."""
    if not amount:
        return "0"
    tenths = rounded(10 * amount)
    if amount < Fraction(1, 10):
        return "不到0.1"
    return str(tenths // 10) if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10}"
