"""The quality report on paper, and its public version: levels and rates of the grade, no class, no name. 期末学业质量检测报告（F11）"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import PurePath

from jiaoyan.assessments.models import Exam, QualityReport, ReportProblem, TypicalError
from jiaoyan.assessments.printouts import figures
from jiaoyan.assessments.queries.reports import figures_of
from jiaoyan.assessments.rules.figures import LEVELS, Snapshot
from jiaoyan.assessments.rules.numbers import NOTHING, points, ratio
from jiaoyan.assessments.rules.public import public_lines
from jiaoyan.assessments.rules.sentences import sentences
from jiaoyan.assessments.rules.small import FEWEST, as_seen
from jiaoyan.documents import markup
from jiaoyan.documents.blocks import Block, Heading, ListItem, Picture, Row, Subtitle, Table, header, label, para, text
from jiaoyan.schools import files
from jiaoyan.schools.models import StoredFile
from jiaoyan.schools.rules.calendar import full_day, long_day
from jiaoyan.schools.rules.numerals import percent
from jiaoyan.schools.rules.people import grade_name, term_label

ERROR_WIDTHS = (1.2, 4.6, 1.3, 2.4, 4.8)
PROBLEM_WIDTHS = (1.25, 3.0, 3.6, 1.7, 1.9, 2.85)
PICTURE_MM = 80.0
LONG_CAUSE = 150  # a longer row may run over the page end
TOO_FEW = f"参加人数不足{FEWEST}人，不公布数据。"


def title_of(exam: Exam) -> str:
    """2023—2024学年第一学期五年级数学期末学业质量检测报告; for practice ……质量分析. Expects group and term loaded."""
    return f"{term_label(exam.term.school_year.key, exam.term.number)}{headline(exam)}"


def headline(exam: Exam) -> str:
    """The same without year and term, which the subtitle carries: the large title keeps to one line."""
    whose = f"{grade_name(exam.group.grade or 0)}{exam.group.subject.name}"
    return f"{whose}期末学业质量检测报告" if exam.is_final else f"{whose}{exam.title}质量分析"


def subtitle(exam: Exam, more: str = "") -> Subtitle:
    """2023—2024学年第一学期五年级数学备课组."""
    return Subtitle(f"{term_label(exam.term.school_year.key, exam.term.number)}{exam.group.name}{more}")


def quality_report(report: QualityReport) -> tuple[Block, ...]:
    """The whole report of a loaded ``queries.reports.report_of``, for those who read the group's papers."""
    snapshot = as_seen(figures_of(report))
    exam = report.exam
    return (
        Heading(headline(exam), level=1),
        subtitle(exam),
        Heading("一、检测概况", level=2, listed=False),
        head_table(exam),
        para("", indent=False),
        figures.overview(snapshot),
        *(para(words) for words in figures.notes(snapshot)),
        *(para(words) for words in sentences(snapshot, final=exam.is_final)[:1]),
        Heading("二、分数段分布", level=2, listed=False),
        figures.bands(snapshot),
        *(figures.band_chart(snapshot) if _drawable(snapshot) else ()),
        Heading("三、各题得分率（%）", level=2, listed=False),
        figures.items(snapshot),
        *(figures.item_chart(snapshot) if _drawable(snapshot) else ()),
        *(para(words) for words in sentences(snapshot, final=exam.is_final)[1:]),
        Heading("四、知识点与水平", level=2, listed=False),
        figures.knowledge(snapshot),
        Heading("五、主要成绩", level=2, listed=False),
        *listed(report.strengths),
        Heading("六、典型错例", level=2, listed=False),
        *errors(report.errors.all(), snapshot),
        Heading("七、主要问题与改进措施", level=2, listed=False),
        problem_table(report.problems.all()),
        Heading("八、上次措施回顾", level=2, listed=False),
        *(markup.to_blocks(report.last_measures) or (para("系统里没有上一次的报告。" if report.figures else NOTHING),)),
        para(full_day(report.written_on), indent=False, align="right"),
    )


def practice_figures(exam: Exam, snapshot: Snapshot) -> tuple[Block, ...]:
    """The figures of a marked test nobody wrote a report on, on two pages: for those who read the group's papers."""
    seen = as_seen(snapshot)
    return (
        Heading(headline(exam), level=1),
        subtitle(exam),
        head_table(exam),
        para("", indent=False),
        figures.overview(seen),
        *(para(words) for words in figures.notes(seen)),
        Heading("各题得分率（%）", level=2, listed=False),
        figures.items(seen),
        *(para(words) for words in sentences(seen, final=exam.is_final)),
    )


def public_report(report: QualityReport) -> tuple[Block, ...]:
    """For parents and others: how the grade stands by level and item, and what is being done; no class, no name, no extreme mark."""
    snapshot, exam = as_seen(figures_of(report)), report.exam
    few = snapshot.grade.tested < FEWEST
    said = (para(TOO_FEW),) if few else (_level_table(snapshot), para("", indent=False), _public_items(snapshot))
    stored = [measure for problem in report.problems.all() for measure in problem.measures.all()]
    measures, names = [measure.action for measure in stored], {measure.owner.name for measure in stored}
    return (
        Heading(headline(exam), level=1),
        subtitle(exam, "（公开版）"),
        Heading("一、总体情况", level=2, listed=False),
        para(f"{exam.title}于{long_day(exam.day)}进行，时长{exam.minutes}分钟。结果用等级反馈，不排名次。"),
        *said,
        Heading("二、主要成绩", level=2, listed=False),
        *listed(public_lines(report.strengths, names)),
        Heading("三、努力方向", level=2, listed=False),
        *listed(public_lines([problem.text for problem in report.problems.all()], names)),
        Heading("四、我们的做法", level=2, listed=False),
        *listed(public_lines(measures, names)),
    )


