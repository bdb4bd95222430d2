"""Who may open what in items. Of an exercise the teacher is the author, the mentee the reviewer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jiaoyan.items.models import ExerciseItem
from tests.conftest import SmallSchool
from tests.items import showcase_builders as showcases
from tests.items.builders import (
    approved,
    dropped,
    forgotten,
    homework_list,
    item_removed,
    list_dropped,
    started,
    submitted,
    used,
    with_figure,
    written,
)
from tests.matrix import MEMBERS, READERS, ROLES, Cell, allow

WRITERS = ("leader", "teacher")
NO_GET = allow(*ROLES, status=405)


def _group(school: SmallSchool) -> list[Any]:
    return [school.group.pk, school.term.key]


def _of(build: Callable[[SmallSchool], Any], *more: Any) -> Callable[[SmallSchool], list[Any]]:
    return lambda school: [build(school).pk, *more]


def _item(school: SmallSchool) -> ExerciseItem:
    item = written(school, 2).items.first()
    assert item is not None
    return item


def _edition(school: SmallSchool) -> Any:
    return approved(school).editions.first()


def exercise_cells() -> dict[str, Cell]:
    read = allow(*READERS)
    write = allow(*WRITERS)
    return {
        "exercises": Cell(read, args=_group),
        "exercise_new": Cell(allow(*MEMBERS), allow(*MEMBERS, status=422), _group),
        "exercises_docx": Cell(read, args=_group),
        "exercise_waiting": Cell(allow(*ROLES), school_wide=True),
        "exercise_preview": Cell(NO_GET, allow(*ROLES), school_wide=True),
        "exercise_blank": Cell(allow(*ROLES), args=lambda school: ["review"], school_wide=True),
        "exercise_edition": Cell(read, args=_of(_edition)),
        "exercise": Cell(read, args=_of(approved)),
        "exercise_head": Cell(write, allow(*WRITERS, status=422), _of(written)),
        # The leader comes first and takes it out: afterwards only those find it who may bring it back.
        "exercise_drop": Cell(write, allow(*WRITERS, status=302), _of(started), otherwise=404),
        "exercise_restore": Cell(NO_GET, allow(*WRITERS, status=302), _of(dropped)),
        "exercise_submit": Cell(NO_GET, allow(*WRITERS, status=422), _of(written)),
        "exercise_withdraw": Cell(NO_GET, allow(*WRITERS, status=302), _of(submitted)),
        "exercise_review": Cell(allow("mentee"), allow("mentee", status=422), _of(submitted)),
        "exercise_reopen": Cell(write, allow(*WRITERS, status=302), _of(approved)),
        "exercise_use": Cell(NO_GET, allow(*MEMBERS, status=302), _of(approved)),
        "exercise_item_new": Cell(write, allow(*WRITERS, status=422), _of(written)),
        "exercise_docx": Cell(read, args=_of(written, "teacher")),
        "exercise_item": Cell(write, allow(*WRITERS, status=422), _of(_item)),
        "exercise_item_move": Cell(NO_GET, allow(*WRITERS, status=302), _of(_item)),
        "exercise_item_remove": Cell(write, allow(*WRITERS, status=302), _of(_item), otherwise=404),
        "exercise_item_restore": Cell(NO_GET, allow(*WRITERS, status=302), _of(item_removed)),
        "exercise_figure": Cell(read, args=_of(with_figure)),
        "exercise_feedback": Cell(read, allow("leader", "teacher", status=422), _of(used)),
        "exercise_forget": Cell(allow("leader", "teacher"), allow("leader", "teacher", status=302), _of(used)),
        "exercise_use_restore": Cell(NO_GET, allow("leader", "teacher", status=302), _of(forgotten)),
    }


def homework_cells() -> dict[str, Cell]:
    read = allow(*READERS)
    return {
        "homework_lists": Cell(read, allow(*MEMBERS, status=422), _group),
        "homework_ceiling": Cell(allow("office", "admin"), allow("office", "admin", status=422), school_wide=True),
        "homework_blank": Cell(allow(*ROLES), school_wide=True),
        "homework": Cell(read, args=_of(homework_list)),
        "homework_edit": Cell(allow(*MEMBERS), allow(*MEMBERS, status=422), _of(homework_list)),
        "homework_drop": Cell(allow(*MEMBERS), allow(*MEMBERS, status=302), _of(homework_list), otherwise=404),
        "homework_restore": Cell(NO_GET, allow(*MEMBERS, status=302), _of(list_dropped)),
        "homework_docx": Cell(read, args=_of(homework_list)),
    }


def _picture(school: SmallSchool) -> list[Any]:
    return [showcases.shown(school).small.key]


def _works(school: SmallSchool) -> list[Any]:
    return [showcases.shown(school, pupils=[showcases.pupil(school)]).showcase_id]


def showcase_cells() -> dict[str, Cell]:
    read, keep = allow(*READERS), allow(*MEMBERS)
    designed = _of(showcases.designed)
    return {
        "showcases": Cell(read, args=_group),
        "showcase_new": Cell(keep, allow(*MEMBERS, status=422), _group),
        "showcase_blank": Cell(allow(*ROLES), school_wide=True),
        "showcase": Cell(read, args=designed),
        "showcase_design": Cell(keep, allow(*MEMBERS, status=422), designed),
        "showcase_review": Cell(keep, allow(*MEMBERS, status=422), designed),
        "showcase_remove": Cell(keep, allow(*MEMBERS, status=302), designed),
        "showcase_restore": Cell(NO_GET, allow(*MEMBERS, status=302), _of(showcases.taken_out)),
        "showcase_docx": Cell(read, args=designed),
        "showcase_works": Cell(keep, allow(*MEMBERS, status=302), _works),
        "showcase_add": Cell(NO_GET, allow(*MEMBERS, status=422), designed),
        "showcase_wall": Cell(read, args=designed),
        "showcase_work_restore": Cell(NO_GET, allow("leader", status=302), _of(showcases.taken_down)),
        "showcase_comment": Cell(NO_GET, allow(*READERS, status=422), _of(showcases.shown)),
        "showcase_take_comment": Cell(NO_GET, allow("leader", "teacher", status=302), _of(showcases.commented)),
        "showcase_picture": Cell(read, args=_picture),
    }


MATRIX = {f"items:{name}": cell for name, cell in (exercise_cells() | homework_cells() | showcase_cells()).items()}
