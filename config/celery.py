"""The Celery application: workers that are nudged by messages and trust only the database."""

import os
from importlib import import_module
from typing import Any

from celery import Celery
from celery.signals import beat_init, worker_init

from config import tracing
from config.database import PATIENCE

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("claimdesk", task_cls="config.nudges:Nudge")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["consumer"].add("config.beating:Heart")


@worker_init.connect
@beat_init.connect
def trace(**kwargs: Any) -> None:
    """Where traces are asked for: in the parent, whose children go on with it."""
    tracing.start()


@worker_init.connect
def be_patient(**kwargs: Any) -> None:
    """A database that says nothing costs a text no try: it is given up on before the time limit of the task."""
    import_module("config.database.base").DatabaseWrapper.patience = PATIENCE
