"""``jiaoyan privacy``: a preview changes nothing, ``--yes`` does it, and a person nobody knows is said."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from tests.conftest import run_jiaoyan

HERE = ("--school", "qinghe")


def one(data: Path, sql: str) -> str:
    with sqlite3.connect(data / "jiaoyan.sqlite3") as database:
        (value,) = database.execute(sql).fetchone()
    return str(value)


@pytest.fixture
def code(example_data: Path) -> str:
    """A pupil of the first school, made one who left long ago."""
    chosen = one(
        example_data, "SELECT min(code) FROM schools_pupil WHERE school_id = (SELECT id FROM schools_school WHERE code = 'qinghe')"
    )
    with sqlite3.connect(example_data / "jiaoyan.sqlite3") as database:
        database.execute(
            "UPDATE schools_enrolment SET starts = '2021-09-01', ends = '2022-01-01' WHERE pupil_id = (SELECT id FROM schools_pupil WHERE code = ?)",
            [chosen],
        )
    return chosen


def pupils(data: Path) -> int:
    return int(one(data, "SELECT count(*) FROM schools_pupil"))


def test_export_writes_a_sheet_and_all_data(example_data: Path, code: str, tmp_path: Path) -> None:
    run_jiaoyan("privacy", "export", "--pupil", code, *HERE, "-o", str(tmp_path / "out"), data=example_data)
    assert (tmp_path / "out" / f"个人信息-{code}.docx").read_bytes().startswith(b"PK")
    assert code in json.loads((tmp_path / "out" / f"个人信息-{code}.json").read_text("utf-8"))["person"]


@pytest.mark.parametrize("deed", ["erase", "purge"])
def test_nothing_changes_without_yes_and_one_pupil_is_gone_with_it(example_data: Path, code: str, deed: str) -> None:
    command = ["privacy", deed, *(["--pupil", code] if deed == "erase" else []), *HERE]
    before = pupils(example_data)
    assert "什么也没有改" in run_jiaoyan(*command, data=example_data).stdout
    assert pupils(example_data) == before
    assert "已抹除" in run_jiaoyan(*command, "--yes", data=example_data).stdout
    assert pupils(example_data) == before - 1
    assert "都完好" in run_jiaoyan("check", data=example_data).stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["erase", "--pupil", "nobody", *HERE], "没有学号"),
        (["export", "--staff", "nobody", *HERE, "-o", "x"], "没有学号或工号"),
        (["purge"], "--school"),
        (["purge", "--school", "nowhere"], "qinghe"),
    ],
)
def test_unknown_person_or_school_exits_with_1(pristine_example: Path, arguments: list[str], said: str) -> None:
    answer = run_jiaoyan("privacy", *arguments, data=pristine_example, check=False)
    assert (answer.returncode, said in answer.stderr, "Traceback" in answer.stderr) == (1, True, False)


def test_privacy_without_a_deed_is_a_usage_error(tmp_path: Path) -> None:
    assert run_jiaoyan("privacy", data=tmp_path, check=False).returncode == 2
