"""Writes docs/report.schema.json, the JSON Schema of the reports of `kamseg verify`."""

from __future__ import annotations

import json
from pathlib import Path

from kamseg.harness.evidence.reports.document import report_schema

DOCUMENT = Path(__file__).resolve().parents[1] / "docs" / "report.schema.json"

if __name__ == "__main__":
    DOCUMENT.write_text(json.dumps(report_schema(), indent=2) + "\n", encoding="utf-8")
    print(DOCUMENT)
