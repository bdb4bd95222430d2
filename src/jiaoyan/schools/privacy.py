"""Whose personal data stands in which field, and what becomes of it when the person's data has to go. 个人信息清单

Every package declares its own fields in its ``privacy.py`` as ``DECLARED``; a test walks all models and fails on a field that nobody declared.
Keys (school, person, group …) are declared where they say something about a person, not for being keys.

Whose row it is: the field called ``pupil`` or ``person`` says it where a row names several people; otherwise the only key of that kind.
``actions.privacy`` does what stands here: nothing about a person is exported or erased that is not declared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from importlib import import_module
from pathlib import Path

from django.apps import apps


class Whose(Enum):
    """Whose data a field holds."""

    PUPIL = "学生"
    STAFF = "教职工"
    NOBODY = "不涉及个人"


class Erasure(Enum):
    """What becomes of a field when its person's data has to go."""

    DELETE_ROW = "删除这一条"
    BLANK = "清空这一项"
    KEEP = "保留：学校的工作档案，依法留存"
    EXPIRES = "到期自动删除"
    NOTHING = "无须处理"


@dataclass(frozen=True, slots=True)
class Data:
    """One field or several of a kind: whose it is, what becomes of it, and why it is held. ``secret``: never exported."""

    whose: Whose
    erasure: Erasure
    purpose: str = ""
    secret: bool = False


NOT_PERSONAL = Data(Whose.NOBODY, Erasure.NOTHING)
WORK = Data(Whose.STAFF, Erasure.KEEP, "教研工作记录：谁在何时做了什么")
FREE_TEXT = Data(Whose.STAFF, Erasure.KEEP, "教研文字，署名；不要求写学生姓名")
PUPIL_ROW = Data(Whose.PUPIL, Erasure.DELETE_ROW, "编班与名单")
STAFF_FACT = Data(Whose.STAFF, Erasure.BLANK, "教职工资料：成员表的年龄、教龄由此计算")
SIGN_IN = Data(Whose.STAFF, Erasure.DELETE_ROW, "登录")
SECRET = Data(Whose.STAFF, Erasure.DELETE_ROW, "登录：密码只存摘要", secret=True)

Declared = Mapping[str, Mapping[str, Data]]


def fields(data: Data, names: str) -> dict[str, Data]:
    """The same for several fields, named with spaces between."""
    return dict.fromkeys(names.split(), data)


DECLARED: Declared = {
    "schools.School": fields(
        NOT_PERSONAL,
        "code name short_name activity_weekday activity_parity activity_starts activity_ends activity_place reschedule_policy pinned_today",
    ),
    "schools.Subject": fields(NOT_PERSONAL, "name"),
    "schools.SchoolYear": fields(NOT_PERSONAL, "key starts ends"),
    "schools.Term": fields(
        NOT_PERSONAL,
        "school_year number first_school_day last_school_day week1_monday exam_phase_start count_full_holiday_weeks week_starts_sunday",
    ),
    "schools.DayOverride": fields(NOT_PERSONAL, "day kind name scope grade school_class runs_weekday source tentative"),
    "schools.SchoolClass": fields(NOT_PERSONAL, "entry_year number"),
    "schools.TeachingAssignment": fields(NOT_PERSONAL, "school_class subject") | fields(WORK, "teacher starts ends"),
    "schools.TimetableSlot": fields(NOT_PERSONAL, "term school_class subject weekday period_no parity"),
    "schools.Pupil": fields(PUPIL_ROW, "code name gender"),
    "schools.Enrolment": fields(PUPIL_ROW, "pupil school_class seat_no starts ends"),
    "schools.Person": fields(Data(Whose.STAFF, Erasure.KEEP, "署名：台账和记录里的姓名"), "staff_code name sort_name gender")
    | fields(Data(Whose.STAFF, Erasure.KEEP, "离校日期：从这一天起不能登录"), "left_on")
    | fields(STAFF_FACT, "born_on service_from joined_on education title other_work"),
    "schools.Account": fields(SECRET, "password") | fields(SIGN_IN, "username last_login person is_active must_change_password created_at"),
    "schools.Group": fields(
        NOT_PERSONAL, "kind name school_year subject grade parent follows activity_weekday activity_parity activity_place in_use_from"
    ),
    "schools.Membership": fields(NOT_PERSONAL, "group") | fields(WORK, "person starts ends"),
    "schools.Role": fields(NOT_PERSONAL, "group") | fields(WORK, "person kind starts ends"),
    "schools.HistoryLine": fields(NOT_PERSONAL, "number kind object_id previous digest")
    | fields(Data(Whose.STAFF, Erasure.KEEP, "操作留痕：不写分数，学生只写学号"), "at person person_name verb text"),
    "schools.HistoryHead": fields(NOT_PERSONAL, "number digest"),
    "schools.StoredFile": fields(NOT_PERSONAL, "key sha256 size content_type") | fields(WORK, "name stored_by stored_at"),
    "schools.DoneOnce": fields(NOT_PERSONAL, "key at answer"),
    "sessions.Session": fields(Data(Whose.STAFF, Erasure.EXPIRES, "登录状态"), "session_key session_data expire_date"),
    "auth.Group": fields(NOT_PERSONAL, "name permissions"),
    "auth.Permission": fields(NOT_PERSONAL, "name content_type codename"),
    "contenttypes.ContentType": fields(NOT_PERSONAL, "app_label model"),
}


def declared() -> dict[str, Mapping[str, Data]]:
    """What all installed packages of ours declare: model label → field → data."""
    found: dict[str, Mapping[str, Data]] = {}
    for config in apps.get_app_configs():
        if config.name.startswith("jiaoyan.") and _declares(config.path):
            found |= import_module(f"{config.name}.privacy").DECLARED
    return found


def _declares(package: str) -> bool:
    return (Path(package) / "privacy.py").exists()
