"""What `manage.py check` says of settings that contradict each other or lack something. It asks no network."""

from typing import Any

from django.conf import settings
from django.core import checks

from claims.detection.llm import Endpoint

HALF_SET = "claims.E001"
UNUSABLE = "claims.E002"
IN_THE_CLEAR = "claims.W001"


def language_model(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Whether the language model is set up wholly or not at all, and so that its key stays secret."""
    given = {name: getattr(settings, name) for name in ("LLM_BASE_URL", "LLM_MODEL", "LLM_API_KEY")}
    if not any(given.values()):
        return []
    missing = [name for name in ("LLM_BASE_URL", "LLM_MODEL") if not given[name]]
    if missing:
        there = " and ".join(name for name, value in given.items() if value)
        hint = "Set both for a language model, or none of them. Until then the local detector reads everything."
        return [checks.Error(f"{there} is set, but {' and '.join(missing)} is not.", hint=hint, id=HALF_SET)]
    endpoint = Endpoint(
        given["LLM_BASE_URL"], given["LLM_MODEL"], given["LLM_API_KEY"], settings.LLM_TIMEOUT, settings.LLM_TEMPERATURE
    )
    said: list[checks.CheckMessage] = [
        checks.Error(f"Language model: {problem}", id=UNUSABLE) for problem in endpoint.problems()
    ]
    if settings.LLM_DAILY_TOKENS < 0:
        said.append(
            checks.Error("LLM_DAILY_TOKENS must not be negative; 0 switches the language model off.", id=UNUSABLE)
        )
    if endpoint.is_in_the_clear:
        hint = "Use https, or a server on this machine or in your own network."
        told = "LLM_BASE_URL is plain http: key and articles cross the network in clear text."
        said.append(checks.Warning(told, hint=hint, id=IN_THE_CLEAR))
    return said
