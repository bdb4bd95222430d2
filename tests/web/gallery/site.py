"""The gallery: every component on one page, served for the tests only, without database, session or any other package's pages."""

from __future__ import annotations

import copy
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import waitress
from django import forms
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.test import override_settings
from django.urls import path

from jiaoyan.documents import blocks as b
from jiaoyan.schools.access import NotAllowed
from jiaoyan.web import errors
from jiaoyan.web.forms import ChipsRadio, Choices, DateInput, FileInput, PersonSelect, ProseTextarea, TimeInput

HERE = Path(__file__).parent
PEOPLE = [("", "---------"), ("1", "林知远"), ("2", "周予安"), ("3", "陈小禾")]
ATTENDANCE = [("present", "出席"), ("late", "迟到"), ("leave", "请假"), ("duty", "公出"), ("absent", "缺席")]


class ExampleForm(forms.Form):
    title = forms.CharField(label="活动主题", help_text="一句话说清楚这次研究什么。", max_length=40)
    held_on = forms.DateField(label="日期", widget=DateInput())
    starts_at = forms.TimeField(label="开始", widget=TimeInput(), required=False)
    speaker = forms.ChoiceField(label="主讲人", choices=PEOPLE, widget=PersonSelect())
    state = forms.ChoiceField(label="形式", choices=[("prep", "集体备课"), ("lesson", "研究课"), ("talk", "专题研讨")], widget=ChipsRadio())
    tasks = forms.MultipleChoiceField(label="准备", choices=[("a", "课件"), ("b", "练习单")], widget=Choices(), required=False)
    opinion = forms.CharField(label="集体讨论意见", widget=ProseTextarea(rows=4), help_text="记下结论和理由，不必逐句。", required=False)
    file = forms.FileField(label="附件", widget=FileInput(accept=".docx"), required=False)
    shared = forms.BooleanField(label="同步给教研组长", required=False)


class DraftForm(forms.Form):
    topic = forms.CharField(label="议题")
    text = forms.CharField(label="内容", widget=ProseTextarea(), required=False)
    kind = forms.ChoiceField(label="类别", choices=[("1", "教材"), ("2", "教法")], required=False)
    done = forms.BooleanField(label="已落实", required=False)


def shell() -> dict[str, object]:
    """What the context processor of ``schools`` would supply."""
    labels = [
        ("首页", "house"),
        ("活动", "calendar-days"),
        ("计划", "clipboard-list"),
        ("台账", "book-open"),
        ("进度", "list-checks"),
        ("教师", "users"),
        ("设置", "file-text"),
    ]
    monday = date(2024, 2, 19)
    return {
        "school_name": "青禾实验小学",
        "today_caption": "第17周 · 星期三 2024年6月12日",
        "today_is_example": True,
        "navigation": [{"label": label, "url": f"/{n}", "icon": icon, "active": n == 1} for n, (label, icon) in enumerate(labels)],
        "person_name": "林知远",
        "person_roles": ["五年级备课组长", "五(1)班数学教师"],
        "password_url": "/password",
        "sign_out_url": "/out",
        "teaching_weeks": [(monday + timedelta(weeks=n), n + 1) for n in range(19)],
    }


def paper() -> b.Document:
    """A small document with everything the preview must show."""
    rows = (
        b.header("周次", "单元", "内容", "课时"),
        b.Row((b.text("第1周"), b.text("一 简易方程", rows=2, align="center"), b.text("认识方程"), b.text("2", align="center"))),
        b.Row((b.text("第2周"), b.text("等式的性质，3<5 & a<b"), b.text("3", align="center"))),
        b.Row((b.label("备注", columns=2), b.text("机动课时两节。", "遇调课顺延。", columns=2)), min_height_mm=20),
    )
    return b.Document(
        title="工作计划",
        cover=b.Cover(
            "青禾实验小学", "2023—2024学年度第二学期", "数学备课组工作台账", (("备课组", "五年级"), ("组长", "林知远")), "2024年6月"
        ),
        contents=True,
        body=(
            b.Heading("五年级数学备课组工作计划"),
            b.Subtitle("组长：林知远"),
            b.Heading("一、学情分析", 2),
            b.para("本学期共六个班，学生计算习惯较好，能主动验算；<script>alert(1)</script> 也只是文字。"),
            b.Paragraph(
                ("每人承担", b.Run("", fill=6), "节研究课，占", b.Fraction("3", "4"), "；面积单位 m", b.Run("2", superscript=True), "。")
            ),
            b.ListItem((b.Run("精备单元：", bold=True), "先个人设计，再集体讨论。"), "1."),
            b.Table((1, 1.4, 3, 0.8), rows, header_rows=1),
            b.PageBreak(),
            b.Heading("表2　教学进度"),
            b.Table((1, 4), (b.Row((b.label("第1周"), b.text("喆犇𠮷"))),)),
        ),
    )


