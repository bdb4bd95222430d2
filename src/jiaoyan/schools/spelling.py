"""How a Chinese name is spelled in letters: for sorting lists and for finding people by initials. 拼音与首字母"""

from __future__ import annotations

from pypinyin import lazy_pinyin


def sort_name(name: str) -> str:
    """林知远 → "lin zhi yuan"; letters and digits of other scripts stay as they are. At most 120 characters."""
    return " ".join(lazy_pinyin(name.strip())).lower()[:120]


def initials(spelled: str) -> str:
    """The first letters: "lin zhi yuan" → "lzy"."""
    return "".join(part[0] for part in spelled.split() if part)


def matches(text: str, name: str, spelled: str) -> bool:
    """Whether a person is meant by what was typed: part of the name, the first initials, or the spelling without blanks."""
    wanted = text.strip().lower().replace(" ", "")
    return wanted in name.lower() or initials(spelled).startswith(wanted) or spelled.replace(" ", "").startswith(wanted)


def sign_in_name(spelled: str) -> str:
    """A proposal for a sign-in name: the spelling without blanks, ASCII letters and digits only; may be empty."""
    return "".join(letter for letter in spelled if letter.isascii() and letter.isalnum())[:30]
