"""Counted figures of a term, each with exactly the records it counts; live while a summary is written, kept when it is handed in. 数字"""

from jiaoyan.planning.figures.figure import Figure, Figures, Record
from jiaoyan.planning.figures.kept import Lost, figures_for, freeze, lost_since, thaw
from jiaoyan.planning.figures.live import facts_in, figures_in, figures_of, known_names, texts_of
from jiaoyan.planning.figures.reading import Reading, read

__all__ = [
    "Figure",
    "Figures",
    "Lost",
    "Reading",
    "Record",
    "facts_in",
    "figures_for",
    "figures_in",
    "figures_of",
    "freeze",
    "known_names",
    "lost_since",
    "read",
    "texts_of",
    "thaw",
]
