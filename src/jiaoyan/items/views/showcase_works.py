"""Works: pictures in, what is said about each, the wall, one picture, colleagues' comments."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiaoyan.documents.pictures_in import NotAPicture
from jiaoyan.items.access import showcase as access
from jiaoyan.items.actions import showcase_works as actions
from jiaoyan.items.actions.problems import ChangedMeanwhile
from jiaoyan.items.forms.showcase_works import AddForm, CommentForm, WorkForm
from jiaoyan.items.models import ShowcaseHomework, Work
from jiaoyan.items.queries import showcase as queries
from jiaoyan.items.views.place import carried_out
from jiaoyan.items.views.showcase import head_of
from jiaoyan.schools import files
from jiaoyan.schools.access import SchoolRequest, require
from jiaoyan.schools.queries import GroupTerm, calendar_of, moment
from jiaoyan.schools.registers.choices import classes_here
from jiaoyan.schools.registers.classes import teachers_by_class
from jiaoyan.schools.steps import brought_back, undoable
from jiaoyan.web.forms import sent, typed_again

OPTIONS_OF_A_PICTURE = {
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
    "Content-Disposition": "attachment",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@login_required
@require_http_methods(["GET", "POST"])
def works(request: SchoolRequest, pk: int) -> HttpResponse:
    """All works with what is said about each, saved together; GET may name one class."""
    row = queries.showcase_of(request.actor, pk)
    require(access.may_keep(request.actor, row.group_id), access.WHO_KEEPS)
    head = head_of(request, row, "showcase_works")
    cards, classes = _cards(request, row, head["place"])
    mine = [card for card in cards if card.may_change]
    forms = [WorkForm(_sent_for(request, card), card=card, place=head["place"], classes=classes) for card in mine]
    refused = False
    if request.method == "POST":
        refused = not _saved(request, forms)
        if not refused:
            return _after_saving(request, head["place"], {str(card.work.pk): card.work for card in mine})
    return _works_page(
        request,
        row,
        head,
        classes,
        AddForm(classes=classes, initial={"school_class": _class_asked(request) or _own_class(request, classes, head["place"])}),
        forms,
        status=422 if refused else 200,
    )


def _works_page(
    request: SchoolRequest, row: ShowcaseHomework, head: dict[str, Any], classes: Any, add: AddForm, forms: list[WorkForm], status: int
) -> HttpResponse:
    context = {
        **head,
        "add": add,
        "forms": forms,
        "refused": [form for form in forms if form.is_bound and form.touched and form.errors],
        "others": len(row.works.all()) - len(forms),
        "removed": queries.removed_works(row),
        "classes": _filters(row, classes, _class_asked(request), "showcase_works"),
        "asked": _class_asked(request),
    }
    return render(request, "items/showcase_works.html", context, status=status)


def _cards(request: SchoolRequest, row: ShowcaseHomework, place: GroupTerm) -> tuple[list[queries.WorkCard], list[Any]]:
    """The works a reader may see, of the class asked for, and the classes of the grade."""
    classes = classes_here(place)
    teachers = teachers_by_class([each for each, _ in classes], place.day)
    asked = _class_asked(request)
    wanted = [work for work in row.works.all() if not asked or work.school_class_id == asked]
    return queries.cards_of(request.actor, row, wanted, teachers), classes


def _own_class(request: SchoolRequest, classes: Any, place: GroupTerm) -> int:
    """The class of a reader who teaches one of the grade; 0 for several or none."""
    teachers = teachers_by_class([each for each, _ in classes], place.day)
    own = [pk for pk, found in teachers.items() if request.actor.person_id in found]
    return own[0] if len(own) == 1 else 0


def _class_asked(request: SchoolRequest) -> int:
    said = request.GET.get("class", "")
    return int(said) if said.isdecimal() and len(said) < 10 else 0


def _filters(row: ShowcaseHomework, classes: Any, asked: int, name: str) -> list[dict[str, Any]]:
    """All classes, and each that has works."""
    there = {work.school_class_id for work in row.works.all()}
    url = reverse(f"items:{name}", args=[row.pk])
    every = [{"label": "全部", "url": url, "active": not asked}]
    return every + [
        {"label": label, "url": f"{url}?class={each.pk}", "active": each.pk == asked} for each, label in classes if each.pk in there
    ]


def _sent_for(request: SchoolRequest, card: queries.WorkCard) -> Any:
    """What was sent about this work; a work that came in since the page was opened is left alone."""
    return request.POST if request.method == "POST" and f"w{card.work.pk}-version" in request.POST else None


def _saved(request: SchoolRequest, forms: list[WorkForm]) -> bool:
    """Save every work that was changed; what is refused stays on the page with its sentence, the others are stored."""
    refused = [form for form in forms if form.is_bound and form.touched and not _saved_one(request, form)]
    return not refused


def _saved_one(request: SchoolRequest, form: WorkForm) -> bool:
    if not form.is_valid():
        return False
    told, version, name = actions.Told(**form.told()), form.cleaned_data["version"], form.add_prefix("version")
    try:
        done = carried_out(
            form,
            lambda _: actions.save_work(by=request.actor, place=form.place, work=form.card.work, version=version, told=told),
        )
    except ChangedMeanwhile as changed:
        theirs = changed.theirs
        form.data = typed_again(form.data, **{name: str(theirs.version)})
        form.add_error(None, f"{changed}现在存着的作品名是“{theirs}”，等级{theirs.level or '未评'}。")
        return False
    if done is not None:
        form.data = typed_again(form.data, **{name: str(done.version)})
    return done is not None


def _after_saving(request: SchoolRequest, place: GroupTerm, mine: dict[str, Work]) -> HttpResponse:
    """Saved; then what the button beside a picture asked for."""
    back = redirect(request.get_full_path())
    if (turned := mine.get(request.POST.get("turn", ""))) is not None:
        try:
            actions.turn_work(by=request.actor, place=place, work=turned)
            messages.success(request, "已保存，图片已向右旋转。")
        except (NotAPicture, files.DamagedFile, OSError):
            messages.error(request, "图片文件读不出来，没有旋转。可以删去后重新上传。")
        return redirect(f"{request.get_full_path()}#work-{turned.pk}")
    if (gone := mine.get(request.POST.get("remove", ""))) is not None:
        actions.remove_work(by=request.actor, place=place, work=gone)
        undoable(request, f"已保存，并删去“{gone}”。", reverse("items:showcase_work_restore", args=[gone.pk]))
        return back
    messages.success(request, "已保存。没有监护人同意的作品，展出时只写班级，不写姓名。")
    return back


@login_required
@require_POST
def add(request: SchoolRequest, pk: int) -> HttpResponse:
    """Several pictures of one class at once."""
    row = queries.showcase_of(request.actor, pk)
    require(access.may_keep(request.actor, row.group_id), access.WHO_KEEPS)
    head = head_of(request, row, "showcase_works")
    cards, classes = _cards(request, row, head["place"])
    form = AddForm(request.POST, request.FILES, classes=classes)
    if not form.is_valid():
        forms = [WorkForm(None, card=card, place=head["place"], classes=classes) for card in cards if card.may_change]
        return _works_page(request, row, head, classes, form, forms, status=422)
    pictures = [actions.lay_down(*each) for each in form.cleaned]
    made = actions.add_works(by=request.actor, showcase=row, school_class=form.cleaned_data["school_class"], pictures=pictures)
    again = len(pictures) - len(made)
    messages.success(request, f"已录入{len(made)}件作品。" + (f"另有{again}张以前传过，没有重复录入。" if again else ""))
    for sentence in form.refused:
        messages.error(request, sentence)
    return redirect(f"{reverse('items:showcase_works', args=[pk])}?class={form.cleaned_data['school_class'].pk}#works")


@login_required
@require_POST
def restore(request: SchoolRequest, pk: int) -> HttpResponse:
    """Bring a work back."""
    work = queries.work_of(request.actor, pk)
    place = _place(request, work)
    back = f"{reverse('items:showcase_works', args=[work.showcase_id])}#work-{pk}"
    return brought_back(request, lambda: actions.restore_work(by=request.actor, place=place, work=work), back)


def _place(request: SchoolRequest, work: Work) -> GroupTerm:
    return GroupTerm(work.showcase.group, work.showcase.term, calendar_of(work.showcase.term), request.today)


@login_required
@require_GET
def wall(request: SchoolRequest, pk: int) -> HttpResponse:
    """The exhibition: pictures on the wall, the rubric beside them, colleagues' comments."""
    return _wall(request, queries.showcase_of(request.actor, pk))


