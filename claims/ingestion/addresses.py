"""Which IP addresses are on the public internet: an allow rule, because deny lists of Python versions differ."""

import ipaddress

# Global unicast is 2000::/3 only (IANA IPv6 address space); everything that carries an IPv4 address inside is out.
PUBLIC_V6 = ipaddress.IPv6Network("2000::/3")

SPECIAL_V4 = tuple(
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT, and a cloud's metadata address
        "127.0.0.0/8",
        "168.63.129.16/32",  # a cloud's host address, public by number only
        "169.254.0.0/16",  # link-local, metadata addresses
        "172.16.0.0/12",
        "192.0.0.0/24",  # IETF protocol assignments
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # automatic multicast tunneling
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
    )
)
SPECIAL_V6 = tuple(
    ipaddress.IPv6Network(network)
    for network in (
        "2001::/23",  # IETF protocol assignments: Teredo, benchmarks, ORCHID
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4
        "2620:4f:8000::/48",  # AS112
        "3ffe::/16",  # the former 6bone
        "3fff::/20",  # documentation
    )
)
ISATAP_MARK = 0x5EFE
ISATAP_MASK = 0xFDFF_FFFF  # the universal/local bit may be set or not


def is_public_address(ip: str) -> bool:
    """Whether `ip` is an ordinary address of the public internet. Anything else, and anything unreadable, is not."""
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return False
    if not address.is_global:
        return False
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in SPECIAL_V4)
    return (
        address in PUBLIC_V6
        and address.scope_id is None
        and (int(address) >> 32) & ISATAP_MASK != ISATAP_MARK
        and not any(address in network for network in SPECIAL_V6)
    )
