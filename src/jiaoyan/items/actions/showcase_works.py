"""Works of showcase homework: pictures in, what is said about each, turning, taking out; colleagues' comments. 学生作品"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from jiaoyan.documents.pictures_in import CleanPicture, clean
from jiaoyan.items.access import showcase as access
from jiaoyan.items.actions.problems import CannotSave, ChangedMeanwhile
from jiaoyan.items.models import ShowcaseHomework, Work, WorkComment, WorkMember
from jiaoyan.items.queries.showcase import pupils_of
from jiaoyan.items.rules.showcase import LONGEST_SIDE, SMALL_SIDE
from jiaoyan.schools import files
from jiaoyan.schools.access import Actor, require
from jiaoyan.schools.actions.again import only_news
from jiaoyan.schools.history import note
from jiaoyan.schools.models import Pupil, SchoolClass, StoredFile
from jiaoyan.schools.queries import GroupTerm
from jiaoyan.schools.registers.classes import own_teachers


@dataclass(frozen=True, slots=True)
class WorkPicture:
    """A picture that lies on disk already in both sizes; ``source_hash`` tells the same photo sent again."""

    large: files.Laid
    small: files.Laid
    source_hash: str


@dataclass(frozen=True, slots=True)
class Told:
    """What is said about a work. A team names several pupils, a single work one or none."""

    title: str
    school_class: SchoolClass
    pupils: Sequence[Pupil]
    form: str
    level: str
    comment: str
    shown: bool
    consent: bool


def lay_down(large: CleanPicture, small: CleanPicture, source_hash: str) -> WorkPicture:
    """Write a picture down in both sizes: to be done before the verb. Raises ``OSError`` when the disk refuses."""
    return WorkPicture(files.lay_down(large.data), files.lay_down(small.data), source_hash)


def add_works(*, by: Actor, showcase: ShowcaseHomework, school_class: SchoolClass, pictures: Sequence[WorkPicture]) -> list[Work]:
    """One work of a class for each picture, not shown yet. A photo that is there already is not added again; one taken out comes back.

    Raises ``NotAllowed``.
    """
    require(access.may_keep(by, showcase.group_id), access.WHO_KEEPS)
    with transaction.atomic():
        ShowcaseHomework.objects.select_for_update().get(pk=showcase.pk)
        there = {work.source_hash: work for work in Work.objects.filter(showcase=showcase)}
        again = [there[each.source_hash].pk for each in pictures if each.source_hash in there]
        back = Work.objects.filter(pk__in=again, removed_at__isnull=False).update(removed_at=None)
        new = {each.source_hash: each for each in pictures if each.source_hash not in there}
        made = [_add(by, showcase, school_class, picture) for picture in new.values()]
        if made:
            note(by, "works", showcase, f"录入特色作业“{showcase}”的{len(made)}件作品")
        if back:
            note(by, "works", showcase, f"再次上传特色作业“{showcase}”删去过的{back}件作品，已恢复")
    return made


def _add(by: Actor, showcase: ShowcaseHomework, school_class: SchoolClass, picture: WorkPicture) -> Work:
    large, small = (_registered(laid, by) for laid in (picture.large, picture.small))
    work: Work = Work.objects.create(
        school_id=by.school_id,
        showcase=showcase,
        school_class=school_class,
        picture=large,
        small=small,
        source_hash=picture.source_hash,
        added_by_id=by.person_id,
        added_at=timezone.now(),
    )
    return work


def _registered(laid: files.Laid, by: Actor) -> StoredFile:
    """The name says nothing about the pupil, nor about the file it came from."""
    return files.register(laid, name="学生作品.jpg", content_type="image/jpeg", by=by)


def save_work(*, by: Actor, place: GroupTerm, work: Work, version: int, told: Told) -> Work:
    """What is said about a work; the same sent again changes nothing. Raises ``CannotSave`` by field, ``ChangedMeanwhile``, ``NotAllowed``."""
    _may_change(by, place, work)
    if told.form == "single" and len(told.pupils) > 1:
        raise CannotSave("个人作品只写一名学生；几个人合作的请选“小组”。", "pupils")
    if told.consent and not told.pupils:
        raise CannotSave("请先写学生的学号，再勾选同意。", "pupils")
    _may_consent(by, place, work, told)
    with transaction.atomic():
        row: Work = Work.objects.select_for_update(of=("self",)).get(pk=work.pk)
        if row.removed_at is not None:
            raise ChangedMeanwhile(row)
        with only_news(row, "members", stale=row.version != version, refusal=lambda: ChangedMeanwhile(Work.objects.get(pk=work.pk))):
            _say(row, told)
            note(by, "work", row, f"修改特色作业作品：{_named(row, told.pupils)}")
    return row


def _say(row: Work, told: Told) -> None:
    team = told.form == "team"
    row.title, row.school_class, row.form, row.level = told.title.strip(), told.school_class, told.form, told.level
    row.comment, row.shown, row.consent = told.comment.strip(), told.shown, told.consent
    row.pupil = None if team or not told.pupils else told.pupils[0]
    row.version += 1
    row.save()
    WorkMember.objects.filter(work=row).delete()
    WorkMember.objects.bulk_create(WorkMember(school_id=row.school_id, work=row, pupil=each) for each in (told.pupils if team else ()))


def turn_work(*, by: Actor, place: GroupTerm, work: Work, quarter_turns: int = 1) -> Work:
    """Turn the picture to the right. Raises ``NotAllowed``, ``NotAPicture`` or ``DamagedFile`` when it cannot be read, ``OSError``."""
    _may_change(by, place, work)
    large = clean(files.read(work.picture), longest_side=LONGEST_SIDE, quarter_turns=quarter_turns, photo=True)
    small = clean(large.data, longest_side=SMALL_SIDE, photo=True)
    laid = (files.lay_down(large.data), files.lay_down(small.data))
    with transaction.atomic():
        row: Work = Work.objects.select_for_update(of=("self",)).get(pk=work.pk)
        old = [row.picture_id, row.small_id]
        row.picture, row.small = (_registered(each, by) for each in laid)
        row.version += 1
        row.save(update_fields=["picture", "small", "version"])
        StoredFile.objects.filter(pk__in=old).delete()  # the bytes are swept away; nobody else points to them
        note(by, "work", row, f"旋转特色作业作品：{row}")
    return row


def remove_work(*, by: Actor, place: GroupTerm, work: Work) -> None:
    """Take a work out; ``restore_work`` brings it back. Doing it twice changes nothing. Raises ``NotAllowed``."""
    _set_removed(by, place, work, out=True)


def restore_work(*, by: Actor, place: GroupTerm, work: Work) -> None:
    """Bring it back. Raises ``NotAllowed``."""
    _set_removed(by, place, work, out=False)


def _set_removed(by: Actor, place: GroupTerm, work: Work, *, out: bool) -> None:
    _may_change(by, place, work)
    with transaction.atomic():
        if Work.objects.filter(pk=work.pk, removed_at__isnull=out).update(removed_at=timezone.now() if out else None):
            told = _named(work, pupils_of(work))
            note(by, "work_out" if out else "work_back", work, f"{'删去' if out else '恢复'}特色作业作品：{told}")


def add_comment(*, by: Actor, work: Work, text: str, at: datetime) -> WorkComment:
    """A colleague's word; the same words again are one. Raises ``CannotSave``, ``NotAllowed``."""
    require(access.may_read_work(by, work), access.WHO_READS_WORK)
    if not text.strip():
        raise CannotSave("请写一句点评。", "text")
    with transaction.atomic():
        Work.objects.select_for_update().get(pk=work.pk)  # sent twice at once, it is still one
        comment: WorkComment
        comment, made = WorkComment.objects.get_or_create(
            school_id=by.school_id, work=work, author_id=by.person_id, text=text.strip(), defaults={"at": at}
        )
        if comment.removed_at is not None:
            WorkComment.objects.filter(pk=comment.pk).update(removed_at=None)
            comment.removed_at = None
            note(by, "work_comment", work, f"再次点评特色作业作品：{work}，删去过的同一条已恢复")
        if made:
            note(by, "work_comment", work, f"点评特色作业作品：{work}")
    return comment


