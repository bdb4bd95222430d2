"""How long what people type may be, and how much there may be: the same for forms and verbs."""

from __future__ import annotations

NAME_LENGTH = 30
UNIT_LENGTH = 6
WHY_LENGTH = 200
WORDS_LENGTH = 200
MOST_QUOTAS = 200
