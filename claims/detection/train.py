"""Trains the shipped check-worthiness model.

    python -m claims.detection.train --data FOLDER --out claims/detection/en/model

The method is the naive-Bayes log-count ratio times logistic regression of Wang and Manning (2012, ACL, "Baselines and
bigrams"), with the visible signals added. Weights come from train.tsv and news_style.tsv, the cut from dev-test.tsv,
the calibration from dev-test.tsv and, out of fold, news_style.tsv. dev.tsv is of the same collection as train.tsv and
therefore chooses nothing.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack  # type: ignore[import-untyped]
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, f1_score, precision_score, recall_score
from sklearn.model_selection import StratifiedKFold

from claims.detection.en.signals import signals
from claims.detection.en.worth import WEIGHTS, Model, grams, scale, score, sigmoid
from claims.detection.pipeline import VERSION

SEED = 20250224
MIN_SENTENCES = 3  # an n-gram is kept when this many training sentences hold it
STRENGTH = 4.0  # inverse of the L2 penalty
NEWS_WEIGHT = 12.0  # of one news-style sentence against one debate sentence
Rows = tuple[list[str], "np.ndarray[Any, Any]"]


def read(path: Path) -> Rows:
    """Sentences and labels (1 = check-worthy) of a CheckThat! file: id, text, Yes or No."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]
    return [row[1] for row in rows], np.array([row[2].strip() == "Yes" for row in rows], dtype=int)


def read_news(path: Path) -> Rows:
    """Sentences and labels of our own file: label, text."""
    pairs = [line.split("\t", 1) for line in path.read_text(encoding="utf-8").splitlines() if line]
    return [text for _, text in pairs], np.array([int(label) for label, _ in pairs])


def fit(texts: Sequence[str], labels: np.ndarray[Any, Any], weights: np.ndarray[Any, Any]) -> Model:
    """A model without calibration: slope 1, shift 0."""
    found = [grams(text) for text in texts]
    counts = Counter(gram for one in found for gram in one)
    vocabulary = {gram: i for i, gram in enumerate(sorted(g for g, n in counts.items() if n >= MIN_SENTENCES))}
    seen = _matrix(found, vocabulary)
    ratio = _log_count_ratio(seen, labels, weights)
    visible = [signals(text) for text in texts]
    names = list(visible[0])
    dense = csr_matrix(np.array([[one[name] for name in names] for one in visible]))
    rows = hstack([seen.multiply(ratio), dense]).tocsr()
    machine = LogisticRegression(C=STRENGTH, solver="liblinear", max_iter=500, random_state=SEED)
    machine.fit(rows, labels, sample_weight=weights)
    learnt = machine.coef_[0]
    folded = learnt[: len(vocabulary)] * ratio
    return Model(
        version="",
        grams={gram: round(float(folded[i]), 3) for gram, i in vocabulary.items() if abs(folded[i]) >= 0.01},
        signals={name: round(float(w), 4) for name, w in zip(names, learnt[len(vocabulary) :], strict=True)},
        bias=round(float(machine.intercept_[0]), 6),
        slope=1.0,
        shift=0.0,
        threshold=0.5,
    )


def _matrix(found: Sequence[set[str]], vocabulary: dict[str, int]) -> csr_matrix:
    columns, values, ends = [], [], [0]
    for one in found:
        known = [vocabulary[gram] for gram in sorted(one) if gram in vocabulary]
        columns.extend(known)
        values.extend([scale(one)] * len(known))
        ends.append(len(columns))
    return csr_matrix((values, columns, ends), shape=(len(found), len(vocabulary)))


def _log_count_ratio(seen: csr_matrix, labels: np.ndarray[Any, Any], weights: np.ndarray[Any, Any]) -> Any:
    present = (seen > 0).astype(float)
    yes = np.asarray(present.T @ (weights * (labels == 1))) + 1
    no = np.asarray(present.T @ (weights * (labels == 0))) + 1
    return np.abs(np.log((yes / yes.sum()) / (no / no.sum())))


def logits(model: Model, texts: Sequence[str]) -> np.ndarray[Any, Any]:
    """Uncalibrated scores, one per text, by the run-time code itself."""
    plain = replace(model, slope=1.0, shift=0.0)
    p = np.clip([score(text, plain).probability for text in texts], 1e-12, 1 - 1e-12)
    return np.asarray(np.log(p / (1 - p)))


def platt(z: np.ndarray[Any, Any], labels: np.ndarray[Any, Any]) -> tuple[float, float]:
    """Slope and shift of Platt scaling."""
    machine = LogisticRegression(C=1e6).fit(z.reshape(-1, 1), labels)
    return round(float(machine.coef_[0][0]), 4), round(float(machine.intercept_[0]), 4)


