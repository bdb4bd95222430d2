"""A form and its verb: what is refused stands beside the fields, and after a lost race what was typed comes back over what stands now. 保存表单"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms

from jiaoyan.schools.actions.approval import ChangedMeanwhile
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.web.forms import put_beside, typed_again

CHANGED = "刚刚有人改过。您填写的都在下面，核对后请再保存一次。"
GONE = "这一条刚刚被删去了。请先恢复，再修改。"


def carried_out(
    form: forms.Form,
    verb: Callable[[dict[str, Any]], Any],
    *,
    now: Callable[[], Any] | None = None,
    changed: str | Callable[[Any], str] = CHANGED,
    gone: str = GONE,
) -> Any:
    """Run ``verb`` with the cleaned data and give what it gives (True for None); None when the form or the verb said no.

    What the verb refuses (``Refused``) goes beside the fields. With ``now``, which gives the row as it stands (it has a ``version``) or
    None when it is gone, a lost race brings the form back as typed and ``changed`` above it: the next save goes over what somebody else
    stored. Everything else the verb raises goes through: ``ChangedMeanwhile`` without ``now``, ``NotPossible`` for a paper that is closed.
    """
    if not form.is_valid():
        return None
    try:
        made = verb(form.cleaned_data)
    except Refused as refused:
        put_beside(form, refused.problems)
        return None
    except ChangedMeanwhile:
        if now is None:
            raise
        _come_back(form, now(), changed, gone)
        return None
    return True if made is None else made


def _come_back(form: forms.Form, standing: Any, changed: str | Callable[[Any], str], gone: str) -> None:
    if standing is None:
        form.add_error(None, gone)
        return
    form.data = typed_again(form.data, version=str(standing.version))
    form.add_error(None, changed if isinstance(changed, str) else changed(standing))
