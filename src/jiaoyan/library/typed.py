"""What a person types in library: resources and the study of the textbook."""

from __future__ import annotations

from jiaoyan.web.typed import Asked

ASKED = (
    Asked("forms.FileForm", "resource", "资源的一稿", "file words final", kind="resource"),
    Asked("forms.WholeBookForm", "textbook_study", "通读全册", "whole_book", kind="textbook_study"),
    Asked("forms.units_grid", "textbook_study", "单元的重点、难点、易错", "central difficulty mistakes final", kind="textbook_study"),
)
