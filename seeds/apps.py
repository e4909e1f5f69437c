"""The seeds app: commands only."""

from django.apps import AppConfig


class SeedsConfig(AppConfig):
    name = "seeds"
