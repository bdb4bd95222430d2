"""Every setting is documented, and every documented setting exists."""

from __future__ import annotations

import re
from pathlib import Path

from jiaoyan.config.environment import names

ROOT = Path(__file__).parent.parent


def test_settings_table_lists_exactly_the_settings_of_the_code() -> None:
    documented = re.findall(r"^\| `(JIAOYAN_[A-Z_]+)` \|", (ROOT / "docs/settings.md").read_text("utf-8"), re.MULTILINE)
    assert sorted(documented) == sorted(names())
