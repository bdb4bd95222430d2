"""What the import sheets are called and which columns they have: one place for reading, for blank workbooks and for exports."""

from __future__ import annotations

from jiaoyan.documents.sheets import ColumnSpec
from jiaoyan.schools.rules.calendar import WEEKDAYS

STAFF, CLASSES, PUPILS, DUTIES, TIMETABLE = "教职工", "班级", "学生", "课务", "课表"
PARITIES = {"每周": "all", "单周": "odd", "双周": "even"}
GENDERS = {"女": "F", "男": "M"}
LAST_PERIOD = 12
LAST_CLASS = 40

_CODE = ColumnSpec("staff_code", ("工号", "教工号", "职工号", "教师编号"), kind="code", max_length=20, examples=("T001",))
_CLASS = ColumnSpec(
    "school_class", ("班级", "所在班级", "任教班级", "班级名称", "班别"), required=True, max_length=60, examples=("五（1）班",)
)
_SUBJECT = ColumnSpec("subject", ("学科", "任教学科", "课程", "科目"), required=True, kind="name", max_length=20, examples=("数学",))
_GENDER = ColumnSpec("gender", ("性别",), kind="choice", choices=tuple(GENDERS))

SHEETS: dict[str, tuple[ColumnSpec, ...]] = {
    STAFF: (
        ColumnSpec(_CODE.name, _CODE.labels, required=True, kind="code", max_length=20, examples=("T001（没有工号可以自编）",)),
        ColumnSpec("name", ("姓名", "教师姓名", "教职工姓名"), required=True, kind="name", max_length=40),
        _GENDER,
        ColumnSpec("born_on", ("出生日期", "出生年月"), kind="date_or_month", examples=("1988-05-12 或 1988-05",)),
        ColumnSpec("service_from", ("参加工作", "参加工作年月", "参加工作时间", "工作时间"), kind="date_or_month", examples=("2010-08",)),
        ColumnSpec("joined_on", ("到校日期", "来校时间", "到本校时间", "入校时间"), kind="date_or_month", examples=("2015-08",)),
        ColumnSpec("education", ("学历", "最高学历"), max_length=20, examples=("本科",)),
        ColumnSpec("title", ("职称与称号", "职称", "专业技术职务"), max_length=40, examples=("一级教师",)),
        ColumnSpec("other_work", ("其他工作", "兼任工作", "兼职"), max_length=60, examples=("四年级备课组长",)),
    ),
    CLASSES: (
        _CLASS,
        ColumnSpec("entry_year", ("入学年份", "入学年", "年份"), kind="integer", minimum=2000, maximum=2100, examples=("2023",)),
    ),
    PUPILS: (
        ColumnSpec(
            "code",
            ("学号", "校内学号", "学生编号"),
            required=True,
            kind="code",
            max_length=30,
            examples=("20230101（不要用身份证号、学籍号）",),
        ),
        ColumnSpec("name", ("姓名", "学生姓名"), required=True, kind="name", max_length=40),
        _GENDER,
        _CLASS,
        ColumnSpec("seat_no", ("班内序号", "座号", "班级序号"), kind="integer", minimum=1, maximum=99, examples=("1",)),
    ),
    DUTIES: (
        _CLASS,
        _SUBJECT,
        ColumnSpec("teacher", ("任课教师", "教师", "教师姓名", "姓名"), required=True, kind="name", max_length=40),
        _CODE,
    ),
    TIMETABLE: (
        _CLASS,
        ColumnSpec("weekday", ("星期", "周几"), required=True, max_length=10, examples=("星期一",), choices=WEEKDAYS),
        ColumnSpec("period_no", ("节次", "第几节"), required=True, kind="integer", minimum=1, maximum=LAST_PERIOD, examples=("1",)),
        _SUBJECT,
        ColumnSpec("parity", ("单双周", "周次"), kind="choice", choices=tuple(PARITIES), examples=("每周（不填即每周）",)),
    ),
}
