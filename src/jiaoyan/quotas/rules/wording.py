"""The parts of a demand in words: whose, per what, until when, how many. 要求的说法"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from jiaoyan.quotas.rules.demand import Audience, Cohort, Counted, Demand, Due, Number, Per, Window
from jiaoyan.quotas.rules.kinds import KINDS, POINT
from jiaoyan.quotas.rules.matching import attribute_of, condition_text, kind_name, value_name
from jiaoyan.quotas.rules.stored import GROUP_KINDS, ROLES
from jiaoyan.schools.rules.calendar import long_day
from jiaoyan.schools.rules.numerals import chinese_number

EACH: Mapping[Per, str] = {
    Per.SCHOOL_DAY: "每个教学日",
    Per.WEEK: "每周",
    Per.ODD_WEEK: "每个单周",
    Per.EVEN_WEEK: "每个双周",
    Per.FORTNIGHT: "每两周",
    Per.HALF_MONTH: "每半个月",
    Per.MONTH: "每月",
    Per.TERM: "每学期",
    Per.SCHOOL: "",
    Per.EVENT: "",
}
MONTH_PARTS = {"": "", "early": "上旬", "middle": "中旬", "late": "底"}


def audience_text(audience: Audience) -> str:
    """每位教师; 35岁以下或到校未满5年的教师; 三至六年级每个备课组; 每个班."""
    grades = grades_text(audience.grades)
    match audience.subject:
        case "person":
            return f"{grades}{_people(audience.cohorts)}"
        case "group":
            kinds = "、".join(GROUP_KINDS.get(kind, kind) for kind in audience.groups) or "组"
            if audience.size_below is not None:
                return f"{grades}不足{audience.size_below}人的{kinds}"
            return f"{grades}{kinds}" if audience.groups == ("research",) else f"{grades}每个{kinds}"
        case "class":
            return f"{grades}每个班"
        case "grade":
            return grades if len(audience.grades) == 1 else f"{grades}每个年级" if not grades else f"{grades}各年级"
        case "school":
            return "全校"


def grades_text(grades: Iterable[int]) -> str:
    """三至六年级; 五、六年级; empty for all."""
    numbers = sorted(set(grades))
    if not numbers:
        return ""
    if len(numbers) > 2 and numbers[-1] - numbers[0] == len(numbers) - 1:
        return f"{chinese_number(numbers[0])}至{chinese_number(numbers[-1])}年级"
    return "、".join(chinese_number(number) for number in numbers) + "年级"


def number_text(number: Number, unit: str) -> str:
    """不少于15节; 2篇, when exactly; 1至3节; 不超过1次; 不限."""
    least, most = number.least or None, number.most
    if least is not None and most is not None:
        return f"{least}{unit}" if least == most else f"{least}至{most}{unit}"
    if least is not None:
        return f"不少于{least}{unit}"
    return "不限" if most is None else f"不超过{most}{unit}"


def when_text(demand: Demand) -> str:
    """每月; 每学期; 4月底; 开学两周内; 每次外出培训后7天内，. What follows is the thing itself."""
    window, each = demand.window, EACH[demand.per]
    if demand.per is Per.EVENT:
        return f"{_each_event(demand)}后{window.within_days}天内，" if window.within_days is not None else f"{_each_event(demand)}，"
    if window.points:
        named = "、".join(POINT.choices.get(point, point) for point in window.points)
        return f"每学期{named}" + ("各" if len(window.points) > 1 and (demand.number.most or 1) >= 1 else "")
    if demand.per in (Per.TERM, Per.SCHOOL):
        return _deadline(window) or each
    months = months_text(window.months) if window.months else ""
    until = _until(window)
    part = MONTH_PARTS[window.part] if demand.per is Per.MONTH else ""
    return f"{months}{until}{each}{part}"


def months_text(months: Sequence[int]) -> str:
    """4月; 3至6月; 10、12月."""
    if len(months) > 2 and list(months) == list(range(months[0], months[-1] + 1)):
        return f"{months[0]}至{months[-1]}月"
    return "、".join(str(month) for month in months) + "月"


def event_name(demand: Demand) -> str:
    """What opens the duty: 外出培训, by the words of its conditions, or the kind's own name."""
    if demand.event is None:
        return "相应的事"
    for condition in demand.event.where:
        attribute = attribute_of(demand.event.kind, condition.attribute)
        if attribute.choices and condition.among:
            return "或".join(value_name(attribute, value) for value in condition.among)
    return kind_name(demand.event.kind)


def _each_event(demand: Demand) -> str:
    """每次外出培训; 每节公开课; 每个单元."""
    kind = KINDS.get(demand.event.kind) if demand.event else None
    if kind and len(kind.unit) > 1:
        return f"每{kind.unit}"
    return f"每{kind.unit if kind else '次'}{event_name(demand)}"


def conditions_text(counted: Counted, name: str = "") -> str:
    """The conditions on what counts, one after another, without those a name says already: 练习课；有专家点评."""
    told = [condition_text(counted.kind, condition) for condition in counted.where]
    return "；".join(each for each in told if not all(word in name for word in each.split("、")))


def _people(cohorts: tuple[Cohort, ...]) -> str:
    if not cohorts:
        return "每位教师"
    if all(cohort == Cohort(roles=cohort.roles) for cohort in cohorts):
        return "、".join(ROLES.get(role, role) for cohort in cohorts for role in cohort.roles)
    return "或".join(_cohort(cohort) for cohort in cohorts) + "的教师"


def _cohort(cohort: Cohort) -> str:
    told = [
        f"{cohort.age_max}岁以下" if cohort.age_max is not None else "",
        f"到校未满{cohort.here_below}年" if cohort.here_below is not None else "",
        _service(cohort.service_max) if cohort.service_max is not None else "",
        f"工作{cohort.service_above}年以上" if cohort.service_above is not None else "",
        f"有{'、'.join(cohort.titles)}称号" if cohort.titles else "",
        f"担任{'、'.join(ROLES.get(role, role) for role in cohort.roles)}" if cohort.roles else "",
    ]
    return "且".join(each for each in told if each)


def _service(years: int) -> str:
    return "工作第1年" if years == 1 else f"工作1—{years}年"


def _deadline(window: Window) -> str:
    if window.on:
        return f"{long_day(window.on)}前" + ("（暂定）" if window.tentative else "")
    if window.months:
        return f"{months_text(window.months)}{MONTH_PARTS[window.part]}"
    match window.by:
        case Due.TERM_START:
            return f"开学{_weeks(window.weeks)}内" if window.weeks else "开学时"
        case Due.REVIEW_START:
            return f"进入复习{_weeks(window.weeks)}内" if window.weeks else "进入复习前"
        case Due.TERM_END:
            return "每学期"
        case None:
            return ""


def _until(window: Window) -> str:
    if window.on:
        return f"到{long_day(window.on)}为止"
    if window.by is Due.REVIEW_START:
        return "复习开始前"
    return f"开学{_weeks(window.weeks)}内" if window.by is Due.TERM_START and window.weeks else ""


def _weeks(weeks: int) -> str:
    return "两周" if weeks == 2 else f"{chinese_number(weeks)}周" if 0 < weeks < 100 else f"{weeks}周"
