"""Exercises, homework lists and showcase homework. 习题·作业"""

from jiaoyan.items.models.exercise import (
    Exercise,
    ExerciseEdition,
    ExerciseItem,
    ExerciseObjective,
    ExerciseReview,
    ExerciseRevision,
)
from jiaoyan.items.models.homework import HomeworkCeiling, HomeworkDay, HomeworkEntry, HomeworkList
from jiaoyan.items.models.showcase import (
    RubricCriterion,
    ShowcaseCount,
    ShowcaseHomework,
    ShowcaseTask,
    Work,
    WorkComment,
    WorkMember,
)
from jiaoyan.items.models.use import ExerciseUse, ItemFeedback

__all__ = [
    "Exercise",
    "ExerciseEdition",
    "ExerciseItem",
    "ExerciseObjective",
    "ExerciseReview",
    "ExerciseRevision",
    "ExerciseUse",
    "HomeworkCeiling",
    "HomeworkDay",
    "HomeworkEntry",
    "HomeworkList",
    "ItemFeedback",
    "RubricCriterion",
    "ShowcaseCount",
    "ShowcaseHomework",
    "ShowcaseTask",
    "Work",
    "WorkComment",
    "WorkMember",
]
