"""What the sheet and scripts may not contain: nothing above the browser floor, nothing from outside, nothing inline."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import jiaoyan.web

ROOT = Path(jiaoyan.web.__file__).parent
SHEETS = sorted((ROOT / "static/web").glob("*.css"))
SCRIPTS = sorted((ROOT / "static/web").glob("*.js"))
TEMPLATES = sorted((ROOT.parent).glob("*/templates/**/*.html"))
ABOVE_FLOOR = re.compile(
    r"color-mix\(|oklch\(|oklab\(|popover|@container|@scope|@starting-style|field-sizing|text-wrap|light-dark\(|anchor-name|linear\(|round\(|"
    r"(?<![\w-])(?:sin|cos|tan)\(|interpolate-size|::details-content|view-transition|@property"
)
OUTSIDE = re.compile(r"""(?:https?:)?//[a-z0-9-]+\.[a-z]""")


def nested_rules(css: str) -> list[str]:
    """Selectors of style rules that stand inside another style rule (at-rules may nest)."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    found, stack = [], []
    for prelude, mark in re.findall(r"([^{};]*)([{};])", css):
        if mark == "{":
            selector = prelude.strip()
            if not selector.startswith("@") and any(not outer.startswith("@") for outer in stack):
                found.append(selector)
            stack.append(selector)
        elif mark == "}":
            stack.pop()
    return found


def test_nested_rule_is_found() -> None:
    assert nested_rules("@media print { .a { color: red; .b { color: blue } } }") == [".b"]
    assert nested_rules("@layer x { @media print { .a { color: red } } }") == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_sheet_stays_on_the_browser_floor(sheet: Path) -> None:
    css = sheet.read_text(encoding="utf-8")
    body = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    assert not ABOVE_FLOOR.findall(body)
    assert nested_rules(css) == []
    assert "&" not in body


@pytest.mark.parametrize("asset", [*SHEETS, *SCRIPTS], ids=lambda path: path.name)
def test_asset_asks_for_nothing_outside(asset: Path) -> None:
    assert not OUTSIDE.findall(asset.read_text(encoding="utf-8"))


def test_own_sheet_is_small() -> None:
    assert (ROOT / "static/web/jiaoyan.css").stat().st_size <= 30 * 1024


def test_layers_are_declared_in_their_order() -> None:
    assert "@layer tokens, base, layout, parts, print;" in (ROOT / "static/web/jiaoyan.css").read_text(encoding="utf-8")


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_script_runs_under_the_strict_policy(script: Path) -> None:
    code = script.read_text(encoding="utf-8")
    assert not re.findall(r"\beval\(|new Function|innerHTML|document\.write|setAttribute\(\"style\"", code)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_template_has_nothing_inline_and_nothing_from_outside(template: Path) -> None:
    html = template.read_text(encoding="utf-8")
    assert not re.findall(r"<style|<script(?![^>]*\ssrc=)|\sstyle=|\son(?!ce=)[a-z]+=|\|safe\b|href=\"javascript", html)
    assert not OUTSIDE.findall(html)
    assert "{{ attrs }}" not in html


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2.1 contrast ratio of two #rrggbb colours."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


TOKENS = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", (ROOT / "static/web/jiaoyan.css").read_text(encoding="utf-8")))


@pytest.mark.parametrize("ground", ["paper", "sheet", "wash"])
@pytest.mark.parametrize("ink", ["ink", "ink-soft", "ink-faint", "red", "green"])
def test_every_ink_is_readable_on_every_ground(ink: str, ground: str) -> None:
    assert contrast(TOKENS[ink], TOKENS[ground]) >= 4.5


def test_marks_are_readable_on_their_wash_and_borders_of_inputs_visible() -> None:
    assert contrast(TOKENS["red"], TOKENS["red-wash"]) >= 4.5
    assert contrast(TOKENS["green"], TOKENS["green-wash"]) >= 4.5
    assert contrast(TOKENS["rule-strong"], TOKENS["sheet"]) >= 3
