"""Turns logits into probabilities, and says how good they are."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, f1_score, precision_score, recall_score
from sklearn.model_selection import StratifiedKFold

SEED, FOLDS, BINS = 20250224, 5, 10
STEP = 0.02  # of the table of likely intervals
Array = np.ndarray[Any, Any]


def platt(z: Array, labels: Array) -> tuple[float, ...]:
    """Weights of the columns of ``z`` (sentences × scorers), then the bias: Platt scaling (1999) of their sum."""
    machine = LogisticRegression(C=10.0).fit(z, labels)
    return (*(round(float(one), 4) for one in machine.coef_[0]), round(float(machine.intercept_[0]), 4))


def squeezed(z: Array, fitted: tuple[float, ...]) -> Array:
    """Probabilities of the rows of ``z``."""
    return np.asarray(1 / (1 + np.exp(-(z @ np.array(fitted[:-1]) + fitted[-1]))))


def cross_fitted(z: Array, labels: Array) -> Array:
    """Probabilities, each from a calibration that has not seen its sentence (5 folds)."""
    found = np.zeros(len(z))
    for fit_on, test_on in StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(z, labels):
        found[test_on] = squeezed(z[test_on], platt(z[fit_on], labels[fit_on]))
    return found


def likely(p: Array, labels: Array) -> list[tuple[float, float, float]]:
    """Table of probability, lower and upper bound by steps: the inductive Venn–Abers predictor of Vovk et al. (2015).

    For each step the isotonic fit is made twice, as if one more sentence of that probability were labelled no and yes.
    """
    table = []
    for at in np.arange(0, 1, STEP):
        middle = at + STEP / 2
        bounds = []
        for label in (0, 1):
            machine = IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip")
            machine.fit(np.append(p, middle), np.append(labels, label))
            bounds.append(round(float(machine.predict([middle])[0]), 4))
        table.append((round(float(at), 4), *bounds))
    return table  # type: ignore[return-value]


def calibration_error(p: Array, labels: Array) -> float:
    """Expected calibration error over ten bins of equal width (Naeini et al. 2015)."""
    return float(sum(abs(said - came) * count for _, said, came, count in reliability(p, labels)) / len(p))


def reliability(p: Array, labels: Array) -> list[tuple[int, float, float, int]]:
    """Bin, mean probability, share of yes, and sentences, of each bin that has any."""
    place = np.minimum((p * BINS).astype(int), BINS - 1)
    bins = [(b, place == b) for b in range(BINS) if (place == b).any()]
    return [(b, float(p[here].mean()), float(labels[here].mean()), int(here.sum())) for b, here in bins]


def best_cut(p: Array, labels: Array) -> float:
    """The cut with the highest F1 of yes."""
    return round(float(max(np.arange(0.05, 0.95, 0.01), key=lambda cut: f1_score(labels, p >= cut))), 2)


def measured(p: Array, labels: Array, cut: float) -> dict[str, float]:
    """Figures of yes at the cut, and of the probabilities themselves."""
    hit = p >= cut
    return {
        "sentences": len(p),
        "yes": int(labels.sum()),
        "cut": cut,
        "precision": float(precision_score(labels, hit, zero_division=0)),
        "recall": float(recall_score(labels, hit)),
        "f1": float(f1_score(labels, hit)),
        "macro_f1": float(f1_score(labels, hit, average="macro")),
        "accuracy": float((hit == labels).mean()),
        "average_precision": float(average_precision_score(labels, p)),
        "calibration_error": calibration_error(p, labels),
    }


def at_cuts_of_other_folds(p: Array, labels: Array) -> float:
    """F1 when each fold is cut where the other folds have their best F1."""
    hit = np.zeros(len(p), dtype=bool)
    for fit_on, test_on in StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(p.reshape(-1, 1), labels):
        hit[test_on] = p[test_on] >= best_cut(p[fit_on], labels[fit_on])
    return float(f1_score(labels, hit))
