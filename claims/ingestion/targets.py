"""What an address must look like to be fetched, and which hosts and ports it may lead to."""

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from claims.errors import FetchRefused
from claims.ingestion.addresses import is_public_address

DEFAULT_PORTS = {"http": 80, "https": 443}
MAX_URL_CHARS = 2_000
MAX_HOST_CHARS = 253

_TRICKS = re.compile(
    r"[\x00-\x20\x7f-\xa0\\\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\ud800-\udfff]"
)
_HOST = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?:\.(?!-)[a-z0-9_-]{1,63})*")
_NUMBER = re.compile(r"(?:[0-9]+|0x[0-9a-f]*)")
_PATH_SAFE = "/%:@!$&'()*+,;=~-._"


@dataclass(frozen=True, slots=True)
class Target:
    """One place to fetch from: `host` without brackets and trailing dot, `path` with the query, in ASCII."""

    scheme: str
    host: str
    port: int
    path: str
    is_allowed: bool

    @property
    def is_address(self) -> bool:
        """Whether the host is an IP address, which needs no looking up."""
        return _is_ip(self.host)

    @property
    def url(self) -> str:
        """The address as it is fetched, without the default port."""
        return f"{self.scheme}://{self.netloc}{self.path}"

    @property
    def netloc(self) -> str:
        """Host and port, without the default one."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"


def parse_target(url: str, *, allow: frozenset[str] = frozenset()) -> Target:
    """The place `url` means, read strictly: what two programs could read in two ways is refused with FetchRefused."""
    url = url.strip(" \t\r\n")
    if len(url) > MAX_URL_CHARS:
        raise FetchRefused(f"The address is longer than {MAX_URL_CHARS} characters. Give a shorter one.")
    if _TRICKS.search(url):
        raise FetchRefused("The address holds a space, a backslash or an invisible character. Remove it.")
    try:
        parts = urlsplit(url)
        scheme, port, host = parts.scheme, parts.port, parts.hostname or ""
    except ValueError:
        raise FetchRefused("The address is not well formed. Copy it again from the browser.") from None
    if scheme not in DEFAULT_PORTS:
        raise FetchRefused("Only addresses that begin with http:// or https:// can be fetched.")
    if "@" in parts.netloc:
        raise FetchRefused("The address holds a user name or password. Remove them.")
    host = _normal_host(host, is_bracketed=parts.netloc.startswith("["))
    port = DEFAULT_PORTS[scheme] if port is None else port
    path = quote(parts.path or "/", safe=_PATH_SAFE) + (
        f"?{quote(parts.query, safe=_PATH_SAFE + '?')}" if parts.query else ""
    )
    target = Target(scheme, host, port, path, is_allowed=_entry(host, port) in allow)
    _vet_place(target)
    return target


def vet_addresses(target: Target, addresses: tuple[str, ...]) -> tuple[str, ...]:
    """The host's addresses, if each one is public. Raises the same FetchRefused when there are none."""
    if addresses and (target.is_allowed or all(is_public_address(address) for address in addresses)):
        return addresses
    raise _not_public(target.host)


def _vet_place(target: Target) -> None:
    if target.is_allowed:
        return
    if target.port not in DEFAULT_PORTS.values():
        raise FetchRefused("Only the ports 80 and 443 can be fetched from. Give an address without a port.")
    if target.is_address:
        vet_addresses(target, (target.host,))
    elif "." not in target.host:
        raise _not_public(target.host)


def _not_public(host: str) -> FetchRefused:
    return FetchRefused(f"{host[:100]} is not found on the public internet. Check the address, or paste the text.")


def _entry(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _normal_host(host: str, *, is_bracketed: bool) -> str:
    """The host in ASCII and lower case; refuses odd spellings of IPv4 addresses such as 0x7f.1 and 2130706433."""
    if is_bracketed:
        if "%" in host or not _is_ip(host):
            raise FetchRefused("The address holds a malformed IPv6 address. Give the name of the site.")
        return str(ipaddress.ip_address(host))
    try:
        host = host[: MAX_HOST_CHARS + 2].encode("idna").decode("ascii").lower().removesuffix(".")
    except UnicodeError:
        host = ""
    if len(host) > MAX_HOST_CHARS or not _HOST.fullmatch(host):
        raise FetchRefused("The address has no valid host name. Copy it again from the browser.")
    if _NUMBER.fullmatch(host.rpartition(".")[2]) and not _is_ip(host):
        raise FetchRefused("The address writes its host as a bare number. Give the name of the site.")
    return host
