"""What a person types in growth: writings, mentorship, awards."""

from __future__ import annotations

from jiaoyan.web.typed import Asked

ASKED = (
    Asked(
        "forms.writings.WritingForm",
        "writing",
        "反思、札记、笔记、课例报告",
        "title day about book_title book_author form source lesson school_class body shared",
        kind="reflection reading_note study_note case_report",
    ),
    Asked(
        "forms.mentorship.PairForm",
        "mentorship",
        "师徒结对",
        "mentor mentee starts ends goals mentor_duties mentee_duties observe_per_week",
        kind="mentorship",
    ),
    Asked(
        "forms.mentorship.MenteeLessonForm",
        "mentee_lesson",
        "听一堂上一堂",
        "observation topic day school_class line mentor_present",
        kind="mentee_lesson",
    ),
    Asked("forms.mentorship.LineForm", "mentor_week", "师傅本周意见", "text"),
    Asked(
        "forms.awards.AwardForm",
        "award",
        "获奖",
        "person_kind person school_class pupil name_consent coach event level prize issuer day certificate -drop_certificate",
        kind="award",
    ),
)
