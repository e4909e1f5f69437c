"""How many requests a minute the REST API takes from one person, or from one address of people unknown."""

from typing import Any

from django.conf import settings
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from claims import callers, rates
from claims.models import User


class CallerThrottle(BaseThrottle):
    """A person has limits for reading and for writing, whichever token is used; an address has one for both."""

    rate: rates.Rate | None = None

    def allow_request(self, request: Request, view: Any) -> bool:
        """Counts the request; the view gets what was counted, to tell it."""
        self.rate = view.rate = rates.count(*_policy(request))
        return self.rate is None or not self.rate.is_too_much

    def wait(self) -> float | None:
        return self.rate.seconds if self.rate else None


def rate_headers(rate: rates.Rate | None) -> dict[str, str]:
    """What draft-ietf-httpapi-ratelimit-headers-10 calls `RateLimit` and `RateLimit-Policy`."""
    if rate is None:
        return {}
    return {
        "RateLimit-Policy": f'"{rate.policy}";q={rate.most};w={rates.WINDOW}',
        "RateLimit": f'"{rate.policy}";r={rate.left};t={rate.seconds}',
    }


def _policy(request: Request) -> tuple[str, str, int]:
    if not isinstance(request.user, User):
        address = callers.network_of(callers.address_of(request.META))
        return "anonymous", address, int(settings.API_ANONYMOUS_PER_MINUTE)
    if request.method in SAFE_METHODS:
        return "reads", str(request.user.pk), int(settings.API_READS_PER_MINUTE)
    return "writes", str(request.user.pk), int(settings.API_WRITES_PER_MINUTE)
