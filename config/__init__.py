"""How the parts are wired together: settings, routes, workers and the servers that come with the project."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
