"""Showcase homework for tests, made through the product's own verbs."""

from __future__ import annotations

import hashlib
import io
from datetime import date
from typing import Any

from PIL import Image

from jiaoyan.documents.pictures_in import CleanPicture
from jiaoyan.items.actions import showcase as actions
from jiaoyan.items.actions import showcase_works as works
from jiaoyan.items.models import ShowcaseHomework, Work, WorkComment
from jiaoyan.items.queries.showcase import showcase_of
from jiaoyan.items.rules.showcase import Criterion, Task, TypedCount
from jiaoyan.schools.models import Enrolment, Pupil
from jiaoyan.schools.queries import moment
from tests.conftest import TODAY, YEAR_BEGINS, SmallSchool
from tests.items.builders import place_of

RUBRIC = (
    Criterion("道理说得清", "图和算式都说明为什么", "有图或算式", "只有结果"),
    Criterion("数据真实", "记下怎样量的", "有数据", "没有数据"),
    Criterion("表达清楚", "别人一看就懂", "大致看得懂", "看不懂"),
)
HEAD: dict[str, Any] = {
    "theme": "剪一剪，拼一拼",
    "kind": "inquiry",
    "unit": None,
    "goals": ["会把平行四边形转化成长方形"],
    "starts": date(2024, 3, 11),
    "ends": date(2024, 4, 12),
}


def picture(color: str = "navy", size: tuple[int, int] = (60, 40), kind: str = "JPEG", **save: Any) -> bytes:
    """A small picture of one colour."""
    out = io.BytesIO()
    Image.new("RGB", size, color).save(out, kind, **save)
    return out.getvalue()


def started(school: SmallSchool, theme: str = "剪一剪，拼一拼") -> ShowcaseHomework:
    by = "leader" if "leader" in school.people else "neighbour"
    return actions.start_showcase(by=school.actor(by), place=place_of(school), theme=theme, kind="inquiry")


def designed(school: SmallSchool, criteria: tuple[Criterion, ...] = RUBRIC, **changes: Any) -> ShowcaseHomework:
    """With everything a design needs."""
    by = "leader" if "leader" in school.people else "neighbour"
    row = started(school, changes.get("theme", HEAD["theme"]))
    actions.save_design(
        by=school.actor(by),
        showcase=row,
        version=row.version,
        designers=[school.people["teacher"]],
        tasks=[Task("剪下一个平行四边形，想办法拼成长方形", 15), Task("写出你的发现")],
        criteria=criteria,
        **(HEAD | changes),
    )
    return fresh(school, row)


def fresh(school: SmallSchool, row: ShowcaseHomework) -> ShowcaseHomework:
    return showcase_of(school.actor("office"), row.pk)


def pupil(school: SmallSchool, number: int = 1, code: str = "20190101", name: str = "吴小满") -> Pupil:
    """A pupil of class ``number`` since the year began."""
    made: Pupil = Pupil.objects.create(school=school.school, code=code, name=name)
    Enrolment.objects.create(school=school.school, pupil=made, school_class=school.classes[number - 1], starts=YEAR_BEGINS)
    return made


def laid(data: bytes) -> works.WorkPicture:
    """Laid down as it is: for tests that look at something else."""
    clean = CleanPicture(data, "jpg", "image/jpeg", 60, 40)
    return works.lay_down(clean, clean, hashlib.sha256(data).hexdigest())


def added(school: SmallSchool, row: ShowcaseHomework | None = None, number: int = 1, color: str = "navy") -> Work:
    """A picture of a class, put in by its teacher; nothing said about it yet."""
    row = row or designed(school)
    by = ("leader" if "leader" in school.people else "neighbour", "teacher", "mentee")[number - 1]
    return works.add_works(by=school.actor(by), showcase=row, school_class=school.classes[number - 1], pictures=[laid(picture(color))])[0]


def told(school: SmallSchool, work: Work, by: str = "leader", **changes: Any) -> Work:
    """What is said about a work: shown, level A, nobody named."""
    fields = {
        "title": "把它变成长方形",
        "school_class": work.school_class,
        "pupils": [],
        "form": "single",
        "level": "A",
        "comment": "",
        "shown": True,
        "consent": False,
    } | changes
    return works.save_work(by=school.actor(by), place=place_of(school), work=work, version=work.version, told=works.Told(**fields))


def shown(school: SmallSchool, **changes: Any) -> Work:
    by = "leader" if "leader" in school.people else "neighbour"
    return told(school, added(school), by, **changes)


def commented(school: SmallSchool, work: Work | None = None, by: str = "teacher", text: str = "割补的箭头画得清楚。") -> WorkComment:
    return works.add_comment(by=school.actor(by), work=work or shown(school), text=text, at=moment(TODAY))


def exhibited(school: SmallSchool, row: ShowcaseHomework, counts: tuple[TypedCount, ...] = (), **changes: Any) -> ShowcaseHomework:
    """The exhibition was held and looked back on."""
    values: dict[str, Any] = {
        "exhibition_day": date(2024, 5, 20),
        "exhibition_place": "三楼走廊",
        "exhibition_form": "board",
        "review": "多数学生能说清面积为什么不变。",
    } | changes
    row = fresh(school, row)
    actions.save_exhibition(
        by=school.actor("leader"),
        showcase=row,
        version=row.version,
        evaluators=[school.people["mentee"]],
        counts=counts,
        today=TODAY,
        **values,
    )
    return fresh(school, row)


def taken_out(school: SmallSchool) -> ShowcaseHomework:
    """Deleted; may be brought back."""
    row = designed(school)
    actions.remove_showcase(by=school.actor("leader" if "leader" in school.people else "neighbour"), showcase=row)
    return row


def taken_down(school: SmallSchool) -> Work:
    """A deleted work; may be brought back."""
    work = added(school)
    by = school.actor("leader" if "leader" in school.people else "neighbour")
    works.remove_work(by=by, place=place_of(school), work=work)
    return work
