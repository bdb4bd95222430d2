"""Whose data stands in awards. 个人信息清单"""

from __future__ import annotations

from jiaoyan.schools.privacy import NOT_PERSONAL, WORK, Data, Declared, Erasure, Whose, fields

AWARDED = Data(Whose.PUPIL, Erasure.DELETE_ROW, "获奖登记：监护人同意才写姓名，否则只有学号；随学生资料一起删除")

DECLARED: Declared = {
    "growth.Award": fields(NOT_PERSONAL, "group term person_kind event level prize issuer day school_class version removed_at")
    | fields(AWARDED, "pupil name name_consent certificate")
    | fields(WORK, "person coach recorded_by recorded_at"),
}
