"""Writes ``docs/rules.md``: what the product makes of every rule of the sources. ``make rules``; a test holds the file to the presets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from jiaoyan.quotas import presets
from jiaoyan.quotas.presets import KEPT, Line, Preset
from jiaoyan.quotas.rules.demand import Quota
from jiaoyan.quotas.rules.sentence import demand_text

PAGE = Path(__file__).parent / "rules.md"
HEAD = """# 规则一览

系统怎样对待每一条教研规则。本页由 `make rules` 从 `src/jiaoyan/quotas/data/` 生成，请不要手改。

- **计数**：采用后成为指标，由系统从记录里数。数字、对象、周期都可以改。
- **由事情引出**：一件事（一次外出培训、一个单元）发生以后才要求的，也计数。
- **系统自己保证**：表单检查、自动排版或自动汇集已经做到，不用再数。
- **只作提醒**：系统现在数不出来，理由写在后面。
"""


def written() -> str:
    """The whole page."""
    every = [preset for slug in (presets.NATIONAL, *presets.SLUGS) for preset in [presets.preset(slug)]]
    count = Counter(KEPT[line.kept] for preset in every for line in preset.lines)
    total = len({line.rule for preset in every for line in preset.lines})
    told = "，".join(f"{label}{count[label]}条" for label in KEPT.values())
    return "\n".join(
        [HEAD, f"共{total}条规则：{told}（一条规则有两样要求的算两条）。", *(part for each in every for part in _chapter(each)), ""]
    )


def _chapter(preset: Preset) -> Iterator[str]:
    yield f"\n## {preset.title}\n"
    yield f"{preset.about}\n"
    yield "| 编号 | 内容 | 怎么处理 | 说明 |\n|---|---|---|---|"
    yield "\n".join(_row(line) for line in preset.lines)


def _row(line: Line) -> str:
    what = demand_text(Quota(0, line.name, line.unit, ()), line.demand) if line.demand else line.name
    return f"| {line.code} | {what} | {KEPT[line.kept]} | {line.why or line.note} |"


if __name__ == "__main__":
    PAGE.write_text(written(), "utf-8")