def remove_comment(*, by: Actor, comment: WorkComment) -> None:
    """Take a comment out; ``restore_comment`` brings it back. Raises ``NotAllowed``."""
    _comment_removed(by, comment, out=True)


def restore_comment(*, by: Actor, comment: WorkComment) -> None:
    """Bring it back. Raises ``NotAllowed``."""
    _comment_removed(by, comment, out=False)


def _comment_removed(by: Actor, comment: WorkComment, *, out: bool) -> None:
    require(access.may_take_comment(by, comment), access.WHO_TAKES_COMMENT)
    with transaction.atomic():
        if WorkComment.objects.filter(pk=comment.pk, removed_at__isnull=out).update(removed_at=timezone.now() if out else None):
            note(by, "work_comment", comment.work, f"{'删去' if out else '恢复'}一条作品点评")


def _may_change(by: Actor, place: GroupTerm, work: Work) -> None:
    require(access.may_change_work(by, work, own_teachers(work.school_class, place.day)), access.WHO_CHANGES_WORK)


def _may_consent(by: Actor, place: GroupTerm, work: Work, told: Told) -> None:
    """A tick shows the names behind the codes, so it is for those who know them; what was agreed for these pupils stands. Raises ``CannotSave``."""
    stands = work.consent and {each.pk for each in told.pupils} <= {each.pk for each in pupils_of(work)}
    if told.consent and not stands and not access.may_name(by, own_teachers(told.school_class, place.day)):
        raise CannotSave(access.WHO_CONSENTS, "consent")


def _named(work: Work, pupils: Sequence[Pupil]) -> str:
    """History outlives the pupil's data: a pupil stands by code, whatever was agreed."""
    codes = "、".join(each.code for each in pupils)
    return f"{work}（学号{codes}）" if codes else str(work)
