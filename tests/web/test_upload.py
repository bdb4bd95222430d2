from __future__ import annotations

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.test import override_settings

from jiaoyan.web.upload import OLE, ZIP, Upload, wrong_start


def refusal(field: Upload, name: str, data: bytes) -> str:
    with pytest.raises(ValidationError) as caught:
        field.clean(SimpleUploadedFile(name, data))
    return caught.value.messages[0]


WORKBOOKS = {"extensions": ("xlsx", "xls")}


@pytest.mark.parametrize("name", ["名单.xlsx", "名单.XLSX", "a.b.xlsx"])
def test_workbook_is_taken_with_its_reading_position_at_the_start(name: str) -> None:
    file = Upload(**WORKBOOKS).clean(SimpleUploadedFile(name, ZIP + b"rest"))
    assert file.read() == ZIP + b"rest"


@pytest.mark.parametrize("name", ["名单.pdf", "名单", "xlsx", "名单.xlsx.exe"])
def test_other_kind_is_refused_by_name(name: str) -> None:
    assert "请上传 .xlsx、.xls 文件" in refusal(Upload(**WORKBOOKS), name, ZIP)


def test_picture_renamed_to_a_workbook_is_refused() -> None:
    assert "与扩展名不符" in refusal(Upload(**WORKBOOKS), "名单.xlsx", b"\x89PNG\r\n\x1a\n")


def test_workbook_with_a_password_says_so() -> None:
    assert "密码" in refusal(Upload(**WORKBOOKS), "名单.xlsx", OLE + b"x")


def test_limit_is_the_last_size_accepted() -> None:
    field = Upload(**WORKBOOKS, max_bytes=10)
    assert field.clean(SimpleUploadedFile("a.xlsx", ZIP + b"123456"))
    assert "超过了" in refusal(field, "a.xlsx", ZIP + b"1234567")


@override_settings(UPLOAD_BYTES=3 * 1024 * 1024)
def test_limit_comes_from_the_settings_and_is_said_beside_the_field() -> None:
    class F(forms.Form):
        file = Upload(**WORKBOOKS, label="名单")

    html = F()["file"].as_field_group()
    assert "不超过 3 MB" in html
    assert 'accept=".xlsx,.xls"' in html


@pytest.mark.parametrize(("name", "data"), [("a.xlsx", b"")])
def test_empty_file_is_refused(name: str, data: bytes) -> None:
    assert "空的" in refusal(Upload(**WORKBOOKS), name, data)


def test_nothing_chosen_is_asked_for() -> None:
    with pytest.raises(ValidationError, match="请选择一个文件"):
        Upload(**WORKBOOKS).clean(None)


def test_optional_file_may_be_missing() -> None:
    assert Upload(**WORKBOOKS, required=False).clean(None) is None


def test_further_check_may_refuse_and_leaves_the_file_at_its_start() -> None:
    def check(file: UploadedFile) -> None:
        if b"bad" in file.read():
            raise ValidationError("不行。")

    field = Upload(**WORKBOOKS, check=check)
    assert field.clean(SimpleUploadedFile("a.xlsx", ZIP + b"good")).read().endswith(b"good")
    assert refusal(field, "a.xlsx", ZIP + b"bad") == "不行。"


def test_text_is_known_by_the_absence_of_null_bytes() -> None:
    assert wrong_start("csv", "姓名,班级".encode("gb18030")) is None
    assert wrong_start("csv", b"PK\x03\x04\0\0")


def test_what_may_be_uploaded_is_said_in_a_teachers_words() -> None:
    every = Upload(extensions=("docx", "doc", "pptx", "ppt", "xlsx", "xls", "pdf", "png", "jpg", "jpeg", "csv"), max_bytes=20 * 1024 * 1024)
    assert getattr(every.widget, "allowed") == "可以上传 Word、PPT、Excel、PDF、图片（jpg、png）、.csv，不超过 20 MB"  # noqa: B009
