"""One build of the sample ledger with our writer."""

from __future__ import annotations

import json

from jiaoyan.documents.docx import to_docx
from tests.documents.sample import LEDGER

from bench.measure import best_of

data = to_docx(LEDGER)
wall, cpu = best_of(5, lambda: to_docx(LEDGER))
print(json.dumps({"wall": wall, "cpu": cpu, "bytes": len(data)}))
