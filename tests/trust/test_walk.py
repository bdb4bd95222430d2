"""The walks would notice what they look for."""

from __future__ import annotations

import pytest

from jiaoyan.schools.models import Membership
from tests.conftest import TwoSchools
from tests.trust.walk import pointing_astray

pytestmark = pytest.mark.django_db


def test_a_row_that_leads_into_the_other_school_is_noticed(two_schools: TwoSchools) -> None:
    tables = {"schools_membership", "schools_teachingassignment", "django_session"}
    assert pointing_astray(tables) == []
    seat = Membership.everywhere.filter(school=two_schools.here.school).first()
    Membership.everywhere.filter(pk=seat.pk).update(person=two_schools.there.people["head"])
    assert pointing_astray(tables) == ["Membership.person"]
