"""Reads of trainings: the term's, one, who is there to choose from, whose turn it is, what is missing."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404
from django.urls import reverse

from jiaoyan.activities import access
from jiaoyan.activities.models import ShareBack, Training
from jiaoyan.activities.rules.rotation import in_turn
from jiaoyan.activities.rules.training import DIGEST, SHARE_BACK
from jiaoyan.documents import markup
from jiaoyan.schools.access import Actor, require
from jiaoyan.schools.models import LEADERS, Group, Membership, Person, Role, Term, not_over
from jiaoyan.schools.queries import GroupTerm, taken_out_last
from jiaoyan.schools.rules.gaps import Gap, counts_since

AHEAD = SHARE_BACK


def _loaded() -> QuerySet[Training]:
    given = ShareBack.objects.filter(removed_at__isnull=True).prefetch_related("givers")
    rows: QuerySet[Training] = Training.objects.select_related("group__school", "term__school_year", "recorded_by", "materials")
    return rows.prefetch_related("trainers", "participants", Prefetch("share_backs", given))


def trainings_of(group: Group, term: Term) -> list[Training]:
    """The trainings of a term by day, with their people and share-backs. Five queries."""
    return list(_loaded().filter(group=group, term=term, removed_at__isnull=True).order_by("day", "pk"))


def trainings_above(actor: Actor, place: GroupTerm) -> list[Training]:
    """Trainings of the groups above a group that the actor may read, by day. Five queries besides the groups."""
    parents = dict(Group.objects.filter(school_year_id=place.group.school_year_id).values_list("pk", "parent_id"))
    keys, here = [], place.group.parent_id
    while here is not None and here not in keys:
        keys.append(here)
        here = parents.get(here)
    rows = _loaded().filter(access.trainings_visible_to(actor), group__in=keys, term=place.term, removed_at__isnull=True)
    return list(rows.order_by("day", "pk"))


def removed_trainings(group: Group, term: Term) -> list[Training]:
    """Those taken out last. One query."""
    return taken_out_last(Training.objects.select_related("term__school_year").filter(group=group, term=term))


def training_of(actor: Actor, pk: int) -> Training:
    """One training, whole. Five queries. Raises ``Http404``, ``NotAllowed``."""
    row: Training | None = _loaded().filter(pk=pk).first()
    if row is None:
        raise Http404
    require(access.may_read_training(actor, row), access.WHO_READS_TRAINING)
    return row


def share_back_of(actor: Actor, pk: int) -> ShareBack:
    """One share-back with its training, also when taken out. Raises ``Http404``, ``NotAllowed``."""
    rows = ShareBack.objects.select_related("training__group", "training__term__school_year")
    row: ShareBack | None = rows.prefetch_related("training__participants", "training__trainers").filter(pk=pk).first()
    if row is None:
        raise Http404
    require(access.may_read_training(actor, row.training), access.WHO_READS_TRAINING)
    return row


def removed_shares(training: Training) -> list[ShareBack]:
    """The share-backs of a training that were taken out. One query."""
    return taken_out_last(training.share_backs.all())


def groups_below(group: Group) -> list[int]:
    """A group and the groups below it, as keys. One query."""
    rows = list(Group.objects.filter(school_year_id=group.school_year_id).values_list("pk", "parent_id"))
    found, grown = {group.pk}, True
    while grown:
        more = {pk for pk, parent in rows if parent in found} - found
        found |= more
        grown = bool(more)
    return sorted(found)


def people_below(place: GroupTerm) -> list[Person]:
    """Who sat in the group or a group below it at any time of the term, and who led one. Two queries besides the groups."""
    groups = groups_below(place.group)
    time = Q(starts__lte=place.term.last_school_day) & not_over(place.term.first_school_day)
    seated = Membership.objects.filter(time, group__in=groups).values("person_id")
    leading = Role.objects.filter(time, group__in=groups, kind__in=LEADERS).values("person_id")
    return list(Person.objects.filter(Q(pk__in=seated) | Q(pk__in=leading)).order_by("sort_name", "pk"))


def next_trainers(place: GroupTerm) -> list[Person]:
    """The people of the group in the order in which it is their turn to train it, over all terms of the group and those it follows. Four queries."""
    seats: dict[int, date] = {}
    people: dict[int, Person] = {}
    rows = Membership.objects.select_related("person").filter(
        not_over(place.day), group__in=groups_below(place.group), starts__lte=place.day
    )
    for seat in rows.order_by("person__sort_name", "person_id"):
        people[seat.person_id] = seat.person
        seats[seat.person_id] = min(seat.starts, seats.get(seat.person_id, seat.starts))
    lines = [place.group.pk, place.group.follows_id]
    held = Training.objects.filter(group__in=lines, kind=Training.Kind.IN_GROUP, removed_at__isnull=True, trainers__in=people)
    turns = list(held.values_list("trainers", "day"))
    joined = {key: day for key, day in seats.items() if day > place.group.school_year.starts}
    return [people[key] for key in in_turn(list(people), turns, joined)]


# what is missing


def training_gaps(group: Group, term: Term, day: date) -> list[Gap]:
    """Trainings held without a word of what they were about, and outside trainings not passed on in time. Five queries."""
    return training_gaps_among(trainings_of(group, term), day)


def training_gaps_among(trainings: Iterable[Training], day: date) -> list[Gap]:
    """The same for loaded trainings. No query."""
    found = []
    for row in trainings:
        url = reverse("activities:training", args=[row.pk])
        if row.day + DIGEST < day and not markup.plain(row.digest).strip():
            found.append(Gap.of(f"培训“{row.theme}”的要点还没有写", row.recorded_by, row.day + DIGEST, url))
        if row.share_by is not None and row.share_by < day:
            found += [Gap.of(f"“{row.theme}”还没有做二次培训", person, row.share_by, url) for person in not_yet_shared(row)]
    return found


def not_yet_shared(training: Training) -> list[Person]:
    """Who went to an outside training and has not passed it on. No query for a loaded one."""
    if training.share_by is None:
        return []
    gave: set[int] = {person.pk for share in training.share_backs.all() for person in share.givers.all()}
    return [person for person in training.participants.all() if person.pk not in gave]


def share_backs_owed(actor: Actor, term: Term, day: date) -> list[Gap]:
    """Outside trainings the person went to and has to pass on soon or has not in time. Two queries, whatever the number."""
    gave = ShareBack.givers.through.objects.filter(person_id=actor.person_id, shareback__removed_at__isnull=True).values(
        "shareback__training_id"
    )
    rows = Training.objects.select_related("group").filter(
        term=term, participants=actor.person_id, share_by__isnull=False, removed_at__isnull=True, day__lte=day, share_by__lte=day + AHEAD
    )
    return [
        Gap(f"做二次培训：“{row.theme}”", actor.name, actor.person_id, row.share_by, reverse("activities:training", args=[row.pk]))
        for row in rows.exclude(pk__in=gave).only("theme", "share_by", "group__in_use_from")
        if row.share_by is not None and counts_since(row.share_by, row.group.in_use_from)
    ]


def owed(actor: Actor, term: Term, day: date) -> list[Gap]:
    """What the person owes of trainings: to pass one on, and to write what one was about that he recorded. Two queries."""
    rows = Training.objects.select_related("group").filter(
        term=term, recorded_by_id=actor.person_id, digest=[], removed_at__isnull=True, day__lte=day
    )
    unwritten = [
        Gap(
            f"写培训要点：“{row.theme}”",
            actor.name,
            actor.person_id,
            row.day + DIGEST,
            reverse("activities:training_change", args=[row.pk]),
        )
        for row in rows.only("theme", "day", "group__in_use_from")
        if counts_since(row.day, row.group.in_use_from)
    ]
    return share_backs_owed(actor, term, day) + unwritten


def names(people: Collection[Person], guest: str = "") -> str:
    """Names in order, a guest last."""
    found = [person.name for person in sorted(people, key=lambda person: (person.sort_name, person.pk))]
    return "、".join([*found, *([guest] if guest else [])])
