"""The record of a meeting and its attendance sheet on paper. 备课组活动记录（F05）、考勤（F31）"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from django.utils import timezone

from jiaoyan.activities.models import Activity, ActivitySection, Attendance, Opinion
from jiaoyan.activities.queries import meetings
from jiaoyan.documents import markup
from jiaoyan.documents.blocks import Block, Cell, Heading, Inline, Paragraph, Row, Run, Subtitle, Table, header, label, para, text
from jiaoyan.schools.rules.calendar import full_day, month_day
from jiaoyan.schools.rules.naming import title_of_activity, title_of_unit_analysis

HEAD_WIDTHS = (2.2, 5.8, 2.4, 3.6)
DECISION_WIDTHS = (1.3, 5.3, 1.8, 2.5, 4.1)
SHEET_WIDTHS = (1.3, 2.0, 2.0, 1.5, 2.0, 4.2, 2.0)
PARTS = {
    ActivitySection.Kind.REVIEW: "一、上周教学工作回顾与反思",
    ActivitySection.Kind.UNIT_ANALYSIS: "二、单元分析（单元教材分析、单元目标要求、单元设计意图、单元目标达成分析）",
    ActivitySection.Kind.EXERCISES: "三、有效练习设计",
    ActivitySection.Kind.DISCUSSION: "四、集体讨论（修改意见、有效练习设计的统一）",
}
EMPTY_LINES = 4


def activity_record(activity: Activity) -> tuple[Block, ...]:
    """The prescribed record; expects a loaded record (``meetings.load_record``). Its unit analyses are printed after it, by the caller."""
    return (
        Heading(title_of(activity), level=1),
        head_table(_head_of(activity)),
        para("活动过程：", indent=False),
        *_part(activity, ActivitySection.Kind.REVIEW),
        *_units(activity),
        *_part(activity, ActivitySection.Kind.EXERCISES),
        *_discussion(activity),
    )


def title_of(activity: Activity) -> str:
    """备课组活动记录（三）; a cancelled meeting has no number."""
    return title_of_activity(activity.number) if activity.number else "备课组活动记录"


def head_table(cells: dict[str, tuple[tuple[Inline, ...], ...]]) -> Table:
    """The six fields of the head exactly as the form has them; missing ones stay empty, to be filled in by hand."""

    def wide(name: str) -> Row:
        return Row((label(name), Cell(cells.get(name, ()), columns=3)), min_height_mm=9)

    def two(first: str, second: str) -> Row:
        return Row((label(first), Cell(cells.get(first, ())), label(second), Cell(cells.get(second, ()))), min_height_mm=9)

    return Table(HEAD_WIDTHS, (two("活动时间", "活动地点"), wide("活动内容"), wide("参加人员"), two("主持人", "中心发言人")))


def _head_of(activity: Activity) -> dict[str, tuple[tuple[Inline, ...], ...]]:
    return {
        "活动时间": ((full_day(activity.day),), (f"{activity.starts:%H:%M}—{activity.ends:%H:%M}",)),
        "活动地点": ((activity.place,),),
        "活动内容": ((activity.topic,),),
        "参加人员": tuple((line,) for line in _people(activity)),
        "主持人": ((activity.host.name,),),
        "中心发言人": ((activity.lead_speaker.name,),),
    }


def _people(activity: Activity) -> Iterator[str]:
    """Who was there, the counts, who was away and why, who kept the record."""
    lines = meetings.presences(activity)
    count = meetings.count_of(activity)
    yield "、".join(line.name for line in lines if line.state in ("present", "late", "early"))
    if lines and activity.state != Activity.State.PLANNED:
        yield f"应到{count.expected}人，实到{count.present}人" + (f"，{count.unknown}人未记" if count.unknown else "")
    if note := meetings.absences_of(activity):
        yield f"缺席说明：{note}"
    yield f"记录人：{activity.recorder.name}"


def _part(activity: Activity, kind: ActivitySection.Kind) -> tuple[Block, ...]:
    section = meetings.section_of(activity, kind)
    written = markup.to_blocks(section.text) if section else ()
    return (Heading(PARTS[kind], level=2, listed=False), *(written or empty_lines(2)))


def empty_lines(count: int) -> tuple[Paragraph, ...]:
    """Room to write by hand."""
    return tuple(para("", indent=False) for _ in range(count))


def _units(activity: Activity) -> tuple[Block, ...]:
    """Which analyses follow the record, or why there is none, and what was noted about them."""
    section = meetings.section_of(activity, ActivitySection.Kind.UNIT_ANALYSIS)
    analyses = sorted(activity.unit_analyses.all(), key=lambda analysis: analysis.unit.number)
    said = [para(f"{title_of_unit_analysis(a.unit.number, a.unit.title)}，附在最后。") for a in analyses]
    if not said and activity.no_unit_reason:
        said = [para(f"本次没有单元分析：{activity.no_unit_reason.rstrip('。')}。")]
    written = markup.to_blocks(section.text) if section else ()
    heading = Heading(PARTS[ActivitySection.Kind.UNIT_ANALYSIS], level=2, listed=False)
    return (heading, *(said or ([] if written else list(empty_lines(2)))), *written)


def _discussion(activity: Activity) -> tuple[Block, ...]:
    section = meetings.section_of(activity, ActivitySection.Kind.DISCUSSION)
    blocks: list[Block] = [Heading(PARTS[ActivitySection.Kind.DISCUSSION], level=2, listed=False)]
    blocks += markup.to_blocks(section.text) if section else ()
    blocks += [_opinion(opinion) for opinion in activity.opinions.all()]
    blocks.append(Heading("修改意见", level=3, listed=False))
    rows = [
        Row(
            (
                text(str(number), align="center"),
                text(d.what),
                text(d.owner.name, align="center"),
                text(month_day(d.due), align="center"),
                text(_done(d.done_on, d.done_note)),
            )
        )
        for number, d in enumerate(activity.decisions.all(), start=1)
    ]
    return (*blocks, decision_table(rows or empty_rows(5, 2)))


def _opinion(opinion: Opinion) -> Paragraph:
    about = f"（针对{opinion.about}）" if opinion.about else ""
    return Paragraph((Run(f"{opinion.speaker.name}{about}：", bold=True), opinion.text.replace("\n", " ")))


def decision_table(rows: Sequence[Row]) -> Table:
    """What was decided: matter, owner, due date, done."""
    return Table(DECISION_WIDTHS, (header("序号", "事项", "负责人", "期限", "完成情况"), *rows), header_rows=1)


def empty_rows(columns: int, count: int, height: float = 9) -> list[Row]:
    """Empty rows of a form."""
    return [Row(tuple(Cell() for _ in range(columns)), min_height_mm=height) for _ in range(count)]


def _done(done_on: date | None, done_note: str) -> str:
    return f"{month_day(done_on)}完成" + (f"：{done_note}" if done_note else "") if done_on else ""


def attendance_sheet(activity: Activity) -> tuple[Block, ...]:
    """考勤表 of one meeting; expects a loaded record."""
    count = meetings.count_of(activity)
    planned = activity.state == Activity.State.PLANNED  # nobody is counted yet: the numbers are written in by hand
    counted = "应到　　人，实到　　人" if planned else f"应到{count.expected}人，实到{count.present}人"
    rows = [_attendance_row(number, line) for number, line in enumerate(meetings.lines_of(activity), start=1)]
    return (
        Heading(f"{activity.group.name}活动考勤表", level=1),
        Subtitle(f"{activity.name}　{full_day(activity.day)}"),
        sheet_table(rows or empty_rows(7, EMPTY_LINES)),
        para(f"{counted}。记录人：{activity.recorder.name}", indent=False),
    )


def sheet_table(rows: Sequence[Row]) -> Table:
    """The columns of the attendance sheet."""
    return Table(SHEET_WIDTHS, (header("序号", "姓名", "出勤", "分钟", "签到", "原因", "准假人"), *rows), header_rows=1)


def _attendance_row(number: int, line: Attendance) -> Row:
    signed = timezone.localtime(line.checked_in_at).strftime("%H:%M") if line.checked_in_at else ""
    cells = (str(number), line.person.name, line.get_state_display(), str(line.minutes or ""), signed, line.reason, _granted(line))
    return Row(tuple(text(cell, align="left" if place == 5 else "center") for place, cell in enumerate(cells)))


def _granted(line: Attendance) -> str:
    return line.leave_approved_by.name if line.leave_approved_by and line.state == Attendance.State.LEAVE else ""
