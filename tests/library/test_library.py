"""Textbook study and resources: what is written, by whom, in which versions, and what counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from jiaoyan.library import access, actions, facts, printouts, queries, rules
from jiaoyan.library.models import Resource
from jiaoyan.schools import files
from jiaoyan.schools.access import NotAllowed
from jiaoyan.schools.actions.approval import ChangedMeanwhile
from jiaoyan.schools.models import HistoryLine
from jiaoyan.schools.rules.problem import RowsAtFault
from jiaoyan.schools.scope import school_scope
from tests.conftest import TODAY, SmallSchool, TwoSchools
from tests.library.builders import WHOLE, given, resource, words, written

SignIn = Callable[[str], Client]


def save(school: SmallSchool, by: str = "leader", version: int = 1, **more: Any) -> Any:
    values: dict[str, Any] = {"whole_book": WHOLE, "units": [words(school)], "allowed": queries.units_of(school.group, school.term)} | more
    return actions.save_study(by=school.actor(by), group=school.group, term=school.term, version=version, day=TODAY, **values)


def test_a_step_is_final_when_each_of_its_records_is() -> None:
    assert rules.state_of([]) is rules.StepState.NOT_BEGUN
    assert rules.state_of([True, False]) is rules.StepState.DOING
    assert rules.state_of([True, True]) is rules.StepState.FINAL


def test_a_study_without_words_has_not_begun_even_if_somebody_called_it_final() -> None:
    assert rules.study_state("", "", "", final=True) is rules.StepState.NOT_BEGUN
    assert rules.study_state("等式", "", "", final=False) is rules.StepState.DOING


def test_saving_the_study_stores_only_what_changed_and_says_so(two_schools: TwoSchools) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        study = written(school)
        assert study.version == 1
        assert HistoryLine.objects.filter(verb="study").count() == 1
        save(school)
        assert HistoryLine.objects.filter(verb="study").count() == 1, "nothing changed: no line, no new version"
        save(school, units=[words(school, key="等式的性质和解方程")])
        line = HistoryLine.objects.filter(verb="study").latest("number")
        assert "简易方程" in line.text
        assert "通读全册" not in line.text


def test_study_sent_again_from_the_same_page_is_stored_once_and_another_refused(two_schools: TwoSchools, client_as: SignIn) -> None:
    school = two_schools.here
    url = reverse("library:study_edit", args=[school.group.pk, school.term.key])
    client = client_as("teacher")
    form = sheet(school, client, whole_book="先学方程。")
    assert [client.post(url, form).status_code for _ in range(2)] == [302, 302]
    with school_scope(school.school.pk):
        assert HistoryLine.objects.filter(verb="study").count() == 1
    answer = client.post(url, form | {"units-0-central": "另一个重点"})
    assert answer.status_code == 422
    assert answer.content.decode().count("已被别人改过") == 1


def test_version_sent_again_is_one_version_and_another_file_over_it_is_refused(two_schools: TwoSchools) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        one, by = resource(school), school.actor("teacher")
        told: dict[str, Any] = {"resource": one, "version": 1, "words": "加了练习", "day": TODAY, "final": True}
        for _ in range(2):
            row = actions.give_version(by=by, given=given("二稿.docx"), **told)
        assert (row.version, row.versions.count()) == (2, 2)
        assert HistoryLine.objects.filter(verb="version").count() == 1
        other = actions.Given(files.lay_down(b"another plan"), "三稿.docx", "application/octet-stream")
        with pytest.raises(ChangedMeanwhile):
            actions.give_version(by=by, given=other, **told)
        with pytest.raises(ChangedMeanwhile):
            actions.give_version(by=school.actor("leader"), given=given("二稿.docx"), **told)


def test_file_of_the_first_version_given_anew_is_a_second_version(two_schools: TwoSchools) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        one = resource(school)
        actions.give_version(by=school.actor("leader"), resource=one, version=1, given=given(), words="", day=TODAY, final=False)
        assert one.versions.count() == 2


def test_resource_given_again_meanwhile_keeps_the_removed_one_out_and_the_page_says_so(two_schools: TwoSchools, client_as: SignIn) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        gone = resource(school)
        actions.remove_resource(by=school.actor("leader"), resource=gone, version=1)
        again = resource(school)
    answer = client_as("leader").post(reverse("library:resource_state", args=[gone.pk, "restore"]), follow=True)
    assert "已经重新上传，不用再恢复" in answer.content.decode()
    with school_scope(school.school.pk):
        assert queries.resources_of(school.group, school.term) == [again]


def test_a_unit_is_not_final_while_something_is_missing(two_schools: TwoSchools) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        written(school)
        with pytest.raises(RowsAtFault) as refused:
            save(school, units=[words(school, mistakes=" ")])
        assert "易错" in refused.value.problems[0].message
        study = queries.study_of(school.group, school.term)
        assert study is not None
        assert study.units.get().mistakes == "解完方程忘记检验"


def test_a_unit_of_another_book_is_not_stored(two_schools: TwoSchools) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        save(school, version=0, units=[words(school)], allowed=[])
        study = queries.study_of(school.group, school.term)
        assert study is not None
        assert not study.units.exists()


def test_two_people_writing_the_study_notice_each_other(two_schools: TwoSchools) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        written(school)
        save(school, units=[words(school, key="新的重点")])
        with pytest.raises(ChangedMeanwhile):
            save(school, version=1, units=[words(school, key="另一个重点")])


def test_the_day_a_unit_became_final_stays_when_its_words_are_corrected(two_schools: TwoSchools) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        study = written(school)
        first = study.units.get().final_on
        save(school, units=[words(school, key="等式的性质（一）")])
        assert study.units.get().final_on == first == TODAY
        save(school, version=2, units=[words(school, final=False)])
        assert study.units.get().final_on is None


def test_a_newer_version_leaves_the_former_one_readable(two_schools: TwoSchools) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        one = resource(school)
        actions.give_version(
            by=school.actor("teacher"), resource=one, version=one.version, given=given("二稿.docx"), words="加了练习", day=TODAY, final=True
        )
        again = Resource.objects.get()
        assert [(each.number, each.file.name) for each in again.versions.all()] == [(1, "电子教案.docx"), (2, "二稿.docx")]
        assert again.final
        with pytest.raises(ChangedMeanwhile):
            actions.give_version(
                by=school.actor("leader"), resource=one, version=one.version, given=given(), words="", day=TODAY, final=False
            )


def test_only_giver_and_leader_take_a_resource_out_and_it_comes_back(two_schools: TwoSchools) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        one = resource(school, by="teacher")
        with pytest.raises(NotAllowed):
            actions.remove_resource(by=school.actor("mentee"), resource=one, version=1)
        actions.remove_resource(by=school.actor("leader"), resource=one, version=1)
        assert queries.resources_of(school.group, school.term) == []
        for _ in range(2):
            actions.restore_resource(by=school.actor("teacher"), resource=one)
        assert queries.resources_of(school.group, school.term) == [one]
        assert HistoryLine.objects.filter(verb="resource_back").count() == 1


def test_reading_and_the_filter_agree_for_everybody(two_schools: TwoSchools) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        one = resource(school)
        for name in school.people:
            actor = school.actor(name)
            seen = Resource.objects.filter(access.visible_to(actor)).exists()
            assert seen == access.may_read(actor, one), name
    with school_scope(two_schools.there.school.pk):
        stranger = two_schools.there.actor("neighbour")
        assert not access.may_read(stranger, one)


def test_final_studies_and_standing_resources_count_for_person_and_groups(two_schools: TwoSchools, extent: Callable[..., Any]) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        written(school)
        resource(school, by="teacher")
        gone = resource(school, title="删去的")
        actions.remove_resource(by=school.actor("leader"), resource=gone, version=1)
        found = list(facts.facts(extent(school)))
        assert [(fact.kind, fact.day) for fact in found] == [("textbook_study", TODAY), ("resource", TODAY)]
        whose = {(subject.kind, subject.id) for subject in found[1].subjects}
        assert whose == {("person", school.people["teacher"].pk), ("group", school.group.pk), ("group", school.research.pk)}
        alone = replace(extent(school), day=TODAY)
        assert len(list(facts.facts(alone))) == 2


def test_a_final_unit_counts_for_who_finished_it_and_not_for_who_corrects_it_later(
    two_schools: TwoSchools, extent: Callable[..., Any]
) -> None:
    school = two_schools.here

    def whose() -> set[int]:
        [fact] = facts.facts(extent(school))
        return {subject.id for subject in fact.subjects if subject.kind == "person"}

    with school_scope(school.school.pk):
        study = save(school, by="teacher", version=0)
        assert whose() == {school.people["teacher"].pk}
        study = save(school, by="leader", version=study.version, units=[words(school, mistakes="解完方程忘记写“解”字")])
        assert whose() == {school.people["teacher"].pk}
        assert (study.changed_by_id, study.units.get().mistakes) == (school.people["leader"].pk, "解完方程忘记写“解”字")
        study = save(school, by="leader", version=study.version, units=[words(school, final=False)])
        save(school, by="leader", version=study.version)
        assert whose() == {school.people["leader"].pk}


def test_facts_take_the_same_number_of_queries_with_one_row_and_many(
    two_schools: TwoSchools, extent: Callable[..., Any], django_assert_num_queries: Any
) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        written(school)
        here = extent(school)
        for count in (1, 4):
            for number in range(count):
                resource(school, title=f"资源{number}")
            with django_assert_num_queries(2):
                list(facts.facts(here))


def test_the_printout_shows_every_unit_of_the_book_written_or_not(two_schools: TwoSchools) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        study, units = written(school), queries.units_of(school.group, school.term)
        blocks = printouts.textbook_study(school.group, school.term, study, units)
        table = blocks[-1]
        cells = [["".join(map(str, cell.paragraphs[0])) if cell.paragraphs else "" for cell in row.cells] for row in table.rows]  # type: ignore[union-attr]
        assert cells[1][:2] == ["一、简易方程", "等式的性质"]
        assert cells[2][:2] == ["二、折线统计图", ""]


def sheet(school: SmallSchool, client: Client, **more: str) -> dict[str, str]:
    """What the page of the study sends when it was opened now and one unit's words are changed."""
    form = client.get(reverse("library:study_edit", args=[school.group.pk, school.term.key])).context
    unit = {"units-0-key": str(school.unit.pk), "units-0-central": "等式的性质", "units-0-difficulty": "", "units-0-mistakes": ""}
    cells = unit | {"units-0-final": "还在写", "units-order": "0", "units-end": "1"}
    head = {"units-version": form["grid"].version, "seen": form["form"]["seen"].value()}
    return head | cells | {"whole_book": form["form"]["whole_book"].value()} | more


