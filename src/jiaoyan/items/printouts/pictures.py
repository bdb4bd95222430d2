"""The figure of an item as a picture for print."""

from __future__ import annotations

from jiaoyan.documents.blocks import Picture
from jiaoyan.documents.item_text import figures_in
from jiaoyan.items.models import ExerciseItem
from jiaoyan.schools import files
from jiaoyan.schools.files import DamagedFile

WIDTH_MM = 60.0


def figures_of(item: ExerciseItem) -> dict[str, Picture]:
    """The figure under every name the stem calls it by (the beginning of its hash), or under its whole hash; empty without one.

    A file that is damaged or gone is left out: the rest of the exercise prints all the same.
    """
    if item.figure is None:
        return {}
    try:
        data = files.read(item.figure)
    except (DamagedFile, OSError):
        return {}
    picture = Picture(data, f"第{item.number}题图", WIDTH_MM)
    called = [figure.key for figure in figures_in(item.stem) if item.figure.sha256.startswith(figure.key)]
    return dict.fromkeys(called or [item.figure.sha256], picture)
