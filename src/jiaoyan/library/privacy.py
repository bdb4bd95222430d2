"""Whose data stands in the library. 个人信息清单"""

from __future__ import annotations

from jiaoyan.schools.privacy import FREE_TEXT, NOT_PERSONAL, WORK, Declared, fields

DECLARED: Declared = {
    "library.TextbookStudy": fields(NOT_PERSONAL, "group term version")
    | fields(FREE_TEXT, "whole_book")
    | fields(WORK, "changed_by changed_at"),
    "library.UnitStudy": fields(NOT_PERSONAL, "study unit final_on")
    | fields(FREE_TEXT, "key difficulty mistakes")
    | fields(WORK, "changed_by changed_at"),
    "library.Resource": fields(NOT_PERSONAL, "group term unit step title final version removed_at") | fields(WORK, "made_by made_on"),
    "library.ResourceVersion": fields(NOT_PERSONAL, "resource number file note") | fields(WORK, "by day"),
}