def test_what_was_typed_stays_when_a_unit_cannot_be_final(two_schools: TwoSchools, client_as: SignIn) -> None:
    school = two_schools.here
    url = reverse("library:study_edit", args=[school.group.pk, school.term.key])
    client = client_as("teacher")
    assert "各单元要点" in client.get(url).content.decode()
    rows = sheet(school, client, **{"units-0-final": "定稿"})
    answer = client.post(url, rows | {"whole_book": "先学方程，再学统计图。"})
    assert answer.status_code == 422
    assert "先学方程，再学统计图。" in answer.content.decode()
    assert "定稿以前请写好难点、易错。" in answer.content.decode()


def test_words_of_a_colleague_on_the_whole_book_outlive_a_page_opened_before(two_schools: TwoSchools, client_as: SignIn) -> None:
    school = two_schools.here
    url = reverse("library:study_edit", args=[school.group.pk, school.term.key])
    client = client_as("teacher")
    own_unit = sheet(school, client)
    both = own_unit | {"whole_book": "我写的通读。"}
    client_as("leader").post(url, sheet(school, client_as("leader"), whole_book="同事写的通读。"))
    answer = client.post(url, own_unit)
    assert answer.status_code == 422
    assert answer.context["form"]["whole_book"].value() == "同事写的通读。"
    answer = client.post(url, both)
    assert answer.status_code == 422
    assert "同事写的通读。" in answer.content.decode()
    assert answer.context["form"]["whole_book"].value() == "我写的通读。"
    again = both | {"units-version": answer.context["grid"].version, "seen": answer.context["form"]["seen"].value()}
    assert client.post(url, again | {"whole_book": "两份并在一起。"}).status_code == 302


