"""Whose data stands in the frozen volumes. 个人信息清单"""

from __future__ import annotations

from jiaoyan.schools.privacy import NOT_PERSONAL, WORK, Declared, fields

DECLARED: Declared = {
    "ledger.LedgerVolume": fields(NOT_PERSONAL, "group term kind day") | fields(WORK, "frozen_at frozen_by gaps file"),
}
