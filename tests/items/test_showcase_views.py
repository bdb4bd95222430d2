"""The pages: pictures from phones, bad files, quick entry, the wall; what was typed stays, and no name leaks."""

from __future__ import annotations

import io
import re
import struct
import zlib
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from jiaoyan.documents.pictures_in import BYTES
from jiaoyan.items.actions import showcase as actions
from jiaoyan.items.forms.showcase import counts_grid, criteria_grid, tasks_grid
from jiaoyan.items.models import ShowcaseHomework, Work, WorkComment
from jiaoyan.items.queries import showcase as queries
from jiaoyan.schools import files
from jiaoyan.schools.registers.choices import classes_here
from tests.conftest import TODAY, SmallSchool
from tests.items import showcase_builders as build
from tests.items.builders import place_of
from tests.planning.builders import grid_post

Clients = Callable[[str], Client]
GPS = 0x8825


def jpeg(name: str = "IMG_1.jpg", data: bytes | None = None, content_type: str = "image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, build.picture() if data is None else data, content_type)


def send(client: Client, row: ShowcaseHomework, school_class: object, *pictures: SimpleUploadedFile) -> tuple[int, str]:
    answer = client.post(reverse("items:showcase_add", args=[row.pk]), {"school_class": school_class, "pictures": pictures}, follow=True)
    return answer.status_code, answer.content.decode()


def page(client: Client, name: str, *args: object) -> str:
    response = client.get(reverse(f"items:{name}", args=args))
    assert response.status_code == 200
    return response.content.decode()


def huge_png(width: int, height: int) -> bytes:
    """A PNG that says it has so many pixels; its rows are zeros, so it is small on disk."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * (width + 1) * 20)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


# pictures


def test_several_pictures_at_once_become_works_of_the_class(here: SmallSchool, client_as: Clients) -> None:
    row = build.designed(here)
    status, said = send(client_as("teacher"), row, here.classes[1].pk, jpeg(), jpeg("IMG_2.jpg", build.picture("red")))
    assert status == 200
    assert "已录入2件作品" in said
    assert {work.school_class_id for work in Work.objects.all()} == {here.classes[1].pk}
    assert "没有重复录入" in send(client_as("teacher"), row, here.classes[1].pk, jpeg())[1]
    assert Work.objects.count() == 2


def test_where_and_with_what_a_picture_was_taken_is_gone_and_it_stands_upright(here: SmallSchool, client_as: Clients) -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "SECRETPHONE"  # lies on its side
    exif.get_ifd(GPS).update({1: "N", 2: (32.0, 3.0, 41.0), 3: "E", 4: (118.0, 46.0, 40.0)})
    data = build.picture("navy", (80, 40), exif=exif)
    assert b"SECRETPHONE" in data
    send(client_as("leader"), build.designed(here), here.classes[0].pk, jpeg(data=data))
    work = Work.objects.select_related("picture", "small").get()
    for file in (work.picture, work.small):
        kept = files.read(file)
        assert b"SECRETPHONE" not in kept
        with Image.open(io.BytesIO(kept)) as picture:
            assert not picture.getexif()
            assert picture.size == (40, 80)
    assert work.picture.name == "学生作品.jpg"


def test_a_transparent_screenshot_becomes_a_picture_on_white(here: SmallSchool, client_as: Clients) -> None:
    out = io.BytesIO()
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(out, "PNG")
    send(client_as("leader"), build.designed(here), here.classes[0].pk, jpeg("截图.png", out.getvalue(), "image/png"))
    with Image.open(io.BytesIO(files.read(Work.objects.select_related("small").get().small))) as picture:
        assert (picture.format, picture.getpixel((20, 20))) == ("JPEG", (255, 255, 255))


def test_a_photo_is_kept_small_enough_for_the_ledger(here: SmallSchool, client_as: Clients) -> None:
    noise = Image.effect_noise((3000, 2000), 60).convert("RGB")
    out = io.BytesIO()
    noise.save(out, "JPEG", quality=90)
    send(client_as("leader"), build.designed(here), here.classes[0].pk, jpeg(data=out.getvalue()))
    work = Work.objects.select_related("small").get()
    assert work.small.size < 250_000
    assert work.picture.size < 2_500_000


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("太大.jpg", b"\xff\xd8\xff" + b"0" * (40 * 1024 * 1024), "有40 MB，超过了20 MB"),
        ("像素.png", huge_png(20000, 10000), "图片有20000×10000像素，太大了"),
        ("画.jpg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "图片读不出来"),
        ("页.jpg", b"<!doctype html><script>alert(1)</script>", "图片读不出来"),
        ("IMG_3.HEIC", b"\0\0\0\x18ftypheic" + b"\0" * 64, "HEIC格式"),
        ("IMG_4.jpg", b"\0\0\0\x18ftypmif1" + b"\0" * 64, "兼容性最佳"),
        ("半张.jpg", build.picture(size=(400, 400))[:300], "图片读不出来"),
    ],
    ids=["40MB", "200MP", "svg", "html", "heic", "heic-as-jpg", "cut"],
)
def test_a_bad_picture_is_refused_by_name_and_the_good_one_beside_it_is_kept(
    name: str, data: bytes, said: str, here: SmallSchool, client_as: Clients
) -> None:
    row = build.designed(here)
    status, alone = send(client_as("leader"), row, here.classes[0].pk, jpeg(name, data))
    assert status == 422
    assert said in alone
    assert f"“{name}”" in alone
    status, together = send(client_as("leader"), row, here.classes[0].pk, jpeg(name, data), jpeg())
    assert status == 200
    assert "已录入1件作品" in together
    assert said in together
    assert Work.objects.count() == 1


def test_ten_pictures_no_picture_and_no_class_are_answered(here: SmallSchool, client_as: Clients) -> None:
    row, client, one = build.designed(here), client_as("leader"), here.classes[0].pk
    assert "一次最多9张，这次选了10张" in send(client, row, one, *[jpeg(f"{n}.jpg") for n in range(10)])[1]
    assert "请选择图片" in send(client, row, one)[1]
    assert send(client, row, "", jpeg())[0] == 422
    assert BYTES == 20 * 1024 * 1024


def test_a_picture_is_handed_out_inline_uncached_and_only_after_asking(here: SmallSchool, client_as: Clients) -> None:
    work = build.added(here)
    address = reverse("items:showcase_picture", args=[work.small.key])
    assert re.search(r"/[0-9a-f]{32}\.jpg$", address)
    answer = client_as("leader").get(address)
    assert (answer.status_code, answer["Content-Type"], answer["X-Content-Type-Options"]) == (200, "image/jpeg", "nosniff")
    assert answer["Cache-Control"] == "private, no-store"
    assert client_as("head").get(address).status_code == 403  # not shown yet
    build.told(here, work)
    assert client_as("head").get(address).status_code == 200
    assert client_as("mentor").get(address).status_code == 403
    assert client_as("neighbour").get(address).status_code == 404
    assert Client().get(address).status_code == 302
    assert client_as("leader").get(reverse("items:showcase_picture", args=["0" * 32])).status_code == 404


# quick entry


def entry(client: Client, row: ShowcaseHomework, **changes: str) -> dict[str, str]:
    """What the browser sends for the works page: everything as it stands, hidden first values included."""
    form = client.get(reverse("items:showcase_works", args=[row.pk])).context["forms"]
    data: dict[str, str] = {}
    for each in form:
        for bound in each:
            value = bound.value()
            kept = {} if value in (None, False) else {bound.html_name: "on" if value is True else str(value)}
            data |= kept | ({bound.html_initial_name: "" if value is None else str(value)} if bound.field.show_hidden_initial else {})
    return data | changes


def test_title_level_and_pupil_of_several_works_are_saved_together(here: SmallSchool, client_as: Clients) -> None:
    one = build.added(here)
    two = build.added(here, one.showcase, 1, "red")
    child = build.pupil(here)
    client, address = client_as("leader"), reverse("items:showcase_works", args=[one.showcase_id])
    changes = {
        f"w{one.pk}-title": "甲",
        f"w{one.pk}-pupils": "吴小满",
        f"w{one.pk}-level": "A",
        f"w{two.pk}-title": "乙",
        f"w{two.pk}-shown": "on",
    }
    answer = client.post(address, entry(client, one.showcase, **changes))
    assert answer.status_code == 302
    one, two = Work.objects.get(pk=one.pk), Work.objects.get(pk=two.pk)
    assert (one.title, one.pupil, one.level, two.title, two.shown) == ("甲", child, "A", "乙", True)


def test_a_teacher_moving_a_work_to_somebody_elses_class_writes_codes_there_not_names(here: SmallSchool, client_as: Clients) -> None:
    work = build.added(here)
    build.pupil(here, 2, "20190201", "冯一诺")
    client, address = client_as("leader"), reverse("items:showcase_works", args=[work.showcase_id])
    moved = {f"w{work.pk}-school_class": str(here.classes[1].pk)}
    answer = client.post(address, entry(client, work.showcase, **moved, **{f"w{work.pk}-pupils": "冯一诺"}))
    assert "这个班没有学号“冯一诺”" in answer.content.decode()
    assert client.post(address, entry(client, work.showcase, **moved, **{f"w{work.pk}-pupils": "20190201"})).status_code == 302


def test_an_unknown_pupil_is_said_beside_the_field_and_the_other_work_is_saved(here: SmallSchool, client_as: Clients) -> None:
    one = build.added(here)
    two = build.added(here, one.showcase, 1, "red")
    build.pupil(here, 2, "20190201", "冯一诺")
    client, address = client_as("leader"), reverse("items:showcase_works", args=[one.showcase_id])
    answer = client.post(address, entry(client, one.showcase, **{f"w{one.pk}-pupils": "20190201", f"w{two.pk}-title": "乙"}))
    assert answer.status_code == 422
    said = answer.content.decode()
    assert "这个班没有“20190201”" in said
    assert 'value="20190201"' in said
    assert "有1件没有保存，其他的都已存好" in said
    assert Work.objects.get(pk=two.pk).title == "乙"


def test_an_untouched_work_that_somebody_else_changed_is_left_alone_and_a_touched_one_is_kept_beside(
    here: SmallSchool, client_as: Clients
) -> None:
    one = build.added(here)
    client, address = client_as("leader"), reverse("items:showcase_works", args=[one.showcase_id])
    untouched = entry(client, one.showcase)
    build.told(here, Work.objects.get(pk=one.pk), title="别人写的")
    assert client.post(address, untouched).status_code == 302
    assert Work.objects.get(pk=one.pk).title == "别人写的"
    refused = client.post(address, untouched | {f"w{one.pk}-title": "我写的"})
    assert refused.status_code == 422
    said = refused.content.decode()
    assert 'value="我写的"' in said
    assert "现在存着的作品名是“别人写的”" in said


def test_turning_and_taking_out_save_what_was_typed_first(here: SmallSchool, client_as: Clients) -> None:
    one = build.added(here)
    client, address = client_as("leader"), reverse("items:showcase_works", args=[one.showcase_id])
    client.post(address, entry(client, one.showcase, **{f"w{one.pk}-title": "转过来", "turn": str(one.pk)}))
    turned = Work.objects.get(pk=one.pk)
    assert (turned.title, turned.picture_id != one.picture_id) == ("转过来", True)
    said = client.post(address, entry(client, one.showcase, remove=str(one.pk)), follow=True).content.decode()
    assert "最近删去的作品" in said
    client.post(reverse("items:showcase_work_restore", args=[one.pk]))
    assert Work.objects.get(pk=one.pk).removed_at is None


def test_a_leader_of_another_class_neither_sees_nor_changes_its_pupils(here: SmallSchool, client_as: Clients) -> None:
    child = build.pupil(here, 2, "20190201", "冯一诺")
    work = build.told(here, build.added(here, number=2), by="teacher", pupils=[child])
    client = client_as("leader")
    text = page(client, "showcase_works", work.showcase_id)
    assert "20190201" not in text
    assert "冯一诺" not in text
    client.post(reverse("items:showcase_works", args=[work.showcase_id]), entry(client, work.showcase, **{f"w{work.pk}-comment": "有思考"}))
    work = Work.objects.get(pk=work.pk)
    assert (work.comment, work.pupil) == ("有思考", child)
    assert "20190201" in page(client_as("teacher"), "showcase_works", work.showcase_id)


# design, exhibition, wall


def design_post(row: ShowcaseHomework, **changes: str) -> dict[str, str]:
    head = {"theme": "新主题", "kind": "poster", "goals": "一\n二", "starts": "2024-03-11", "ends": "2024-04-12"}
    return head | grid_post(tasks_grid(row)) | grid_post(criteria_grid(row)) | changes


def test_a_design_is_saved_on_one_page_and_a_short_rubric_is_said(here: SmallSchool, client_as: Clients) -> None:
    row = build.started(here)
    changes = {"tasks-0-text": "量一量", "criteria-0-name": "数据真实", "criteria-1-name": "说理"}
    answer = client_as("mentee").post(reverse("items:showcase_design", args=[row.pk]), design_post(row, **changes), follow=True)
    assert "设计还缺：量规（3至5条，现有2条）、设计人" in answer.content.decode()
    row = build.fresh(here, row)
    assert (row.theme, row.goals, len(row.tasks.all()), len(row.criteria.all())) == ("新主题", ["一", "二"], 1, 2)


def test_a_design_refused_or_overtaken_keeps_what_was_typed(here: SmallSchool, client_as: Clients) -> None:
    row = build.started(here)
    client, address, data = client_as("leader"), reverse("items:showcase_design", args=[row.pk]), design_post(row)
    refused = client.post(address, data | {"ends": "2024-03-01"})
    assert refused.status_code == 422
    assert "结束日期比开始日期还早" in refused.content.decode()
    build.designed(here)
    overtaken = client.post(address, data)
    assert overtaken.status_code == 422
    said = overtaken.content.decode()
    assert "刚刚有人改过这份设计" in said
    assert 'value="新主题"' in said
    assert "剪一剪，拼一拼" in said


def test_exhibition_counts_and_review_are_saved_and_bad_counts_are_said_in_their_row(here: SmallSchool, client_as: Clients) -> None:
    row = build.shown(here).showcase
    row = build.fresh(here, row)
    grid = counts_grid(row, queries.class_lines(row, classes_here(place_of(here))))
    head = {"exhibition_day": "2024-05-20", "exhibition_place": "走廊", "exhibition_form": "board", "review": "学生会说理了。"}
    client, address = client_as("leader"), reverse("items:showcase_review", args=[row.pk])
    bad = client.post(address, head | grid_post(grid, {"1-handed_in": "3", "1-excellent": "4"}))
    assert bad.status_code == 422
    assert "比上交的3件还多" in bad.content.decode()
    assert "学生会说理了。" in bad.content.decode()
    good = client.post(address, head | grid_post(grid, {"0-way": "全部已录入，按作品数", "1-handed_in": "40", "1-excellent": "9"}))
    assert good.status_code == 302
    row = build.fresh(here, row)
    assert (row.review, [(each.all_recorded, each.handed_in) for each in row.counts.all()]) == (
        "学生会说理了。",
        [(True, None), (False, 40)],
    )


def test_the_wall_shows_shown_works_with_rubric_and_filters_by_class(here: SmallSchool, client_as: Clients) -> None:
    row = build.shown(here, title="挂着的").showcase
    build.told(here, build.added(here, row, 2, "red"), by="teacher", title="二班的")
    build.told(here, build.added(here, row, 1, "green"), title="没展出", shown=False)
    text = page(client_as("head"), "showcase_wall", row.pk)
    assert "挂着的" in text
    assert "二班的" in text
    assert "没展出" not in text
    assert "道理说得清" in text
    address = reverse("items:showcase_wall", args=[row.pk])
    assert "挂着的" not in client_as("head").get(f"{address}?class={here.classes[1].pk}").content.decode()
    assert client_as("head").get(f"{address}?class=9x").status_code == 200


def test_works_seen_large_lead_to_the_next_and_the_one_before(here: SmallSchool, client_as: Clients) -> None:
    one = build.shown(here)
    two, three = (build.told(here, build.added(here, one.showcase, 1, color)) for color in ("red", "green"))
    text = page(client_as("head"), "showcase_wall", one.showcase_id)
    for work, before, after in ((one, None, two), (two, one, three), (three, two, None)):
        large = text.split(f'id="large-{work.pk}"')[1].split("</div>")[0]
        assert re.findall(r'href="#large-(\d+)" data-(previous|next)', large) == [
            *([(str(before.pk), "previous")] if before else []),
            *([(str(after.pk), "next")] if after else []),
        ]
        assert f'href="#work-{work.pk}" data-close' in large


def test_who_does_not_teach_the_class_writes_a_code_but_agrees_for_nobody(here: SmallSchool, client_as: Clients) -> None:
    child = build.pupil(here, 2, "20190201", "冯一诺")
    work = build.added(here, number=2)  # nobody is written down yet
    client, address = client_as("leader"), reverse("items:showcase_works", args=[work.showcase_id])
    assert f'name="w{work.pk}-consent"' not in page(client, "showcase_works", work.showcase_id)
    typed = {f"w{work.pk}-pupils": "20190201", f"w{work.pk}-consent": "on", f"w{work.pk}-shown": "on"}
    assert client.post(address, entry(client, work.showcase, **typed)).status_code == 302
    work = Work.objects.get(pk=work.pk)
    assert (work.pupil, work.consent, work.shown) == (child, False, True)
    assert "冯一诺" not in page(client, "showcase_wall", work.showcase_id)

    teacher = client_as("teacher")
    assert teacher.post(address, entry(teacher, work.showcase, **{f"w{work.pk}-consent": "on"})).status_code == 302
    assert "冯一诺" in page(client, "showcase_wall", work.showcase_id)


def test_consent_does_not_travel_with_a_work_to_a_class_one_does_not_teach(here: SmallSchool, client_as: Clients) -> None:
    work = build.added(here)  # of the leader's own class
    build.pupil(here, 2, "20190201", "冯一诺")
    client, address = client_as("leader"), reverse("items:showcase_works", args=[work.showcase_id])
    moved = {f"w{work.pk}-school_class": str(here.classes[1].pk), f"w{work.pk}-pupils": "20190201", f"w{work.pk}-consent": "on"}
    answer = client.post(address, entry(client, work.showcase, **moved))
    assert answer.status_code == 422
    assert "由本班任课教师勾选" in answer.content.decode()
    assert "冯一诺" not in answer.content.decode()


def test_a_comment_is_written_taken_out_and_brought_back_on_the_wall(here: SmallSchool, client_as: Clients) -> None:
    work = build.shown(here)
    client, address = client_as("head"), reverse("items:showcase_comment", args=[work.pk])
    for _ in range(2):
        assert client.post(address, {f"c{work.pk}-text": "箭头画得清楚。"}).status_code == 302
    comment = WorkComment.objects.get()
    assert "箭头画得清楚。" in page(client, "showcase_wall", work.showcase_id)
    take = reverse("items:showcase_take_comment", args=[comment.pk])
    assert "点评已删去" in client.post(take, follow=True).content.decode()
    assert "已恢复" in client.post(f"{take}?do=back", follow=True).content.decode()
    too_long = client.post(address, {f"c{work.pk}-text": "长" * 201})
    assert too_long.status_code == 422
    assert "长" * 201 in too_long.content.decode()


def test_the_list_shows_state_gaps_and_those_taken_out(here: SmallSchool, client_as: Clients) -> None:
    assert "还没有特色作业设计" in page(client_as("leader"), "showcases", here.group.pk, here.term.key)
    row = build.designed(here)
    text = page(client_as("head"), "showcases", here.group.pk, here.term.key)
    assert "设计完成" in text
    assert "还没有学生作品" in text
    actions.remove_showcase(by=here.actor("leader"), showcase=row)
    assert "最近删去的" in page(client_as("leader"), "showcases", here.group.pk, here.term.key)
    assert "已经删去" in page(client_as("leader"), "showcase", row.pk)


def test_grade_one_may_but_not_at_home(here: SmallSchool, client_as: Clients) -> None:
    here.group.grade = 1
    here.group.save()
    assert "不布置在家书写" in page(client_as("leader"), "showcases", here.group.pk, here.term.key)
    assert "不布置在家书写" in page(client_as("leader"), "showcase_new", here.group.pk, here.term.key)


# queries


@pytest.mark.parametrize("name", ["showcase", "showcase_wall", "showcase_works"])
def test_the_number_of_queries_does_not_grow_with_works(name: str, here: SmallSchool, client_as: Clients) -> None:
    client, work = client_as("leader"), build.shown(here, pupils=[build.pupil(here)])
    build.commented(here, work)

    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            page(client, name, work.showcase_id)
        return len(found)

    count()
    once = count()
    for n, color in enumerate(("red", "green", "gray")):
        team = [build.pupil(here, code=f"2019011{n}{k}") for k in range(2)]
        build.commented(here, build.told(here, build.added(here, work.showcase, 1, color), pupils=team, form="team"))
    assert count() == once


def test_the_list_and_the_gaps_ask_the_same_for_one_and_for_three(here: SmallSchool, client_as: Clients) -> None:
    client = client_as("leader")
    build.shown(here)

    def count() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as pages:
            page(client, "showcases", here.group.pk, here.term.key)
        with CaptureQueriesContext(connection) as gaps:
            queries.showcase_gaps(here.group, here.term, TODAY)
        return len(pages), len(gaps)

    count()
    once = count()
    build.added(here, build.designed(here, theme="二"), 2, "red")
    build.added(here, build.designed(here, theme="三"), 3, "gray")
    assert count() == once


@pytest.mark.parametrize(("who", "place"), [("teacher", 1), ("mentee", 2)])
def test_the_class_of_who_teaches_one_is_chosen_before_pictures_are_sent(
    here: SmallSchool, client_as: Clients, who: str, place: int
) -> None:
    form = client_as(who).get(reverse("items:showcase_works", args=[build.designed(here).pk])).context["add"]
    assert form.initial["school_class"] == here.classes[place].pk
