"""The plain baseline that is trained in the same run: TF-IDF of words and pairs, and logistic regression."""

from __future__ import annotations

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline

from bench.quality.sets import Labelled


def plain_baseline() -> Pipeline:
    """Not yet fitted; its settings were the best of twelve on CheckThat! dev-test."""
    return make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True),
        LogisticRegression(C=3.0, class_weight="balanced", max_iter=1000),
    )


def fitted(on: Labelled) -> Pipeline:
    """The baseline, trained."""
    return plain_baseline().fit(on.texts, on.labels)
