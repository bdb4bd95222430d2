"""What a person types, said next to the forms: each field is one fact, and a fact is typed in one place. 一处填写

``typed.py`` of each package holds a tuple ``ASKED``. ``tests/test_typed_once.py`` finds every form, grid and input in the code and holds it against these
declarations: a field nobody declared fails, and so does a fact asked in a second place without a reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

PROPOSED = "先填好，可改"
SAME = "同一份记录再打开，原来写的都在"
OTHER_DOOR = "另一个入口，填了这里就不用填那里"


@dataclass(frozen=True)
class Asked:
    """One place where something is typed.

    ``place``: the form or grid below its package ("forms.papers.TalkForm"), or the template ("decision_state.html"). ``record``: what is written there, as
    facts are named by it; ``name`` in Chinese. ``fields``: every field in order, with a blank between: "day" is the fact "record.day", "unit=exam.unit" names
    another, "text=a.x|b.y" one of several (one form used for two records), "-drop" a choice about the page itself, which is no fact.
    ``kind``: the kinds of facts this place makes a record of, with a blank between; its fields count towards the burden of that kind. ``again``: facts typed first somewhere else,
    each with the reason why they are shown here too.
    """

    place: str
    record: str
    name: str
    fields: str
    kind: str = ""
    again: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def facts(self) -> Mapping[str, tuple[str, ...]]:
        """Each field → its facts; none for a choice about the page."""
        return dict(self._read())

    @property
    def typed(self) -> tuple[str, ...]:
        """The facts first typed here, each once."""
        found = (fact for facts in self.facts.values() for fact in facts if fact not in self.again)
        return tuple(dict.fromkeys(found))

    def _read(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        for word in self.fields.split():
            if word.startswith("-"):
                yield word.removeprefix("-"), ()
                continue
            name, _, facts = word.partition("=")
            yield name, tuple(fact if "." in fact else f"{self.record}.{fact}" for fact in (facts or name).split("|"))


def number_of_fields(asked: tuple[Asked, ...], kind: str) -> int:
    """How many fields a person fills in for one record of a kind at most; what is proposed or known already is not counted."""
    return sum(
        len([1 for facts in each.facts.values() if facts and not set(facts) <= set(each.again)])
        for each in asked
        if kind in each.kind.split()
    )


ASKED = (Asked("upload.WorkbookForm", "import", "导入的 Excel", "file"),)
