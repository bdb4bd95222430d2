"""What a person types in quotas: what is asked, and why it was not done."""

from __future__ import annotations

from jiaoyan.web.typed import OTHER_DOOR, SAME, Asked

ASKED = (
    Asked(
        "forms.quota.QuotaForm",
        "quota",
        "一条指标",
        "name unit area whose age_max here_below service_max service_above either grades least most per within_days points until weeks on "
        "tentative months severity begins why *=quota.condition",
    ),
    Asked(
        "forms.adopting.AdoptForm",
        "quota",
        "采用模板",
        "begins -anyway pick-*=quota.adopted *-*=quota.least|quota.most",
        again={"quota.begins": OTHER_DOOR, "quota.least": "模板里的数先填好，可改", "quota.most": "模板里的数先填好，可改"},
    ),
    Asked(
        "forms.withdrawing.WithdrawForm",
        "quota",
        "停用一条指标",
        "begins=quota.withdrawn_from why",
        again={"quota.why": "每改一次说一次原因，各是各的"},
    ),
    Asked("forms.excusing.ExcuseForm", "excuse", "未完成说明", "reason words amount"),
    Asked("forms.excusing.AnswerForm", "excuse", "答复说明", "answer words=excuse.answer_words"),
    Asked("excuses.html", "excuse", "在列表里答复说明", "words=excuse.answer_words", again={"excuse.answer_words": SAME}),
)
