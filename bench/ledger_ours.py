"""One build of the sample ledger with our writer."""

from __future__ import annotations

import json

from bench.measure import best_of
from jiaoyan.documents.docx import to_docx
from tests.documents.sample import LEDGER

data = to_docx(LEDGER)
wall, cpu = best_of(5, lambda: to_docx(LEDGER))
print(json.dumps({"wall": wall, "cpu": cpu, "bytes": len(data)}))
