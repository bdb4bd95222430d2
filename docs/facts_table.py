"""Writes ``docs/facts.md``: every fact a person types, where, and what it takes. ``make facts``; a test holds the file to the forms."""

from __future__ import annotations

import importlib
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiaoyan.config.testing")
django.setup()

from docs.typed_fields import SOURCE, package_of, places  # noqa: E402
from jiaoyan.planning.burden import REVIEW, weights  # noqa: E402
from jiaoyan.quotas.rules.kinds import KINDS  # noqa: E402
from jiaoyan.web.typed import Asked  # noqa: E402

PAGE = Path(__file__).parent / "facts.md"
CHAPTERS: Mapping[str, str] = {
    "schools": "学校、学年、人员、班级",
    "curriculum": "教材目录",
    "library": "资源与教材梳理",
    "pacing": "教学进度",
    "items": "练习、作业清单、特色作业",
    "assessments": "检测与质量分析",
    "activities": "活动、单元分析、一议、摘记、培训",
    "lessons": "听课与研究课",
    "growth": "反思与笔记、师徒、获奖",
    "planning": "计划与总结",
    "quotas": "教研要求与未完成说明",
    "dashboard": "工作台",
    "ledger": "台账",
    "web": "公用",
}
HEAD = """# 填写一览

一位教师在系统里要亲手填的每一项。本页由 `make facts` 从表单和各包的 `typed.py` 生成，请不要手改。

- **一件事实只在一处填。** 表单、表格、网页里的每一栏都要说明填的是哪件事实；没有说明的，或同一件事实在两处填而没有理由的，测试通不过。
- **再次出现**的，写明为什么：先填好可改、同一份记录再打开，或另一个入口。
- 勾选“去掉图片”“再输一遍”这类只管这一页的，不算事实，不列。
- 从 Excel 导入的与页面上填的是同样的事实，导入后不用再填。
- 分钟是熟手写一份的大致用时，只算动笔，不算上课、听课、开会、读书；栏数是一份最多要填的，系统先填好的不算，逐行的表按一行算。
"""


def declared() -> dict[str, Asked]:
    """Each place with its declaration, from ``typed.py`` of every package that has one."""
    packages = sorted(path.parent.name for path in SOURCE.glob("*/typed.py"))
    found: dict[str, Asked] = {}
    for package in packages:
        for each in importlib.import_module(f"jiaoyan.{package}.typed").ASKED:
            place = f"{package}{'/' if each.place.endswith('.html') else '.'}{each.place}"
            if place in found:
                raise ValueError(f"{place} is declared twice")
            found[place] = each
    return found


def written() -> str:
    """The whole page."""
    asked = declared()
    facts = {fact for each in asked.values() for fact in each.typed}
    again = sum(len(each.again) for each in asked.values())
    told = f"共{len(asked)}处，{len(facts)}件事实，其中再次出现{again}处次。"
    chapters = [part for package in CHAPTERS for part in _chapter(package, asked)]
    return "\n".join([HEAD, told, *_costs(), *chapters, ""])


def _costs() -> Iterator[str]:
    yield "\n## 每份记录的用时\n"
    yield "| 记录 | 分钟 | 栏 |\n|---|---|---|"
    names = {slug: f"{kind.name}（每{kind.unit}）" for slug, kind in KINDS.items()} | {REVIEW: "审核练习（每份）"}
    yield "\n".join(f"| {names[slug]} | {weight.minutes} | {weight.fields} |" for slug, weight in weights().items())


def _chapter(package: str, asked: Mapping[str, Asked]) -> Iterator[str]:
    here = {place: each for place, each in asked.items() if package_of(place) == package and each.typed + tuple(each.again)}
    if not here:
        return
    yield f"\n## {CHAPTERS[package]}\n"
    yield "| 哪里填 | 填什么 | 再次出现 |\n|---|---|---|"
    yield "\n".join(_row(place, each) for place, each in here.items())


def _row(place: str, asked: Asked) -> str:
    labels = {field.name: field.label for field in places()[place]}
    typed = [_named(name, labels, facts) for name, facts in asked.facts.items() if facts and not set(facts) <= set(asked.again)]
    again: dict[str, list[str]] = {}
    for name, facts in asked.facts.items():
        for fact in facts:
            if fact in asked.again:
                again.setdefault(asked.again[fact], []).append(_label(name, labels) or f"`{fact}`")
    shown = "；".join(f"{'、'.join(dict.fromkeys(names))}：{why}" for why, names in again.items())
    return f"| {asked.name} | {'、'.join(typed) or '—'} | {shown} |"


def _label(name: str, labels: Mapping[str, str]) -> str:
    """What the page says beside the field, without what is filled in later (a number, a class, a goal)."""
    return re.sub(r"（\*）|\*：?|^\*?的", "", labels.get(name, "")).removeprefix("的")


def _named(name: str, labels: Mapping[str, str], facts: tuple[str, ...]) -> str:
    """The label as the page says it, with the fact's own name."""
    label = _label(name, labels)
    return f"{label}（`{'`、`'.join(facts)}`）" if label else f"`{'`、`'.join(facts)}`"


if __name__ == "__main__":
    PAGE.write_text(written(), "utf-8")
