"""Starting from a preset: which lines, with which numbers, from when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms

from jiaoyan.quotas.forms.beginning import HELP
from jiaoyan.quotas.presets import Line, Preset
from jiaoyan.quotas.rules.demand import Demand, Number, Severity
from jiaoyan.quotas.rules.stored import MOST_ASKED
from jiaoyan.web.forms import DateInput

TAKEN_AT_ONCE = frozenset({Severity.MUST, Severity.SHOULD})


class AdoptForm(forms.Form):
    """从模板开始. ``there``: the codes adopted already; ``doubtful``: those that do not go with what is there, not ticked at first."""

    begins = forms.DateField(label="从哪天起", widget=DateInput(), help_text=HELP)
    anyway = forms.BooleanField(label="这些不一致我知道，照样采用", required=False)

    def __init__(self, *args: Any, preset: Preset, there: frozenset[str], doubtful: frozenset[str] = frozenset(), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = [line for line in preset.countable if line.code not in there]
        for line in self.offered:
            demand = _demand(line)
            ticked = line.code not in doubtful and demand.severity in TAKEN_AT_ONCE
            self.fields[f"pick-{line.code}"] = forms.BooleanField(label="采用", required=False, initial=ticked)
            for bound, label in (("least", "不少于"), ("most", "不超过")):
                given = getattr(demand.number, bound)
                self.fields[f"{bound}-{line.code}"] = forms.IntegerField(
                    label=label, required=False, min_value=0, max_value=MOST_ASKED, initial=given
                )

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Each line with its three fields."""
        return [
            {
                "line": line,
                "pick": self[f"pick-{line.code}"],
                "least": self[f"least-{line.code}"],
                "most": self[f"most-{line.code}"],
            }
            for line in self.offered
        ]

    def clean(self) -> dict[str, Any]:
        """Give ``chosen``: code → the line's demand with the number wanted."""
        data = super().clean() or self.cleaned_data
        if self.errors:
            return data
        data["chosen"] = {line.code: self._wanted(line, data) for line in self.offered if data[f"pick-{line.code}"]}
        if not data["chosen"]:
            self.add_error(None, "还没有选条目。要采用的，请在前面打勾。")
        return data

    def _wanted(self, line: Line, data: Mapping[str, Any]) -> Demand:
        least, most = data[f"least-{line.code}"], data[f"most-{line.code}"]
        if least is None and most is None:
            self.add_error(f"least-{line.code}", "请写数量。")
        elif least is not None and most is not None and least > most:
            self.add_error(f"least-{line.code}", f"不少于{least}又不超过{most}，做不到。")
        return replace(_demand(line), number=Number(least, most))


def _demand(line: Line) -> Demand:
    if line.demand is None:  # only countable lines are offered
        raise ValueError(line.code)
    return line.demand
