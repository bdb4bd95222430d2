"""The second, optional volume: wider evidence of a term, as far as its records exist. Reads like its table of contents. 佐证材料卷

Each part is one line of ``EVIDENCE``, as in ``contents``. Nothing here is ever owed: a part is there, with how much of it, or it is absent.
Figures hide small groups, certificates are those that may be shown, and no pupil is named in anything else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from jiaoyan.activities.printouts.attendance import term_attendance
from jiaoyan.activities.queries import meetings
from jiaoyan.assessments.printouts import report as report_printouts
from jiaoyan.assessments.queries import exams as exam_queries
from jiaoyan.assessments.queries import reports as report_queries
from jiaoyan.documents.blocks import Block, Heading, PageBreak
from jiaoyan.growth.access import awards as award_access
from jiaoyan.growth.printouts import awards as award_printouts
from jiaoyan.growth.queries import awards as award_queries
from jiaoyan.items.models import HomeworkList
from jiaoyan.items.printouts.homework import homework_list
from jiaoyan.items.queries import exercises as exercise_queries
from jiaoyan.items.queries import homework as homework_queries
from jiaoyan.ledger import printouts, queries
from jiaoyan.ledger.contents import Pages, Part, Standing
from jiaoyan.ledger.rules import Found
from jiaoyan.schools.rules.numerals import bracketed

EVIDENCE_TITLE = "集体备课工作佐证材料"


# 1 作业清单


def homework_lists(standing: Standing) -> Found:
    """The lists of two weeks each."""
    count = HomeworkList.objects.filter(group=standing.place.group, term=standing.place.term).count()
    return Found(count, note=f"{count}份两周作业清单")


def homework_pages(standing: Standing) -> Pages:
    """Each on its page, numbered, since their titles are the same."""
    place = standing.place
    mathematics = exercise_queries.mathematics_minutes()
    lists = homework_queries.lists_of(place.group, place.term)
    return _numbered(homework_list(each, homework_queries.days_of(each, place.calendar, mathematics), mathematics) for each in lists)


# 2 平时练习质量分析


def practice(standing: Standing) -> Found:
    """Whatever was marked besides the final test."""
    count = len(exam_queries.marked_practice(standing.place.group, standing.place.term))
    return Found(count, note=f"{count}次练习的成绩分析")


def practice_pages(standing: Standing) -> Pages:
    """The approved report where there is one, otherwise the figures."""
    group = standing.place.group
    tests = exam_queries.marked_practice(group, standing.place.term)
    snapshots = exam_queries.snapshots_of(group, tests)
    reports = report_queries.approved_reports(tests)
    return _apart(
        report_printouts.quality_report(reports[test.pk])
        if test.pk in reports
        else report_printouts.practice_figures(test, snapshots[test.pk])
        for test in tests
    )


# 3 获奖证书


def certificates(standing: Standing) -> Found:
    """Those that whoever reads the group's papers may see."""
    awards = award_queries.awards_of(standing.place.group, standing.place.term)
    count = sum(award.certificate is not None and award_access.is_public(award) for award in awards)
    return Found(count, note=f"{count}张证书")


def certificate_pages(standing: Standing) -> Pages:
    """As pictures, each with its line."""
    return award_printouts.certificates(award_queries.awards_of(standing.place.group, standing.place.term))


# 4 每次活动签到表


def attendance(standing: Standing) -> Found:
    """Who was at each meeting held."""
    count = sum(each.state == each.State.ENDED for each in standing.activities)
    return Found(count, note=f"{count}次活动的出勤")


def attendance_pages(standing: Standing) -> Pages:
    """The term on one or two pages."""
    place = standing.place
    held = [each for each in meetings.meetings_of(place.group, place.term) if each.state == each.State.ENDED]
    return term_attendance(held, place.group.name, place.term.label)


# 5 通过稿目录


def editions(standing: Standing) -> Found:
    """Everything of the term that was approved."""
    count = len(queries.editions_of(standing.place.group, standing.place.term))
    return Found(count, note=f"{count}份通过稿")


def edition_pages(standing: Standing) -> Pages:
    """One table, by day."""
    place = standing.place
    return printouts.approved_editions(queries.editions_of(place.group, place.term), place.group.name, place.term.label)


EVIDENCE = (
    Part(1, "作业清单", homework_lists, homework_pages, "items:homework_lists"),
    Part(2, "平时练习质量分析", practice, practice_pages, "assessments:exams"),
    Part(3, "获奖证书", certificates, certificate_pages, "growth:awards"),
    Part(4, "每次活动签到表", attendance, attendance_pages, "activities:list"),
    Part(5, "通过稿目录", editions, edition_pages),
)


def _apart(records: Iterable[Pages]) -> Pages:
    """Each record on a page of its own."""
    blocks: list[Block] = []
    for pages in records:
        blocks += [PageBreak(), *pages]
    return tuple(blocks[1:])


def _numbered(records: Iterable[Pages]) -> Pages:
    """The same for records of one title, told apart by number in the contents."""
    return _apart(
        (replace(pages[0], text=f"{pages[0].text}{bracketed(number)}"), *pages[1:]) if isinstance(pages[0], Heading) else pages
        for number, pages in enumerate(records, start=1)
    )