def head_table(exam: Exam) -> Table:
    """检测、日期、满分、时长."""
    row = Row((label("检测名称"), text(exam.title), label("检测日期"), text(long_day(exam.day))))
    other = Row((label("满分"), text(f"{exam.full_mark}分"), label("时长"), text(f"{exam.minutes}分钟")))
    return Table((2.2, 5.6, 2.2, 4.3), (row, other))


def listed(lines: Sequence[str]) -> tuple[Block, ...]:
    """Numbered lines, each a sentence; a dash when there are none."""
    return tuple(ListItem((ended(line),), marker=f"{number}.") for number, line in enumerate(lines, start=1)) or (
        para(NOTHING, indent=False),
    )


def ended(line: str) -> str:
    """With its full stop, where nothing ends it yet."""
    return line if not line or line[-1] in "。！？；…”" else f"{line}。"


def errors(rows: Iterable[TypicalError], snapshot: Snapshot) -> tuple[Block, ...]:
    """The table of typical errors, then their pictures."""
    found = list(rows)
    lines = [
        Row(
            (
                text(error.question.label, align="center"),
                text(*(error.sample.splitlines() or ["见图"])),
                text(error.kind, align="center"),
                text(f"{error.pupils}人", _share(error, snapshot), align="center"),
                text(*error.cause.splitlines()),
            ),
            breakable=len(error.cause) > LONG_CAUSE,
        )
        for error in found
    ]
    table = Table(ERROR_WIDTHS, (header("题号", "错例", "类型", "人数", "成因"), *lines), header_rows=1)
    return (table, *(block for error in found if error.picture for block in _picture(error, error.picture)))


def _share(error: TypicalError, snapshot: Snapshot) -> str:
    return percent(ratio(min(error.pupils, snapshot.grade.tested), snapshot.grade.tested))


def _picture(error: TypicalError, picture: StoredFile) -> tuple[Block, ...]:
    """A picture of a mistake; a damaged or lost file is said, not hidden, and does not keep the report from being printed."""
    try:
        data = files.read(picture)
    except (files.DamagedFile, OSError):
        return (para(f"（第{error.question.label}题错例照片读不出来：{PurePath(picture.name).name}）", indent=False, align="center"),)
    return (
        Picture(data, f"第{error.question.label}题错例", PICTURE_MM),
        para(f"第{error.question.label}题错例", indent=False, align="center"),
    )


def problem_table(problems: Iterable[ReportProblem]) -> Table:
    """Problems paired with measures; a problem with several measures spans their rows."""
    rows = [row for number, problem in enumerate(problems, start=1) for row in _problem_rows(number, problem)]
    return Table(PROBLEM_WIDTHS, (header("序号", "问题", "改进措施", "负责人", "起止", "怎样看出效果"), *rows), header_rows=1)


def _problem_rows(number: int, problem: ReportProblem) -> list[Row]:
    measures = list(problem.measures.all())
    span = max(1, len(measures))
    first = (text(str(number), align="center", rows=span), text(problem.text, rows=span))
    if not measures:
        return [Row((*first, text(NOTHING, align="center"), text(""), text(""), text("")))]
    return [
        Row(
            (
                *(first if place == 0 else ()),
                text(measure.action),
                text(measure.owner.name, align="center"),
                text(f"{_dotted(measure.start)}起", f"{_dotted(measure.check_by)}查", align="center"),
                text(measure.evidence),
            ),
            with_next=place < len(measures) - 1,
        )
        for place, measure in enumerate(measures)
    ]


def _dotted(day: date) -> str:
    """2.26, as narrow columns of paper forms write a day."""
    return f"{day.month}.{day.day}"


def _level_table(snapshot: Snapshot) -> Table:
    """How many are at each level, which exclude one another: with lines in words, without marks of anybody."""
    grade, policy = snapshot.grade, snapshot.policy
    excellent, good, passed = (points(policy.line(share)) for share in (policy.excellent_percent, policy.good_percent, policy.pass_percent))
    lines = (
        f"{excellent}分及以上",
        f"{good}分及以上，不到{excellent}分",
        f"{passed}分及以上，不到{good}分",
        f"不到{passed}分",
    )
    rows = [
        Row((label(level), text(line, align="center"), text(percent(ratio(count, grade.tested)), align="center")))
        for level, line, count in zip(LEVELS, lines, grade.levels, strict=True)
    ]
    return Table((3.5, 6.0, 4.8), (header("等级", "标准", "占参加人数"), *rows), header_rows=1)


def _public_items(snapshot: Snapshot) -> Table:
    rows = [
        Row(
            (
                text(question.label, align="center"),
                text(question.knowledge or NOTHING),
                text(percent(rate), align="center"),
            )
        )
        for place, question in enumerate(snapshot.questions)
        for rate in [snapshot.grade.item_rate(place, question.full)]
    ]
    return Table((2.0, 8.3, 4.0), (header("题号", "考查内容", "得分率"), *rows), header_rows=1)


def _drawable(snapshot: Snapshot) -> bool:
    return snapshot.grade.tested > 0 and not snapshot.hidden