def gallery(request: HttpRequest) -> HttpResponse:
    bad = ExampleForm({"title": "", "held_on": "2024-06-12", "speaker": "", "state": "prep", "opinion": "先讲{3/4}"})
    good = ExampleForm(
        initial={"title": "简易方程单元备课", "held_on": date(2024, 6, 12), "starts_at": "14:30", "speaker": "1", "state": "lesson"},
        prefix="good",
    )
    context = {
        **shell(),
        "bad": bad,
        "good": good,
        "paper": paper(),
        "attendance": ATTENDANCE,
        "page": Paginator(range(95), 10).page(3),
        "hostile": '"><img src=x onerror=alert(1)>',
        "crumbs": [{"label": "活动", "url": "/1"}, {"label": "第8次集体备课", "url": ""}],
        "steps": [{"label": "起草", "state": "done"}, {"label": "组内讨论", "state": "current"}, {"label": "提交审核", "state": "todo"}],
        "tabs": [
            {"label": "本学期", "url": "?t=1", "active": True, "count": 8},
            {"label": "已取消", "url": "?t=2", "active": False, "count": 0},
        ],
        "rows": [
            ("第15周", "简易方程：等量关系", "周予安", 6, "complete"),
            ("第17周", "折线统计图：选图的理由", "陈小禾", 6, "submitted"),
            ("第19周", "期末复习的分工与复习单的命制", "林知远", 6, "due"),
        ],
        "facts": [("时间", "6月12日 14:30—16:00"), ("地点", "五年级办公室"), ("主讲人", "陈小禾")],
    }
    return render(request, "gallery.html", context)


SAVED: list[dict[str, str]] = []


def draft(request: HttpRequest) -> HttpResponse:
    form = DraftForm(request.POST or None, initial=SAVED[-1] if SAVED else {"topic": "原来的议题", "kind": "1"})
    if request.method == "POST" and form.is_valid():
        SAVED.append({name: str(value) for name, value in form.cleaned_data.items()})
        return HttpResponseRedirect("/draft")
    return render(
        request, "draft.html", {**shell(), "form": form, "look": request.GET.get("look", "")}, status=422 if form.is_bound else 200
    )


def live(request: HttpRequest) -> HttpResponse:
    """A form sent by htmx; "409" as topic is a conflict."""
    if request.method == "POST":
        if request.POST["topic"] == "409":
            return errors.problem(request, 409)
        SAVED.append({"topic": request.POST["topic"]})
        return HttpResponse("已保存")
    return render(request, "live.html", {**shell(), "form": DraftForm(initial={"topic": "原来的议题"})})


def confirm(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return render(request, "web/confirm.html", {**shell(), "title": "已取消", "text": "done", "button": "好", "cancel_url": "/"})
    return render(
        request,
        "web/confirm.html",
        {**shell(), "title": "取消这次活动？", "text": "签到记录会保留。", "button": "取消活动", "cancel_url": "/"},
    )


def fail(request: HttpRequest, status: int) -> HttpResponse:
    if status in {409, 422}:
        return errors.problem(request, status, text="周次要在 1 到 19 之间。" if status == 422 else "")
    raise {
        403: NotAllowed("五年级备课组长 林知远"),
        413: errors.TooLarge(),
        429: errors.TooMany(retry_after=60),
        507: OSError(28, "No space left on device"),
        500: ZeroDivisionError(),
    }[status]


urlpatterns = [path("", gallery), path("draft", draft), path("live", live), path("confirm", confirm), path("fail/<int:status>", fail)]
handler400, handler403, handler404, handler500 = errors.bad_request, errors.permission_denied, errors.not_found, errors.server_error


@contextmanager
def gallery_settings() -> Iterator[None]:
    """Settings under which the gallery alone is the site."""
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"] = [HERE / "templates"]
    templates[0]["OPTIONS"]["context_processors"] = ["django.template.context_processors.request"]
    middleware = [
        "jiaoyan.web.middleware.ReferenceMiddleware",
        "csp.middleware.CSPMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
    ]
    with override_settings(ROOT_URLCONF=__name__, TEMPLATES=templates, MIDDLEWARE=middleware, ALLOWED_HOSTS=["*"], DEBUG=False):
        yield


@contextmanager
def served() -> Iterator[str]:
    """The gallery on a port of its own; gives its address."""
    with gallery_settings():
        server = waitress.create_server(StaticFilesHandler(WSGIHandler()), host="127.0.0.1", port=0, threads=4)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.effective_port}"
        finally:
            server.close()
            thread.join(timeout=5)
