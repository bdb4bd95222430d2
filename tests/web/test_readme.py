from __future__ import annotations

import re
from pathlib import Path

import pytest

import jiaoyan.web

ROOT = Path(jiaoyan.web.__file__).parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMPONENTS = {path.stem.replace("_", "-"): path.read_text(encoding="utf-8") for path in (ROOT / "templates/cotton").glob("*.html")}
# One row per component; a row may name the parts that only stand inside it.
ROWS = {name: row for row in README.splitlines() if row.startswith("| `<c-") for name in re.findall(r"<c-([a-z-]+)", row)}


def test_readme_names_exactly_the_components_there_are() -> None:
    assert set(ROWS) == set(COMPONENTS)


@pytest.mark.parametrize("name", sorted(COMPONENTS))
def test_every_attribute_of_a_component_is_in_the_readme(name: str) -> None:
    declared = re.search(r"<c-vars ([^/]*)/>", COMPONENTS[name])
    attributes = re.findall(r":?([a-z-]+)=", declared[1]) if declared else []
    assert [attribute for attribute in attributes if not re.search(rf"\b{attribute}\b", ROWS[name])] == []
