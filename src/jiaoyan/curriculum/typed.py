"""What a person types in curriculum: editions and their catalogue of units and lessons."""

from __future__ import annotations

from jiaoyan.web.typed import Asked

ASKED = (
    Asked("forms.AdoptionForm", "adoption", "各年级用的教材", "grade*=adoption.edition"),
    Asked("forms.EditionForm", "edition", "教材版本", "name printing publisher"),
    Asked("forms.NewEditionForm", "edition", "新的教材版本", "-copied"),
    Asked("forms.CatalogueImportForm", "catalogue", "导入目录", "file -replace"),
    Asked("forms.grid_of", "catalogue", "教材目录", "unit strand lesson periods flex practice"),
)
