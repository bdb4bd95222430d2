"""Whose data stands in quotas. 个人信息清单"""

from __future__ import annotations

from jiaoyan.schools.privacy import NOT_PERSONAL, WORK, Data, Declared, Erasure, Whose, fields

EXCUSED = Data(Whose.STAFF, Erasure.DELETE_ROW, "未完成说明：原因可能是病假，只有说明人和答复人看得到")

DECLARED: Declared = {
    "quotas.Quota": fields(NOT_PERSONAL, "group name unit area position code preset version"),
    "quotas.QuotaEdition": fields(NOT_PERSONAL, "quota begins demand withdrawn why set_on") | fields(WORK, "set_by set_at"),
    "quotas.Excuse": fields(NOT_PERSONAL, "quota term subject_kind subject_key span about amount state removed_at")
    | fields(EXCUSED, "reason words person given_at")
    | fields(WORK, "answered_by answered_at answer"),
}