def _wall(request: SchoolRequest, row: ShowcaseHomework, refused: tuple[int, CommentForm] | None = None) -> HttpResponse:
    head = head_of(request, row, "showcase_wall")
    cards, classes = _cards(request, row, head["place"])
    shown = [card for card in cards if card.work.shown]
    for card in shown:
        for comment in card.work.comments.all():
            comment.work = card.work
    hung = [
        {
            "card": card,
            "previous": shown[place - 1].work if place else None,
            "next": shown[place + 1].work if place + 1 < len(shown) else None,
            "comments": [(comment, access.may_take_comment(request.actor, comment)) for comment in card.work.comments.all()],
            "form": refused[1] if refused and refused[0] == card.work.pk else CommentForm(prefix=f"c{card.work.pk}"),
        }
        for place, card in enumerate(shown)
    ]
    context = {**head, "hung": hung, "classes": _filters(row, classes, _class_asked(request), "showcase_wall")}
    return render(request, "items/showcase_wall.html", context, status=422 if refused else 200)


@login_required
@require_GET
def picture(request: SchoolRequest, key: str) -> HttpResponse:
    """A picture by the random name of its file; asked for permission every time."""
    file = queries.picture_called(request.actor, key)
    return HttpResponse(files.read(file), content_type=file.content_type, headers=OPTIONS_OF_A_PICTURE)


@login_required
@require_POST
def comment(request: SchoolRequest, pk: int) -> HttpResponse:
    """A colleague's word on a work."""
    work = queries.work_of(request.actor, pk)
    form = CommentForm(sent(request), prefix=f"c{pk}")
    if form.is_valid():
        text = form.cleaned_data["text"]
        if carried_out(form, lambda _: actions.add_comment(by=request.actor, work=work, text=text, at=moment(request.today))) is not None:
            messages.success(request, "点评已写上。")
            return redirect(_on_wall(work))
    return _wall(request, queries.showcase_of(request.actor, work.showcase_id), (pk, form))


@login_required
@require_POST
def take_comment(request: SchoolRequest, pk: int) -> HttpResponse:
    """Take a comment out, or bring it back (``do=back``)."""
    found = queries.comment_of(request.actor, pk)
    if request.GET.get("do") == "back":
        return brought_back(request, lambda: actions.restore_comment(by=request.actor, comment=found), _on_wall(found.work))
    actions.remove_comment(by=request.actor, comment=found)
    undoable(request, "点评已删去。", reverse("items:showcase_take_comment", args=[pk]) + "?do=back")
    return redirect(_on_wall(found.work))


def _on_wall(work: Work) -> str:
    return f"{reverse('items:showcase_wall', args=[work.showcase_id])}#work-{work.pk}"
