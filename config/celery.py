"""The Celery application: workers that are nudged by messages and trust only the database."""

import os
from typing import Any

from celery import Celery
from celery.signals import beat_init, worker_init

from config import tracing

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("claimdesk")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
@beat_init.connect
def trace(**kwargs: Any) -> None:
    """Where traces are asked for: in the parent, whose children go on with it."""
    tracing.start()
