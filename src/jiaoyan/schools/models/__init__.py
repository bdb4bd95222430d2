"""The nouns of the school. One file per group of nouns; other packages import them from here."""

from jiaoyan.schools.models.base import Approvable, ApprovedEdition, Removable, SchoolOwned, Status, not_over, valid_on
from jiaoyan.schools.models.classes import Enrolment, Pupil, SchoolClass, TeachingAssignment, TimetableSlot
from jiaoyan.schools.models.groups import LEADER_OF, LEADERS, Group, Membership, Role
from jiaoyan.schools.models.people import Account, Person
from jiaoyan.schools.models.records import DoneOnce, HistoryHead, HistoryLine, StoredFile
from jiaoyan.schools.models.school import DayOverride, Parity, ReschedulePolicy, School, SchoolYear, Subject, Term, Weekday

__all__ = [
    "LEADERS",
    "LEADER_OF",
    "Account",
    "Approvable",
    "ApprovedEdition",
    "DayOverride",
    "DoneOnce",
    "Enrolment",
    "Group",
    "HistoryHead",
    "HistoryLine",
    "Membership",
    "Parity",
    "Person",
    "Pupil",
    "Removable",
    "ReschedulePolicy",
    "Role",
    "School",
    "SchoolClass",
    "SchoolOwned",
    "SchoolYear",
    "Status",
    "StoredFile",
    "Subject",
    "TeachingAssignment",
    "Term",
    "TimetableSlot",
    "Weekday",
    "not_over",
    "valid_on",
]
