"""`/healthz/` and `/readyz/`: whether this process lives, and whether it should be sent requests."""

import os
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

OK = "ok"


@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the service and its database answer, else 503; for load balancers and supervisors."""
    if _database() != OK:
        return JsonResponse({"state": "the database does not answer"}, status=503)
    return JsonResponse({"state": OK})


@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Each check and its state: 200 when this process can do its work, else 503.

    Without the broker it can: what comes in is stored, and workers find it in the database. That is "degraded".
    """
    checks = {name: check() for name, check in CHECKS.items()}
    is_ready = all(state == OK for name, state in checks.items() if name not in DISPENSABLE)
    state = "not ready" if not is_ready else OK if all(one == OK for one in checks.values()) else "degraded"
    return JsonResponse({"state": state, "checks": checks}, status=200 if is_ready else 503)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "does not answer"
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
    """Whether files can be written: asked of the system, which knows of rights and read-only mounts."""
    place = settings.MEDIA_ROOT
    while not place.exists() and place != place.parent:  # it is made with the first file
        place = place.parent
    return OK if place.is_dir() and os.access(place, os.W_OK | os.X_OK) else "not writable"


def _broker() -> str:
    try:
        broker.queue_lengths()
    except redis.RedisError:
        return "does not answer"
    return OK


CHECKS: dict[str, Callable[[], str]] = {
    "database": _database, "migrations": _migrations, "media": _media, "broker": _broker,
}  # fmt: skip
DISPENSABLE = frozenset({"broker"})
