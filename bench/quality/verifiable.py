"""Verifiability on the gold part of PoliClaim (political speeches).

    python -m bench.quality.verifiable --data FOLDER

No shipped weight has seen these sentences. "As shipped" is our head as it is. "Refitted" puts a logistic regression on
the encoder's sentence vector and heads, in five-fold cross-validation, beside the baseline on the same folds.
"""

from __future__ import annotations

from pathlib import Path

from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from bench.quality.baseline import plain_baseline
from bench.quality.row import Row, alone
from bench.quality.sets import verifiability
from claims.detection.en import encoder
from claims.detection.en.worth import properties

FOLDS = StratifiedKFold(5, shuffle=True, random_state=1)


def rows(data: Path) -> list[Row]:
    texts, labels = verifiability(data)
    shipped = [properties(text)["verifiable"] >= 0.5 for text in texts]
    model = encoder.shipped()
    vectors = [[*model.read(text), *model.vector(text)] for text in texts]
    refitted = make_pipeline(StandardScaler(), LogisticRegression(C=0.02, max_iter=2000))
    ours = accuracy_score(labels, cross_val_predict(refitted, vectors, labels, cv=FOLDS))
    plain = accuracy_score(labels, cross_val_predict(plain_baseline(), texts, labels, cv=FOLDS))
    task = f"verifiability, PoliClaim gold ({len(texts)})"
    published = "GPT-4 .863, GPT-3.5 .765, experts .914 and .941 (other speeches)"
    return [
        Row(task, "accuracy, as shipped", accuracy_score(labels, shipped), {}, published),
        Row(task, "accuracy, refitted, 5 folds", ours, {"TF-IDF": plain}, published, "≥ .88"),
    ]


if __name__ == "__main__":
    alone(rows, "Measure verifiability.")
