"""Articles written for these tests, in the manner of a news agency."""

from __future__ import annotations

from datetime import date
from pathlib import Path

_HERE = Path(__file__).parent
PUBLISHED_ON = date(2026, 10, 14)  # a Wednesday
HARBOUR = (_HERE / "harbour.txt").read_text(encoding="utf-8")
STRIKE = (_HERE / "strike.txt").read_text(encoding="utf-8")
