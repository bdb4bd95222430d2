"""What the workbench, a group's page and the collection say is missing, each links where this very person may go."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from jiaoyan.activities.models import Attendance
from jiaoyan.assessments.models import Exam
from jiaoyan.items.models import Exercise, ExerciseReview, ShowcaseHomework
from jiaoyan.schools.models import Status
from jiaoyan.schools.queries import moment
from jiaoyan.schools.scope import school_scope
from tests.activities import builders as activities
from tests.assessments import builders as assessments
from tests.conftest import TODAY, SmallSchool, TwoSchools
from tests.growth import pairs
from tests.items import builders as items
from tests.items import showcase_builders as showcases
from tests.lessons import builders as lessons
from tests.matrix import ROLES
from tests.planning import builders as planning
from tests.planning import progress, research
from tests.quotas import builders as quotas

SignIn = Callable[[str], Client]
AGO = TODAY - timedelta(28)


def behind(school: SmallSchool) -> None:
    """Every kind of thing that can be late, late: with its author, its reviewer, the leader, or whoever decides."""
    waiting, sent_back, unwritten = (
        items.submitted(school),
        items.written(school, title="退回的练习"),
        items.written(school, title="没交的练习"),
    )
    late = {"due": AGO, "submitted_at": moment(AGO), "decided_at": moment(AGO)}
    Exercise.objects.filter(pk__in=[waiting.pk, sent_back.pk, unwritten.pk]).update(**late)
    Exercise.objects.filter(pk=sent_back.pk).update(status=Status.RETURNED)
    ExerciseReview.objects.filter(exercise=sent_back).delete()
    plan = planning.submitted(school)
    type(plan).objects.filter(pk=plan.pk).update(submitted_at=moment(AGO))
    activities.planned(school, day=AGO)
    activities.opened(school, day=TODAY - timedelta(7))
    meeting = activities.planned(school, day=TODAY + timedelta(1))
    Attendance.objects.update_or_create(
        school=school.school, activity=meeting, person=school.people["mentee"], defaults={"state": "leave", "leave_asked_at": moment(TODAY)}
    )
    activities.analysis(school)
    activities.trained(school)
    assessments.paper(school, day=TODAY - timedelta(9))
    showcases.designed(school)
    lessons.planned(school, day=AGO, period_no=4)
    lessons.observed(school)
    pairs.taught(school)
    research.submitted(school)
    progress.asked(school)
    quotas.excused(school)


@pytest.mark.parametrize("role", ROLES)
def test_each_link_to_what_is_missing_leads_where_this_person_may_go(two_schools: TwoSchools, client_as: SignIn, role: str) -> None:
    school, client = two_schools.here, client_as(role)
    with school_scope(school.school.pk):
        behind(school)
    places = [(group.pk, school.term.key) for group in (school.group, school.research)]
    pages = [
        reverse("dashboard:home"),
        *(reverse(f"dashboard:{name}", args=place) for name in ("group", "collection", "wanting") for place in places),
    ]
    found = {link: page for page in pages for link in links_of(client, page)}
    answers = {link: client.get(link).status_code for link in found}
    assert {(link, found[link]): status for link, status in answers.items() if status != 200} == {}


def test_a_late_review_missing_marks_and_missing_works_are_linked_to_pages_everybody_of_the_group_reads(
    two_schools: TwoSchools, client_as: SignIn
) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        behind(school)
        late = {
            "exercise": Exercise.objects.get(status=Status.SUBMITTED),
            "exam": Exam.objects.get(),
            "showcase": ShowcaseHomework.objects.get(),
        }
    pages = [
        reverse("items:exercise", args=[late["exercise"].pk]),
        reverse("assessments:exam", args=[late["exam"].pk]),
        reverse("items:showcase", args=[late["showcase"].pk]),
    ]
    collection = reverse("dashboard:collection", args=[school.group.pk, school.term.key])
    for role in ("leader", "head", "liaison", "office"):
        assert set(pages) <= set(links_of(client_as(role), collection))


def links_of(client: Client, page: str) -> list[str]:
    """The pages that the main part of a page links to; none when the person may not open it."""
    answer = client.get(page)
    if answer.status_code != 200:
        return []
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return [link for link in dict.fromkeys(re.findall(r'href="(/[^"#]*)', main)) if not link.startswith(("/static/", "/feeds/"))]
