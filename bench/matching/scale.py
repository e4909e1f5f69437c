"""What a search among very many known fact-checks costs: time, memory, disk, and what the index misses.

Vectors are those of written sentences, each moved a little at random, so that near ones lie near each other as real
ones do. Beside ours, usearch searches the same vectors in the memory of this process.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

import numpy as np
import psutil
from django.db import connection, connections, transaction
from usearch.index import Index

from bench.desk.copying import copy_in, first_id
from bench.desk.figures import percentile
from bench.desk.texts import sentence
from claims.matching import encoder as shipped
from claims.matching import filling
from claims.matching.shelves import IMPORTED, LIMITS, Asked, search
from claims.models import Desk, Encoder, KnownFactCheck, KnownVector
from claims.models.vectors import as_text

SEED = 20261014
WRITTEN = 4000  # sentences that are really encoded
MOVED = 0.55  # how far from the written one: two of the same sentence are about as near as two on one topic
ASKED = 200
NEAREST = 10
CONNECTIONS = 8
INSERTED = 200
Matrix = Any


def rows(sizes: Sequence[int]) -> Iterator[dict[str, Any]]:
    """One row for each size; the archive grows from one to the next."""
    encoder = _encoder()
    desk = Desk.objects.create(name="Scale", slug="scale")
    chance = np.random.default_rng(SEED)
    words = Random(SEED)
    written = np.array(shipped.encode([sentence(words) for _ in range(WRITTEN)]), dtype=np.float32)
    asked = _moved(written, ASKED, chance)
    vectors = np.zeros((0, shipped.DIMENSIONS), dtype=np.float32)
    for size in sorted(sizes):
        more = _moved(written, size - len(vectors), chance)
        _store(desk, encoder, more, words)
        vectors = np.concatenate([vectors, more])
        yield _row(desk, encoder, vectors, asked, words)


def _encoder() -> Encoder:
    encoder = filling.wanted()
    Encoder.objects.filter(pk=encoder.pk).update(asked_at="2026-10-14T00:00Z", served_at="2026-10-14T00:00Z")
    return encoder


def _moved(written: Matrix, many: int, chance: Any) -> Matrix:
    found = written[chance.integers(0, len(written), many)]
    noise = chance.normal(size=found.shape).astype(np.float32)
    found = found + MOVED * noise / np.linalg.norm(noise, axis=1, keepdims=True)
    return found / np.linalg.norm(found, axis=1, keepdims=True)


def _store(desk: Desk, encoder: Encoder, vectors: Matrix, words: Random) -> None:
    """Fact-checks with their vectors by COPY, without the index of the vectors and without triggers."""
    first = first_id(KnownFactCheck)
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0; SET session_replication_role = replica")
        cursor.execute(f"DROP INDEX IF EXISTS {filling.index_name(KnownVector, encoder)}")
    facts = ("id", "desk", "url", "claim_reviewed", "publisher", "identity", "listed_at", "created_at")
    copy_in(KnownFactCheck, facts, (
        (first + n, desk.pk, f"https://archive.example/{first + n}", sentence(words), "Archive",
         str(first + n), "2026-10-14", "2026-10-14") for n in range(len(vectors))
    ))  # fmt: skip
    copy_in(KnownVector, ("known", "desk", "encoder", "vector"), (
        (first + n, desk.pk, encoder.pk, as_text(one.tolist())) for n, one in enumerate(vectors)
    ))  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = origin")
        for table in (KnownFactCheck, KnownVector):
            name = table._meta.db_table
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))")
            cursor.execute(f"VACUUM ANALYZE {name}")


def _row(desk: Desk, encoder: Encoder, vectors: Matrix, asked: Matrix, words: Random) -> dict[str, Any]:
    began = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '1GB'; SET statement_timeout = 0")
    filling.build_index(KnownVector, encoder)
    built = time.perf_counter() - began
    exact = np.argsort(-(asked @ vectors.T), axis=1)[:, :NEAREST]
    nearest, times = _nearest(encoder, desk, asked)
    whole = _searched(desk, encoder, asked[:50], words)
    first = KnownVector.objects.order_by("pk").values_list("known", flat=True)[0]
    hits = [len(set(exact[n]) & {pk - first for pk in ids}) for n, ids in enumerate(nearest)]
    return {
        "fact-checks": len(vectors),
        "index, s": f"{built:.0f}",
        "insert, ms each": f"{_inserted(desk, encoder, asked, words):.1f}",
        "nearest: p50/p95/p99 ms": _percentiles(times),
        f"on {CONNECTIONS} connections": _percentiles(_at_once(encoder, desk, asked)),
        "recall@10": f"{sum(hits) / NEAREST / len(asked):.3f}",
        "whole search: p50/p95/p99 ms": _percentiles(whole),
        "table and index, MB": _size(encoder),
        "usearch i8: build s, p50 ms, recall, MB": _beside(vectors, asked, exact),
    }


def _percentiles(times: Sequence[float]) -> str:
    return " / ".join(f"{percentile(times, share):.1f}" for share in (0.5, 0.95, 0.99))


def _nearest(encoder: Encoder, desk: Desk, asked: Matrix) -> tuple[list[list[int]], list[float]]:
    """The ten nearest of each vector, and how long each took."""
    sql = (
        f"SELECT known_id FROM claims_knownvector WHERE encoder_id = {encoder.pk} AND desk_id = {desk.pk} "
        f"ORDER BY vector::halfvec({encoder.dimensions}) <=> %s::halfvec({encoder.dimensions}) LIMIT {NEAREST}"
    )
    found, times = [], []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(LIMITS, ["60000"])
        for one in [as_text(vector.tolist()) for vector in asked]:
            began = time.perf_counter()
            cursor.execute(sql, [one])
            found.append([pk for (pk,) in cursor.fetchall()])
            times.append(time.perf_counter() - began)
    return found, times


def _at_once(encoder: Encoder, desk: Desk, asked: Matrix) -> list[float]:
    times: list[float] = []

    def ask() -> None:
        times.extend(_nearest(encoder, desk, asked[:50])[1])
        connections.close_all()

    threads = [threading.Thread(target=ask) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


def _searched(desk: Desk, encoder: Encoder, asked: Matrix, words: Random) -> list[float]:
    """The whole search of one shelf: by meaning and by words, with the likenesses of all candidates."""
    times = []
    for vector in asked:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(LIMITS, ["60000"])
            one = [Asked(1, sentence(words), vector.tolist())]
            began = time.perf_counter()
            search(IMPORTED, one, desk_id=desk.pk, language="en", encoder=encoder)
            times.append(time.perf_counter() - began)
    return times


def _inserted(desk: Desk, encoder: Encoder, asked: Matrix, words: Random) -> float:
    """Milliseconds for the vector of one fact-check more, with the index in place; they are gone afterwards."""
    pks = list(KnownVector.objects.order_by("-pk").values_list("pk", flat=True)[:INSERTED])
    began = time.perf_counter()
    with transaction.atomic():
        for pk, vector in zip(pks, asked, strict=False):
            KnownVector.objects.filter(pk=pk).update(vector=vector.tolist())
        took = time.perf_counter() - began
        transaction.set_rollback(True)
    return 1000 * took / min(len(pks), len(asked))


def _size(encoder: Encoder) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_table_size('claims_knownvector') / 1048576, pg_relation_size(%s::regclass) / 1048576",
            [filling.index_name(KnownVector, encoder)],
        )
        return " + ".join(str(one) for one in cursor.fetchone())


def _beside(vectors: Matrix, asked: Matrix, exact: Matrix) -> str:
    before = psutil.Process().memory_info().rss
    began = time.perf_counter()
    index = Index(
        ndim=vectors.shape[1], metric="cos", dtype="i8", connectivity=16, expansion_add=64, expansion_search=100
    )
    index.add(np.arange(len(vectors)), vectors, threads=os.cpu_count() or 1)
    built = time.perf_counter() - began
    grown = (psutil.Process().memory_info().rss - before) // 2**20
    times, hits = [], 0
    for n, vector in enumerate(asked):
        began = time.perf_counter()
        found = index.search(vector, NEAREST)
        times.append(time.perf_counter() - began)
        hits += len(set(found.keys.tolist()) & set(exact[n].tolist()))
    return f"{built:.0f}, {1000 * sorted(times)[len(times) // 2]:.2f}, {hits / NEAREST / len(asked):.3f}, {grown}"
