"""What an example group does with its book: the textbook study before term, files of the resource chain, the review plan at the end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from functools import partial
from typing import Any

from jiaoyan.documents import markup
from jiaoyan.documents.blocks import Block, Document, Heading, para
from jiaoyan.documents.docx import to_docx
from jiaoyan.example.diary import Diary, moment
from jiaoyan.example.groups import ExampleGroup
from jiaoyan.library import actions as library
from jiaoyan.library.rules import UnitWords
from jiaoyan.planning.actions import review
from jiaoyan.planning.reviewing import review_plan_of
from jiaoyan.planning.rules.review import PhaseLine, Words
from jiaoyan.schools import files

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def read_the_book(diary: Diary, ours: ExampleGroup, written: dict[str, Any]) -> None:
    """The textbook study, the files given for the resource chain and the review plan, each on its day."""
    if "textbook" in written:
        diary.add(moment(written["textbook"]["day"], 15), lambda _: _study(ours, written["textbook"]))
    for each in written.get("resources", []):
        diary.add(moment(each["day"], 16, 30), partial(_give, ours, each))
    if "review" in written:
        diary.add(moment(written["review"]["start"], 10), lambda _: _review(ours, written["review"]))
        if "hand_in" in written["review"]:
            diary.add(moment(written["review"]["hand_in"], 11), lambda at: _hand_in(ours, written["review"], at.date()))


def _study(ours: ExampleGroup, written: dict[str, Any]) -> None:
    words = [
        UnitWords(ours.units[each["unit"]].pk, each["key"], each["difficulty"], each["mistakes"], each.get("final", True))
        for each in written["units"]
    ]
    library.save_study(
        by=ours.act(written["by"]),
        group=ours.group,
        term=ours.place.term,
        version=0,
        day=written["day"],
        whole_book=markup.parse(written["whole"].strip()),
        units=words,
        allowed=list(ours.units.values()),
    )


def _give(ours: ExampleGroup, written: dict[str, Any], _at: datetime) -> None:
    library.give_resource(
        by=ours.act(written["by"]),
        group=ours.group,
        term=ours.place.term,
        unit=ours.units[written["unit"]],
        step=written["step"],
        title=written["title"],
        day=written["day"],
        given=word_file(written["title"], written["text"]),
        final=written["final"],
    )


def word_file(title: str, lines: Iterable[str]) -> library.Given:
    """A Word file with its title and a paragraph for each line, laid down."""
    body: tuple[Block, ...] = (Heading(title), *(para(line) for line in lines))
    return library.Given(files.lay_down(to_docx(Document(title, body))), f"{title}.docx", WORD)


def _review(ours: ExampleGroup, written: dict[str, Any]) -> None:
    by, place = ours.act(written["by"]), ours.on(written["start"])
    plan = review.start_review_plan(by=by, place=place)
    words = Words(
        markup.parse(written["state"].strip()),
        written["goals"],
        written["key_points"],
        written.get("high", ""),
        written.get("middle", ""),
        written.get("low", ""),
    )
    plan = review.save_review_words(by=by, plan=plan, version=plan.version, words=words)
    if "phases" in written:
        phases = [_phase(ours, each) for each in written["phases"]]
        review.save_review_phases(by=by, plan=plan, place=place, version=plan.version, phases=phases)


def _phase(ours: ExampleGroup, written: dict[str, Any]) -> PhaseLine:
    return PhaseLine(written["kind"], written["starts"], written["ends"], tuple(written["contents"]), ours.people[written["by"]].pk)


def _hand_in(ours: ExampleGroup, written: dict[str, Any], day: date) -> None:
    plan = review_plan_of(ours.group, ours.place.term)
    if plan is None:
        raise LookupError(f"the example's {ours.group} has no review plan to hand in")
    review.hand_in_review_plan(by=ours.act(written["by"]), plan=plan, place=ours.on(day), version=plan.version)
