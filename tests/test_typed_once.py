"""Every fact a person types has one place. The places are found in the code, the facts declared beside the forms (``typed.py`` of each package)."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Mapping

from docs.facts_table import CHAPTERS, PAGE, declared, written
from docs.typed_fields import Field, fields_made, inputs_in, package_of, places
from jiaoyan.planning.burden import TYPED
from jiaoyan.web.typed import Asked, number_of_fields


def undeclared(found: Mapping[str, tuple[str, ...]], asked: Mapping[str, Asked]) -> list[str]:
    """Places and fields of the code that no declaration names, and names in declarations that no form has."""
    wrong = [f"{place}: no declaration" for place in found if place not in asked]
    wrong += [f"{place}: declared, but there is no such place" for place in asked if place not in found]
    for place in found.keys() & asked.keys():
        wrong += [f"{place}.{name}: not declared" for name in found[place] if name not in asked[place].facts]
        wrong += [f"{place}.{name}: declared, but there is no such field" for name in asked[place].facts if name not in found[place]]
    return sorted(wrong)


def asked_twice(asked: Iterable[Asked]) -> list[str]:
    """Facts typed first in two places, two fields of one place for the same fact, and reasons for what is asked nowhere else."""
    first: dict[str, set[str]] = defaultdict(set)
    everywhere: dict[str, set[str]] = defaultdict(set)
    wrong = []
    for each in asked:
        for name, facts in each.facts.items():
            for fact in facts:
                everywhere[fact].add(each.place)
                if fact not in each.again:
                    first[fact].add(f"{each.place}.{name}")
        wrong += [f"{each.place}: {fact} has a reason but is not asked here" for fact in each.again if not _asks(each, fact)]
        wrong += [f"{each.place}: {fact} is shown again without a reason" for fact, why in each.again.items() if len(why) < 4]
    wrong += [f"{fact}: asked in {' and '.join(sorted(where))}" for fact, where in first.items() if len(where) > 1]
    wrong += [
        f"{fact}: shown again in {' and '.join(sorted(where))}, but typed nowhere first"
        for fact, where in everywhere.items()
        if fact not in first
    ]
    return sorted(wrong)


def _asks(asked: Asked, fact: str) -> bool:
    return any(fact in facts for facts in asked.facts.values())


def test_every_field_a_person_can_type_into_is_declared_as_a_fact() -> None:
    found = {place: tuple(field.name for field in fields) for place, fields in places().items()}
    assert undeclared(found, declared()) == []


def test_no_fact_is_typed_in_two_places() -> None:
    assert asked_twice(declared().values()) == []


def test_the_page_of_facts_is_what_the_forms_say() -> None:
    assert PAGE.read_text("utf-8") == written(), "run `make facts`"
    assert {package_of(place) for place in declared()} <= set(CHAPTERS)


def test_burden_counts_the_fields_of_every_declaration_that_makes_a_record() -> None:
    assert {each.place for each in declared().values() if each.kind} == {each.place for each in TYPED if each.kind}


# the test itself finds what it is for


FORM = Asked("forms.A", "meeting", "", "day place -drop text=meeting.words|unit.words", kind="meeting")


def test_a_new_field_a_gone_field_and_a_new_form_are_noticed() -> None:
    found = {"x.forms.A": ("day", "place", "drop", "text"), "x.forms.B": ("day",)}
    assert undeclared({"x.forms.A": found["x.forms.A"]}, {"x.forms.A": FORM}) == []
    assert undeclared({"x.forms.A": (*found["x.forms.A"], "hour")}, {"x.forms.A": FORM}) == ["x.forms.A.hour: not declared"]
    assert undeclared({"x.forms.A": ("day", "drop", "text")}, {"x.forms.A": FORM}) == [
        "x.forms.A.place: declared, but there is no such field"
    ]
    assert undeclared(found, {"x.forms.A": FORM}) == ["x.forms.B: no declaration"]
    assert undeclared({}, {"x.forms.A": FORM}) == ["x.forms.A: declared, but there is no such place"]


def test_a_second_place_needs_a_reason_and_a_reason_needs_a_first_place() -> None:
    second = Asked("forms.B", "arrangement", "", "week day=meeting.day")
    assert asked_twice([FORM, second]) == ["meeting.day: asked in forms.A.day and forms.B.day"]
    again = Asked("forms.B", "arrangement", "", "week day=meeting.day", again={"meeting.day": "先填好，可改"})
    assert asked_twice([FORM, again]) == []
    assert asked_twice([again]) == ["meeting.day: shown again in forms.B, but typed nowhere first"]
    assert asked_twice([FORM, Asked("forms.B", "unit", "", "no", again={"meeting.day": "先填好，可改"})]) == [
        "forms.B: meeting.day has a reason but is not asked here"
    ]
    assert asked_twice([Asked("forms.C", "unit", "", "one=unit.day two=unit.day")]) == ["unit.day: asked in forms.C.one and forms.C.two"]


def test_choices_about_the_page_are_no_facts_and_what_is_known_costs_no_field() -> None:
    assert FORM.facts["drop"] == ()
    assert FORM.typed == ("meeting.day", "meeting.place", "meeting.words", "unit.words")
    assert number_of_fields((FORM,), "meeting") == 3
    assert number_of_fields((Asked("forms.A", "meeting", "", "day place", "meeting", {"meeting.day": "先填好，可改"}),), "meeting") == 1
    assert number_of_fields((FORM,), "exam") == 0


def test_fields_a_form_makes_for_itself_are_found_whatever_way_it_makes_them() -> None:
    source = """
class A(Form):
    def __init__(self):
        name = f"row-{1}"
        self.fields["plain"] = CharField(label="甲")
        self.fields[f"text-{1}"] = CharField()
        self.fields[name] = CharField()
        self.fields.update(more())
        self.fields = {"first": field, **self.fields}
        self.fields["plain"].help_text = "不是一栏"
"""
    found = [field.name for field in fields_made(ast.parse(source))]
    assert sorted(found) == ["*", "first", "plain", "row-*", "text-*"]
    assert Field("plain", "甲") in fields_made(ast.parse(source))


def test_inputs_written_in_a_template_are_found_and_hidden_ones_are_not() -> None:
    page = '<input name="note"><textarea\n rows="2" name="w{{ pk }}-words"></textarea><input type="hidden" name="seen"><textarea readonly name="r">'
    assert [field.name for field in inputs_in(page)] == ["note", "w*-words"]


def test_the_walk_reaches_forms_grids_and_templates() -> None:
    """A floor under the count: a walk that finds little would call everything well."""
    found = places()
    assert len(found) > 120
    assert sum(map(len, found.values())) > 500
    assert {"lessons.forms.observing.ObservationForm", "planning.forms.grids._authoring_grid", "items/exercise.html"} <= set(found)
