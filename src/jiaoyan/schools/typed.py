"""What a person types in schools: calendar, people, groups, classes. A fact has one place; the entrance forms write the same records."""

from __future__ import annotations

from jiaoyan.web.typed import OTHER_DOOR, PROPOSED, SAME, Asked

ASKED = (
    Asked(
        "forms.entry.SetupForm",
        "school",
        "启用本系统",
        "-token name short_name code subject=subject.name start_year=year.start -holidays person_name=person.name gender=person.gender "
        "staff_code=person.staff_code username=account.username password=account.password -password_again",
        again={
            "person.name": OTHER_DOOR + "：第一位管理员在这里登记",
            "person.gender": OTHER_DOOR + "：第一位管理员在这里登记",
            "person.staff_code": OTHER_DOOR + "：第一位管理员在这里登记",
            "account.username": OTHER_DOOR + "：第一位管理员在这里登记",
            "account.password": "启用时由管理员自己定，以后在改密码页改",
        },
    ),
    Asked("forms.entry.SignInForm", "account", "登录", "-username -password"),
    Asked("forms.entry.PasswordForm", "account", "改密码", "-old_password new_password=password -again"),
    Asked(
        "forms.terms.TwoTermsForm",
        "term",
        "两个学期的起止",
        "first_day=term.first_day last_day=term.last_day second_first_day=term.second_first_day second_last_day=term.second_last_day",
    ),
    Asked(
        "forms.calendar.TermForm",
        "term",
        "一个学期的日期",
        "first_day last_day week1_monday exam_phase_start count_full_holiday_weeks week_starts_sunday",
        again={"term.first_day": PROPOSED + "：建学年时定的日子", "term.last_day": PROPOSED + "：建学年时定的日子"},
    ),
    Asked(
        "forms.calendar.OverrideForm",
        "special_day",
        "放假、调休、停课的日子",
        "day until kind name runs_weekday scope grade school_class source tentative",
    ),
    Asked("proposal.html", "special_day", "采用国务院公布的安排", "-days"),
    Asked(
        "forms.calendar.SettingsForm",
        "school",
        "学校设置",
        "name short_name activity_weekday activity_parity activity_starts activity_ends activity_place reschedule_policy",
        again={"school.name": SAME, "school.short_name": SAME},
    ),
    Asked("forms.calendar.HistoryFilter", "history", "改动记录的筛选", "-person -kind -first -last"),
    Asked("forms.classes.ClassesForm", "class", "一个年级的班级", "grade count"),
    Asked("forms.classes.AssignmentForm", "assignment", "任课", "subject teacher starts"),
    Asked("forms.classes.PupilForm", "pupil", "学生", "code name gender seat_no"),
    Asked("forms.classes.NewPupilForm", "pupil", "进班", "starts"),
    Asked("forms.classes.MovePupilForm", "pupil_move", "转班", "school_class on"),
    Asked("forms.groups.GroupForm", "group", "新建组", "kind grade subject name parent in_use_from"),
    Asked(
        "forms.groups.GroupHabitsForm",
        "group",
        "组的设置",
        "parent activity_weekday activity_parity activity_place in_use_from",
        again={"group.parent": SAME, "group.in_use_from": SAME},
    ),
    Asked("forms.groups.MemberForm", "seat", "加入一位组员", "person starts"),
    Asked(
        "forms.members.GradeMembersForm",
        "seat",
        "一次加入同年级的教师",
        "people=seat.person starts",
        again={"seat.person": OTHER_DOOR, "seat.starts": OTHER_DOOR},
    ),
    Asked("forms.groups.RoleForm", "role", "职务", "kind"),
    Asked(
        "forms.groups.MoveUpForm",
        "seat",
        "升年级",
        "people=seat.person first_grade=class.count",
        again={"seat.person": PROPOSED + "：去年的组员", "class.count": OTHER_DOOR + "：只有新一年级的班数要填"},
    ),
    Asked("forms.imports.ImportForm", "import", "导入名册", "-term -on"),
    Asked("forms.people.PersonForm", "person", "教师", "name staff_code gender born_on service_from joined_on education title other_work"),
    Asked("forms.people.AccountForm", "account", "帐号", "username"),
    Asked(
        "forms.people.DayForm",
        "ending",
        "结束任课、组员、职务或离校",
        "on=assignment.ends|seat.ends|role.ends|person.left_on|pupil.left_on",
    ),
    Asked("forms.people.StaffFilter", "person", "教师名单的筛选", "-text -left"),
    Asked("forms.privacy.SearchForm", "privacy", "查找一个人的资料", "-text"),
    Asked("forms.privacy.GiveOutForm", "given_out", "提供资料", "reason -form"),
    Asked("forms.privacy.EraseForm", "erasure", "删除资料", "reason -code"),
    Asked("forms.timetable.grid_of", "timetable", "课表", "d*=timetable.subject"),
    Asked("approving.form.DecisionForm", "approval", "审批", "decision note"),
)
