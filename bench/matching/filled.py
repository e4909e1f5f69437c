"""A database filled with very many known fact-checks and their vectors, by COPY; who died is gone on with."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

import numpy as np
import psutil
from django.db import connection, connections, transaction

from bench.desk.copying import copy_in, settle
from bench.desk.texts import sentence
from bench.matching.clouds import SEED, Cloud
from claims.matching import filling
from claims.models import Desk, Encoder, KnownFactCheck, KnownVector

BEGIN = b"PGCOPY\n\xff\r\n\0" + bytes(8)  # no flags, no extension of the header
END = b"\xff\xff"
BUILD_MEMORY = "4GB"  # an index that does not fit is built on disk, many times as slowly
SAY_EVERY = 15  # seconds
FACTS = ("id", "desk", "url", "claim_reviewed", "publisher", "identity", "listed_at", "created_at")
WORDS_INDEXES = (
    "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'claims_knownfactcheck' "
    "AND indexdef LIKE '%% USING gin %%'"
)
# What was taken away while rows come in stands here, so that it is there again whoever goes on.
TAKEN_AWAY = "CREATE TABLE IF NOT EXISTS bench_index (name text PRIMARY KEY, definition text NOT NULL)"
Say = Callable[[str], None]


def store(cloud: Cloud, size: int, desk: Desk, encoder: Encoder, say: Say) -> None:
    """So many fact-checks with their vectors; those that an earlier run has stored are there. Ids are from 1 on."""
    there = KnownFactCheck.objects.count()
    if there >= size:
        return
    _take_indexes_away(encoder)
    began = time.perf_counter()
    for first, block in cloud.between(there, size):
        words = Random(SEED + first)
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL session_replication_role = replica; SET LOCAL synchronous_commit = off")
            copy_in(KnownFactCheck, FACTS, (
                (pk, desk.pk, f"https://archive.example/{pk}", sentence(words), "Archive", str(pk), "2026-10-14",
                 "2026-10-14") for pk in range(first + 1, first + len(block) + 1)
            ))  # fmt: skip
            _copy_vectors(first + 1, block, desk, encoder)
        rate = (first + len(block) - there) / (time.perf_counter() - began)
        say(f"stored {first + len(block):,} of {size:,}, {rate:,.0f} a second")


def _copy_vectors(first: int, block: Any, desk: Desk, encoder: Encoder) -> None:
    """Rows as PostgreSQL takes them in binary COPY: for each field its length, and numbers with the high byte first."""
    many, dimensions = block.shape
    rows = np.zeros(many, dtype=[
        ("fields", ">i2"), ("a", ">i4"), ("known", ">i8"), ("b", ">i4"), ("desk", ">i8"), ("c", ">i4"),
        ("encoder", ">i8"), ("d", ">i4"), ("dimensions", ">i2"), ("unused", ">i2"), ("vector", ">f2", (dimensions,)),
    ])  # fmt: skip
    rows["fields"], rows["a"], rows["b"], rows["c"] = 4, 8, 8, 8
    rows["known"], rows["desk"], rows["encoder"] = np.arange(first, first + many), desk.pk, encoder.pk
    rows["d"], rows["dimensions"], rows["vector"] = 4 + 2 * dimensions, dimensions, block
    sql = "COPY claims_knownvector (known_id, desk_id, encoder_id, vector) FROM STDIN (FORMAT BINARY)"
    with connection.cursor() as cursor, cursor.copy(sql) as copy:
        copy.write(BEGIN + rows.tobytes() + END)


def _take_indexes_away(encoder: Encoder) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET statement_timeout = 0; {TAKEN_AWAY}")
        cursor.execute(f"DROP INDEX IF EXISTS {filling.index_name(KnownVector, encoder)}")
        cursor.execute(WORDS_INDEXES)
        with transaction.atomic():
            for name, definition in cursor.fetchall():
                cursor.execute("INSERT INTO bench_index VALUES (%s, %s) ON CONFLICT DO NOTHING", [name, definition])
                cursor.execute(f'DROP INDEX "{name}"')


def finish(say: Say) -> None:
    """The indexes of words that were taken away are there again, whoever took them, and so are statistics."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET statement_timeout = 0; SET maintenance_work_mem = '1GB'; {TAKEN_AWAY}")
        cursor.execute("SELECT name, definition FROM bench_index")
        taken_away = cursor.fetchall()
        for name, definition in taken_away:
            say(f"building {name}")
            with transaction.atomic():
                cursor.execute(definition)
                cursor.execute("DELETE FROM bench_index WHERE name = %s", [name])
        for table in (KnownFactCheck, KnownVector):
            name = table._meta.db_table
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))")
    if taken_away:
        settle()


def build(encoder: Encoder, say: Say) -> tuple[float, int]:
    """The index of the vectors, by as many processes as there are cores; seconds, and the most memory meanwhile, MB."""
    workers = os.cpu_count() or 1
    with connection.cursor() as cursor:
        cursor.execute(
            f"SET statement_timeout = 0; SET maintenance_work_mem = '{BUILD_MEMORY}'; "
            f"SET max_parallel_maintenance_workers = {workers}; SET max_parallel_workers = {workers}"
        )
    began = time.perf_counter()
    with _watched(say) as most:
        filling.build_index(KnownVector, encoder)
    return time.perf_counter() - began, max(most)


@contextmanager
def _watched(say: Say) -> Iterator[list[int]]:
    """Say how far PostgreSQL is, and note what its processes hold meanwhile."""
    is_over, most = threading.Event(), [postgres_memory()]

    def watch() -> None:
        while not is_over.wait(SAY_EVERY):
            most.append(postgres_memory())
            with connection.cursor() as cursor:
                cursor.execute("SELECT phase, tuples_done FROM pg_stat_progress_create_index")
                for phase, done in cursor.fetchall():
                    say(f"index of vectors: {phase}, {done:,} rows, {most[-1]:,} MB in PostgreSQL")
        connections.close_all()

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield most
    finally:
        is_over.set()
        watcher.join()


def postgres_memory() -> int:
    """MB that the processes of our PostgreSQL hold; what they share is counted once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity")
        pids = [pid for (pid,) in cursor.fetchall()]
    held = 0
    for pid in pids:
        try:
            held += psutil.Process(pid).memory_full_info().pss
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return held // 2**20
