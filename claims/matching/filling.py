"""Making the vectors that rows ask for, and changing over from one encoder to another while the search goes on.

An encoder goes through four steps, each safe to be repeated and to die in: it is noted, every sentence gets a row that
asks for its vector, the vectors are made, and when none is missing the index is built and the search uses them. Only
then do the vectors of earlier encoders go.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any, Protocol

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Now

from claims.models import Encoder, Vector
from claims.models.vectors import as_text

logger = logging.getLogger(__name__)

BATCH = 64  # sentences of one transaction: whoever edits one of them waits that long
FORGOTTEN_AT_ONCE = 5000  # rows of an encoder that is not used any more
ONE_AT_A_TIME = 7_120_611  # the key of a lock: one process makes vectors, the others have claims to find

INDEX = """
CREATE INDEX CONCURRENTLY {name} ON {table} USING hnsw ((vector::halfvec({dimensions})) halfvec_cosine_ops)
    WITH (m = 16, ef_construction = 64) WHERE encoder_id = {encoder}
"""
STATE_OF_INDEX = "SELECT i.indisvalid FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid WHERE c.relname = %s"
KEEP = """
UPDATE {table} AS kept SET vector = made.vector::halfvec
FROM unnest(%s::bigint[], %s::text[]) AS made(id, vector) WHERE kept.id = made.id
"""
ASK = """
INSERT INTO {table} (encoder_id, {columns}) SELECT %s, {values} FROM {source} AS s ON CONFLICT DO NOTHING
"""
FORGET = "DELETE FROM {table} WHERE id IN (SELECT id FROM {table} WHERE encoder_id = %s LIMIT %s)"


class EncoderModule(Protocol):
    """A module that makes vectors, such as `claims.matching.encoder`."""

    VERSION: str
    DIMENSIONS: int

    def encode(self, texts: list[str]) -> list[list[float]]:
        """A vector for each text."""


def kinds() -> list[type[Vector]]:
    """The tables of vectors, of whatever app."""
    return [model for model in apps.get_models() if issubclass(model, Vector)]


def code_of(encoder: Encoder) -> EncoderModule | None:
    """The encoder's code; None where this version of it is not installed any more."""
    try:
        module: Any = import_module(encoder.module)
    except ModuleNotFoundError:
        return None
    return module if encoder.name == module.VERSION else None


def serving() -> Encoder | None:
    """The encoder whose vectors are searched; None before the first is ready."""
    return Encoder.objects.filter(served_at__isnull=False).order_by("-served_at").first()


def wanted() -> Encoder:
    """The encoder that the settings name, noted if it is new."""
    module: Any = import_module(settings.ENCODER)
    given = {"module": settings.ENCODER, "dimensions": module.DIMENSIONS}
    encoder, _ = Encoder.objects.get_or_create(name=module.VERSION, defaults=given)
    return encoder


def work(seconds: float) -> bool | None:
    """Do what is to be done, for about so long; True where something is left. None while another process does.

    That one looks again when it has let go, so whoever came in vain need not come again. Not in a transaction: an
    index is built beside those who write.
    """
    ends_at = time.monotonic() + seconds
    with _alone() as is_alone:
        if not is_alone:
            return None
        is_left = True
        while is_left and time.monotonic() < ends_at:
            is_left = advance()
    return is_left or _is_asked_for()


def _is_asked_for() -> bool:
    """Whether a vector is missing that can be made."""
    known = [encoder for encoder in Encoder.objects.all() if code_of(encoder)]
    return any(kind._default_manager.filter(encoder__in=known, vector__isnull=True).exists() for kind in kinds())


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether this process is the only one that makes vectors; while it is, its statements may take their time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [ONE_AT_A_TIME])
        is_alone = bool(cursor.fetchone()[0])
        driver = connection.connection
        patience = getattr(driver, "patience", None)  # of config.database
        try:
            if is_alone:
                cursor.execute("SET statement_timeout = 0")
                driver.patience = None
            yield is_alone
        finally:
            if is_alone:
                cursor.execute("RESET statement_timeout")
                cursor.execute("SELECT pg_advisory_unlock(%s)", [ONE_AT_A_TIME])
                driver.patience = patience


