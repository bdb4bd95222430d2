"""The pages of groups, members, roles, and the step into a new year. 组与职务"""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from jiaoyan.schools.access import SchoolRequest
from jiaoyan.schools.actions import groups
from jiaoyan.schools.actions.years import MovedUp, move_up
from jiaoyan.schools.forms.groups import GroupForm, GroupHabitsForm, MemberForm, MoveUpForm, RoleForm
from jiaoyan.schools.forms.people import DayForm
from jiaoyan.schools.models import Group, Membership, Role, SchoolYear
from jiaoyan.schools.queries import term_on
from jiaoyan.schools.registers.calendar import years_of_school
from jiaoyan.schools.registers.groups import first_day_for_seats, first_day_in_use, group_or_404, roles_in, school_roles, seats_of, tree_of
from jiaoyan.schools.registers.years import last_year, moving_up
from jiaoyan.schools.rules.calendar import long_day
from jiaoyan.schools.rules.people import school_year_label
from jiaoyan.schools.rules.quoting import quoted
from jiaoyan.schools.steps import asked_once
from jiaoyan.schools.views.pages import Crumb, asks, crumbs, form_page, require_manager, show
from jiaoyan.web.forms import sent


@login_required
@require_GET
def group_list(request: SchoolRequest) -> HttpResponse:
    """The groups of a school year as a tree, and who serves the whole school."""
    require_manager(request)
    years = years_of_school()
    year = _year(request, years)
    tree = tree_of(year, request.today) if year else []
    page = {
        "year": year,
        "years": [{"label": each.label, "url": f"?year={each.key}", "active": each == year} for each in years],
        "tree": tree,
        "roles": school_roles(request.today),
        "may_move_up": bool(tree) and year == years[0],
        "crumbs": crumbs(("组与职务", "")),
    }
    return show(request, "schools/groups.html", page)


@login_required
@asks
def group_new(request: SchoolRequest, year: int) -> HttpResponse:
    """Add a group to a school year."""
    of_year = get_object_or_404(SchoolYear.objects, pk=year)
    require_manager(request)
    form = GroupForm(sent(request), year=of_year, begun=first_day_in_use(of_year, request.today))
    return form_page(
        request,
        form,
        lambda values: _to_its_page(
            request,
            groups.add_group(
                kind=values["kind"],
                name=values["name"],
                year=of_year,
                subject=values["subject"],
                grade=values["grade"],
                parent=values["parent"],
                in_use_from=values["in_use_from"],
                by=request.actor,
            ),
        ),
        title="新增组",
        subtitle=school_year_label(of_year.key),
        back=_list(of_year),
        trail=[_groups()],
    )


def _to_its_page(request: SchoolRequest, made: Group) -> HttpResponse:
    """A new group has nobody yet: on to where its people are added."""
    messages.success(request, f"已新增“{made.name}”。接着请加入成员、设置组长。")
    return redirect("schools:group", made.pk)


@login_required
@require_GET
def group(request: SchoolRequest, pk: int) -> HttpResponse:
    """One group: who sits in it and who leads it, over time."""
    found = _group(request, pk)
    page = {
        "group": found,
        "seats": seats_of(found),
        "roles": roles_in(found),
        "day": found.school_year.nearest(request.today),
        "habits": _habits(found),
        "crumbs": crumbs(_groups(), (found.name, "")),
    }
    return show(request, "schools/group.html", page)


@login_required
@asks
def group_edit(request: SchoolRequest, pk: int) -> HttpResponse:
    """The group's place in the tree, its activity habits, and since when it uses the system."""
    found = _group(request, pk)
    return form_page(
        request,
        GroupHabitsForm(sent(request), group=found),
        lambda values: groups.change_group(found, values, by=request.actor),
        title=f"{found.name}设置",
        back=_page(found),
        done="已保存。",
        trail=[_groups(), (found.name, _page(found))],
        hint="组的名称和学年不能修改，这样以前的台账始终对得上。",
    )


@login_required
@asks
def group_remove(request: SchoolRequest, pk: int) -> HttpResponse:
    """Remove a group added by mistake."""
    found = _group(request, pk)
    return asked_once(
        request,
        lambda: groups.remove_group(found, by=request.actor),
        question=f"删除{quoted(found.name)}？",
        effect="只有误加的、还没有计划和活动的组可以删除。",
        button="删除",
        page=_list(found.school_year),
        done="已删除。",
    )


@login_required
@asks
def member_new(request: SchoolRequest, pk: int) -> HttpResponse:
    """Somebody joins the group."""
    found = _group(request, pk)
    form = MemberForm(sent(request), school=found.school, day=first_day_for_seats(found, request.today))
    return form_page(
        request,
        form,
        lambda values: groups.add_member(found, values["person"], starts=values["starts"], by=request.actor),
        title="加入成员",
        subtitle=found.name,
        submit="加入",
        back=_page(found),
        done="已加入。",
        trail=[_groups(), (found.name, _page(found))],
    )


