"""Whose data stands in a group's plan and its tables. 个人信息清单"""

from __future__ import annotations

from jiaoyan.schools.privacy import FREE_TEXT, NOT_PERSONAL, WORK, Data, Declared, Erasure, Whose, fields

MEMBERS = Data(Whose.STAFF, Erasure.KEEP, "成员表定格：姓名、年龄、教龄、学历、职称、任教班级，按规定格式列入计划")

DECLARED: Declared = {
    "planning.GroupPlan": fields(NOT_PERSONAL, "status version group term title plan_date revised_on arranged")
    | fields(WORK, "submitted_by submitted_at decided_by decided_at decision_note")
    | fields(FREE_TEXT, "opening")
    | fields(MEMBERS, "members"),
    "planning.KeyPoint": fields(NOT_PERSONAL, "plan position area content measure due_week") | fields(WORK, "owner"),
    "planning.Division": fields(NOT_PERSONAL, "plan position task scope unit") | fields(WORK, "owner"),
    "planning.ArrangementRow": fields(NOT_PERSONAL, "plan position kind week_no number day contents forms remarks unit activity handed")
    | fields(WORK, "lesson_teacher lead"),
    "planning.AuthoringRow": fields(NOT_PERSONAL, "plan position week_no content lesson due") | fields(WORK, "author reviewer"),
    "planning.PlanEdition": fields(NOT_PERSONAL, "plan number approved_on file") | fields(WORK, "approved_by"),
}
