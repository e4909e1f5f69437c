"""The service's settings with the bare views of the bench beside its own addresses."""

from config.settings import *  # noqa: F403  the service's own, but for one line

ROOT_URLCONF = "bench.api.urls"
