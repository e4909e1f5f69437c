"""How well known fact-checks are found: sentences of debates (2B) and tweets (2A) against archives of fact-checks.

The sets are those of CheckThat! 2021, task 2, English; they are not part of this repository. What is measured is the
search as it ships, in PostgreSQL, beside BM25 over the same words. MAP@5 is the mean, over the queries, of the
precision at each relevant one of the first five, divided by how many are relevant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import bm25s
from django.db import connection, transaction
from django.utils import timezone
from sklearn.linear_model import LogisticRegression

from bench.matching.sets import Task, task
from claims.matching import filling, scoring
from claims.matching.guard import compare
from claims.matching.shelves import IMPORTED, LIMITS, Asked, Found, search
from claims.models import Desk, KnownFactCheck
from reviews.publishing.known import COMPARED

SETS = {"2b": "debate sentences to PolitiFact (2B)", "2a": "tweets to Snopes (2A)"}
PUBLISHED = {
    "2b": "Elasticsearch MAP@5 .321; best of the lab MRR .336, later .559",
    "2a": "baseline MAP@5 .818; best of the lab about .88 to .95",
}
AT = 20
Ranking = Callable[[Sequence[Found], str, dict[int, str]], list[int]]


def load(chosen: Task) -> tuple[Desk, dict[int, str]]:
    """A desk that has imported the archive, with vectors, and which row is which fact-check."""
    desk, _ = Desk.objects.get_or_create(name=f"Desk {chosen.name}", slug=f"desk-{chosen.name}")
    names = list(chosen.documents)
    rows = KnownFactCheck.objects.bulk_create(
        KnownFactCheck(
            desk=desk, identity=f"{chosen.name} {name}"[-64:], url=f"https://archive.example/{name}",
            publisher="Archive",
            claim_reviewed=chosen.documents[name]["vclaim"] or "?", title=chosen.documents[name].get("title", "")[:500],
            claimant=chosen.documents[name].get("speaker", "")[:200], listed_at=timezone.now(),
        )
        for name in names
    )  # fmt: skip
    while filling.work(600):
        pass
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE claims_knownfactcheck; ANALYZE claims_knownvector")
    return desk, {row.pk: name for row, name in zip(rows, names, strict=True)}


def candidates(chosen: Task, desk: Desk) -> dict[str, list[Found]]:
    """What the search finds for each question, with its likenesses, in no order."""
    encoder = filling.serving()
    assert encoder is not None
    code = filling.code_of(encoder)
    assert code is not None
    found = {}
    for key, text in chosen.queries.items():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(LIMITS, ["60000"])
            asked = [Asked(1, text, code.encode([text])[0])]
            found[key] = search(IMPORTED, asked, desk_id=desk.pk, language="en", encoder=encoder).get(1, [])
    return found


# ── Ways to put the candidates in order ───────────────────────────────────────────────────────────────────────────


def by_meaning(found: Sequence[Found], query: str, texts: dict[int, str]) -> list[int]:
    """By the vectors alone."""
    return _ordered(found, lambda one: one.likeness.meaning or 0.0)


def by_words(found: Sequence[Found], query: str, texts: dict[int, str]) -> list[int]:
    """By shared words alone."""
    return _ordered(found, lambda one: one.likeness.words)


def by_letters(found: Sequence[Found], query: str, texts: dict[int, str]) -> list[int]:
    """By trigrams of the claim alone."""
    return _ordered(found, lambda one: one.likeness.letters)


def by_ranks(found: Sequence[Found], query: str, texts: dict[int, str]) -> list[int]:
    """Reciprocal ranks of all three, with the usual constant."""
    points: dict[int, float] = {}
    for way in (by_meaning, by_words, by_letters):
        for rank, pk in enumerate(way(found, query, texts), start=1):
            points[pk] = points.get(pk, 0.0) + 1 / (60 + rank)
    return sorted(points, key=lambda pk: (-points[pk], -pk))


def by_score(found: Sequence[Found], query: str, texts: dict[int, str]) -> list[int]:
    """By the weighed score, before sentences are compared."""
    return _ordered(found, lambda one: scoring.score(one.likeness))


def as_shipped(found: Sequence[Found], query: str, texts: dict[int, str]) -> list[int]:
    """By the score with the comparison of the best ones: what contradicts goes down."""
    first = by_score(found, query, texts)
    likeness = {one.pk: one.likeness for one in found}
    points = {
        pk: scoring.score(likeness[pk], is_contrary=compare(query, texts[pk]).is_contrary) for pk in first[:COMPARED]
    }
    return [*sorted(points, key=lambda pk: (-points[pk], first.index(pk))), *first[COMPARED:]]


def _ordered(found: Sequence[Found], key: Callable[[Found], float]) -> list[int]:
    return [one.pk for one in sorted(found, key=lambda one: (-key(one), -one.pk))]


WAYS: dict[str, Ranking] = {
    "meaning alone": by_meaning,
    "words alone": by_words,
    "reciprocal ranks": by_ranks,
    "weighed": by_score,
    "weighed and compared, as shipped": as_shipped,
}


# ── Measures ──────────────────────────────────────────────────────────────────────────────────────────────────────


def measured(ranked: dict[str, list[str]], relevant: dict[str, set[str]]) -> dict[str, str]:
    """MAP@5, the mean reciprocal rank of the first 20 and recall@20."""
    precisions, reciprocals, recalls = [], [], []
    for key, names in ranked.items():
        hits = [name in relevant[key] for name in names[:AT]]
        exact = sum(sum(hits[: n + 1]) / (n + 1) for n in range(min(5, len(hits))) if hits[n])
        precisions.append(exact / len(relevant[key]))
        reciprocals.append(next((1 / (n + 1) for n, hit in enumerate(hits) if hit), 0.0))
        recalls.append(sum(hits) / len(relevant[key]))
    mean = {"MAP@5": precisions, "MRR": reciprocals, "recall@20": recalls}
    return {name: f"{sum(values) / len(values):.3f}" for name, values in mean.items()}


def bm25(chosen: Task, *, reads_article: bool) -> dict[str, list[str]]:
    """BM25 over claim and title, or over these and the first 600 characters of the article too."""
    names = list(chosen.documents)
    fields = (
        ("vclaim", "title", "speaker", "subtitle", "text_first_600")
        if reads_article
        else ("vclaim", "title", "speaker")
    )
    texts = [" ".join(str(chosen.documents[name].get(field) or "") for field in fields) for name in names]
    index = bm25s.BM25()
    index.index(bm25s.tokenize(texts, stopwords="en", show_progress=False), show_progress=False)
    asked = bm25s.tokenize(list(chosen.queries.values()), stopwords="en", show_progress=False)
    found, _ = index.retrieve(asked, k=AT, show_progress=False)
    return {key: [names[n] for n in row] for key, row in zip(chosen.queries, found, strict=True)}


def rows(data: Path) -> Iterator[dict[str, Any]]:
    """One row for each set and way; the published results stand beside the set's first row."""
    for name, title in SETS.items():
        chosen = task(data, name, "dev")
        desk, names = load(chosen)
        texts = dict(KnownFactCheck.objects.filter(desk=desk).values_list("pk", "claim_reviewed"))
        ways: dict[str, dict[str, list[str]]] = {
            "BM25, claim and title": bm25(chosen, reads_article=False),
            "BM25, the article's beginning too": bm25(chosen, reads_article=True),
        }
        found = candidates(chosen, desk)
        for way, ranking in WAYS.items():
            ranked = {key: ranking(found[key], text, texts) for key, text in chosen.queries.items()}
            ways[way] = {key: [names[pk] for pk in ids] for key, ids in ranked.items()}
        for way, told in ways.items():
            yield {"set": f"{title}, dev ({len(chosen.queries)})", "way": way, **measured(told, chosen.relevant),
                   "published": PUBLISHED[name] if way.startswith("BM25, claim") else ""}  # fmt: skip


def fitted(data: Path) -> Iterator[dict[str, Any]]:
    """Weights for the score, from the training part of 2B: a candidate that answers, against all that do not.

    With the tweets of 2A as well, the weights did worse on both.
    """
    features, labels, weights = [], [], []
    chosen = task(data, "2b", "train")
    desk, names = load(chosen)
    for key, found in candidates(chosen, desk).items():
        for one in found:
            like = one.likeness
            title = like.letters if like.title is None else like.title
            features.append([like.meaning or 0.0, like.words, like.letters, title])
            labels.append(names[one.pk] in chosen.relevant[key])
            weights.append(1 / len(found) / len(chosen.queries))
    scale = len(features) / sum(weights)
    model = LogisticRegression(C=100.0, max_iter=1000)
    model.fit(features, labels, sample_weight=[scale * weight for weight in weights])
    names_of = ("MEANING", "WORDS", "LETTERS", "TITLE")
    yield {"BIAS": f"{model.intercept_[0]:.2f}"} | {
        name: f"{weight:.2f}" for name, weight in zip(names_of, model.coef_[0], strict=True)
    }
