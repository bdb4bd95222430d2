"""Who answers for what a group, a class, a grade or the school is asked: its leader, its teacher. 由谁负责"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from jiaoyan.quotas.queries import Tree
from jiaoyan.quotas.rules.fact import Subject
from jiaoyan.schools.models import LEADERS, Membership, Person, Role, TeachingAssignment, valid_on


@dataclass(frozen=True)
class Charge:
    """The leaders and teachers of a tree of groups on a day; each looked up when somebody first asks. One query each."""

    tree: Tree
    day: date

    @cached_property
    def leaders(self) -> Mapping[int, Person]:
        """Who leads each group. One query."""
        roles = Role.objects.select_related("person").filter(valid_on(self.day), kind__in=LEADERS, group_id__in=self.tree.keys)
        return {role.group_id: role.person for role in roles}

    @cached_property
    def teachers(self) -> Mapping[int, Person]:
        """Who teaches each class the subject of the tree. One query."""
        rows = TeachingAssignment.objects.select_related("teacher").filter(valid_on(self.day), subject_id=self.tree.top.subject_id)
        return {row.school_class_id: row.teacher for row in rows.order_by("starts")}

    def seated(self, groups: Collection[int], today: date) -> frozenset[int]:
        """Who sits in one of these groups and has not left the school: whoever moved in mid-term is counted here still, but reminded there. One query."""
        seats = Membership.objects.filter(valid_on(self.day), group_id__in=groups).exclude(person__left_on__lte=today)
        return frozenset(seats.values_list("person_id", flat=True))

    def of(self, subject: Subject) -> Person | None:
        """Whom a reminder goes to: a person's own affair is the person's, and none of this; None when nobody leads or teaches there."""
        match subject.kind:
            case "group":
                return self.leaders.get(subject.id)
            case "class":
                return self.teachers.get(subject.id)
            case "grade":
                led = (self.leaders.get(group.pk) for group in self.tree.groups if group.grade == subject.id)
                return next((leader for leader in led if leader is not None), None)
            case "school":
                return self.leaders.get(self.tree.top.pk)
            case "person":
                return None

    def classes_of(self, person: int) -> frozenset[int]:
        """The classes a person teaches."""
        return frozenset(key for key, teacher in self.teachers.items() if teacher.pk == person)
