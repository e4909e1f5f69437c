"""Opinion on CheckThat! 2025 subjectivity, English news sentences.

    python -m bench.quality.opinion --data FOLDER

The set is for evaluation only (CC BY-NC-SA): no shipped weight has seen it, and our cut is .5 as shipped. The baseline
is trained on its train and dev in the same run.
"""

from __future__ import annotations

from pathlib import Path

from sklearn.metrics import f1_score

from bench.quality.baseline import fitted
from bench.quality.row import Row, alone
from bench.quality.sets import opinion
from claims.detection.en.worth import properties


def rows(data: Path) -> list[Row]:
    plain = fitted(opinion(data, "train", "dev"))
    found = []
    for name, others in (("train", None), ("dev", None), ("dev_test", plain)):
        texts, labels = opinion(data, name)
        ours = f1_score(labels, [properties(text)["opinion"] >= 0.5 for text in texts], average="macro")
        beside = {"TF-IDF": f1_score(labels, others.predict(texts), average="macro")} if others else {}
        published = "2025 test: .81, .80, mDeBERTa .70; 2024: .744" if others else ""
        found.append(Row(f"opinion, {name} ({len(texts)})", "macro F1, as shipped", ours, beside, published, "≥ .75"))
    return found


if __name__ == "__main__":
    alone(rows, "Measure the recognition of opinion.")