def calibration_error(p: np.ndarray[Any, Any], labels: np.ndarray[Any, Any], bins: int = 10) -> float:
    """Expected calibration error over bins of equal width."""
    place = np.minimum((p * bins).astype(int), bins - 1)
    return float(sum(abs(p[place == b].sum() - labels[place == b].sum()) for b in range(bins)) / len(p))


def best_threshold(p: np.ndarray[Any, Any], labels: np.ndarray[Any, Any]) -> float:
    """The cut with the highest F1 of the positive class."""
    return round(float(max(np.arange(0.05, 0.95, 0.01), key=lambda cut: f1_score(labels, p >= cut))), 2)


def measure(p: np.ndarray[Any, Any], labels: np.ndarray[Any, Any], cut: float) -> dict[str, float]:
    """Precision, recall and F1 at the cut; average precision and calibration error of the probabilities."""
    return {
        "precision": float(precision_score(labels, p >= cut)),
        "recall": float(recall_score(labels, p >= cut)),
        "f1": float(f1_score(labels, p >= cut)),
        "average_precision": float(average_precision_score(labels, p)),
        "calibration_error": calibration_error(p, labels),
    }


def held_out(z: np.ndarray[Any, Any], labels: np.ndarray[Any, Any]) -> dict[str, float]:
    """Metrics when calibration and cut are fitted on other folds (5) than they are measured on."""
    p, hit = np.zeros(len(z)), np.zeros(len(z), dtype=bool)
    for fit_on, test_on in StratifiedKFold(5, shuffle=True, random_state=SEED).split(z, labels):
        slope, shift = platt(z[fit_on], labels[fit_on])
        squeezed = np.array([sigmoid(slope * one + shift) for one in z])
        p[test_on] = squeezed[test_on]
        hit[test_on] = squeezed[test_on] >= best_threshold(squeezed[fit_on], labels[fit_on])
    return {"f1": float(f1_score(labels, hit)), "calibration_error": calibration_error(p, labels)}


def out_of_fold(
    texts: list[str], labels: np.ndarray[Any, Any], own: list[str], own_labels: np.ndarray[Any, Any]
) -> np.ndarray[Any, Any]:
    """Logits of the news-style sentences, each from a model (of 5) that has not seen it."""
    z = np.zeros(len(own))
    for seen, unseen in StratifiedKFold(5, shuffle=True, random_state=SEED).split(own, own_labels):
        weights = np.concatenate([np.ones(len(texts)), np.full(len(seen), NEWS_WEIGHT)])
        model = fit([*texts, *(own[i] for i in seen)], np.concatenate([labels, own_labels[seen]]), weights)
        z[unseen] = logits(model, [own[i] for i in unseen])
    return z


def train(data: Path, news: Path) -> tuple[Model, dict[str, Any]]:
    """The calibrated model and what it measured."""
    texts, labels = read(data / "train.tsv")
    own, own_labels = read_news(news)
    weights = np.concatenate([np.ones(len(texts)), np.full(len(own), NEWS_WEIGHT)])
    model = fit([*texts, *own], np.concatenate([labels, own_labels]), weights)
    figures: dict[str, Any] = {}
    chosen, chosen_labels = read(data / "dev-test.tsv")
    z = logits(model, chosen)
    own_z = out_of_fold(texts, labels, own, own_labels)
    slope, shift = platt(np.concatenate([z, own_z]), np.concatenate([chosen_labels, own_labels]))
    p = np.array([sigmoid(slope * one + shift) for one in z])
    model = replace(model, version=VERSION, slope=slope, shift=shift, threshold=best_threshold(p, chosen_labels))
    figures["cut"] = round(model.threshold, 2)
    figures["dev_test"] = measure(p, chosen_labels, model.threshold)
    own_p = np.array([sigmoid(slope * one + shift) for one in own_z])
    figures["news_style_out_of_fold"] = measure(own_p, own_labels, 0.5)
    figures["dev_test_cross_fitted"] = held_out(z, chosen_labels)
    leaky, leaky_labels = read(data / "dev.tsv")
    figures["dev_leaky"] = measure(
        np.array([score(t, model).probability for t in leaky]), leaky_labels, model.threshold
    )
    return model, figures


def main() -> None:
    parser = argparse.ArgumentParser(description="Train the check-worthiness model that ships.")
    parser.add_argument("--data", type=Path, required=True, help="folder with train.tsv, dev.tsv and dev-test.tsv")
    parser.add_argument("--out", type=Path, required=True, help="folder with news_style.tsv; the weights go there")
    args = parser.parse_args()
    model, figures = train(args.data, args.out / "news_style.tsv")
    words = json.dumps(asdict(model), ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    (args.out / WEIGHTS).write_bytes(gzip.compress(words.encode(), mtime=0))
    (args.out / "metrics.json").write_text(json.dumps(figures, indent=2, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
