"""Saying why something was not done, answering it, taking it back. 未完成说明"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from jiaoyan.quotas import access
from jiaoyan.quotas.models import Excuse, Quota
from jiaoyan.quotas.queries import groups_concerned, roster_of_tree, standing_excuse, teaches, tree_of
from jiaoyan.quotas.rules.fact import Subject
from jiaoyan.quotas.rules.limits import WORDS_LENGTH
from jiaoyan.quotas.rules.periods import span_label
from jiaoyan.schools.access import Actor, require
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.schools.history import note
from jiaoyan.schools.models import Term


class CannotExcuse(Refused):
    """An excuse that cannot be given, answered or taken back like that."""


def give_excuse(
    *,
    by: Actor,
    quota: Quota,
    term: Term,
    subject: Subject,
    span: str,
    reason: str,
    words: str = "",
    amount: int | None = None,
    about: str = "",
) -> Excuse:
    """Say why something is not done in one period. The same words again change nothing; other words before an answer replace the first.

    Raises ``CannotExcuse``, ``NotAllowed``.
    """
    tree = tree_of(quota.group)
    roster = roster_of_tree(tree, term)
    concerned, own_class = groups_concerned(subject, tree, roster), teaches(by, subject, tree, term)
    require(access.may_excuse(by, subject, concerned, teaches=own_class), access.WHO_EXCUSES)
    _sound(quota, term, roster.name_of(subject), span, reason, words, amount)
    with transaction.atomic():
        Quota.objects.select_for_update(of=("self",)).get(pk=quota.pk)
        standing = standing_excuse(quota, term, subject, span)
        if standing is not None:
            if (standing.reason, standing.words, standing.amount) == (reason, words, amount):
                return standing
            _make_way(by, standing)
        row = _new(by, quota, term, subject, span, about)
        row.reason, row.words, row.amount = reason, words, amount
        row.save(force_insert=True)
        note(by, "excuse", row, f"说明没有完成的原因：{roster.name_of(subject)}，{_called(row)}")
    return row


def _make_way(by: Actor, standing: Excuse) -> None:
    """Take out what was said before, while its own words may still be replaced."""
    if standing.state != Excuse.State.OPEN:
        raise CannotExcuse("这一项已经答复过了；还有要说的，请当面说。")
    if standing.person_id != by.person_id:
        raise CannotExcuse(f"{standing.person.name}已经说明过了。")
    Excuse.objects.filter(pk=standing.pk).update(removed_at=timezone.now())


def _new(by: Actor, quota: Quota, term: Term, subject: Subject, span: str, about: str) -> Excuse:
    """An excuse of the actor for one period, still without its reason."""
    return Excuse(
        school_id=by.school_id,
        quota=quota,
        term=term,
        subject_kind=subject.kind,
        subject_key=subject.id,
        span=span,
        about=about[:60] if span.startswith("event:") else "",
        person_id=by.person_id,
        given_at=timezone.now(),
    )


def answer_excuse(*, by: Actor, excuse: Excuse, accepted: bool, words: str = "") -> Excuse:
    """Accept it, or say that one will talk about it; an answer may be changed. The same answer again changes nothing.

    Raises ``CannotExcuse`` for one taken back, ``NotAllowed``.
    """
    tree = tree_of(excuse.quota.group)
    roster = roster_of_tree(tree, excuse.term)
    require(access.may_answer(by, excuse, groups_concerned(excuse.subject, tree, roster)), access.WHO_ANSWERS)
    if len(words) > WORDS_LENGTH:
        raise CannotExcuse(f"请不要超过{WORDS_LENGTH}字。", "words")
    state = Excuse.State.ACCEPTED if accepted else Excuse.State.TALK
    with transaction.atomic():
        row = _row(excuse)
        if row.removed_at is not None:
            raise CannotExcuse("这条说明刚刚被收回了。")
        if (row.state, row.answer) == (state, words):
            return row
        row.state, row.answer = state, words
        row.answered_by_id, row.answered_at = by.person_id, timezone.now()
        row.save(update_fields=["state", "answer", "answered_by", "answered_at"])
        note(by, "excuse_answer", row, f"{'认可' if accepted else '约谈'}：{roster.name_of(row.subject)}，{_called(row)}")
    return row


def take_back_excuse(*, by: Actor, excuse: Excuse) -> None:
    """Take back what nobody has answered yet; doing it twice changes nothing. Raises ``NotAllowed``."""
    if excuse.removed_at is not None and excuse.person_id == by.person_id:
        return
    require(access.may_take_back(by, excuse), "说明人，在答复以前")
    with transaction.atomic():
        row = _row(excuse)
        if row.removed_at is not None:
            return
        require(access.may_take_back(by, row), "说明人，在答复以前")
        Excuse.objects.filter(pk=row.pk).update(removed_at=timezone.now())
        note(by, "excuse_back", row, f"收回说明：{_called(row)}")


def _row(excuse: Excuse) -> Excuse:
    row: Excuse = Excuse.objects.select_for_update(of=("self",)).select_related("quota", "term").get(pk=excuse.pk)
    return row


def _called(row: Excuse) -> str:
    """History says what it is about, never the reason: it may be an illness."""
    return f"{row.quota.name}（{row.span_label}）"


def _sound(quota: Quota, term: Term, name: str, span: str, reason: str, words: str, amount: int | None) -> None:
    problems = {}
    if term.school_year_id != quota.group.school_year_id or not name or not span_label(span):
        raise CannotExcuse("这一项指标里没有这一段，请从进度页重新打开。")
    if reason not in Excuse.Reason.values:
        problems["reason"] = "请选原因。"
    if reason == Excuse.Reason.OTHER and not words:
        problems["words"] = "请写一句原因。"
    if len(words) > WORDS_LENGTH:
        problems["words"] = f"请不要超过{WORDS_LENGTH}字。"
    if amount is not None and not 0 < amount < 1000:
        problems["amount"] = "请写1到999的整数；不写就是全部。"
    if problems:
        raise CannotExcuse(problems)
