"""School scope, history chain and stored files."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import pytest
from django.db import transaction

from jiaoyan.schools import files, history
from jiaoyan.schools.actions.again import only_news
from jiaoyan.schools.models import Group, HistoryLine, Person, StoredFile
from jiaoyan.schools.scope import NoScope, school_scope
from tests.conftest import SmallSchool, TwoSchools


def test_query_without_a_scope_is_refused(two_schools: TwoSchools) -> None:
    with pytest.raises(NoScope):
        list(Group.objects.all())


def test_query_sees_only_the_school_in_scope(two_schools: TwoSchools) -> None:
    for school in (two_schools.here, two_schools.there):
        with school_scope(school.school.pk):
            assert {person.school_id for person in Person.objects.all()} == {school.school.pk}


def test_scope_ends_with_its_block_even_after_an_error(two_schools: TwoSchools) -> None:
    with pytest.raises(ZeroDivisionError), school_scope(two_schools.here.school.pk):
        1 / 0  # noqa: B018
    with pytest.raises(NoScope):
        Group.objects.count()


def test_history_line_outside_a_transaction_is_refused(here: SmallSchool, transactional_db: None) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        history.note(here.actor("leader"), "try", None, "不应写入")


def test_history_chain_is_whole_and_every_tampering_is_found(here: SmallSchool) -> None:
    leader = here.actor("leader")
    for number in range(5):
        with transaction.atomic():
            history.note(leader, "try", here.group, f"第{number}行")
    assert history.broken_at(here.school.pk) is None
    line = HistoryLine.objects.get(number=3)
    HistoryLine.objects.filter(pk=line.pk).update(text="改过")
    assert history.broken_at(here.school.pk) == 3
    HistoryLine.objects.filter(pk=line.pk).update(text=line.text)
    assert history.broken_at(here.school.pk) is None
    HistoryLine.objects.filter(number=5).delete()
    assert history.broken_at(here.school.pk) == 5
    HistoryLine.objects.filter(number=2).delete()
    assert history.broken_at(here.school.pk) == 3 or history.broken_at(here.school.pk) == 2


def test_write_that_fails_leaves_no_history_line(here: SmallSchool) -> None:
    before = HistoryLine.objects.count()

    def write_and_fail() -> None:
        with transaction.atomic():
            history.note(here.actor("leader"), "try", None, "会撤回")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    assert HistoryLine.objects.count() == before


@pytest.fixture
def files_root(tmp_path: Path, settings: object) -> Path:
    settings.FILES_ROOT = tmp_path / "files"  # type: ignore[attr-defined]
    return tmp_path / "files"


def test_lines_gathered_of_several_deeds_continue_the_chain_in_their_order(here: SmallSchool) -> None:
    leader = here.actor("leader")
    with school_scope(here.school.pk), transaction.atomic():
        history.note(leader, "try", None, "在前")
        with history.gathered():
            for number in range(3):
                history.note(leader, "try", here.group, f"第{number}行")
            assert not HistoryLine.objects.filter(text="第0行").exists()
        history.note(leader, "try", None, "在后")
        texts = list(HistoryLine.objects.order_by("number").values_list("text", flat=True))
        assert texts[-5:] == ["在前", "第0行", "第1行", "第2行", "在后"]
        assert history.broken_at(here.school.pk) is None


def test_a_gathering_that_fails_leaves_no_line(here: SmallSchool) -> None:
    with school_scope(here.school.pk):
        before = HistoryLine.objects.count()
        with pytest.raises(ZeroDivisionError):
            _gather_and_fail(here)
        assert HistoryLine.objects.count() == before
        assert history.broken_at(here.school.pk) is None


def _gather_and_fail(here: SmallSchool) -> None:
    with transaction.atomic(), history.gathered():
        history.note(here.actor("leader"), "try", None, "会撤回")
        raise ZeroDivisionError


def test_gathered_line_of_a_deed_that_was_rolled_back_is_not_written(here: SmallSchool) -> None:
    leader = here.actor("leader")
    with school_scope(here.school.pk), transaction.atomic():
        with history.gathered():
            history.note(leader, "try", None, "在前")
            with suppress(ZeroDivisionError), transaction.atomic():
                history.note(leader, "try", None, "会撤回")
                raise ZeroDivisionError
            with transaction.atomic():
                history.note(leader, "try", None, "在后")
        assert list(HistoryLine.objects.filter(verb="try").order_by("number").values_list("text", flat=True)) == ["在前", "在后"]
        assert history.broken_at(here.school.pk) is None


def test_form_sent_again_while_lines_are_gathered_leaves_one_line(here: SmallSchool) -> None:
    leader = here.actor("leader")
    with school_scope(here.school.pk), transaction.atomic():
        with history.gathered():
            for _ in range(2):
                with only_news(here.group, stale=False):
                    type(here.group).objects.filter(pk=here.group.pk).update(name="新的组名")
                    history.note(leader, "try", here.group, "改名")
        assert HistoryLine.objects.filter(verb="try").count() == 1
        assert history.broken_at(here.school.pk) is None


def test_gathering_outside_a_transaction_is_refused(here: SmallSchool, transactional_db: None) -> None:
    with pytest.raises(transaction.TransactionManagementError), history.gathered():
        pass


@pytest.mark.parametrize(
    ("name", "kept_as"), [("长" * 150 + ".docx", "长" * 115 + ".docx"), ("长" * 150, "长" * 120), ("教案.docx", "教案.docx")]
)
def test_a_very_long_name_keeps_its_ending(here: SmallSchool, files_root: Path, name: str, kept_as: str) -> None:
    assert files.keep(b"x", name=name, content_type="text/plain", by=here.actor("leader")).name == kept_as


def test_stored_file_reads_back_and_damage_is_noticed(here: SmallSchool, files_root: Path) -> None:
    kept = files.keep("内容".encode(), name="台账.docx", content_type="text/plain", by=here.actor("leader"))
    assert files.read(kept) == "内容".encode()
    files.path_of(kept.key).write_bytes(b"other")
    with pytest.raises(files.DamagedFile):
        files.read(kept)


def test_file_whose_row_was_rolled_back_is_swept_and_others_stay(here: SmallSchool, files_root: Path) -> None:
    kept = files.keep(b"kept", name="a", content_type="text/plain", by=here.actor("leader"))
    lost: list[StoredFile] = []

    def keep_and_fail() -> None:
        with transaction.atomic():
            lost.append(files.keep(b"lost", name="b", content_type="text/plain", by=here.actor("leader")))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        keep_and_fail()
    for path in files_root.glob("*/*"):
        os.utime(path, (1, 1))
    assert files.sweep() == 1
    assert files.path_of(kept.key).exists()
    assert not files.path_of(lost[0].key).exists()
    assert list(StoredFile.objects.values_list("key", flat=True)) == [kept.key]


def test_full_disk_leaves_neither_file_nor_row(here: SmallSchool, files_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        files.keep(b"x" * 100, name="a", content_type="text/plain", by=here.actor("leader"))
    assert list(files_root.glob("*/*")) == []
    assert StoredFile.objects.count() == 0
