"""Gathering what an honour or an inspection asks to see, all term long, whatever the plan's state. 佐证材料"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from jiaoyan.planning import access
from jiaoyan.planning.models import Evidence, Target
from jiaoyan.schools import files
from jiaoyan.schools.access import Actor, require
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.schools.history import note

WHO_SORTS = "教研组长和放入材料的本人"


def lay_in(
    *, by: Actor, target: Target, label: str, state: str, link: str = "", data: bytes | None = None, name: str = "", content_type: str = ""
) -> Evidence:
    """Put a thing into the folder: a page of this system, a file, or a name for what is still to be found.

    The same thing (name, link, file) laid in twice is there once. Raises ``NotAllowed``.
    """
    require(access.may_gather_evidence(by, target.plan.group_id), access.WHO_READS_RESEARCH)
    laid = files.lay_down(data) if data is not None else None
    with transaction.atomic():
        Target.objects.select_for_update(of=("self",)).get(pk=target.pk)  # the same form sent twice at once is one thing
        there = _there(target, label.strip(), link, laid.sha256 if laid else "")
        if there is not None:
            return there
        row: Evidence = Evidence.objects.create(
            school_id=by.school_id,
            target=target,
            label=label.strip(),
            link=link,
            state=state,
            file=files.register(laid, name=name, content_type=content_type, by=by) if laid else None,
            entered_by_id=by.person_id or None,
        )
        note(by, "create", row, f"为“{target.what}”放入材料：{row.label}")
    return row


def _there(target: Target, label: str, link: str, sha256: str) -> Evidence | None:
    """The thing of that name, link and file ("" for none) that lies in the folder."""
    same = {"file__sha256": sha256} if sha256 else {"file__isnull": True}
    found: Evidence | None = target.evidence.filter(label=label, link=link, removed_at__isnull=True, **same).first()
    return found


def require_sorter(*, by: Actor, evidence: Evidence) -> None:
    """Raises ``NotAllowed`` for everybody but the leader and whoever laid the thing in."""
    require(access.may_sort_evidence(by, evidence.target.plan.group_id, evidence.entered_by_id), WHO_SORTS)


def set_state(*, by: Actor, evidence: Evidence, state: str) -> None:
    """Say how far it is. Raises ``NotAllowed``."""
    require_sorter(by=by, evidence=evidence)
    with transaction.atomic():
        if not Evidence.objects.filter(pk=evidence.pk).exclude(state=state).update(state=state):
            return
        evidence.state = state
        note(by, "write", evidence, f"材料“{evidence.label}”改为{evidence.get_state_display()}")


def take_out(*, by: Actor, evidence: Evidence) -> None:
    """Take it out of the folder; it can be put back."""
    _set_removed(by, evidence, removed=True)


def put_back(*, by: Actor, evidence: Evidence) -> None:
    """Put it back. Raises ``Refused`` when the same was laid in again meanwhile."""
    _set_removed(by, evidence, removed=False)


def _set_removed(by: Actor, evidence: Evidence, *, removed: bool) -> None:
    require_sorter(by=by, evidence=evidence)
    with transaction.atomic():
        Target.objects.select_for_update(of=("self",)).get(pk=evidence.target_id)
        row: Evidence = Evidence.objects.select_for_update(of=("self",)).select_related("target", "file").get(pk=evidence.pk)
        if (row.removed_at is not None) == removed:
            return
        if not removed and _there(row.target, row.label, row.link, row.file.sha256 if row.file else ""):
            raise Refused("同样的材料已经重新放入，不用再放回。")
        row.removed_at = timezone.now() if removed else None
        row.save(update_fields=["removed_at"])
        note(by, "remove" if removed else "restore", row, f"{'移去' if removed else '放回'}材料“{row.label}”")
