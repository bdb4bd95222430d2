"""Whether a fact is one that a demand counts, and if not, why, as a teacher is told."""

from __future__ import annotations

from jiaoyan.quotas.rules.demand import Condition, Counted
from jiaoyan.quotas.rules.fact import Fact, Value
from jiaoyan.quotas.rules.kinds import KINDS, Attribute


def matches(counted: Counted, fact: Fact) -> bool:
    """A fact of the kind whose attributes meet every condition."""
    return fact.kind == counted.kind and all(_meets(condition, fact.attributes.get(condition.attribute)) for condition in counted.where)


def why_not(counted: Counted, fact: Fact) -> str:
    """Why a fact does not match; empty when it does. For example 课型是新授课，这里只数练习课."""
    if fact.kind != counted.kind:
        return f"当时的要求只数{kind_name(counted.kind)}"
    for condition in counted.where:
        value = fact.attributes.get(condition.attribute)
        if not _meets(condition, value):
            return _unmet(attribute_of(counted.kind, condition.attribute), condition, value)
    return ""


def amount_of(counted: Counted, fact: Fact) -> int:
    """What a fact adds: one, or its measure; a measure that is missing or no number adds nothing."""
    if not counted.measure:
        return 1
    value = fact.attributes.get(counted.measure, 0)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def kind_name(slug: str) -> str:
    """听课, for observation; an unknown kind is called by its slug."""
    return KINDS[slug].name if slug in KINDS else slug


def attribute_of(kind: str, name: str) -> Attribute:
    """The declared attribute of a kind, or one that is called by its own name."""
    known = KINDS[kind].attributes if kind in KINDS else {}
    return known.get(name, Attribute(name))


def value_name(attribute: Attribute, value: Value) -> str:
    """新授课, for new."""
    return attribute.choices.get(str(value), str(value))


def condition_text(kind: str, condition: Condition) -> str:
    """A condition as a clause: 练习课; 有专家点评; 已写环节数不少于4."""
    attribute = attribute_of(kind, condition.attribute)
    if condition.among and all(isinstance(value, bool) for value in condition.among):
        return attribute.name if True in condition.among else f"非“{attribute.name}”"
    if condition.among:
        return "、".join(value_name(attribute, value) for value in condition.among)
    if condition.most is not None and (condition.least or 0) == condition.most:
        return f"{attribute.name}为{condition.most}"
    bounds = [
        f"不少于{condition.least}" if condition.least is not None else "",
        f"不超过{condition.most}" if condition.most is not None else "",
    ]
    return attribute.name + "且".join(bound for bound in bounds if bound)


def _meets(condition: Condition, value: Value | None) -> bool:
    if value is None:
        return False
    if condition.among and not any(value == each and isinstance(value, bool) == isinstance(each, bool) for each in condition.among):
        return False
    if condition.least is None and condition.most is None:
        return True
    if not isinstance(value, int) or isinstance(value, bool):
        return False
    return (condition.least is None or value >= condition.least) and (condition.most is None or value <= condition.most)


def _unmet(attribute: Attribute, condition: Condition, value: Value | None) -> str:
    if value is None:
        return f"没有填写{attribute.name}"
    if isinstance(value, bool):
        return f"已记为“{attribute.name}”，这里不数" if value else f"没有记“{attribute.name}”"
    if condition.among:
        wanted = "、".join(value_name(attribute, each) for each in condition.among)
        return f"{attribute.name}是{value_name(attribute, value)}，这里只数{wanted}"
    if isinstance(value, int) and condition.least is not None and value < condition.least:
        return f"{attribute.name}是{value}，要不少于{condition.least}"
    return f"{attribute.name}是{value}，要不超过{condition.most}"
