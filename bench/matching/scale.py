"""What a search among very many known fact-checks costs: time, memory, disk, and what the index misses.

Beside ours, usearch searches the same vectors in the memory of this process. What was measured is kept as soon as it is
there: in a folder that is named, a run that was ended goes on where it was.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from django.db import connection, connections, transaction
from usearch.index import Index

from bench.desk.figures import percentile
from bench.desk.texts import sentence
from bench.matching.clouds import SEED, Cloud
from bench.matching.filled import build, finish, postgres_memory, store
from claims.matching import filling
from claims.matching.shelves import IMPORTED, LIMITS, Asked, search
from claims.models import Desk, Encoder, KnownVector
from claims.models.vectors import as_text

ASKED = 200
WHOLE = 50
NEAREST = 10
CONNECTIONS = 8
INSERTED = 200
Matrix = Any
Figures = dict[str, Any]


def rows(sizes: Sequence[int], kept: Path | None = None) -> Iterator[Figures]:
    """One row for each size; the archive grows from one to the next. `kept` is the file of what was measured."""
    encoder = _encoder()
    desk, _ = Desk.objects.get_or_create(slug="scale", defaults={"name": "Scale"})
    cloud = Cloud(ASKED)
    for size in sorted(sizes):
        yield Measured(size, kept, cloud, desk, encoder).row()


def say(words: str) -> None:
    """Tell whoever waits how far it is; the tables go to the other stream."""
    print(f"{time.strftime('%H:%M:%S')} {words}", file=sys.stderr, flush=True)


class Measured:
    """One size: step by step, each measured once and kept."""

    def __init__(self, size: int, kept: Path | None, cloud: Cloud, desk: Desk, encoder: Encoder) -> None:
        self.size, self.kept, self.cloud, self.desk, self.encoder = size, kept, cloud, desk, encoder
        self.exact: Matrix | None = None

    def row(self) -> Figures:
        """All figures of this size; what an earlier run has measured is read."""
        words = Random(SEED)
        known = self._known()
        if "usearch i8" not in known:  # the last of the steps
            store(self.cloud, self.size, self.desk, self.encoder, say)
            finish(say)
        steps: dict[str, Callable[[], Figures]] = {
            "fact-checks": lambda: {"fact-checks": self.size},
            "index, s": self._built,
            "recall@10": self._found,
            f"on {CONNECTIONS} connections": lambda: {
                f"on {CONNECTIONS} connections": _percentiles(_at_once(self.encoder, self.desk, self.cloud.asked))
            },
            "whole search: p50/p95/p99 ms": lambda: {
                "whole search: p50/p95/p99 ms": _percentiles(
                    _searched(self.desk, self.encoder, self.cloud.asked[:WHOLE], words)
                )
            },
            "insert, ms each": lambda: {"insert, ms each": f"{_inserted(self.cloud.asked):.1f}"},
            "table + index, MB": lambda: {"table + index, MB": _size(self.encoder)},
            "memory, MB: building / searching": lambda: {
                "memory, MB: building / searching": f"{known['most']} / {postgres_memory()}"
            },
            "usearch i8": self._beside,
        }
        for name, measure in steps.items():
            if name not in known:
                known |= measure()
                self._keep(known)
                say(f"{self.size:,}: {name}: {known[name]}")
        return {name: value for name, value in known.items() if name != "most"}

    def _known(self) -> Figures:
        everything = json.loads(self.kept.read_text()) if self.kept and self.kept.exists() else {}
        found: Figures = everything.get(str(self.size), {})
        return found

    def _keep(self, known: Figures) -> None:
        if self.kept is None:
            return
        everything = json.loads(self.kept.read_text()) if self.kept.exists() else {}
        beside = self.kept.with_suffix(".new")
        beside.write_text(json.dumps(everything | {str(self.size): known}))
        beside.replace(self.kept)

    def _built(self) -> Figures:
        seconds, most = build(self.encoder, say)
        return {"index, s": f"{seconds:.0f}", "most": most}

    def _exact(self) -> Matrix:
        if self.exact is None:
            say(f"{self.size:,}: the exact nearest of {ASKED}, for comparison")
            self.exact = self.cloud.exact(self.size, NEAREST)
        return self.exact

    def _found(self) -> Figures:
        exact = self._exact()
        _nearest(self.encoder, self.desk, self.cloud.asked)  # once for the caches
        nearest, times = _nearest(self.encoder, self.desk, self.cloud.asked)
        hits = sum(len(set(exact[n]) & {pk - 1 for pk in ids}) for n, ids in enumerate(nearest))
        return {"nearest: p50/p95/p99 ms": _percentiles(times), "recall@10": f"{hits / NEAREST / ASKED:.3f}"}

    def _beside(self) -> Figures:
        exact, asked = self._exact(), self.cloud.asked
        index = Index(
            ndim=asked.shape[1], metric="cos", dtype="i8", connectivity=16, expansion_add=64, expansion_search=100
        )
        built = 0.0
        for first, block in self.cloud.between(0, self.size):
            began = time.perf_counter()
            index.add(np.arange(first, first + len(block)), block, threads=os.cpu_count() or 1)
            built += time.perf_counter() - began
            say(f"usearch: {first + len(block):,} of {self.size:,}, {built:.0f} s")
        times, hits = [], 0
        for n, vector in enumerate(asked):
            began = time.perf_counter()
            found = index.search(vector, NEAREST)
            times.append(time.perf_counter() - began)
            hits += len(set(found.keys.tolist()) & set(exact[n].tolist()))
        recall, memory = hits / NEAREST / len(asked), index.memory_usage // 2**20
        return {"usearch i8": f"build {built:.0f} s, {_percentiles(times)} ms, recall {recall:.3f}, {memory} MB"}


def _encoder() -> Encoder:
    encoder = filling.wanted()
    Encoder.objects.filter(pk=encoder.pk).update(asked_at="2026-10-14T00:00Z", served_at="2026-10-14T00:00Z")
    return encoder


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


def _inserted(asked: Matrix) -> float:
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
