"""An exercise set to a class, and how it went."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from jiaoyan.items.access import exercise as access
from jiaoyan.items.actions import using as actions
from jiaoyan.items.actions.problems import ChangedMeanwhile
from jiaoyan.items.forms.exercises import FeedbackForm
from jiaoyan.items.models import Exercise, ExerciseUse
from jiaoyan.items.queries.exercises import exercise_of
from jiaoyan.items.queries.use import Rate, use_even_removed, use_of
from jiaoyan.items.rules.feedback import low_items
from jiaoyan.items.views.place import first_words, head_of, to_exercise
from jiaoyan.pacing.queries import Seat, seats_of
from jiaoyan.schools.access import SchoolRequest, require
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.schools.queries import GroupTerm
from jiaoyan.schools.steps import brought_back, said_and_back, taken_out
from jiaoyan.web.forms import put_beside, sent
from jiaoyan.web.grid import CellProblem, Column, Grid, GridData, Row
from jiaoyan.web.grid_cells import CellError


@login_required
@require_POST
def use(request: SchoolRequest, pk: int) -> HttpResponse:
    """Set it to a class."""
    row = exercise_of(request.actor, pk)
    place: GroupTerm = head_of(request, row)["place"]
    seats = [seat for seat in seats_of(place) if _may(request, row, seat)]
    require(bool(seats), access.WHO_USES)
    seat = next((seat for seat in seats if str(seat.school_class.pk) == request.POST.get("class")), None)
    if seat is None:
        messages.error(request, "请选择班级。")
        return to_exercise(pk)
    try:
        day = Column("day", "使用日期", "date").read(request.POST.get("day", "")) or place.day
    except CellError as refused:
        messages.error(request, f"使用日期：{refused}")
        return to_exercise(pk)
    return said_and_back(
        request,
        lambda: actions.use_exercise(by=request.actor, exercise=row, seat=seat, day=day, place=place),  # type: ignore[arg-type]
        done=f"已记下：{seat.name}使用这份练习。收齐以后来填反馈。",
        page=reverse("items:exercise", args=[pk]),
    )


@login_required
@require_http_methods(["GET", "POST"])
def feedback(request: SchoolRequest, pk: int) -> HttpResponse:
    """How a class did, item by item."""
    found = use_of(request.actor, pk)
    row = exercise_of(request.actor, found.exercise_id)
    shared = head_of(request, row)
    seat = _seat(shared["place"], found)
    may_write = seat is not None and _may(request, row, seat)
    if request.method == "POST":
        require(may_write, access.WHO_USES)
    grid = _grid(row, found)
    form = FeedbackForm(sent(request), initial={name: getattr(found, name) for name in ("submitted", "minutes_actual", "adjust")})
    if request.method == "POST" and seat is not None:
        data = grid.parse(request.POST)
        problems = _saved(request, found, seat, form, data)
        if problems is None:
            return _answered(request, pk)
        grid = grid.bound(data, problems)
    counts = {each.item_id: each.correct for each in found.feedback.all()}
    context = {
        **shared,
        "use": found,
        "name": seat.name if seat else str(found.school_class),
        "form": form,
        "grid": grid,
        "may_write": may_write,
        "rates": [(item, Rate(counts.get(item.pk), found.submitted)) for item in row.items.all()],
        "low": low_items({item.number: counts.get(item.pk) for item in row.items.all()}, found.submitted),
        "who_sees": [access.WHO_READS],
    }
    return render(request, "items/feedback.html", context, status=422 if request.method == "POST" else 200)


def _grid(row: Exercise, found: ExerciseUse) -> Grid:
    counts = {each.item_id: each.correct for each in found.feedback.all()}
    return Grid(
        columns=(
            Column("number", "题号", "readonly", width="xs"),
            Column("stem", "题目", "readonly", width="l"),
            Column("correct", "正确人数", "integer", width="s", maximum=200),
        ),
        rows=[
            Row(str(item.pk), {"number": str(item.number), "stem": first_words(item.stem), "correct": counts.get(item.pk)})
            for item in row.items.all()
        ],
        prefix="counts",
        caption="逐题正确人数",
        version=str(found.version),
        fixed=True,
    )


def _saved(request: SchoolRequest, found: ExerciseUse, seat: Seat, form: FeedbackForm, data: GridData) -> list[CellProblem] | None:
    """None once it is stored, otherwise what stands in the way besides what form and grid say themselves."""
    if not form.is_valid() or not data.ok:
        return []
    places = {row.key: n for n, row in enumerate(data.rows)}
    correct: dict[int, Any] = {int(row.key): row.values["correct"] for row in data.rows if row.key}
    try:
        actions.give_feedback(by=request.actor, use=found, seat=seat, version=int(data.version), correct=correct, **form.cleaned_data)
    except Refused as refused:
        beside = {name: said for name, said in refused.problems.items() if name not in places}
        put_beside(form, beside)
        return [CellProblem(places[name], "correct", said) for name, said in refused.problems.items() if name in places]
    except ChangedMeanwhile as changed:
        return [CellProblem(None, "", str(changed))]
    return None


def _answered(request: SchoolRequest, pk: int) -> HttpResponse:
    """Back to the exercise; where few solved an item and nothing was said about it, the page asks what will change."""
    stored = use_of(request.actor, pk)
    numbers = dict(stored.exercise.items.values_list("pk", "number"))
    low = low_items({numbers[each.item_id]: each.correct for each in stored.feedback.all()}, stored.submitted)
    if low and not stored.adjust:
        which = "、".join(str(number) for number in sorted(low))
        messages.warning(request, f"反馈已保存。第{which}题做对的人不到60%，请写一句准备怎样调整。")
        return redirect(f"{reverse('items:exercise_feedback', args=[pk])}#id_adjust")
    messages.success(request, "反馈已保存。")
    return to_exercise(stored.exercise_id)


@login_required
@require_http_methods(["GET", "POST"])
def forget(request: SchoolRequest, pk: int) -> HttpResponse:
    """Take a use back; asks once, and can be undone."""
    found, row, seat = _used(request, pk)
    return taken_out(
        request,
        lambda: actions.forget_use(by=request.actor, use=found, seat=seat),
        question=f"撤销{seat.name}使用这份练习？",
        effect="填过的反馈一起删去；练习没有改稿以前，可以在练习页下方恢复。",
        button="撤销",
        page=reverse("items:exercise", args=[row.pk]),
        here=row.group_id,
        done="已撤销。",
        undo=reverse("items:exercise_use_restore", args=[pk]),
        gone="刚刚已经有人撤销了。",
    )


@login_required
@require_POST
def restore(request: SchoolRequest, pk: int) -> HttpResponse:
    """Bring a use back with its feedback."""
    found, row, seat = _used(request, pk)
    page = f"{reverse('items:exercise', args=[row.pk])}#uses"
    return brought_back(request, lambda: actions.restore_use(by=request.actor, use=found, seat=seat), page)


def _used(request: SchoolRequest, pk: int) -> tuple[ExerciseUse, Exercise, Seat]:
    """A use, standing or taken back, for those who may do either."""
    found = use_even_removed(request.actor, pk)
    row = exercise_of(request.actor, found.exercise_id)
    seat = _seat(head_of(request, row)["place"], found)
    if seat is None:
        raise Http404
    require(_may(request, row, seat), access.WHO_USES)
    return found, row, seat


def _seat(place: GroupTerm, found: ExerciseUse) -> Seat | None:
    return next((seat for seat in seats_of(place) if seat.school_class.pk == found.school_class_id), None)


def _may(request: SchoolRequest, row: Exercise, seat: Seat) -> bool:
    return access.may_use(request.actor, row.group_id, [teacher.pk for teacher in seat.teachers])
