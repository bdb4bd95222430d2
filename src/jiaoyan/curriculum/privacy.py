"""Textbook catalogues hold nobody's data. 个人信息清单"""

from __future__ import annotations

from jiaoyan.schools.privacy import NOT_PERSONAL, Declared, fields

DECLARED: Declared = {
    "curriculum.TextbookEdition": fields(NOT_PERSONAL, "code name publisher printing removed_at"),
    "curriculum.Volume": fields(NOT_PERSONAL, "edition grade half"),
    "curriculum.Unit": fields(NOT_PERSONAL, "volume number title strand activity flex_periods"),
    "curriculum.LessonTopic": fields(NOT_PERSONAL, "unit number title periods"),
    "curriculum.Competency": fields(NOT_PERSONAL, "number name"),
    "curriculum.TextbookAdoption": fields(NOT_PERSONAL, "school_year grade edition"),
}
