"""Traces by OpenTelemetry: off, and nothing of it imported, unless the environment says where they go."""

import logging
import os
from importlib import import_module
from importlib.util import find_spec

WHERE_TO = "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"

logger = logging.getLogger(__name__)


def start() -> bool:
    """Trace what this process does from now on, if it is asked to; whether it does. To be called once a process."""
    if not any(os.environ.get(name) for name in WHERE_TO):
        return False
    if find_spec("opentelemetry") is None or find_spec("opentelemetry.sdk") is None:
        logger.warning("Traces are asked for, but OpenTelemetry is not installed: see “Traces” in docs/operations.md.")
        return False
    import_module("config.spans").start()
    return True
