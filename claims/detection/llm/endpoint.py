"""Where a language model is asked and which one: an address that the operator chose, never one from an article."""

from __future__ import annotations

import hashlib
import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

from claims.detection.llm.prompt import DIGEST

GENERATION = "llm-1"  # of this package: raise it with every change that can change an answer but for the prompt's
SHORTEST, LONGEST = 0.1, 30.0  # seconds for one article; with the local reading, under the 45 s of a worker's task
_LONGEST_MODEL = 65  # characters of a model's name in a version, which has at most 80
_NEAR = (".internal", ".intranet", ".lan", ".local", ".localhost", ".home.arpa")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An OpenAI-compatible server and one of its models; ``seconds`` is the time for one article, all tries together.

    ``temperature`` None leaves it to the server. The key never shows in a representation.
    """

    base_url: str
    model: str
    api_key: str = field(default="", repr=False)
    seconds: float = 25.0
    temperature: float | None = None

    @property
    def version(self) -> str:
        """The name of this detector, at most 80 characters: package, model, and the prompt's digest."""
        name = "".join(sign if sign.isprintable() and not sign.isspace() else "_" for sign in self.model)
        if len(name) > _LONGEST_MODEL:
            digest = hashlib.sha256(self.model.encode("utf-8", "surrogatepass")).hexdigest()[:8]
            name = f"{name[: _LONGEST_MODEL - 9]}~{digest}"
        return f"{GENERATION}/{name}/{DIGEST}"

    @property
    def is_in_the_clear(self) -> bool:
        """Whether key and articles would cross a public network unencrypted."""
        address = _split(self.base_url)
        return address.scheme == "http" and not _is_near(address.hostname or "")

    def problems(self) -> Iterator[str]:
        """What keeps it from being asked, a sentence each; nothing where all is well. No name is looked up."""
        address = _split(self.base_url)
        if address.scheme not in {"http", "https"} or not address.hostname:
            yield "The address is no http or https address such as https://llm.example.org/v1."
        elif "@" in address.netloc or address.query or address.fragment:
            yield "The address holds more than host and path: a key belongs in the setting of its own."
        if not self.model.strip() or not self.model.isprintable():
            yield "The model's name is empty or has control characters."
        if not all("!" <= sign <= "~" for sign in self.api_key):
            yield "The key has characters that no key has, such as spaces or line ends."
        if not SHORTEST <= self.seconds <= LONGEST:
            yield f"The time for one article must be between {SHORTEST:g} and {LONGEST:g} seconds."
        if self.temperature is not None and not 0 <= self.temperature <= 2:
            yield "The temperature must be between 0 and 2."


def is_version(version: str) -> bool:
    """Whether a detector's version is that of a language model."""
    return version.startswith("llm-") and version.count("/") >= 2


def _split(address: str) -> SplitResult:
    try:
        split = urlsplit(address)
        _ = split.port  # raises where it is no number
    except ValueError:
        return SplitResult("", "", "", "", "")
    return split


def _is_near(host: str) -> bool:
    """Whether a host is this machine or of a private network, as far as its name says."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return "." not in host or host.lower().rstrip(".").endswith(_NEAR)
    return address.is_loopback or (address.is_private and not address.is_unspecified) or address.is_link_local
