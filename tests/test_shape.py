"""The shape of the house, held by tests: models, rooms, templates, assets."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.urls import NoReverseMatch, reverse

from jiaoyan.schools.models import Removable, SchoolOwned
from jiaoyan.schools.models.base import StandingManager
from tests.test_access_matrix import url_names

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "jiaoyan"
OWNED = [model for model in apps.get_models() if issubclass(model, SchoolOwned)]
SHARED_CATALOGUES = {"TextbookEdition", "Volume", "Unit", "LessonTopic", "Competency"}
BEFORE_ANY_SCHOOL = {"School", "Account", "HistoryHead"}
ROOMS = ["urls", "views", "forms", "actions", "printouts", "facts", "queries", "access", "models", "rules"]
RANK = {"urls": 0, "views": 1, "forms": 2, "actions": 2, "printouts": 3, "facts": 3, "queries": 4, "access": 5, "models": 6, "rules": 7}


@pytest.mark.parametrize("model", OWNED, ids=lambda model: model.__name__)
def test_unique_constraints_and_indexes_of_owned_tables_begin_with_school(model: type[models.Model]) -> None:
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            assert constraint.fields[0] == "school", constraint.name
    for index in model._meta.indexes:
        assert index.fields[0] == "school", index.name


@pytest.mark.parametrize("model", [model for model in OWNED if issubclass(model, Removable)], ids=lambda model: model.__name__)
def test_what_was_taken_out_is_in_nobodys_way_and_in_no_list(model: type[Removable]) -> None:
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            assert "removed_at__isnull" in str(constraint.condition), constraint.name
    assert isinstance(model._default_manager, StandingManager), "related names leave out what was taken out"
    assert "version" in {field.name for field in model._meta.fields}


def test_every_other_table_is_a_shared_catalogue_or_comes_before_any_school() -> None:
    ours = [model for model in apps.get_models() if model.__module__.startswith("jiaoyan.")]
    assert {model.__name__ for model in ours if model not in OWNED} == SHARED_CATALOGUES | BEFORE_ANY_SCHOOL


def test_init_files_are_empty_save_those_that_open_a_folder_of_nouns() -> None:
    full = {str(path.relative_to(SOURCE)) for path in SOURCE.rglob("__init__.py") if path.read_text("utf-8").strip()}
    packages = {path for path in full if path.count("/") == 1}
    assert packages == set()


def test_every_url_name_in_a_template_resolves_to_a_pattern() -> None:
    known = set(url_names())
    for path in SOURCE.rglob("*.html"):
        for name in re.findall(r"{%\s*url\s+['\"]([^'\"]+)['\"]", path.read_text("utf-8")):
            assert name in known, f"{path.relative_to(SOURCE)}: {name}"


def test_templates_and_scripts_hold_no_inline_code_and_no_outside_address() -> None:
    for path in [*SOURCE.rglob("*.html"), *SOURCE.rglob("*.css"), *SOURCE.rglob("*.js")]:
        text = path.read_text("utf-8")
        assert not re.search(r"\sstyle\s*=\s*[\"']", text) or path.suffix != ".html", path
        assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>", text) or path.suffix != ".html", path
        assert (
            not re.search(r"\son(click|change|submit|load|error|input|focus|blur|key\w+|mouse\w+|touch\w+|pointer\w+)\s*=\s*[\"']", text)
            or path.suffix != ".html"
        ), path
        for address in re.findall(r"https?://[^\s\"')]+", text):
            assert "w3.org" in address, f"{path}: {address}"


def test_no_drawer_without_a_subject() -> None:
    drawers = {"utils", "helpers", "common", "services", "managers", "misc"}
    assert [path for path in SOURCE.rglob("*") if path.stem in drawers] == []


def _imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{name.name}" for name in node.names}
        elif isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
    return found


def _room(path: Path) -> str | None:
    parts = path.relative_to(SOURCE).parts
    return parts[1].removesuffix(".py") if len(parts) > 1 else None


def test_rooms_of_a_package_import_only_rooms_to_their_right() -> None:
    wrong = []
    for path in SOURCE.rglob("*.py"):
        package, room = path.relative_to(SOURCE).parts[0], _room(path)
        if room not in RANK or "migrations" in path.parts:
            continue
        for name in _imports(path):
            parts = name.split(".")
            if parts[:2] != ["jiaoyan", package] or len(parts) < 3 or parts[2] not in RANK or parts[2] == room:
                continue
            if RANK[parts[2]] <= RANK[room]:
                wrong.append(f"{path.relative_to(SOURCE)} imports {name}")
    assert wrong == []


def test_another_packages_web_rooms_are_not_imported() -> None:
    wrong = []
    for path in SOURCE.rglob("*.py"):
        package = path.relative_to(SOURCE).parts[0]
        if package in {"config", "cli", "web"}:
            continue
        for name in _imports(path):
            parts = name.split(".")
            if parts[0] == "jiaoyan" and len(parts) > 2 and parts[1] not in {package, "web"} and parts[2] in {"views", "forms", "urls"}:
                wrong.append(f"{path.relative_to(SOURCE)} imports {name}")
    assert wrong == []


def test_pure_rooms_know_neither_django_nor_the_clock() -> None:
    wrong = []
    for path in SOURCE.rglob("*.py"):
        if "rules" not in (path.stem, *path.relative_to(SOURCE).parts):
            continue
        text = path.read_text("utf-8")
        if any(name.split(".")[0] == "django" for name in _imports(path)) or re.search(r"date\.today\(|datetime\.now\(", text):
            wrong.append(str(path.relative_to(SOURCE)))
    assert wrong == []


def test_source_names_no_machine_path_and_no_person_of_the_sources() -> None:
    for path in [
        *SOURCE.rglob("*.py"),
        *SOURCE.rglob("*.html"),
        *SOURCE.rglob("*.toml"),
        *(ROOT / "docs").rglob("*.md"),
        ROOT / "README.md",
    ]:
        text = path.read_text("utf-8")
        assert not re.search(r"(^|[\s\"'(=])/(work|farm|root|tmp)/", text), path
        assert not re.search("张思月|恽蝶|孟河|三河口|吴华媛|郭冬霞", text), path


def test_reversing_a_wrong_name_fails() -> None:
    with pytest.raises(NoReverseMatch):
        reverse("nobody:nothing")
