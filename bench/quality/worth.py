"""Check-worthiness on CheckThat! 2024 English dev-test, at the default threshold.

    python -m bench.quality.worth --data FOLDER

dev is not shown: it is of the same collection as train, and every model looks good on it. The baseline is trained on
train.tsv in the same run.
"""

from __future__ import annotations

from pathlib import Path

from sklearn.metrics import average_precision_score, f1_score

from bench.quality.baseline import fitted
from bench.quality.row import Row, alone
from bench.quality.sets import checkworthiness
from claims.detection import DEFAULT_THRESHOLD
from claims.detection.en.worth import score


def rows(data: Path) -> list[Row]:
    chosen = checkworthiness(data, "dev-test")
    ours = [score(text).probability for text in chosen.texts]
    plain = fitted(checkworthiness(data, "train"))
    theirs = list(plain.predict_proba(chosen.texts)[:, 1])
    task = f"check-worthiness, dev-test ({len(chosen.texts)})"
    published = "OpenFact .898, Fraunhofer SIT .878, DeBERTa-v3 .849, adapter fusion .92"
    return [
        Row(task, f"F1 at {DEFAULT_THRESHOLD}", f1_score(chosen.labels, [p >= DEFAULT_THRESHOLD for p in ours]),
            {"TF-IDF": f1_score(chosen.labels, [p >= 0.5 for p in theirs])}, published, "≥ .90"),
        Row(task, "average precision", average_precision_score(chosen.labels, ours),
            {"TF-IDF": average_precision_score(chosen.labels, theirs)}, "MiniLM, one epoch, .853"),
    ]  # fmt: skip


if __name__ == "__main__":
    alone(rows, "Measure check-worthiness.")
