"""The pages of awards: what a person types stays, hostile files are answered with a sentence."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from jiaoyan.documents.docx import to_docx
from jiaoyan.documents.format_check import check
from jiaoyan.growth.models import Award
from jiaoyan.growth.printouts import awards as printouts
from jiaoyan.growth.queries import awards as queries
from jiaoyan.schools import files
from jiaoyan.schools.scope import school_scope
from tests.conftest import SmallSchool
from tests.growth.builders import jpeg, pupil_of, recorded

SignIn = Callable[[str], Client]


def place(school: SmallSchool) -> list[Any]:
    return [school.group.pk, school.term.key]


def typed(school: SmallSchool, **more: Any) -> dict[str, Any]:
    pupil_of(school)
    return {
        "person_kind": "pupil",
        "school_class": school.classes[1].pk,
        "pupil": "50217",
        "coach": school.people["teacher"].pk,
        "event": "数学小论文评比",
        "level": "district",
        "prize": "一等奖",
        "issuer": "区教师发展中心",
        "day": "2024-05-20",
    } | more


def post(school: SmallSchool, client: Client, **more: Any) -> Any:
    return client.post(reverse("growth:award_new", args=place(school)), typed(school, **more))


def picture(data: bytes, name: str = "证书.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, "image/jpeg")


def test_award_with_a_photographed_certificate_is_recorded_without_its_place(here: SmallSchool, client_as: SignIn) -> None:
    exif = Image.Exif()
    exif[0x010F] = "CAMERA-77"
    exif[0x8825] = {1: "N", 2: (31.0, 2.0, 3.0)}
    response = post(here, client_as("teacher"), certificate=picture(jpeg(exif=exif)))

    assert response.status_code == 302
    award = Award.objects.select_related("certificate").get()
    data = files.read(award.certificate)
    assert b"CAMERA-77" not in data
    assert not Image.open(io.BytesIO(data)).getexif()
    assert award.certificate.name != "证书.jpg"  # the file's own name could say whose it is


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"\xff\xd8\xff" + b"0" * (21 * 1024 * 1024), "大.jpg", "超过了 20 MB"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "图.jpg", "内容与扩展名不符"),
        (b"\xff\xd8\xff<svg onload='alert(1)'/>", "图.jpg", "读不出来"),
        (b"GIF89a", "图.gif", "请上传 .pdf、.jpg、.jpeg、.png 文件"),
    ],
)
def test_hostile_certificate_is_refused_with_a_sentence_and_everything_typed_stays(
    here: SmallSchool, client_as: SignIn, data: bytes, name: str, words: str
) -> None:
    response = post(here, client_as("teacher"), certificate=picture(data, name))

    page = response.content.decode()
    assert response.status_code == 422
    assert words in page
    assert "数学小论文评比" in page
    assert "证书文件请再选一次" in page
    assert not Award.objects.exists()


def test_picture_of_two_hundred_megapixels_is_refused_before_it_is_decoded(here: SmallSchool, client_as: SignIn) -> None:
    out = io.BytesIO()
    Image.new("1", (20000, 10000)).save(out, "PNG")
    response = post(here, client_as("teacher"), certificate=picture(out.getvalue(), "大图.png"))
    assert response.status_code == 422
    assert "20000×10000像素" in response.content.decode()


def test_pupil_may_be_named_in_one_s_own_class_and_by_code_elsewhere(here: SmallSchool, client_as: SignIn) -> None:
    own = post(here, client_as("teacher"), pupil="江晚晴")  # the teacher holds 五（2）班
    assert own.status_code == 302

    other = post(here, client_as("mentee"), pupil="江晚晴", event="另一项")
    assert other.status_code == 422
    assert "不是您任教的班" in other.content.decode()
    assert post(here, client_as("mentee"), pupil="50217", event="另一项").status_code == 302


def test_two_pupils_of_one_name_are_told_apart_by_code(here: SmallSchool, client_as: SignIn) -> None:
    pupil_of(here, "50299")
    response = post(here, client_as("teacher"), pupil="江晚晴")
    assert "同名" in response.content.decode()


def test_pupil_of_another_class_is_not_found(here: SmallSchool, client_as: SignIn) -> None:
    response = post(here, client_as("teacher"), school_class=here.classes[0].pk)
    assert response.status_code == 422
    assert not Award.objects.exists()


def test_everything_missing_is_said_at_once(here: SmallSchool, client_as: SignIn) -> None:
    response = client_as("teacher").post(reverse("growth:award_new", args=place(here)), {"person_kind": "pupil", "level": "district"})
    page = response.content.decode()
    assert response.status_code == 422
    assert all(words in page for words in ("请写学生的学号或姓名。", "请选班级。", "请填写。"))


def test_award_changed_by_somebody_else_keeps_what_was_typed_and_the_next_save_stores_it(here: SmallSchool, client_as: SignIn) -> None:
    award = recorded(here, by="teacher")
    client, address = client_as("teacher"), reverse("growth:award", args=[award.pk])
    theirs = typed(here, event=award.event, prize="二等奖", version="1")
    assert client_as("leader").post(address, theirs).status_code == 302

    response = client.post(address, typed(here, event=award.event, prize="三等奖", version="1"))
    page = response.content.decode()
    assert response.status_code == 422
    assert "二等奖" in page
    assert 'value="三等奖"' in page
    assert 'value="2"' in page

    assert client.post(address, typed(here, event=award.event, prize="三等奖", version="2")).status_code == 302
    assert Award.objects.get().prize == "三等奖"


def test_removed_award_can_be_brought_back_from_the_list(here: SmallSchool, client_as: SignIn) -> None:
    award = recorded(here, by="teacher")
    client, listed = client_as("teacher"), reverse("growth:awards", args=place(here))
    client.post(reverse("growth:award_remove", args=[award.pk]))
    page = client.get(listed).content.decode()
    assert "最近删去的" in page
    assert "最近删去的" not in client_as("mentee").get(listed).content.decode()
    client.post(reverse("growth:award_restore", args=[award.pk]))
    assert queries.awards_of(here.group, here.term) == [award]


def test_list_shows_a_code_and_no_name_without_consent(here: SmallSchool, client_as: SignIn) -> None:
    recorded(here)
    page = client_as("head").get(reverse("growth:awards", args=place(here))).content.decode()
    assert "50217" in page
    assert "江晚晴" not in page


def test_certificate_is_a_download_and_never_shown_inside_the_site(here: SmallSchool, client_as: SignIn) -> None:
    client = client_as("teacher")
    post(here, client, certificate=picture(jpeg()))
    response = client.get(reverse("growth:award_certificate", args=[Award.objects.get().pk]))
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"


def test_printed_table_keeps_the_format_rule_filled_and_blank(here: SmallSchool) -> None:
    recorded(here, name_consent=True)
    recorded(here, person_kind="teacher")
    blocks = printouts.awards(queries.awards_of(here.group, here.term), here.group.name, here.term.label)
    table = blocks[-1]
    assert isinstance(table, printouts.Table)
    assert [printouts.award_cells(award) for award in queries.awards_of(here.group, here.term)] == [
        ("周予安", "师", "", "青年教师课堂教学评比", "市", "二等奖", "市教育学会", "5.20", ""),
        ("江晚晴", "生", "五2班", "小学生数学小论文评比", "区", "一等奖", "区教师发展中心", "5.20", "周予安"),
    ]
    assert check(to_docx(printouts.Document(printouts.TITLE, blocks))) == []
    assert check(to_docx(printouts.blank())) == []


def test_consent_ticked_by_a_stranger_to_the_class_is_refused_beside_its_field_and_shows_no_name(
    here: SmallSchool, client_as: SignIn
) -> None:
    response = post(here, client_as("mentee"), name_consent="on")
    page = response.content.decode()
    assert response.status_code == 422
    assert "由本班任课教师勾选" in page
    assert "江晚晴" not in page


def test_fields_stand_under_the_kind_they_belong_to_and_awards_have_a_tab_of_their_own(here: SmallSchool, client_as: SignIn) -> None:
    page = client_as("leader").get(reverse("growth:award_new", args=place(here))).content.decode()
    of_teacher, of_pupil = page.split('class="of-teacher"')[1].split('class="of-pupil"')
    of_pupil = of_pupil.split("</fieldset>")[0]
    assert 'name="person"' in of_teacher
    assert all(f'name="{name}"' in of_pupil for name in ("school_class", "pupil", "coach", "name_consent"))
    assert f'<a href="{reverse("growth:awards", args=place(here))}" aria-current="page">获奖</a>' in page


def test_award_of_the_neighbour_school_is_unknown(two_schools: Any, client_as: SignIn) -> None:
    with school_scope(two_schools.here.school.pk):
        award = recorded(two_schools.here)
    assert client_as("neighbour").get(reverse("growth:award", args=[award.pk])).status_code == 404