def advance() -> bool:
    """Do the next thing: a batch of vectors, or a step of changing over. True where there may be more to do."""
    encoder = wanted()
    if encoder.asked_at is None:
        _ask(encoder)
        return True
    if make():
        return True
    if not encoder.served_at:
        return _serve(encoder)
    _index(encoder)  # a kind of vectors that was not searched before has none yet
    return _forget_others(encoder)


@transaction.atomic
def make(limit: int = BATCH) -> int:
    """Make up to `limit` vectors of one kind that are missing, the serving encoder's first; how many were made.

    The newest go first: those are of what people are about to look at.
    """
    for encoder in Encoder.objects.order_by(F("served_at").desc(nulls_last=True), "-id"):
        code = code_of(encoder)
        if code is None:
            continue
        for kind in kinds():
            if made := _make(kind, encoder, code, limit):
                return made
    return 0


def _make(kind: type[Vector], encoder: Encoder, code: EncoderModule, limit: int) -> int:
    missing = kind._default_manager.filter(encoder=encoder, vector__isnull=True).order_by("-id")
    ids = list(missing.select_for_update(skip_locked=True, no_key=True).values_list("pk", flat=True)[:limit])
    if not ids:
        return 0
    # Read once they are held: who changes a sentence later waits for us, and takes the vector away again.
    texts = dict(kind._default_manager.filter(pk__in=ids).values_list("pk", kind.text_path))
    vectors = code.encode(list(texts.values()))
    with connection.cursor() as cursor:
        cursor.execute(KEEP.format(table=kind._meta.db_table), [list(texts), [as_text(one) for one in vectors]])
    return len(ids)


def _ask(encoder: Encoder) -> None:
    """A row for every sentence. What is being written now is waited for: whoever writes later sees the encoder."""
    for kind in kinds():
        subject = subject_of(kind)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {subject.related_model._meta.db_table} IN SHARE MODE")
        columns, values = [subject.column], ["s.id"]
        if any(field.name == "desk" for field in kind._meta.local_fields):
            columns, values = [*columns, "desk_id"], [*values, "s.desk_id"]
        sql = ASK.format(
            table=kind._meta.db_table,
            columns=", ".join(columns),
            values=", ".join(values),
            source=subject.related_model._meta.db_table,
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [encoder.pk])
    Encoder.objects.filter(pk=encoder.pk, asked_at=None).update(asked_at=Now())


def subject_of(kind: type[Vector]) -> Any:
    """The foreign key to what the vectors of a table are of."""
    return kind._meta.get_field(kind.text_path.partition("__")[0])


def _serve(encoder: Encoder) -> bool:
    """Build what is searched by and let the search use it, unless a vector is still missing."""
    if any(kind._default_manager.filter(encoder=encoder, vector__isnull=True).exists() for kind in kinds()):
        return False
    _index(encoder)
    Encoder.objects.filter(pk=encoder.pk).update(served_at=Now())
    logger.info("the search uses the vectors of %s", encoder)
    return True


def _index(encoder: Encoder) -> None:
    for kind in kinds():
        build_index(kind, encoder)


def build_index(kind: type[Vector], encoder: Encoder) -> None:
    """The index of one encoder's vectors; one that a death left half built is built anew. Beside those who write."""
    name = index_name(kind, encoder)
    with connection.cursor() as cursor:
        cursor.execute(STATE_OF_INDEX, [name])
        found = cursor.fetchone()
        if found and found[0]:
            return
        if found:
            cursor.execute(f"DROP INDEX CONCURRENTLY {name}")
        made = {"name": name, "table": kind._meta.db_table, "dimensions": encoder.dimensions, "encoder": encoder.pk}
        cursor.execute(INDEX.format(**made))


def index_name(kind: type[Vector], encoder: Encoder) -> str:
    """What the index of one encoder's vectors is called."""
    return f"{kind._meta.db_table}_near_{encoder.pk}"


def _forget_others(encoder: Encoder) -> bool:
    """Some rows of encoders that are not searched any more, and at last their indexes and themselves."""
    for other in Encoder.objects.exclude(pk=encoder.pk).order_by("pk"):
        for kind in kinds():
            with connection.cursor() as cursor:
                cursor.execute(FORGET.format(table=kind._meta.db_table), [other.pk, FORGOTTEN_AT_ONCE])
                if cursor.rowcount:
                    return True
                cursor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {index_name(kind, other)}")
        other.delete()
    return False
