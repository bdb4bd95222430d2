"""Counted figures of a term, each with exactly the records it counts; live while a summary is written, kept when it is handed in. 数字"""

from jiaoyan.planning.figures.figure import Figure, Figures, Record
from jiaoyan.planning.figures.kept import (
    Lost,
    figures_for,
    figures_named,
    freeze,
    frozen_records,
    lost_since,
    names_for,
    thaw,
    thawed_records,
)
from jiaoyan.planning.figures.live import Live, figures_in, figures_of, known_names, live, texts_of, words_in
from jiaoyan.planning.figures.reading import Reading, read

__all__ = [
    "Figure",
    "Figures",
    "Live",
    "Lost",
    "Reading",
    "Record",
    "figures_for",
    "figures_in",
    "figures_named",
    "figures_of",
    "freeze",
    "frozen_records",
    "known_names",
    "live",
    "lost_since",
    "names_for",
    "read",
    "texts_of",
    "thaw",
    "thawed_records",
    "words_in",
]
