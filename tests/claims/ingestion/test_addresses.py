"""Which addresses count as public."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.ingestion.addresses import is_public_address

PUBLIC = [
    "8.8.8.8",
    "93.184.216.34",
    "1.1.1.1",
    "100.63.255.255",
    "100.128.0.1",
    "172.15.0.1",
    "172.32.0.1",
    "192.0.1.1",
]
PUBLIC += [
    "198.17.255.255",
    "198.20.0.1",
    "223.255.255.1",
    "2606:4700::1111",
    "2a00:1450:4001::200e",
    "2001:4860:4860::8888",
]
INNER_V4 = [
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.100.100.200", "100.127.255.255",
    "127.0.0.1", "127.1.2.3", "127.255.255.255", "168.63.129.16", "169.254.0.1", "169.254.169.254", "169.254.170.2",
    "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.0.170", "192.0.0.192", "192.0.2.1", "192.31.196.1",
    "192.52.193.1", "192.88.99.1", "192.168.0.1", "192.175.48.1", "198.18.0.1", "198.19.255.255", "198.51.100.7",
    "203.0.113.9", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
]  # fmt: skip
INNER_V6 = [
    "::", "::1", "::127.0.0.1", "::8.8.8.8", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:8.8.8.8",
    "::ffff:0:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::10.0.0.1", "64:ff9b:1::1", "64:ff9b:1::7f00:1", "100::1",
    "2001::1", "2001:0:7f00:1::", "2001:2::1", "2001:10::1", "2001:20::1", "2001:db8::1", "2002:7f00:1::",
    "2002:a00:1::", "2620:4f:8000::1", "3ffe::1", "3fff::1", "3fff:fff::", "4000::1", "5f00::1", "fc00::1",
    "fd00:ec2::254", "fd12:3456:789a::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "ff0e::1",
    "2606:4700:0:0:0:5efe:7f00:1", "2606:4700:0:0:200:5efe:a00:1", "2606:4700::1111%eth0",
]  # fmt: skip
UNREADABLE = [
    "",
    " ",
    "localhost",
    "127.1",
    "0x7f.0.0.1",
    "0177.0.0.1",
    "2130706433",
    "8.8.8.8 ",
    "8.8.8.8/32",
    "[::1]",
    "1.1.1",
]
UNREADABLE += ["8.8.8.256", "8.8.8.8\n", "٨.٨.٨.٨", ":::1"]


@pytest.mark.parametrize("ip", PUBLIC)
def test_an_ordinary_address_is_public(ip):
    assert is_public_address(ip)


@pytest.mark.parametrize("ip", INNER_V4 + INNER_V6)
def test_a_special_or_embedding_address_is_not_public(ip):
    assert not is_public_address(ip)


@pytest.mark.parametrize("ip", UNREADABLE)
def test_what_is_no_address_is_not_public(ip):
    assert not is_public_address(ip)


@given(st.ip_addresses(v=4))
def test_no_ipv4_address_is_public_through_any_ipv6_disguise(inner):
    number = int(inner)
    for disguise in (
        number,
        0xFFFF << 32 | number,
        0x64_FF9B << 96 | number,
        0x64_FF9B_0001 << 80 | number,
        0x2002 << 112 | number << 80,
        0x2001_0000 << 96 | number ^ 0xFFFF_FFFF,
    ):
        assert not is_public_address(str(ipaddress.IPv6Address(disguise)))


@given(st.ip_addresses())
def test_no_address_is_public_that_the_standard_library_calls_inner(address):
    if (
        address.is_private
        or address.is_multicast
        or address.is_reserved
        or address.is_link_local
        or address.is_loopback
    ):
        assert not is_public_address(str(address))
