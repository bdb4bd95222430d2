"""Short codes that people read out, copy from paper and type: reference numbers, the first-run token, one-time passwords."""

from __future__ import annotations

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without letters and digits that are easily confused on paper or by ear
GROUP_LENGTH = 4


def new_code(groups: int) -> str:
    """Unmistakable characters in groups of four: K7QF-2M9X for two."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP_LENGTH)) for _ in range(groups))
