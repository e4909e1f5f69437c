"""The wiring as an app of Django's: its commands and its checks."""

from django.apps import AppConfig
from django.core.checks import register

from config.checks import leaked_passwords, metrics_token, session_hours, virus_scanner


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        for check in (leaked_passwords, metrics_token, session_hours, virus_scanner):
            register(check)
