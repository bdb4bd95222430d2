"""What is stored is what is counted: quotas, roster and excuses of the database through the counting engine."""

from __future__ import annotations

from datetime import date

from jiaoyan.activities.facts import unit_key
from jiaoyan.quotas import presets
from jiaoyan.quotas.actions import excusing, keeping
from jiaoyan.quotas.models import Excuse
from jiaoyan.quotas.queries import excuses_of, quotas_of, roster_of
from jiaoyan.quotas.rules.count import progress_of
from jiaoyan.quotas.rules.fact import Fact, Subject
from jiaoyan.quotas.rules.periods import span_label
from jiaoyan.quotas.rules.progress import Progress, State
from jiaoyan.schools.queries import calendar_of
from tests.conftest import TODAY, SmallSchool
from tests.quotas.builders import BEGINS, excused, listening


def counted(school: SmallSchool, day: date = TODAY, facts: tuple[Fact, ...] = ()) -> tuple[Progress, ...]:
    roster = roster_of(school.group, school.term)
    excuses = excuses_of(school.group, school.term)
    return progress_of(quotas_of(school.group), roster, facts, calendar_of(school.term), day, excuses)


def of(found: tuple[Progress, ...], name: str, subject: Subject) -> Progress:
    return next(each for each in found if each.quota.name == name and each.subject == subject)


def test_every_line_of_every_preset_can_be_adopted_and_counted_with_a_sentence(here: SmallSchool) -> None:
    for preset in presets.presets():
        keeping.adopt_preset(
            by=here.actor("head"), group=here.research, preset=preset.slug, codes=[line.code for line in preset.countable], begins=BEGINS
        )
    found = counted(here)
    assert all(each.sentence for each in found)
    asked = {each.quota.rule for each in found}
    assert {"P004", "R001", "R022", "R053", "R116"} - asked == {"R022"}  # nobody is young in the small school


def test_observations_count_and_an_accepted_excuse_closes_what_is_missing_once_due(here: SmallSchool) -> None:
    quota, teacher = listening(here), Subject("person", here.people["teacher"].pk)
    facts = tuple(Fact("observation", f"o:{n}", date(2024, 3, 4), frozenset({teacher}), f"听课{n}") for n in range(11))
    mine = of(counted(here, facts=facts), "听课", teacher)
    assert (mine.done, mine.target, mine.state) == (11, 15, State.BEHIND)
    assert mine.quota.key == quota.pk

    row = excused(here)
    assert of(counted(here, facts=facts), "听课", teacher).state == State.BEHIND  # not answered yet
    excusing.answer_excuse(by=here.actor("head"), excuse=row, accepted=True)
    assert of(counted(here, facts=facts), "听课", teacher).state == State.EXCUSED


def test_every_period_of_a_progress_has_a_key_that_an_excuse_can_name(here: SmallSchool) -> None:
    for preset in presets.presets():
        keeping.adopt_preset(
            by=here.actor("head"), group=here.research, preset=preset.slug, codes=[line.code for line in preset.countable], begins=BEGINS
        )
    unit = Fact("unit", unit_key(here.group.pk, 3), date(2024, 3, 4), frozenset({Subject("group", here.group.pk)}), "第一单元")
    tallies = [tally for each in counted(here, facts=(unit,)) for tally in each.tallies]
    assert len({tally.span for tally in tallies}) > 60
    assert [tally.span for tally in tallies if not span_label(tally.span)] == []
    longest = Excuse._meta.get_field("span").max_length
    assert max(len(tally.span) for tally in tallies) <= (longest or 0)
