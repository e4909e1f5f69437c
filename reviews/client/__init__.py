"""The REST API for Python programs, and the `claimdesk` command. Neither knows Django: they run on any machine."""

from reviews.client.connection import Claimdesk, Refused, Unreachable

__all__ = ["Claimdesk", "Refused", "Unreachable"]
