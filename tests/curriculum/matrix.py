"""Who gets what from the curriculum's addresses."""

from tests.matrix import Cell, allow

MANAGERS = ("office", "admin")
MATRIX = {
    "curriculum:textbooks": Cell(get=allow(*MANAGERS, status=302), school_wide=True),
    "curriculum:adoption": Cell(
        args=lambda school: [school.year.key], get=allow(*MANAGERS), post=allow(*MANAGERS, status=302), school_wide=True
    ),
}
