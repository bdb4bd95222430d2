"""What is sent again is answered as saved; over somebody else's words it is refused, and what comes back does not stand beside its equal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from jiaoyan.items.actions import showcase as actions
from jiaoyan.items.actions import showcase_works as works
from jiaoyan.items.actions.problems import CannotSave, ChangedMeanwhile
from jiaoyan.items.models import Exercise, ShowcaseHomework, Work, WorkComment, WorkMember
from jiaoyan.items.rules.showcase import Criterion, Task, TypedCount
from jiaoyan.schools import files
from jiaoyan.schools.models import HistoryLine
from tests.conftest import TODAY, SmallSchool
from tests.items.builders import ALL_CHECKED, place_of, submitted, written
from tests.items.showcase_builders import HEAD, RUBRIC, added, commented, designed, fresh, pupil, started, taken_out, told


@pytest.fixture(autouse=True)
def _own_files(tmp_path: Path, settings: Any) -> None:
    settings.FILES_ROOT = tmp_path / "files"


def lines_of(*verbs: str) -> int:
    return HistoryLine.objects.filter(verb__in=verbs).count()


def save_design(here: SmallSchool, row: ShowcaseHomework, version: int, criteria: tuple[Criterion, ...] = RUBRIC, **head: Any) -> None:
    people = [here.people["mentee"], here.people["teacher"]]
    tasks = [Task("剪一剪", 15), Task("写一写")]
    actions.save_design(
        by=here.actor("leader"), showcase=row, version=version, designers=people, tasks=tasks, criteria=criteria, **(HEAD | head)
    )


def save_exhibition(here: SmallSchool, row: ShowcaseHomework, version: int, handed_in: int, review: str = "说得清。") -> None:
    actions.save_exhibition(
        by=here.actor("leader"),
        showcase=row,
        version=version,
        evaluators=[here.people["mentee"]],
        counts=[TypedCount(here.classes[0].pk, False, handed_in, 3)],
        today=TODAY,
        exhibition_day=TODAY,
        exhibition_place="三楼走廊",
        exhibition_form="board",
        review=review,
    )


def test_design_sent_again_is_stored_once(here: SmallSchool) -> None:
    row = started(here)
    before = lines_of("showcase")
    for _ in range(2):
        save_design(here, row, 1)
    assert (lines_of("showcase"), fresh(here, row).version) == (before + 1, 2)


@pytest.mark.parametrize("mine", [{"theme": "别的"}, {"criteria": RUBRIC[:2]}])
def test_other_design_over_words_not_seen_is_refused_and_those_stay(here: SmallSchool, mine: dict[str, Any]) -> None:
    row = started(here)
    save_design(here, row, 1)
    with pytest.raises(ChangedMeanwhile) as refused:
        save_design(here, row, 1, **mine)
    assert (refused.value.theirs.theme, refused.value.theirs.criteria.count()) == (HEAD["theme"], 3)


def test_exhibition_sent_again_is_stored_once_and_other_counts_are_refused(here: SmallSchool) -> None:
    row = designed(here)
    before = lines_of("showcase")
    for _ in range(2):
        save_exhibition(here, row, row.version, 30)
    assert (lines_of("showcase"), fresh(here, row).version) == (before + 1, row.version + 1)
    with pytest.raises(ChangedMeanwhile):
        save_exhibition(here, row, row.version, 31)
    assert fresh(here, row).counts.get().handed_in == 30


def test_words_about_a_work_sent_again_are_stored_once(here: SmallSchool) -> None:
    work, team = added(here), [pupil(here), pupil(here, code="20190102", name="何一")]
    for _ in range(2):
        stored = told(here, work, form="team", pupils=team)
        assert stored.version == 2
    assert (lines_of("work"), WorkMember.objects.count()) == (1, 2)


@pytest.mark.parametrize("mine", [{"title": "别的"}, {"form": "team"}])
def test_other_words_about_a_work_are_refused_with_those_that_stand(here: SmallSchool, mine: dict[str, Any]) -> None:
    work = added(here)
    told(here, work, pupils=[pupil(here)])
    with pytest.raises(ChangedMeanwhile) as refused:
        told(here, work, **mine)
    assert refused.value.theirs.title == "把它变成长方形"
    assert Work.objects.get().pupil is not None


def test_showcase_does_not_come_back_beside_one_of_its_theme(here: SmallSchool) -> None:
    row = taken_out(here)
    again = started(here, row.theme)
    assert again.pk != row.pk
    with pytest.raises(CannotSave, match="不能再恢复"):
        actions.restore_showcase(by=here.actor("leader"), showcase=row)
    actions.remove_showcase(by=here.actor("leader"), showcase=again)
    for _ in range(2):
        actions.restore_showcase(by=here.actor("leader"), showcase=row)
    assert ShowcaseHomework.objects.get(removed_at__isnull=True) == row
    assert lines_of("showcase_back") == 1


def test_refused_return_of_a_showcase_is_said_on_the_page(here: SmallSchool, client_as: Any) -> None:
    row = taken_out(here)
    started(here, row.theme)
    page = client_as("leader").post(reverse("items:showcase_restore", args=[row.pk]), follow=True)
    assert "不能再恢复同名的一份" in page.content.decode()


def test_work_and_comment_made_again_are_the_ones_taken_out(here: SmallSchool) -> None:
    work = added(here)
    comment = commented(here, work)
    works.remove_comment(by=here.actor("teacher"), comment=comment)
    assert commented(here, work) == comment
    works.remove_work(by=here.actor("leader"), place=place_of(here), work=work)
    works.add_works(
        by=here.actor("leader"),
        showcase=work.showcase,
        school_class=work.school_class,
        pictures=[works.WorkPicture(*_laid_again(work), source_hash=work.source_hash)],
    )
    before = HistoryLine.objects.count()
    works.restore_comment(by=here.actor("teacher"), comment=comment)
    works.restore_work(by=here.actor("leader"), place=place_of(here), work=work)
    assert WorkComment.objects.get().removed_at is None
    assert Work.objects.get().removed_at is None
    assert HistoryLine.objects.count() == before


def _laid_again(work: Work) -> tuple[Any, Any]:
    return files.lay_down(files.read(work.picture)), files.lay_down(files.read(work.small))


# an exercise on its way through review


def review(client: Client, row: Exercise, version: int, **more: Any) -> str:
    sent = {"version": version, "verdict": "change", "opinion": "再少一道。", "checklist": ["answer"]} | more
    answer = client.post(reverse("items:exercise_review", args=[row.pk]), sent, follow=True)
    return "".join(str(message) for message in answer.context["messages"])


def test_steps_of_an_exercise_sent_twice_are_taken_once(here: SmallSchool, client_as: Callable[[str], Client]) -> None:
    row = written(here)
    author, reviewer = client_as("teacher"), client_as("mentee")

    def step(name: str) -> list[str]:
        version = Exercise.objects.get(pk=row.pk).version
        address = reverse(f"items:exercise_{name}", args=[row.pk])
        answers = [author.post(address, {"version": version, "change": "少了一道"}, follow=True) for _ in range(2)]
        return ["".join(str(message) for message in answer.context["messages"]) for answer in answers]

    assert all("已送" in said for said in step("submit"))
    assert all("已撤回" in said for said in step("withdraw"))
    step("submit")
    version = Exercise.objects.get(pk=row.pk).version
    assert all("意见已送给命制人" in review(reviewer, row, version) for _ in range(2))
    assert all("已送" in said for said in step("submit"))
    assert Exercise.objects.get(pk=row.pk).revisions.count() == 1
    version = Exercise.objects.get(pk=row.pk).version
    whole = {"verdict": "pass", "checklist": ALL_CHECKED}
    assert all("已通过" in review(reviewer, row, version, **whole) for _ in range(2))
    assert all("可以修改了" in said for said in step("reopen"))
    assert [lines_of(verb) for verb in ("submit", "withdraw", "return", "approve", "reopen")] == [3, 1, 1, 1, 1]
    assert (Exercise.objects.get(pk=row.pk).reviews.count(), Exercise.objects.get(pk=row.pk).editions.count()) == (2, 1)


@pytest.mark.parametrize("other", [{"verdict": "redo"}, {"opinion": "另一句。"}, {"checklist": []}])
def test_other_review_of_what_was_sent_back_is_not_taken_for_the_one_made(
    here: SmallSchool, client_as: Callable[[str], Client], other: dict[str, Any]
) -> None:
    row = submitted(here)
    reviewer = client_as("mentee")
    review(reviewer, row, row.version)
    said = review(reviewer, row, row.version, **other)
    assert "不在等待审核" in said
    assert other.get("opinion", "再少一道。") in said
    assert Exercise.objects.get(pk=row.pk).reviews.get().opinion == "再少一道。"
