"""The wiring as an app of Django's: its commands and its checks."""

from django.apps import AppConfig
from django.core.checks import register

from config.checks import metrics_token


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        register(metrics_token)
