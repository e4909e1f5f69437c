"""`/healthz/` and `/readyz/`: whether this process lives, and whether it should be sent requests."""

import os
import shutil
from collections.abc import Callable
from functools import cache

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

from config.metrics import broker

OK, SILENT = "ok", "does not answer"
NEARLY_FULL, FULL = "nearly full", "full"
SPARE_BYTES, SPARE_SHARE = 1_000_000_000, 0.05  # what should be free where files are written: the less of the two
ONE_FILE = 20_000_000  # bytes: the largest that is evidence


@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the service and its database answer, else 503; for load balancers and supervisors."""
    if _database() != OK:
        return JsonResponse({"state": "the database does not answer"}, status=503)
    return JsonResponse({"state": OK})


@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Each check and its state: 200 when this process can do its work, else 503.

    Without the broker it can: what comes in is stored, and workers find it in the database. That is "degraded", and so
    is a disk that is nearly full.
    """
    checks = {name: check() for name, check in CHECKS.items()}
    is_ready = all(state in {OK, BEARABLE.get(name)} for name, state in checks.items())
    state = "not ready" if not is_ready else OK if all(one == OK for one in checks.values()) else "degraded"
    return JsonResponse({"state": state, "checks": checks}, status=200 if is_ready else 503)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return SILENT
    return OK


def _migrations() -> str:
    try:
        applied = MigrationRecorder(connection).applied_migrations().keys()
    except DatabaseError:
        return "not known"
    return OK if _newest() <= applied else "not applied"


@cache
def _newest() -> frozenset[tuple[str, str]]:
    """The last migration of each app, as this release has them."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).graph.leaf_nodes())


def _media() -> str:
    """Whether files can be written: asked of the system, which knows of rights, read-only mounts and what is free."""
    place = settings.MEDIA_ROOT
    while not place.exists() and place != place.parent:  # it is made with the first file
        place = place.parent
    if not (place.is_dir() and os.access(place, os.W_OK | os.X_OK)):
        return "not writable"
    disk = shutil.disk_usage(place)
    if disk.free < ONE_FILE:
        return FULL
    return NEARLY_FULL if disk.free < min(SPARE_BYTES, SPARE_SHARE * disk.total) else OK


def _broker() -> str:
    try:
        broker.queue_lengths()
    except redis.RedisError:
        return SILENT
    return OK


CHECKS: dict[str, Callable[[], str]] = {
    "database": _database, "migrations": _migrations, "media": _media, "broker": _broker,
}  # fmt: skip
BEARABLE = {"broker": SILENT, "media": NEARLY_FULL}  # with which this process does its work all the same
