"""What a person types in items: exercises, homework lists, showcase homework."""

from __future__ import annotations

from jiaoyan.web.typed import SAME, Asked

TABLE_3 = "表3通过以后先填好，可改；表3以外的练习才从空白填"
OF_TABLE_3 = ("title", "author", "reviewer", "due")

ASKED = (
    Asked(
        "forms.exercises.StartForm",
        "exercise",
        "表3以外的一份练习",
        "title kind use_date due author reviewer",
        again=dict.fromkeys((f"exercise.{each}" for each in OF_TABLE_3), TABLE_3),
    ),
    Asked(
        "forms.exercises.HeadForm",
        "exercise",
        "练习的抬头与目标",
        "title kind use_date place knowledge_points minutes_limit author_solved unit lessons author reviewer due text-*=exercise.objective "
        "competency-*=exercise.competency",
        kind="exercise",
        again={
            **dict.fromkeys((f"exercise.{each}" for each in (*OF_TABLE_3, "lessons")), TABLE_3),
            **dict.fromkeys(("exercise.kind", "exercise.use_date"), SAME),
        },
    ),
    Asked(
        "forms.exercises.ItemForm",
        "item",
        "一道题",
        "layer section stem figure -no_figure answer solution cognitive intent common_error difficulty_est minutes_est source source_note objective",
        kind="exercise",
    ),
    Asked("forms.exercises.ReviewForm", "exercise_review", "审核练习", "checklist opinion verdict", kind="exercise_review"),
    Asked("forms.exercises.ChangeForm", "exercise", "再次提交的说明", "change"),
    Asked("exercise.html", "exercise_use", "班级使用练习", "class day"),
    Asked(
        "views.using.use",
        "exercise_use",
        "班级使用练习（读取页面上的日期）",
        "day",
        again={"exercise_use.day": "同一个输入框：页面写出来，这里读进去"},
    ),
    Asked("forms.exercises.FeedbackForm", "exercise_use", "练习反馈", "submitted minutes_actual adjust"),
    Asked("views.using._grid", "exercise_use", "练习反馈：各题", "correct"),
    Asked("forms.homework.FortnightForm", "homework_list", "一份作业清单", "starts", kind="homework_list"),
    Asked("forms.homework.entries_grid", "homework_list", "作业清单：一项", "day required content minutes", kind="homework_list"),
    Asked("forms.homework.days_grid", "homework_list", "作业清单：全科用时", "all_minutes", kind="homework_list"),
    Asked("forms.homework.CeilingForm", "school", "每天数学作业上限", "minutes=school.mathematics_minutes"),
    Asked("forms.showcase.StartForm", "showcase", "特色作业", "theme kind", kind="showcase"),
    Asked(
        "forms.showcase.DesignForm",
        "showcase",
        "特色作业设计",
        "theme kind goals starts ends unit designers",
        kind="showcase",
        again={"showcase.theme": SAME, "showcase.kind": SAME},
    ),
    Asked("forms.showcase.tasks_grid", "showcase_task", "特色作业：任务", "text minutes", kind="showcase"),
    Asked("forms.showcase.criteria_grid", "showcase_criterion", "特色作业：量规", "level_*=level name", kind="showcase"),
    Asked(
        "forms.showcase.ExhibitionForm",
        "showcase",
        "特色作业展评",
        "exhibition_day exhibition_place exhibition_form review evaluators",
        kind="showcase",
    ),
    Asked("forms.showcase.counts_grid", "showcase_class", "特色作业：各班件数", "way handed_in excellent", kind="showcase"),
    Asked("forms.showcase_works.AddForm", "work", "上传作品", "school_class pictures"),
    Asked(
        "forms.showcase_works.WorkForm",
        "work",
        "作品",
        "school_class title pupils form level comment shown consent",
        again={"work.school_class": SAME},
    ),
    Asked("forms.showcase_works.CommentForm", "work_comment", "点评作品", "text"),
)
