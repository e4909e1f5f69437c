"""Celery tasks of the reviews: wake-ups that may run twice or never, and leave the decisions to the engines."""