def test_same_file_sent_twice_is_one_resource(two_schools: TwoSchools) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        one = resource(school)
        assert resource(school) == one
        resource(school, title="另一份")
        assert Resource.objects.count() == 2


def test_resource_taken_out_is_not_changed_until_it_is_back(two_schools: TwoSchools) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        one = resource(school)
        actions.remove_resource(by=school.actor("leader"), resource=one, version=1)
        with pytest.raises(ChangedMeanwhile):
            actions.set_final(by=school.actor("leader"), resource=one, version=2, final=True)


@pytest.mark.parametrize(("name", "data", "sentence"), [("a.exe", b"MZ", "请上传"), ("a.pptx", b"MZ", "不符"), ("a.docx", b"", "空的")])
def test_a_hostile_file_is_answered_with_a_sentence_and_nothing_is_stored(
    two_schools: TwoSchools, client_as: SignIn, name: str, data: bytes, sentence: str
) -> None:
    school = two_schools.here
    url = reverse("planning:chain_step", args=[school.group.pk, school.term.key, school.unit.pk, "division"])
    answer = client_as("teacher").post(url, {"title": "教案", "file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    with school_scope(school.school.pk):
        assert not Resource.objects.exists()


def test_a_resource_is_uploaded_opened_and_declared_final_in_the_browser_pages(two_schools: TwoSchools, client_as: SignIn) -> None:
    school = two_schools.here
    client = client_as("teacher")
    url = reverse("planning:chain_step", args=[school.group.pk, school.term.key, school.unit.pk, "division"])
    assert client.post(url, {"title": "教案", "file": SimpleUploadedFile("教案.docx", b"PK\x03\x04 words")}).status_code == 302
    with school_scope(school.school.pk):
        one = Resource.objects.get()
        file = one.versions.get()
    answer = client.get(reverse("library:version", args=[file.pk]))
    assert answer.content == b"PK\x03\x04 words"
    assert "attachment" in answer["Content-Disposition"]
    client.post(reverse("library:resource_state", args=[one.pk, "final"]), {"version": one.version})
    page = client.get(reverse("planning:chain", args=[school.group.pk, school.term.key])).content.decode()
    assert "1/7" in page
