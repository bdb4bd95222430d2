"""What a person types on the workbench: nothing but a change to a reminder that is written already."""

from __future__ import annotations

from jiaoyan.web.typed import Asked

ASKED = (
    Asked("forms.ReminderForm", "reminder", "催办的话", "text"),
    Asked(
        "message.html",
        "reminder",
        "催办的话（写在网页里的同一个输入框）",
        "text",
        again={"reminder.text": "同一个输入框：页面写出来，表单读进去"},
    ),
)
