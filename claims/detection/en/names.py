"""Names printed in a text: persons, organisations and places, and the full name behind a later short one."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from claims.detection.en import lexicon
from claims.detection.values import Span

_UPPER = r"[A-ZÀ-ÖØ-ÞĀ-ŽΑ-ΩЀ-Я]"
_TOKEN = rf"{_UPPER}[\w&]*(?:[’'.-](?=\w)[\w&]+)*\.?"
_LINK = r"(?:of the|for the|of|for|and|the|de la|de|del|van der|van|von|der|bin|ibn|al|el|da|di|du|la|le)"
_NAME = re.compile(rf"(?<![\w@/])(?:al-|el-)?{_TOKEN}(?:[ \u00a0](?:{_LINK}[ \u00a0])?(?:al-|el-)?{_TOKEN}){{0,9}}")
_POSSESSIVE = re.compile(r"[’']s?$")
_BODY = re.compile(r" (?:administration|government|campaign|ministry|regime|team|police)\b")
_VERB_NEXT = re.compile(
    r"\s(?:said|says|told|has|had|was|is|will|would|did|wants|argues|claims|insists|plans|denies|warns|[a-z]+ed)\b|[’']s\b"
)
_SPLIT_LINKS = re.compile(r" (?:and|for the|for) ")
_MEMBER_OF = re.compile(r"(?!United )(?P<name>\S+ \S+) (?:of the|of) (?=\S+ \S)")


@dataclass(frozen=True, slots=True)
class Mention:
    """One printed name: ``start``–``end`` cover the name alone, ``role`` the titles before it ("Defense Secretary")."""

    start: int
    end: int
    name: str
    role: str
    kind: str
    possessive: bool


class Names:
    """All mentions of a text, in order; knows full names by surname and the gender a name or title suggests."""

    def __init__(self, text: str, sentences: list[Span]) -> None:
        found = [(mention, sentence) for sentence in sentences for mention in mentions(sentence)]
        sure = {word for mention, sentence in found if not _opens(sentence, mention) for word in mention.name.split()}
        self.mentions = [
            mention for mention, sentence in found if not _opens(sentence, mention) or _is_name(sentence, mention, sure)
        ]
        self._starts = [mention.start for mention in self.mentions]
        self._full: dict[str, list[Mention]] = {}
        self._acronyms: dict[str, str] = {}
        for mention in self.mentions:
            self._register(mention)

    def _register(self, mention: Mention) -> None:
        words = mention.name.split()
        if mention.kind == "person" and len(words) > 1:
            self._full.setdefault(words[-1], []).append(mention)
        if mention.kind == "organisation" and len(words) > 2:
            letters = "".join(word[0] for word in words if word[0].isupper())
            self._acronyms.setdefault(letters, mention.name)

    def between(self, start: int, end: int) -> list[Mention]:
        """Mentions that lie inside ``start``–``end``."""
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
        return [mention for mention in self.mentions[first:last] if mention.end <= end]

    def resolve(self, mention: Mention) -> tuple[str, str]:
        """Best known name and kind: the latest full name before the mention, else any in the text, else as printed."""
        words = mention.name.split()
        known = self._full.get(words[-1]) if len(words) == 1 else None
        if known:
            before = [full for full in known[:50] if full.start <= mention.start]
            return (before[-1] if before else known[0]).name, "person"
        return self._acronyms.get(mention.name, mention.name), mention.kind

    def gender(self, mention: Mention) -> str:
        """ "f", "m" or "" as title and first name suggest."""
        role = mention.role.split()
        if role and role[-1] in lexicon.GENDERED_TITLES:
            return lexicon.GENDERED_TITLES[role[-1]]
        return self.gender_of(self.resolve(mention)[0])

    def gender_of(self, name: str) -> str:
        """ "f", "m" or "" as the first word of a name suggests."""
        first = name.split()[0]
        return "f" if first in lexicon.WOMEN else "m" if first in lexicon.MEN else ""


def _opens(sentence: Span, mention: Mention) -> bool:
    """Whether the mention is one word with a capital because it opens the sentence."""
    return " " not in mention.name and not mention.role and mention.start - sentence.start <= 3


def _is_name(sentence: Span, mention: Mention, sure: set[str]) -> bool:
    """Whether a word that opens a sentence is a name: known from elsewhere in the text, or followed by a verb."""
    if mention.name in sure or mention.kind == "place" or mention.name in lexicon.ORGANISATION_WORDS:
        return True
    letters = [c for c in mention.name if c.isalpha()]
    follows = sentence.text[mention.end - sentence.start : mention.end - sentence.start + 20]
    return (len(letters) > 1 and letters[1].isupper()) or bool(_VERB_NEXT.match(follows))


def mentions(sentence: Span) -> list[Mention]:
    """Names in one sentence, by capitals alone; words that open a sentence count only when they can be a name."""
    found = []
    for match in _NAME.finditer(sentence.text):
        start, words = match.start(), match.group()
        for part_start, part in _parts(start, words):
            mention = _mention(sentence, part_start, part)
            if mention:
                found.append(mention)
    return found


def _parts(start: int, words: str) -> list[tuple[int, str]]:
    """ "Washington and Moscow" are two names, "Jane Doe of the List" too; "Ministry of Trade and Industry" is one."""
    member = _MEMBER_OF.match(words)
    if member and lexicon.ORGANISATION_WORDS.isdisjoint(member["name"].split()):
        return [(start, member["name"]), *_parts(start + member.end(), words[member.end() :])]
    if lexicon.ORGANISATION_WORDS.isdisjoint(words.split()) or " of " not in words:
        parts, at = [], 0
        for link in _SPLIT_LINKS.finditer(words):
            parts.append((start + at, words[at : link.start()]))
            at = link.end()
        return [*parts, (start + at, words[at:])]
    return [(start, words)]


def _mention(sentence: Span, start: int, words: str) -> Mention | None:
    opens = not any(c.isalnum() for c in sentence.text[max(0, start - 3) : start]) and start <= 3
    kept = words.replace("\u00a0", " ").split(" ")
    while kept and kept[0].rstrip(".") in lexicon.NOT_NAMES:
        start += len(kept.pop(0)) + 1
    if not kept or (opens and len(kept) == 1 and kept[0].lower() in lexicon.COMMON_OPENERS):
        return None
    role, kept = _role(kept)
    start += len(role) + bool(role)
    name = " ".join(kept)
    bare = _POSSESSIVE.sub("", name) if name.endswith(("’s", "'s", "s’", "s'")) else name
    possessive = bare != name or sentence.text[start + len(name) : start + len(name) + 1] in ("’", "'")
    bare = (
        bare
        if bare.count(".") > 1 or bare.endswith(("Jr.", "Sr.", "Inc.", "Corp.", "Ltd.", "Co."))
        else bare.rstrip(".")
    )
    if not bare or bare in lexicon.CALENDAR or bare in lexicon.DEMONYMS:
        return None
    kind = _kind(bare, role, sentence.text, start)
    body = _BODY.match(sentence.text, start + len(bare))
    if body:
        bare, kind, possessive = bare + body.group(), "organisation", False
    start += sentence.start
    return Mention(start, start + len(bare), bare, role, kind, possessive)


def _role(words: list[str]) -> tuple[str, list[str]]:
    """Titles before the name, and the name: up to the last title word, if a name follows it."""
    last = max((i for i, word in enumerate(words[:-1]) if word.rstrip(".") in lexicon.TITLES), default=-1)
    if last < 0 or words[last + 1] in ("of", "for", "and", "the"):
        return "", words
    return " ".join(words[: last + 1]), words[last + 1 :]


def _kind(name: str, role: str, sentence: str, start: int) -> str:
    words = name.split()
    if role:
        return "person"
    if name in lexicon.PLACES:
        return "place"
    if not lexicon.ORGANISATION_WORDS.isdisjoint(words) or " of " in name or "&" in name:
        return "organisation"
    if words[0] in lexicon.MEN or words[0] in lexicon.WOMEN:
        return "person"
    letters = name.replace(".", "")
    if len(words) == 1 and letters.isupper() and 2 <= len(letters) <= 6:
        return "organisation"
    if sentence[max(0, start - 4) : start].lower() == "the ":
        return "organisation"
    return "person" if 1 <= len(words) <= 4 else "organisation"
