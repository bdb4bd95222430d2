"""The page that seats all teachers of a grade in its group. 加入本年级任课教师"""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.urls import reverse

from jiaoyan.schools.access import SchoolRequest
from jiaoyan.schools.actions.members import add_members
from jiaoyan.schools.forms.members import GradeMembersForm
from jiaoyan.schools.registers.groups import first_day_for_seats, group_or_404
from jiaoyan.schools.registers.members import grade_teachers
from jiaoyan.schools.rules.people import grade_name
from jiaoyan.schools.views.pages import asks, form_page, require_manager
from jiaoyan.web.forms import sent


@login_required
@asks
def grade_members_new(request: SchoolRequest, pk: int) -> HttpResponse:
    """Who teaches the grade by 课务 is shown first; then all who have no seat yet join at once."""
    group = group_or_404(pk)
    require_manager(request)
    if group.grade is None:
        raise Http404
    teachers = grade_teachers(group, group.school_year.nearest(request.today))
    missing = [each for each in teachers if not each.seated]
    form = GradeMembersForm(sent(request), teachers=missing, day=first_day_for_seats(group, request.today))
    back = reverse("schools:group", args=[pk])
    return form_page(
        request,
        form,
        lambda values: f"已加入{len(add_members(group, form.persons(), starts=values['starts'], by=request.actor))}位老师。",
        title=f"加入{grade_name(group.grade)}{group.subject.name}任课教师",
        subtitle=group.name,
        submit="加入",
        back=back,
        done="",
        template="schools/grade_members.html",
        trail=[("组与职务", reverse("schools:groups")), (group.name, back)],
        context={"group": group, "missing": missing, "seated": [each for each in teachers if each.seated]},
    )
