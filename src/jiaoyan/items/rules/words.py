"""The words of an exercise as they are stored and as people read them (F08)."""

from __future__ import annotations

KINDS = [
    ("lesson", "课时练习"),
    ("unit", "单元专项"),
    ("weekly", "周周练"),
    ("review", "复习"),
    ("key", "关键能力"),
    ("oral", "口算"),
]
PLACES = [("lesson", "课内"), ("service", "课后服务"), ("home", "家庭")]
LAYERS = [("basic", "基础"), ("extension", "拓展"), ("challenge", "挑战（选做）")]
SECTIONS = [
    ("fill", "填空"),
    ("choice", "选择"),
    ("judge", "判断"),
    ("calculate", "计算"),
    ("operate", "操作"),
    ("solve", "解决问题"),
    ("inquire", "探究"),
]
COGNITIVE = [("know", "了解"), ("understand", "理解"), ("master", "掌握"), ("apply", "运用")]
SOURCES = [("textbook", "教材改编"), ("workbook", "教辅改编"), ("paper", "试题改编"), ("own", "原创")]
VERDICTS = [("pass", "通过"), ("change", "修改后通过"), ("redo", "重做")]
CHECKLIST = [
    ("answer", "答案正确"),
    ("wording", "表述清楚"),
    ("progress", "未超进度"),
    ("minutes", "时长合适"),
    ("layout", "排版整齐"),
    ("figure", "图形规范"),
]
SECTION_LABELS = dict(SECTIONS)
PLACE_LABELS = dict(PLACES)
