"""Whose data stands in a group's plan, its tables and its summary. 个人信息清单"""

from __future__ import annotations

from jiaoyan.schools.privacy import FREE_TEXT, NOT_PERSONAL, WORK, Data, Declared, Erasure, Whose, fields

MEMBERS = Data(Whose.STAFF, Erasure.KEEP, "成员表定格：姓名、年龄、教龄、学历、职称、任教班级，按规定格式列入计划")
AWARDED = Data(Whose.PUPIL, Erasure.KEEP, "总结提交时的数字和获奖情况：学生只记学号，姓名在监护人同意期间才显示")

DECLARED: Declared = {
    "planning.GroupPlan": fields(NOT_PERSONAL, "status version group term title plan_date revised_on arranged")
    | fields(WORK, "submitted_by submitted_at decided_by decided_at decision_note")
    | fields(FREE_TEXT, "opening")
    | fields(MEMBERS, "members"),
    "planning.KeyPoint": fields(NOT_PERSONAL, "plan position area content measure due_week") | fields(WORK, "owner"),
    "planning.Division": fields(NOT_PERSONAL, "plan position task scope unit") | fields(WORK, "owner"),
    "planning.ArrangementRow": fields(NOT_PERSONAL, "plan position kind week_no number day contents forms remarks unit activity handed")
    | fields(WORK, "lesson_teacher lead"),
    "planning.AuthoringRow": fields(NOT_PERSONAL, "plan position week_no content lesson due exercise handed")
    | fields(WORK, "author reviewer"),
    "planning.PlanEdition": fields(NOT_PERSONAL, "plan number approved_on file") | fields(WORK, "approved_by content"),
    "planning.TermSummary": fields(NOT_PERSONAL, "status version group term title day revised_on")
    | fields(WORK, "submitted_by submitted_at decided_by decided_at decision_note")
    | fields(AWARDED, "frozen"),
    "planning.ReviewPlan": fields(NOT_PERSONAL, "group term version handed_in")
    | fields(FREE_TEXT, "state goals key_points high middle low")
    | fields(WORK, "changed_by changed_at"),
    "planning.ReviewPhase": fields(NOT_PERSONAL, "plan position kind starts ends contents") | fields(WORK, "owner"),
    "planning.SummaryTopic": fields(NOT_PERSONAL, "summary area") | fields(FREE_TEXT, "did highlight"),
    "planning.SummaryProblem": fields(NOT_PERSONAL, "summary position when") | fields(FREE_TEXT, "problem measure"),
    "planning.SummaryEdition": fields(NOT_PERSONAL, "summary number approved_on file content") | fields(WORK, "approved_by"),
    "planning.UpperPlan": fields(NOT_PERSONAL, "term whose title file version removed_at") | fields(WORK, "entered_by"),
    "planning.UpperClause": fields(NOT_PERSONAL, "plan position text"),
    "planning.ResearchPlan": fields(NOT_PERSONAL, "status version group term plan_date goals revised_on")
    | fields(WORK, "submitted_by submitted_at decided_by decided_at decision_note organisation")
    | fields(FREE_TEXT, "guiding"),
    "planning.PlanClause": fields(NOT_PERSONAL, "plan position area text upper group_problem own_problem origin quotas uncounted"),
    "planning.MonthItem": fields(NOT_PERSONAL, "plan position month kind text timing day tentative place") | fields(WORK, "participants"),
    "planning.Target": fields(NOT_PERSONAL, "plan position kind what due"),
    "planning.Evidence": fields(NOT_PERSONAL, "target label link state removed_at") | fields(WORK, "file entered_by"),
    "planning.ResearchPlanEdition": fields(NOT_PERSONAL, "plan number approved_on file") | fields(WORK, "approved_by content"),
    "planning.ResearchSummary": fields(NOT_PERSONAL, "status version group term day revised_on")
    | fields(WORK, "submitted_by submitted_at decided_by decided_at decision_note")
    | fields(FREE_TEXT, "opening")
    | fields(AWARDED, "frozen"),
    "planning.ClauseAnswer": fields(NOT_PERSONAL, "summary clause position area text done") | fields(FREE_TEXT, "words"),
    "planning.ResearchProblem": fields(NOT_PERSONAL, "summary position when") | fields(FREE_TEXT, "problem measure"),
    "planning.ResearchSummaryEdition": fields(NOT_PERSONAL, "summary number approved_on file content") | fields(WORK, "approved_by"),
}
