"""What the forms of this package share: a number as people write it, a text that grows."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms


class PlainDecimal(forms.DecimalField):
    """A number shown as people write it: 9 and not 9.0. What was typed stays as it was typed."""

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def lines(rows: int = 2, **attributes: Any) -> forms.Textarea:
    """A textarea that grows with its text."""
    return forms.Textarea(attrs={"rows": rows, "data-autosize": True, **attributes})
