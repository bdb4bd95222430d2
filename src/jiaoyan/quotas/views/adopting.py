"""Starting from a preset: what it asks, which lines to take, with which numbers; what does not go together is shown before anything is stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from jiaoyan.quotas import access, presets
from jiaoyan.quotas.actions import keeping
from jiaoyan.quotas.forms.adopting import AdoptForm
from jiaoyan.quotas.forms.beginning import offered_day
from jiaoyan.quotas.models import Area, Quota
from jiaoyan.quotas.presets import Line, Preset
from jiaoyan.quotas.queries import rows_of, tree_of
from jiaoyan.quotas.rules import demand as rules
from jiaoyan.quotas.rules.conflicts import Clash, Conflict, conflicts
from jiaoyan.quotas.rules.demand import Demand
from jiaoyan.quotas.rules.sentence import demand_text
from jiaoyan.schools.access import SchoolRequest, require
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.schools.queries import GroupTerm, group_term
from jiaoyan.web.forms import put_beside, sent

NEW = 10**9  # keys of lines not adopted yet: beyond those of rows
SERIOUS = frozenset({Clash.NATIONAL, Clash.CONTRADICTION, Clash.DOUBLED, Clash.CADENCE})
NOT_TOGETHER = "选的条目里有不一致的，见下面。请去掉不要的，或者确认照样采用。"


@login_required
@require_http_methods(["GET", "POST"])
def preset(request: SchoolRequest, group: int, term: str, slug: str) -> HttpResponse:
    """The review: tick, change numbers, look at what does not go together, adopt."""
    place = group_term(request.actor, group, term, request.today)
    tree = tree_of(place.group)
    require(access.may_keep(request.actor, tree.top.pk), access.WHO_KEEPS)
    if slug not in presets.SLUGS:
        raise Http404
    review = _review(request, place, presets.preset(slug), rows_of(tree))
    if request.method == "POST" and review.form.is_valid() and _adopted(request, place, review):
        return redirect("quotas:list", group, term)
    context = {
        "place": place,
        "preset": review.preset,
        "form": review.form,
        "areas": _by_area(review.form),
        "there": [line for line in review.preset.countable if line.code in review.adopted],
        "aside": [line for line in review.preset.lines if line.demand is None],
        "conflicts": review.clashes,
        "doubtful": sorted(review.doubtful),
        "cancel": reverse("quotas:list", args=[group, term]),
        "who_sees": [access.WHO_KEEPS],
    }
    return render(request, "quotas/preset.html", context, status=422 if review.form.is_bound else 200)


@dataclass(slots=True)
class Review:
    """A preset beside what stands already. ``doubtful``: lines not ticked at first; ``clashes``: what the chosen ones would bring in."""

    preset: Preset
    there: tuple[rules.Quota, ...]
    adopted: frozenset[str]
    doubtful: frozenset[str]
    form: AdoptForm
    clashes: tuple[Conflict, ...] = ()


def _review(request: SchoolRequest, place: GroupTerm, chosen_from: Preset, rows: Sequence[Quota]) -> Review:
    there = (*presets.national(), *(row.value for row in rows))
    adopted = frozenset(row.code for row in rows if row.code)
    doubtful = frozenset(_doubtful(chosen_from, there, place.day, adopted) if request.method == "GET" else ())
    start = {"begins": offered_day(place.term.first_school_day, place.term.last_school_day, place.today)}
    return Review(
        chosen_from, there, adopted, doubtful, AdoptForm(sent(request), preset=chosen_from, there=adopted, doubtful=doubtful, initial=start)
    )


def _adopted(request: SchoolRequest, place: GroupTerm, review: Review) -> bool:
    """Adopt what was chosen, unless it does not go together and nobody confirmed it; what is refused goes beside its field."""
    data = review.form.cleaned_data
    review.clashes = _not_together(review.preset, data["chosen"], review.there, max(data["begins"], place.day))
    if any(each.kind in SERIOUS for each in review.clashes) and not data["anyway"]:
        review.form.add_error(None, NOT_TOGETHER)
        return False
    try:
        made = keeping.adopt_preset(
            by=request.actor,
            group=place.group,
            preset=review.preset.slug,
            codes=list(data["chosen"]),
            begins=data["begins"],
            numbers={code: demand.number for code, demand in data["chosen"].items()},
        )
    except Refused as refused:
        put_beside(review.form, refused.problems)
        return False
    messages.success(request, f"已采用{len(made)}条。")
    return True


def _as_quotas(preset: Preset, chosen: Mapping[str, Demand]) -> list[rules.Quota]:
    """Lines as they would stand."""
    return [
        rules.Quota(NEW + number, line.name, line.unit, (rules.Edition(presets.ALWAYS, chosen[line.code]),), line.rule)
        for number, line in enumerate(preset.countable)
        if line.code in chosen
    ]


def _not_together(preset: Preset, chosen: Mapping[str, Demand], there: Iterable[rules.Quota], day: date) -> tuple[Conflict, ...]:
    """The conflicts that the chosen lines would bring in."""
    new = _as_quotas(preset, chosen)
    return tuple(each for each in conflicts((*there, *new), day) if any(quota.key >= NEW for quota in each.quotas))


def _doubtful(preset: Preset, there: Iterable[rules.Quota], day: date, adopted: frozenset[str]) -> Iterable[str]:
    """The codes of lines that do not go with what is there already, or with a line before them."""
    lines = [line for line in preset.countable if line.code not in adopted]
    by_key = dict(zip((quota.key for quota in _as_quotas(preset, _demands(lines))), lines, strict=True))
    for clash in _not_together(preset, _demands(lines), there, day):
        if clash.kind in SERIOUS and (last := max(quota.key for quota in clash.quotas)) in by_key:
            yield by_key[last].code


def _demands(lines: Iterable[Line]) -> dict[str, Demand]:
    return {line.code: line.demand for line in lines if line.demand is not None}


def _by_area(form: AdoptForm) -> list[tuple[str, list[dict[str, object]]]]:
    shown = [{**each, "sentence": _sentence(each["line"])} for each in form.lines]
    found = ((label, [each for each in shown if each["line"].area == area]) for area, label in Area.choices)
    return [(label, lines) for label, lines in found if lines]


def _sentence(line: Line) -> str:
    return demand_text(rules.Quota(0, line.name, line.unit, ()), line.demand) if line.demand else ""
