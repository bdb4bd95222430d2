"""The table of awards and the certificates, block by block."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from jiaoyan.documents.blocks import Block, Cell, Heading, Picture, Row, Table, label, para, text
from jiaoyan.growth.actions.awards import lay_certificate
from jiaoyan.growth.printouts.awards import awards, certificates
from jiaoyan.growth.queries.awards import awards_of
from tests.conftest import SmallSchool
from tests.golden import NO_PIXELS, bare
from tests.growth import builders as build

AWARDS: tuple[Block, ...] = (
    Heading("师生获奖情况表"),
    para("2023—2024学年第二学期　五年级数学备课组", indent=False, align="center"),
    Table(
        (2.3, 1.8, 3.9, 1.8, 2.6, 1.6, 1.8),
        (
            Row(
                (
                    label("姓名"),
                    Cell((("身份",), ("班级",)), bold=True, align="center"),
                    label("项目"),
                    Cell((("级别",), ("等第",)), bold=True, align="center"),
                    label("颁奖单位"),
                    label("日期"),
                    Cell((("指导",), ("教师",)), bold=True, align="center"),
                ),
                with_next=True,
            ),
            Row(
                (
                    text("周予安", align="center"),
                    text("教师", align="center"),
                    text("青年教师课堂教学评比"),
                    text("市级", "二等奖", align="center"),
                    text("市教育学会"),
                    text("5.20", align="center"),
                    text(align="center"),
                ),
                min_height_mm=8.0,
            ),
            Row(
                (
                    text("50217", align="center"),
                    text("学生", "五2班", align="center"),
                    text("小学生数学小论文评比"),
                    text("区级", "一等奖", align="center"),
                    text("区教师发展中心"),
                    text("5.20", align="center"),
                    text("周予安", align="center"),
                ),
                min_height_mm=8.0,
            ),
        ),
        header_rows=1,
    ),
)

CERTIFICATES: tuple[Block, ...] = (
    Heading("获奖证书"),
    Table(
        (1.0, 1.0),
        (
            Row(
                (
                    Cell(
                        (("周予安：教具评比甲",), ("市级二等奖，2024年5月20日",)),
                        align="center",
                        picture=Picture(NO_PIXELS, "教具评比甲二等奖证书", 66.0),
                    ),
                    text("周予安：教具评比乙", "市级二等奖，2024年5月20日", "（证书是PDF，在系统里下载）", align="center"),
                )
            ),
            Row(
                (
                    Cell(
                        (("周予安：教具评比丙",), ("市级二等奖，2024年5月20日",)),
                        align="center",
                        picture=Picture(NO_PIXELS, "教具评比丙二等奖证书", 66.0),
                    ),
                    text(""),
                )
            ),
        ),
    ),
    para("另有1张学生证书，监护人没有同意公开姓名，不收入。", indent=False),
)


@pytest.fixture(autouse=True)
def _own_files(tmp_path: Path, settings: Any) -> None:
    settings.FILES_ROOT = tmp_path / "files"


def test_the_table_of_awards(here: SmallSchool) -> None:
    build.recorded(here)
    build.recorded(here, person_kind="teacher")
    assert awards(awards_of(here.group, here.term), here.group.name, here.term.label) == AWARDS


def test_certificates_two_in_a_row_and_those_not_to_be_shown_counted(here: SmallSchool) -> None:
    for name, extension, kind in (("甲", "jpg", "image/jpeg"), ("乙", "pdf", "application/pdf"), ("丙", "jpg", "image/jpeg")):
        laid = lay_certificate(b"x", day=build.DAY, extension=extension, content_type=kind)
        build.recorded(here, person_kind="teacher", event=f"教具评比{name}", certificate=laid)
    build.recorded(here, certificate=lay_certificate(b"x", day=build.DAY, extension="jpg", content_type="image/jpeg"))
    assert bare(certificates(awards_of(here.group, here.term))) == CERTIFICATES
    assert certificates([]) == ()
