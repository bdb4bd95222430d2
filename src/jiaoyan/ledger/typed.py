"""What a person types in the ledger: nothing; it is gathered from the records."""

from __future__ import annotations

from jiaoyan.web.typed import Asked

ASKED = (Asked("ledger.html", "ledger", "收集台账", "-kind"),)
