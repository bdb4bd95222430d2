"""Every place where a person can type something, found in the code itself: fields of forms, columns of grids, inputs written in a template.

Nothing here is a list kept by hand: modules are imported and read, so a new field is found without being announced.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import jiaoyan

SOURCE = Path(jiaoyan.__file__).parent
INPUT = re.compile(r"<(input|textarea|select|c-chips|c-field)\b([^>]*)>", re.DOTALL)
NAME = re.compile(r"""\bname=["']([^"']+)["']""")
UNTYPED = re.compile(r"""\btype=["'](?:hidden|submit|search)["']|\breadonly\b""")


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to fill in. ``name`` as the form calls it, with ``*`` for a number or key in it ("text-*"); ``label`` as the page says, if it is fixed."""

    name: str
    label: str


Places = Mapping[str, tuple[Field, ...]]


@cache
def places() -> Places:
    """Each place ("lessons.forms.observing.ObservationForm", "planning.forms.grids.authoring_grid", "items/exercise.html") with its fields.

    Hidden fields and columns that only show are left out; so are the fields that a form takes over from its parent form, which is a place itself.
    """
    found = {**_forms(), **_grids(), **_templates()}
    return {place: fields for place, fields in sorted(found.items()) if fields}


def package_of(place: str) -> str:
    """The package a place belongs to."""
    return re.split(r"[./]", place)[0]


def _forms() -> dict[str, tuple[Field, ...]]:
    from django.forms import BaseForm

    for module in pkgutil.walk_packages(jiaoyan.__path__, "jiaoyan."):
        if ".migrations" not in module.name and not module.name.endswith((".wsgi", "__main__")):
            importlib.import_module(module.name)
    ours = [form for form in _below(BaseForm) if form.__module__.startswith("jiaoyan.")]
    return {f"{form.__module__.removeprefix('jiaoyan.')}.{form.__qualname__}": _own_fields(form) for form in ours}


def _below(form: type) -> list[type]:
    children: list[type] = form.__subclasses__()
    return [each for child in children for each in (child, *_below(child))]


def _own_fields(form: type) -> tuple[Field, ...]:
    inherited = {name for parent in form.__mro__[1:] for name in getattr(parent, "base_fields", {})}
    fixed = [
        Field(name, str(field.label or ""))
        for name, field in form.base_fields.items()  # type: ignore[attr-defined]
        if name not in inherited and not field.widget.is_hidden
    ]
    made = fields_made(ast.parse(textwrap.dedent(inspect.getsource(form))))
    return tuple({field.name: field for field in (*fixed, *made)}.values())


def fields_made(tree: ast.AST) -> tuple[Field, ...]:
    """Fields a form makes for itself: ``self.fields[name] = SomeField(…)``, ``self.fields.update(…)``, ``self.fields = {name: …}``."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return tuple({field.name: field for function in functions for field in _made_in(function)}.values())


def _made_in(function: ast.FunctionDef) -> Iterator[Field]:
    names = {
        target.id: _text(node.value)
        for node in ast.walk(function)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "self.fields.update":
            yield Field("*", "*")
        if not isinstance(node, ast.Assign):
            continue
        target = node.targets[0]
        if isinstance(node.value, ast.Dict) and ast.unparse(target) == "self.fields":
            yield from (Field(_text(key), "") for key in node.value.keys if key is not None)
        elif isinstance(target, ast.Subscript) and ast.unparse(target.value) == "self.fields":
            name = names.get(target.slice.id, "*") if isinstance(target.slice, ast.Name) else _text(target.slice)
            yield Field(name, _label(node.value))


def _label(node: ast.AST) -> str:
    return next((_text(each.value) for each in getattr(node, "keywords", ()) if each.arg == "label"), "")


def _grids() -> dict[str, tuple[Field, ...]]:
    found: dict[str, tuple[Field, ...]] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" in path.parts or path.is_relative_to(SOURCE / "web"):
            continue
        text = path.read_text("utf-8")
        if "from jiaoyan.web.grid" not in text:
            continue
        tree = ast.parse(text)
        module = ".".join(path.relative_to(SOURCE).with_suffix("").parts)
        for node in tree.body:
            fields = tuple(_columns(node))
            name = getattr(node, "name", "") or ast.unparse(node.targets[0] if isinstance(node, ast.Assign) else node)[:40]
            if fields:
                found[f"{module}.{name}"] = fields
    return found


def _columns(tree: ast.AST) -> Iterator[Field]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Column" and node.args:
            told = [*node.args[1:], *(each.value for each in node.keywords if each.arg in ("label", "kind"))]
            texts = [_text(each) for each in told]
            if "readonly" not in texts:
                yield Field(_text(node.args[0]), texts[0] if texts else "")


def _text(node: ast.AST) -> str:
    """A text as the code writes it, with ``*`` for what it fills in later."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(each) if isinstance(each, ast.Constant) else "*" for each in node.values)
    return "*"


def _templates() -> dict[str, tuple[Field, ...]]:
    found: dict[str, tuple[Field, ...]] = {}
    for path in sorted(SOURCE.glob("*/templates/**/*.html")):
        place = "/".join(path.relative_to(SOURCE).parts[:1] + path.relative_to(SOURCE).parts[3:])
        if place.startswith("web/"):
            continue
        found[place] = inputs_in(path.read_text("utf-8"))
    return found


def inputs_in(page: str) -> tuple[Field, ...]:
    """What a template asks for without a form: inputs by their name, save hidden ones and those that cannot be changed."""
    inputs = [match[2] for match in INPUT.finditer(page) if not UNTYPED.search(match[2])]
    names = [name[1] for told in inputs if (name := NAME.search(told))]
    return tuple(Field(re.sub(r"\{\{.*?\}\}", "*", name), "") for name in dict.fromkeys(names))
