"""Fits the words' model: naive-Bayes log-count ratios times logistic regression, and the visible signals.

The method is that of Wang and Manning (2012, ACL, "Baselines and bigrams"). One core does it in about a minute.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from claims.detection.en.signals import signals
from claims.detection.en.words import Model, grams, scale

SEED = 20250224
MIN_SENTENCES = 3  # an n-gram is kept when this many training sentences hold it
STRENGTH = 4.0  # inverse of the L2 penalty
Array = np.ndarray[Any, Any]


def fit(texts: Sequence[str], labels: Array, weights: Array, version: str) -> Model:
    """The model of these sentences; ``labels`` are 1 for check-worthy and 0, ``weights`` count a sentence."""
    found = [grams(text) for text in texts]
    counts = Counter(gram for one in found for gram in one)
    vocabulary = {gram: i for i, gram in enumerate(sorted(g for g, n in counts.items() if n >= MIN_SENTENCES))}
    seen = _matrix(found, vocabulary)
    ratio = _log_count_ratio(seen, labels, weights)
    visible = [signals(text) for text in texts]
    names = list(visible[0])
    dense = csr_matrix(np.array([[one[name] for name in names] for one in visible]))
    machine = LogisticRegression(C=STRENGTH, solver="liblinear", max_iter=500, random_state=SEED)
    machine.fit(hstack([seen.multiply(ratio), dense]).tocsr(), labels, sample_weight=weights)
    learnt = machine.coef_[0]
    folded = learnt[: len(vocabulary)] * ratio
    return Model(
        version=version,
        grams={gram: round(float(folded[i]), 3) for gram, i in vocabulary.items() if abs(folded[i]) >= 0.01},
        signals={name: round(float(w), 4) for name, w in zip(names, learnt[len(vocabulary) :], strict=True)},
        bias=round(float(machine.intercept_[0]), 6),
    )


def _matrix(found: Sequence[set[str]], vocabulary: dict[str, int]) -> csr_matrix:
    columns, values, ends = [], [], [0]
    for one in found:
        known = [vocabulary[gram] for gram in sorted(one) if gram in vocabulary]
        columns.extend(known)
        values.extend([scale(one)] * len(known))
        ends.append(len(columns))
    return csr_matrix((values, columns, ends), shape=(len(found), len(vocabulary)))


def _log_count_ratio(seen: csr_matrix, labels: Array, weights: Array) -> Any:
    present = (seen > 0).astype(float)
    yes = np.asarray(present.T @ (weights * (labels == 1))) + 1
    no = np.asarray(present.T @ (weights * (labels == 0))) + 1
    return np.abs(np.log((yes / yes.sum()) / (no / no.sum())))
