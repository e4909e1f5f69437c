"""What a password may not be: a name of this house with a little around it, or one that has leaked somewhere before."""

import hashlib
import logging
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError

from claims.models import Desk
from config.digests import is_in

logger = logging.getLogger(__name__)

SHORTEST_WORD = 4  # letters and digits; a shorter one stands in too many passwords by chance
FEWEST_BESIDE = 8  # letters and digits that a password with a name in it must have besides
# Signs that are put in the place of a letter, where a one may be an i or an l; or that are what they are.
DISGUISES: list[dict[str, str]] = [
    {},
    *(dict(zip("013457@$!|", f"o{one}eastas{one}{one}", strict=True)) for one in "il"),
]


class NamesOfTheHouse:
    """No password is a word that everybody who attacks this house tries first, or is built around one."""

    def validate(self, password: str, user: object = None) -> None:
        """Refuse it where a name is in it and fewer than eight letters and digits besides."""
        words = set(words_of_the_house())
        if any(_is_built_around(password, words, disguise) for disguise in DISGUISES):
            raise ValidationError(
                "This password is built around a name of this house or of its site, which is tried first.",
                code="password_names_the_house",
            )

    def get_help_text(self) -> str:
        """What the form says beside the field."""
        return "Your password can’t be built around a name of this house or of its site."


def words_of_the_house() -> Iterator[str]:
    """The program's, the site's, the desks' and the publisher's names, the host's, and what the settings add."""
    host = urlsplit(settings.BASE_URL).hostname or ""
    names = ["Claimdesk", settings.SITE_NAME, settings.SITE_ORGANISATION, *settings.PASSWORD_WORDS]
    labels = host.split(".") if re.search("[a-z]", host) else []
    for name in (*names, *(labels[:-1] or labels), *Desk.objects.values_list("name", flat=True)):
        for word in {name, *name.split(), *name.split("-")}:
            if len(plain := "".join(filter(str.isalnum, _plain(word)))) >= SHORTEST_WORD:
                yield plain


def _plain(text: str) -> str:
    """In one case, with accents as signs of their own."""
    return unicodedata.normalize("NFKD", text.casefold())


def _is_built_around(password: str, words: set[str], disguise: dict[str, str]) -> bool:
    signs = [(meant, sign) for sign in _plain(password) if (meant := disguise.get(sign, sign)).isalnum()]
    meant, taken = "".join(one for one, _ in signs), [False] * len(signs)
    for word in words:
        for found in re.finditer(f"(?={re.escape(word)})", meant):
            taken[found.start() : found.start() + len(word)] = [True] * len(word)
    beside = [sign for (_, sign), is_taken in zip(signs, taken, strict=True) if not is_taken and sign.isalnum()]
    return any(taken) and len(beside) < FEWEST_BESIDE


class LeakedPasswords:
    """No password stands in the list of leaked ones, where there is one; nobody is asked over the network.

    The list is that of Have I Been Pwned, ordered by hash: lines such as `000000005AD76BD555C1D6D771DE417A4B87E4B4:4`.
    """

    def validate(self, password: str, user: object = None) -> None:
        """Refuse what is in the list; and everything, while the list that is set cannot be read."""
        try:
            with Path(settings.LEAKED_PASSWORDS).open("rb") as file:
                has_leaked = is_in(file, hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest())
        except OSError as problem:
            logger.error("LEAKED_PASSWORDS cannot be read: %s", problem)
            said = "New passwords cannot be checked at the moment. Tell whoever runs this installation."
            raise ValidationError(said, code="password_unchecked") from None
        if has_leaked:
            raise ValidationError(
                "This password has leaked somewhere before, so it is tried everywhere.", code="password_leaked"
            )

    def get_help_text(self) -> str:
        """What the form says beside the field."""
        return "Your password can’t be one that has leaked somewhere before."
