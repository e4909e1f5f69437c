"""Where a request comes from: an address, and the network that one customer has."""

import ipaddress
from collections.abc import Mapping
from typing import Any

from django.conf import settings


def address_of(meta: Mapping[str, Any]) -> str:
    """Where a request comes from: the peer, or what the outermost of our own proxies saw."""
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    seen = [entry.strip() for entry in str(meta.get("HTTP_X_FORWARDED_FOR", "")).split(",") if entry.strip()]
    if proxies and len(seen) >= proxies:
        return seen[-proxies]
    return str(meta.get("REMOTE_ADDR", ""))


def network_of(address: str) -> str:
    """An IPv6 customer has a whole /64 and can take a new address for each request."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is None:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