@login_required
@asks
def member_end(request: SchoolRequest, pk: int) -> HttpResponse:
    """Somebody leaves the group."""
    seat = get_object_or_404(Membership.objects.select_related("person", "group__school_year"), pk=pk)
    require_manager(request)
    form = DayForm(sent(request), label="最后一天", day=seat.group.school_year.nearest(request.today), help_text="担任的组长职务同日结束。")
    return form_page(
        request,
        form,
        lambda values: groups.end_membership(seat, on=values["on"], by=request.actor),
        title=f"{seat.person.name}离开本组",
        subtitle=seat.group.name,
        submit="确定",
        back=_page(seat.group),
        done="已登记。",
        trail=[_groups(), (seat.group.name, _page(seat.group))],
    )


@login_required
@asks
def group_role_new(request: SchoolRequest, pk: int) -> HttpResponse:
    """A leader or liaison of the group."""
    found = _group(request, pk)
    form = RoleForm(
        sent(request), school=found.school, day=first_day_for_seats(found, request.today), group=found, admin=request.actor.is_admin
    )
    return form_page(
        request,
        form,
        lambda values: groups.give_role(values["person"], values["kind"], group=found, starts=values["starts"], by=request.actor),
        title="设置职务",
        subtitle=found.name,
        back=_page(found),
        done="已设置。",
        trail=[_groups(), (found.name, _page(found))],
        hint="组长只有一位：设置新的组长，原来的组长自动到前一天为止。",
    )


@login_required
@asks
def school_role_new(request: SchoolRequest) -> HttpResponse:
    """A role for the whole school."""
    require_manager(request)
    form = RoleForm(sent(request), school=request.user.school, day=request.today, group=None, admin=request.actor.is_admin)
    return form_page(
        request,
        form,
        lambda values: groups.give_role(values["person"], values["kind"], starts=values["starts"], by=request.actor),
        title="设置全校职务",
        back=reverse("schools:groups"),
        done="已设置。",
        trail=[_groups()],
        hint="系统管理员职务只能由系统管理员设置。",
    )


@login_required
@asks
def role_end(request: SchoolRequest, pk: int) -> HttpResponse:
    """The last day of a role."""
    role = get_object_or_404(Role.objects.select_related("person", "group__school_year"), pk=pk)
    require_manager(request)
    back = _page(role.group) if role.group else reverse("schools:groups")
    day = role.group.school_year.nearest(request.today) if role.group else request.today
    return form_page(
        request,
        DayForm(sent(request), label="最后一天", day=max(day, role.starts)),
        lambda values: groups.end_role(role, on=values["on"], by=request.actor),
        title=f"{role.person.name}不再担任{role.get_kind_display()}",
        subtitle=role.group.name if role.group else "",
        submit="确定",
        back=back,
        done="已登记。",
        trail=[_groups()],
    )


@login_required
@asks
def move_up_year(request: SchoolRequest) -> HttpResponse:
    """Into the next school year: what will happen is shown before it is done."""
    require_manager(request)
    year = last_year()
    if year is None:
        raise Http404
    form = MoveUpForm(sent(request), start_year=year.first_calendar_year + 1)
    going, staying = moving_up(year, follow_classes=True), moving_up(year, follow_classes=False)
    return form_page(
        request,
        form,
        lambda values: _moved(
            move_up(
                year,
                form.terms(),
                follow_classes=values["people"] == "classes",
                first_grade_classes=values["first_grade"],
                by=request.actor,
            )
        ),
        title=f"升入{school_year_label(going.key)}",
        submit="升入新学年",
        back=reverse("schools:groups"),
        done="",
        template="schools/move_up.html",
        trail=[_groups()],
        context={"preview": going, "seats": zip(going.seats, staying.seats, strict=True), "old_year": year},
    )


def _moved(moved: MovedUp) -> str:
    return "已升入新学年。接着请核对各组成员，登记新学期的放假安排和课表。" if moved.created else "这个学年已经建立，没有重复操作。"


def _group(request: SchoolRequest, pk: int) -> Group:
    found = group_or_404(pk)
    require_manager(request)
    return found


def _year(request: SchoolRequest, years: list[SchoolYear]) -> SchoolYear | None:
    """The year asked for, else the present one, else the last."""
    term = term_on(request.today, request.actor.school_id)
    present = term.school_year if term else (years[0] if years else None)
    return next((each for each in years if each.key == request.GET.get("year")), present)


def _habits(found: Group) -> list[tuple[str, str]]:
    """When and where the group meets: its own habit, or the school's; and since when it uses the system, when that is not the beginning."""
    school = found.school
    weekday = (
        found.get_activity_weekday_display()
        if found.activity_weekday is not None
        else f"{school.get_activity_weekday_display()}（学校设置）"
    )
    parity = found.get_activity_parity_display() if found.activity_parity else f"{school.get_activity_parity_display()}（学校设置）"
    begun = [("起用本系统", f"{long_day(found.in_use_from)}，此前的内容不计缺项")] if found.in_use_from else []
    return [("活动日", weekday), ("活动周次", parity), ("活动地点", found.activity_place or f"{school.activity_place}（学校设置）"), *begun]


def _groups() -> Crumb:
    return ("组与职务", reverse("schools:groups"))


def _list(year: SchoolYear) -> str:
    return f"{reverse('schools:groups')}?year={year.key}"


def _page(found: Group) -> str:
    return reverse("schools:group", args=[found.pk])
