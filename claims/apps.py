"""The claims app."""

from django.apps import AppConfig
from django.core.checks import register

from claims.checks import language_model


class ClaimsConfig(AppConfig):
    name = "claims"

    def ready(self) -> None:
        register(language_model)
