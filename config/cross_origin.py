"""What pages of other sites may ask of us: where, from which origins, and which headers they see."""

import re

from corsheaders.defaults import default_headers
from django.core.exceptions import ImproperlyConfigured

_FEEDS = r"/fact-checks/(?:data/.+|oembed|(?:[^/]+/[^/]+/)?feed\.(?:atom|rss|json))$"
OURS = rf"^(?:/api/v1/|/v1alpha1/|{_FEEDS})"
# What nobody needs a token for.
PUBLIC = rf"^(?:/v1alpha1/claims:|{_FEEDS})"

SENT = (*default_headers, "idempotency-key", "if-match", "if-none-match", "x-http-method-override")
TOLD = ("ETag", "Retry-After", "RateLimit", "RateLimit-Policy", "Idempotency-Replayed", "Content-Disposition")


def exact(origins: list[str]) -> list[str]:
    """The origins, each as a browser sends it: scheme, host and perhaps port.

    Raises:
        ImproperlyConfigured: one of them is a pattern, a path, or no origin.
    """
    for origin in origins:
        if not re.fullmatch(r"https?://(?:[a-z0-9.-]+|\[[0-9a-f:]+\])(?::\d{1,5})?", origin):
            raise ImproperlyConfigured(
                "CORS_ALLOWED_ORIGINS names whole origins in lower case, such as https://news.example: "
                f"{origin!r} is none."
            )
    return origins
