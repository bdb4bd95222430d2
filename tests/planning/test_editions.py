"""A second edition of a plan beside the one that was approved before."""

from __future__ import annotations

from jiaoyan.planning.editions import parts_of, since_last_approved
from jiaoyan.planning.models import KeyPoint
from tests.conftest import TODAY, SmallSchool
from tests.planning.builders import approved, fresh, reopened, started, submitted
from tests.planning.pages import SignIn, said, url


def test_plan_that_was_never_approved_has_nothing_to_compare_with(here: SmallSchool) -> None:
    assert since_last_approved(started(here)) is None


def test_reopened_plan_that_nobody_touched_changes_nothing(here: SmallSchool) -> None:
    assert since_last_approved(reopened(here, TODAY)) == []


def test_rows_added_removed_and_changed_are_told_part_by_part(here: SmallSchool) -> None:
    plan = approved(here)
    first, second = plan.key_points.all()[:2]
    KeyPoint.objects.filter(pk=first.pk).update(measure="每周一练，当天批改", due_week=None)
    second.delete()
    plan.division.all().delete()
    plan.arrangement.filter(number=2).update(remarks=["带上错例本"])

    found = {part.title: part for part in since_last_approved(fresh(plan)) or []}

    assert list(found) == ["工作要点", "分工与合作", "表1 工作安排"]
    assert sorted(change.state for change, _ in found["工作要点"].shown) == ["changed", "removed"]
    assert ("措施", "每周一练，当天批改") in [cell[:2] for _, cells in found["工作要点"].shown for cell in cells]
    assert found["分工与合作"].became_empty
    assert [cell[1] for cell in found["表1 工作安排"].shown[0][1] if cell[0] == "备注"] == ["1、带上错例本"]


def test_every_row_has_a_cell_for_every_column(here: SmallSchool) -> None:
    for part in parts_of(started(here)):
        assert {len(cells) for _, cells in part.rows} <= {len(part.columns)}, part.key


def test_edition_kept_before_columns_were_added_is_still_compared(here: SmallSchool) -> None:
    plan = approved(here)
    edition = plan.editions.get()
    edition.content = {"division": [[key, cells[:2]] for key, cells in edition.content["division"]]}
    edition.save()

    titles = [part.title for part in since_last_approved(fresh(plan)) or []]

    assert "分工与合作" in titles


def test_edition_without_its_content_is_not_compared(here: SmallSchool) -> None:
    plan = approved(here)
    plan.editions.update(content={})
    assert since_last_approved(fresh(plan)) is None


def test_approver_sees_what_changed_before_deciding(here: SmallSchool, client_as: SignIn) -> None:
    plan = reopened(here, TODAY)
    KeyPoint.objects.filter(pk=plan.key_points.all()[0].pk).update(content="读透圆的两条计算线")
    client_as("leader").post(url(here, "submit"), {"version": fresh(plan).version})

    page = said(client_as("head").get(url(here, "decide")))

    assert "与上一次通过的相比" in page
    assert "读透圆的两条计算线" in page


def test_first_edition_is_decided_on_without_a_comparison(here: SmallSchool, client_as: SignIn) -> None:
    submitted(here)
    assert "与上一次通过的相比" not in said(client_as("head").get(url(here, "decide")))
