"""What a person types in assessments: exams, marks, the quality report."""

from __future__ import annotations

from jiaoyan.web.typed import Asked

ASKED = (
    Asked(
        "forms.exams.ExamForm",
        "exam",
        "一次检测",
        "kind title unit day minutes full_mark excellent_percent good_percent pass_percent low_percent goal_percent",
        kind="exam",
    ),
    Asked(
        "forms.exams.question_grid",
        "exam_question",
        "试卷各题",
        "label section marks knowledge unit cognitive expected",
        kind="exam",
    ),
    Asked("forms.marks.marks_grid", "mark", "一个班的成绩", "reason=mark.away q*=mark.points", kind="exam"),
    Asked(
        "forms.reports.TextForm", "quality_report", "质量分析", "strengths last_measures written_on", kind="quality_report exam_analysis"
    ),
    Asked(
        "forms.reports.ErrorForm",
        "typical_error",
        "典型错例",
        "question kind sample picture -drop_picture pupils cause",
        kind="quality_report exam_analysis",
    ),
    Asked(
        "forms.reports.problem_grid",
        "quality_problem",
        "质量分析：问题与措施",
        "problem action owner start check_by evidence",
        kind="quality_report exam_analysis",
    ),
)
