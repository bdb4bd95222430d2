"""Which figures there are, and how each picks its records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.db import models
from django.urls import reverse

from jiaoyan.activities.models import DailyTalk
from jiaoyan.activities.queries.units import state_of
from jiaoyan.activities.rules.analysis import BEFORE_ROWS
from jiaoyan.activities.rules.attendance import LABELS, WAS_THERE
from jiaoyan.assessments.models import Exam
from jiaoyan.assessments.rules.small import FEWEST
from jiaoyan.growth.models import Award
from jiaoyan.planning.figures.figure import Figure, Figures, Kind, Record
from jiaoyan.planning.figures.promised import promised_figures, promises_in
from jiaoyan.planning.figures.reading import Reading, TestCount, read
from jiaoyan.planning.progress import for_something, standing_of
from jiaoyan.planning.rules.promises import Promise
from jiaoyan.schools.models import Group, Person, Status, Term
from jiaoyan.schools.queries import calendar_of, counting_day, name_of_class, today
from jiaoyan.web.addresses import addresses

ROUTINE = frozenset({DailyTalk.Kind.ROUTINE})
REACTIONS = frozenset({DailyTalk.Kind.REACTION, DailyTalk.Kind.ERROR})
HIGH_LEVELS = frozenset({Award.Level.NATIONAL, Award.Level.PROVINCE, Award.Level.CITY})
DONE = frozenset({Status.APPROVED, Status.ARCHIVED})
MOST_THEMES = 3


@dataclass(frozen=True, slots=True)
class Source:
    """One figure: its words, and the records it counts."""

    slug: str
    name: str
    unit: str
    kind: Kind
    hint: str
    records: Callable[[Reading], Iterable[Record]]


@dataclass(frozen=True, slots=True)
class Live:
    """What a summary is written from, read once: every figure by name, words from records, and what was promised."""

    figures: Figures
    words: dict[str, str]
    promises: tuple[Promise, ...]

    def has_records(self, name: str) -> bool:
        """Whether a figure of this name counts anything."""
        return name in self.figures and bool(self.figures[name].records)


def live(group: Group, term: Term) -> Live:
    """Records and quotas of a group and term as they stand today. A fixed number of queries; quotas are counted once."""
    reading = read(group, term)
    standing = standing_of(group, term, calendar_of(term), counting_day(term, today(group.school)), asked=for_something)
    promises = promises_in(standing, group, known_names())
    promised = promised_figures(promises, standing, group, term)
    return Live({**figures_in(reading), **{figure.name: figure for figure in promised}}, words_in(reading), promises)


def figures_of(group: Group, term: Term) -> Figures:
    """Every figure of a group and term as records stand now. A fixed number of queries."""
    return live(group, term).figures


def figures_in(reading: Reading) -> Figures:
    """The figures every school has, from what was read already. No query."""
    made = (Figure(each.slug, each.name, each.unit, each.kind, each.hint, tuple(each.records(reading))) for each in SOURCES)
    return {figure.name: figure for figure in made}


def known_names() -> frozenset[str]:
    """The names of the figures every school has; those of quotas depend on what the group was asked, see ``names_for``."""
    return frozenset(each.name for each in SOURCES)


def texts_of(figures: Figures) -> dict[str, str]:
    """Name → as it prints."""
    return {name: figure.text for name, figure in figures.items()}


def words_in(reading: Reading) -> dict[str, str]:
    """Words from records that the first texts speak of: who gave research lessons, what was studied. No query."""
    teachers = dict.fromkeys(meeting.lesson_teacher.name for meeting in reading.meetings if meeting.lesson_teacher)
    themes = list(dict.fromkeys(f"“{note.theme}”" for note in reading.theory))
    more = "等" if len(themes) > MOST_THEMES else ""
    return {"lesson_teachers": "、".join(teachers), "theory_themes": "、".join(themes[:MOST_THEMES]) + more if themes else ""}


def _key(row: models.Model) -> str:
    return f"{row._meta.label_lower}:{row.pk}"


def _meetings(reading: Reading) -> Iterator[Record]:
    page = addresses("activities:activity")
    for each in reading.meetings:
        yield Record(_key(each), f"第{each.number}次活动：{each.topic}", each.day, page(each.pk))


def _lessons(reading: Reading) -> Iterator[Record]:
    page = addresses("activities:activity")
    for each in reading.meetings:
        if each.lesson_teacher is not None:
            label = f"{each.lesson_teacher.name}上研究课（第{each.number}次活动：{each.topic}）"
            yield Record(_key(each), label, each.day, page(each.pk))


def _attendance(reading: Reading) -> Iterator[Record]:
    page = addresses("activities:activity")
    for each in reading.attendance:
        label = f"第{each.activity.number}次活动　{each.person.name}　{LABELS.get(each.state, '没有签到')}"
        url = page(each.activity_id)
        yield Record(_key(each), label, each.activity.day, url, part=int(each.state in WAS_THERE))


def _decisions(reading: Reading) -> Iterator[Record]:
    page = addresses("activities:activity")
    for each in reading.decisions:
        url = page(each.activity_id) + f"#decision-{each.pk}"
        yield Record(_key(each), f"{each.what}（{each.owner.name}）", each.activity.day, url)


def _done(reading: Reading) -> Iterator[Record]:
    done = {_key(each) for each in reading.decisions if each.done_on is not None}
    return (record for record in _decisions(reading) if record.key in done)


def _analyses(reading: Reading) -> Iterator[Record]:
    page = addresses("activities:unit_analysis")
    for each in reading.analyses:
        if state_of(each).settled >= set(BEFORE_ROWS):
            label = f"{each.unit}（主备人{each.preparer.name}）"
            yield Record(_key(each), label, each.unit_starts, page(each.pk))


def _attainment(reading: Reading) -> Iterator[Record]:
    page = addresses("activities:unit_analysis")
    year = reading.term.school_year.first_calendar_year
    for each in reading.attainment:
        analysis = each.goal.analysis
        label = (
            f"{analysis.unit}　目标{each.goal.number}　{name_of_class(each.school_class, year)}：检测{each.tested}人，达成{each.reached}人"
        )
        url = page(analysis.pk)
        yield Record(_key(each), label, analysis.unit_ends, url, part=each.reached, whole=each.tested)


def _exercises(statuses: frozenset[str] | None = None) -> Callable[[Reading], Iterator[Record]]:
    def records(reading: Reading) -> Iterator[Record]:
        page = addresses("items:exercise")
        for each in reading.exercises:
            if each.made_on is not None and (statuses is None or each.status in statuses):
                label = f"{each.title}（命制{each.author.name}，审核{each.reviewer.name}）"
                yield Record(_key(each), label, each.made_on, page(each.pk))

    return records


def _showcases(reading: Reading) -> Iterator[Record]:
    page = addresses("items:showcase")
    for each in reading.showcases:
        yield Record(_key(each), f"{each.theme}（{each.get_kind_display()}）", each.starts, page(each.pk))


def _tests(reading: Reading) -> Iterator[Record]:
    page = addresses("assessments:exam")
    for each in reading.tests:
        yield Record(_key(each.exam), f"{each.exam.title}（实考{each.tested}人）", each.exam.day, page(each.exam.pk))


def _final(reading: Reading) -> Iterator[TestCount]:
    """The end-of-term test, the only examination there is; so few pupils that they could be told apart give no figure."""
    return (each for each in reading.tests if each.exam.kind == Exam.Kind.FINAL and each.tested >= FEWEST)


def _final_passed(reading: Reading) -> Iterator[Record]:
    page = addresses("assessments:exam")
    for each in _final(reading):
        label = f"{each.exam.title}：实考{each.tested}人，合格{each.passed}人"
        yield Record(_key(each.exam), label, each.exam.day, page(each.exam.pk), each.passed, each.tested)


def _final_mean(reading: Reading) -> Iterator[Record]:
    page = addresses("assessments:exam")
    for each in _final(reading):
        label = f"{each.exam.title}：满分{each.exam.full_mark}分，实考{each.tested}人"
        yield Record(_key(each.exam), label, each.exam.day, page(each.exam.pk), each.half_points, 2 * each.tested)


def _theory(reading: Reading) -> Iterator[Record]:
    page = addresses("activities:theory_note")
    for each in reading.theory:
        label = f"{each.theme}（{each.note_taker.name}）"
        yield Record(_key(each), label, each.day, page(each.pk))


def _talks(kinds: frozenset[str] | None) -> Callable[[Reading], Iterator[Record]]:
    def records(reading: Reading) -> Iterator[Record]:
        url = reverse("activities:daily_talks", args=[reading.group.pk, reading.term.key])
        for each in reading.talks:
            if kinds is None or each.kind in kinds:
                yield Record(_key(each), f"{each.lesson_title}：{each.issue}", each.day, f"{url}#talk-{each.pk}")

    return records


def _talkers(reading: Reading) -> Iterator[Record]:
    url = reverse("activities:daily_talks", args=[reading.group.pk, reading.term.key])
    spoken: Counter[Person] = Counter()
    for each in reading.talks:
        spoken.update(each.speakers.all())
    for person in sorted(spoken, key=lambda person: (person.sort_name, person.pk)):
        yield Record(_key(person), f"{person.name}（参加{spoken[person]}次）", None, url)


def _awards(kind: str | None = None, levels: frozenset[str] | None = None) -> Callable[[Reading], Iterator[Record]]:
    def records(reading: Reading) -> Iterator[Record]:
        url = reverse("growth:awards", args=[reading.group.pk, reading.term.key])
        for each in reading.awards:
            if kind in (None, each.person_kind) and (levels is None or each.level in levels):
                yield Record(_key(each), f"{each.kept_name}　{each}（{each.get_level_display()}级）", each.day, f"{url}#award-{each.pk}")

    return records


_RECORD_MEETINGS = "活动开过并结束记录以后，就数得出来。"
_RECORD_AWARDS = "在“师生获奖”里登记以后，就数得出来。"
_RECORD_EXERCISES = "练习交给审核人以后，就数得出来。"
_RECORD_MARKS = "在“检测”里录入成绩以后，就算得出来。"
_RECORD_TALKS = "在“每日一议”里记下以后，就数得出来。"

SOURCES: tuple[Source, ...] = (
    Source("meetings", "集体备课次数", "次", "count", _RECORD_MEETINGS, _meetings),
    Source("attendance", "集体备课出席率", "", "rate", _RECORD_MEETINGS, _attendance),
    Source("decisions", "决定事项数", "项", "count", "在活动记录里写下决定以后，就数得出来。", _decisions),
    Source("decisions-done", "决定落实数", "项", "count", "决定标为“已落实”以后，就数得出来。", _done),
    Source("lessons", "研究课节数", "节", "count", "活动里填了上课教师并已开过，就数得出来。", _lessons),
    Source("analyses", "单元分析数", "份", "count", "单元分析的前三栏都有集体讨论意见，就数得出来。", _analyses),
    Source("attainment", "单元目标达成率", "", "rate", "单元分析里填了各班检测和达成人数，就算得出来。", _attainment),
    Source("exercises", "命制练习数", "份", "count", _RECORD_EXERCISES, _exercises()),
    Source("reviewed", "审核练习数", "份", "count", "练习审核通过以后，就数得出来。", _exercises(DONE)),
    Source("showcases", "特色作业数", "项", "count", "特色作业有了学生作品，就数得出来。", _showcases),
    Source("tests", "练习与检测次数", "次", "count", _RECORD_MARKS, _tests),
    Source("final-mean", "期末均分", "分", "mean", _RECORD_MARKS, _final_mean),
    Source("final-passed", "期末合格率", "", "rate", _RECORD_MARKS, _final_passed),
    Source("theory", "理论学习篇数", "篇", "count", "写了理论学习摘记以后，就数得出来。", _theory),
    Source("talks", "每日一议条数", "条", "count", _RECORD_TALKS, _talks(None)),
    Source("talkers", "每日一议人数", "位教师", "count", _RECORD_TALKS, _talkers),
    Source("routine-talks", "习惯议题数", "条", "count", _RECORD_TALKS, _talks(ROUTINE)),
    Source("reaction-talks", "错例与反应数", "条", "count", _RECORD_TALKS, _talks(REACTIONS)),
    Source("pupil-awards", "学生获奖数", "项", "count", _RECORD_AWARDS, _awards(Award.PersonKind.PUPIL)),
    Source("teacher-awards", "教师获奖数", "项", "count", _RECORD_AWARDS, _awards(Award.PersonKind.TEACHER)),
    Source("high-awards", "市级以上获奖数", "项", "count", _RECORD_AWARDS, _awards(levels=HIGH_LEVELS)),
    *(
        Source(f"{level.value}-awards", f"{level.label}级获奖数", "项", "count", _RECORD_AWARDS, _awards(levels=frozenset({level})))
        for level in Award.Level
    ),
)
