"""The command line: help, exit statuses, the ledger command."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from jiaoyan.cli.command import parser
from jiaoyan.documents.format_check import check
from tests.conftest import run_jiaoyan


def test_every_command_has_help_in_chinese() -> None:
    (verbs,) = [action for action in parser()._actions if hasattr(action, "choices") and action.choices]
    helps = {choice.dest: choice.help for choice in verbs._choices_actions}
    assert set(helps) == set(verbs.choices)
    assert all(any("\u4e00" <= letter <= "\u9fff" for letter in text) for text in helps.values())


def test_usage_error_exits_with_2(tmp_path: Path) -> None:
    assert run_jiaoyan("ledger", data=tmp_path, check=False).returncode == 2
    assert run_jiaoyan("nonsense", data=tmp_path, check=False).returncode == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["九年级数学备课组"], "可以导出的有"),
        (["五年级数学备课组", "--term", "1999-2000-1"], "没有学期"),
        (["五年级数学备课组", "--term", "上学期"], "没有学期"),
        (["五年级数学备课组", "--school", "nowhere"], "没有代码"),
    ],
)
def test_ledger_that_does_not_exist_exits_with_1_and_says_what_exists(
    pristine_example: Path, tmp_path: Path, arguments: list[str], said: str
) -> None:
    answer = run_jiaoyan("ledger", *arguments, "-o", str(tmp_path / "x.docx"), data=pristine_example, check=False)
    assert answer.returncode == 1
    assert said in answer.stderr
    assert "Traceback" not in answer.stderr
    assert not (tmp_path / "x.docx").exists()


@pytest.mark.parametrize("term", ["2023-2024-1", "2023-2024-2"])
def test_ledger_command_writes_a_word_file_in_the_prescribed_form(pristine_example: Path, tmp_path: Path, term: str) -> None:
    target = tmp_path / "台账.docx"
    run_jiaoyan("ledger", "五年级数学备课组", "--term", term, "-o", str(target), data=pristine_example)
    assert check(target.read_bytes()) == []
    assert "word/document.xml" in zipfile.ZipFile(target).namelist()


def test_remind_command_prints_the_reminder_and_sends_nothing_where_nothing_is_set(pristine_example: Path) -> None:
    plain = run_jiaoyan("remind", "五年级数学备课组", data=pristine_example)
    assert plain.stdout.startswith("各位老师好！")
    assert "周予安" not in plain.stdout
    assert "周予安：" in run_jiaoyan("remind", "五年级数学备课组", "--names", data=pristine_example).stdout
    sent = run_jiaoyan("remind", "五年级数学备课组", "--send", data=pristine_example, check=False)
    assert (sent.returncode, "JIAOYAN_REMIND_WEBHOOK" in sent.stderr) == (1, True)


def test_remind_command_exits_with_1_for_an_unknown_group_and_with_2_without_one(pristine_example: Path) -> None:
    unknown = run_jiaoyan("remind", "九年级数学备课组", data=pristine_example, check=False)
    assert (unknown.returncode, "数学教研组" in unknown.stderr, "Traceback" in unknown.stderr) == (1, True, False)
    assert run_jiaoyan("remind", data=pristine_example, check=False).returncode == 2


def test_password_command_gives_a_one_time_password_for_an_account_and_names_an_unknown_one(example_data: Path) -> None:
    assert "一次性密码" in run_jiaoyan("password", "leader", data=example_data).stdout
    unknown = run_jiaoyan("password", "nobody", data=example_data, check=False)
    assert (unknown.returncode, "没有登录名" in unknown.stderr) == (1, True)
