"""Who has which role in a text: persons told from places, and the one bearer of "the mayor" or "the commission"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from claims.detection.en import lexicon
from claims.detection.en.names import Mention, Names
from claims.detection.values import Span

_OFFICES = lexicon.words(
    """mayor minister commissioner president premier governor senator chancellor secretary ambassador general judge
    sheriff treasurer speaker professor councillor"""
)
_BODIES = lexicon.words(
    """commission ministry agency authority institute association union university hospital federation inspectorate
    committee court council bank party bureau foundation regulator institution polytechnic board fund"""
)
_COUNTRIES = lexicon.words(
    """Ukraine Russia China Germany France Britain Israel Iran Iraq Syria Turkey Egypt Lebanon Jordan Yemen Japan India
    Pakistan Afghanistan Brazil Mexico Canada Australia Poland Hungary Italy Spain Portugal Greece Belgium Netherlands
    Sweden Norway Denmark Finland Serbia Romania Bulgaria Armenia Azerbaijan Belarus Venezuela Cuba Colombia Argentina
    Chile Peru Nigeria Kenya Ethiopia Sudan Somalia Libya Tunisia Algeria Morocco Taiwan Vietnam Thailand Indonesia
    Malaysia Singapore Philippines Ireland America US U.S. UK U.K."""
) | {"Saudi Arabia", "South Korea", "North Korea", "South Africa", "New Zealand", "United States", "United Kingdom"}
_CAPITALS = lexicon.words(
    "Kiev Kyiv Moscow Washington Beijing Berlin Paris London Tehran Baghdad Damascus Ankara Cairo Tokyo Delhi Warsaw"
)
_WITH_ARTICLE = frozenset({"US", "U.S.", "UK", "U.K.", "United States", "United Kingdom", "Netherlands", "Philippines"})
_NEARBY = 5  # sentences in which a country named must be the only one
_DESCRIBED = re.compile(
    rf"\b(?P<the>[Tt]he) (?P<noun>{'|'.join(sorted(_OFFICES | _BODIES))}|country)\b"
    r"(?! (?:of|for|and|or|in charge|at|to be|[A-Z]|who|which|that|leader|members?|manager|chair\w*|club|house|music"
    r"|road|singer|assembly|elections?|secretary|general|president|minister|candidates?|building|staff|office)\b"
    r"|-|, [A-Z]|, (?:who|which|a|an|the)\b)"
)
_OTHERS = re.compile(
    r"(?P<before>[\w’'-]+) (?P<noun>(?i:"
    + "|".join(sorted(_OFFICES | _BODIES))
    + r"))s?\b(?P<after> of(?: the)? (?=[A-Z]))?"
)
_OF_THIS = lexicon.words("the a an this that its his her their our each every no any same by")
_LESSER = re.compile(r"\b(?:Deputy|deputy|Vice|vice|Former|former|ex-|Acting|acting|Assistant|assistant|late)[ -]?$")
_AT_A_PLACE = re.compile(r"\b(?:in|at|near|off|across|around|outside|inside|over|through|towards?)(?: the)? $", re.I)
_PERSON_NOUN = re.compile(
    r"\b(?:a|an|the|his|her|their|its|another|one|’s|'s)(?: [\w’'-]+){0,3}? (?P<noun>"
    + "|".join(sorted(lexicon.PERSON_NOUNS | {"deputy", "successor", "predecessor", "source", "insider", "survivor"}))
    + r")\b",
    re.I,
)
_NAME_WORD = r"(?:(?:[A-Z]\.)+|(?:Jr|Sr|St)\.|[^\W\d_](?:[\w’'-]*\w)?)"
_PRINTED_NAME = re.compile(rf"{_NAME_WORD}(?: {_NAME_WORD})*")
_COURTESY = {"Mr.": "m", "Mr": "m", "Mrs.": "f", "Mrs": "f", "Ms.": "f", "Ms": "f"}
_FIRM = r"(?:News|Inc|Co|Corp|Company|Motors?|Group|Research|University|Post|Times|Institute|County|City|Street)\b"
_APPOSED = re.compile(r",? (?!(?:for|of|to|from) )(?:[\w’'.-]+ ){0,3}$")


def person_nouns(words: str, named: list[Mention], base: int) -> bool:
    """Whether somebody without a name ("a police spokesman") stands in the words, beside those who are ``named``."""
    for match in _PERSON_NOUN.finditer(words):
        after = [m for m in named if m.start >= base + match.end()]
        before = [m for m in named if m.end <= base + match.start()]
        is_told = after and _APPOSED.fullmatch(words[match.end() : max(0, after[0].start - base)])
        is_aside = before and words[before[-1].end - base : match.start()].strip() in (",", "", "is", "was", "as")
        if not is_told and not is_aside:
            return True
    return False


class Roles:
    """What the whole text tells of its names; made once a text, in one pass over its mentions."""

    def __init__(self, text: str, sentences: list[Span], names: Names) -> None:
        self._text, self._sentences, self._names = text, sentences, names

    @cached_property
    def _kinds(self) -> dict[str, str]:
        """ "person" by title or first name, "place" where one is in or at it, "aside" by ", a lawyer", else ""."""
        found: dict[str, str] = {}
        for mention in self._names.mentions:
            name, kind = self._names.resolve(mention)
            if kind != "person" or found.get(name) == "person":
                continue
            if mention.role or self._names.gender_of(name):
                found[name] = "person"
            elif _AT_A_PLACE.search(self._text[max(0, mention.start - 14) : mention.start]):
                found[name] = "place"
            elif found.get(name) != "place":
                found[name] = "aside" if self._is_apposed(mention) else found.get(name, "")
        return found

    def _is_apposed(self, mention: Mention) -> bool:
        before = self._text[max(0, mention.start - 60) : mention.start]
        after = self._text[mention.end : mention.end + 60]
        nouns = lexicon.PERSON_NOUNS | {"spokeswoman", "chair", "biologist", "businessman", "author", "cook"}
        if re.match(r", (?:who|(?:a|an|the|one|director|head|chair\w*|president|leader)\b)", after):
            return True
        last = re.search(r"([\w-]+),? $", before)
        known = last and last.group(1).lower() in nouns | {"said"}
        return bool(known) and " " in mention.name and not mention.possessive

    def is_person(self, name: str) -> bool:
        """Whether the name is somebody's, and printed without words that ran into it."""
        is_clean = not name.startswith("the ") and bool(_PRINTED_NAME.fullmatch(name))
        return is_clean and self._kinds.get(name) in ("person", "aside")

    @cached_property
    def _full_names(self) -> dict[str, dict[str, str]]:
        """For each surname the full names of its bearers as first printed, by first name."""
        found: dict[str, dict[str, str]] = {}
        for mention in self._names.mentions:
            name = mention.name.rstrip(".")  # "John B. Doe." ends a sentence
            first, *middle, last = name.split() if " " in name else ("", "")
            if mention.kind == "person" and first and len(middle) < 2:
                known = found.setdefault(last, {})
                other = known.get(first, name).split()[1:-1]
                is_another = bool(middle) and other not in ([], middle)
                known.setdefault(f"{first} {middle[0]}" if is_another else first, name)
        return found

    def bearer(self, mention: Mention, gender: str = "") -> str:
        """The name of the one mentioned, in full where the text prints it; "" where several bear the surname.

        ``gender`` is that of a pronoun for the same person; "Mr." and "Mrs." go before it.
        """
        bearers = list(self._full_names.get(mention.name, {}).values()) if " " not in mention.name else []
        if not bearers or mention.kind != "person":
            return self._names.resolve(mention)[0]
        told = _COURTESY.get(mention.role, gender)
        fitting = [name for name in bearers if self.fits(name, told)] if told else bearers
        return fitting[0] if len(fitting) == 1 else ""

    def full_name(self, mention: Mention) -> tuple[int, str] | None:
        """Start and full name for a bare surname, with its "Mr.", if the text has only one who can be meant."""
        if mention.kind != "person" or " " in mention.name or (mention.role and mention.role not in _COURTESY):
            return None
        name = self.bearer(mention)
        if " " not in name or not self.is_person(name):
            return None
        if not mention.role and re.search(rf"\b{re.escape(mention.name)} {_FIRM}", self._text):
            return None
        return mention.start - (len(mention.role) + 1 if mention.role else 0), name

    def is_shared(self, name: str) -> bool:
        """Whether somebody else in the text has the same surname."""
        return len(self._full_names.get(name.split()[-1], {})) > 1

    def fits(self, name: str, gender: str) -> bool:
        return self._names.gender_of(name) in ("", gender)

    def is_known(self, name: str, gender: str) -> bool:
        return self._names.gender_of(name) == gender

    def may_be(self, mention: Mention, gender: str) -> bool:
        """Whether "he" or "she" could mean the one mentioned."""
        name = self.bearer(mention, gender)
        title = lexicon.GENDERED_TITLES.get(mention.role.split()[-1], "") if mention.role else ""
        if self._names.resolve(mention)[1] != "person" or self._kinds.get(name) == "place":
            return False
        return title == gender if title else not name or self.fits(name, gender)

    @cached_property
    def _bearers(self) -> dict[str, dict[str, int]]:
        """For each noun the names that bear it, with the place where each is first printed; "" for one unnamed."""
        found: dict[str, dict[str, int]] = {}
        taken: set[int] = set()
        for mention in self._names.mentions:
            for noun in self._nouns(mention):
                found.setdefault(noun, {}).setdefault(self._names.resolve(mention)[0], mention.start)
                taken.update(range(mention.start - 40, mention.end))
        for match in _OTHERS.finditer(self._text):
            if match["after"] or (match["before"].lower() not in _OF_THIS and match.start("noun") not in taken):
                found.setdefault(match["noun"].lower(), {}).setdefault("", match.start())
        return found

    def _nouns(self, mention: Mention) -> Iterator[str]:
        before = self._text[max(0, mention.start - 60) : mention.start]
        word = re.search(r"([\w’'-]+) $", before)
        noun = word.group(1).lower() if word else ""
        lesser = word and (_LESSER.search(before[: word.start()].rstrip() + " ") or _LESSER.match(mention.role))
        if mention.kind == "person" and noun in _OFFICES and not lesser:
            yield noun
        if mention.kind == "organisation":
            heads = re.split(r" (?:of|for|on|in) ", mention.name)[0].split()
            if heads and heads[-1].lower() in _BODIES and len(mention.name.split()) > 1:
                yield heads[-1].lower()

    def described(self, sentence: Span) -> Iterator[tuple[int, int, str]]:
        """Descriptions in the sentence that one name stands for: start, end, name."""
        for match in _DESCRIBED.finditer(sentence.text):
            start, noun = sentence.start + match.start(), match["noun"]
            name = self._country(start) if noun == "country" else self._bearer(noun, start)
            if name and noun in _BODIES | {"country"} and self._has_article(name):
                name = f"{match['the']} {name}"
            if name:
                yield start, sentence.start + match.end(), name

    def _bearer(self, noun: str, at: int) -> str | None:
        names = self._bearers.get(noun, {})
        if len(names) != 1:
            return None
        ((name, first),) = names.items()
        return name if name and first < at else None

    def _has_article(self, name: str) -> bool:
        return name in _WITH_ARTICLE or f"the {name}" in self._text or f"The {name}" in self._text

    def _country(self, at: int) -> str | None:
        """The country named nearby, if only one is, and no capital or nationality beside it."""
        index = max((i for i, one in enumerate(self._sentences) if one.start <= at), default=0)
        first = self._sentences[max(0, index - _NEARBY)].start
        near = {m.name for m in self._names.between(first, at)}
        countries = near & _COUNTRIES
        others = near & _CAPITALS or any(w in lexicon.DEMONYMS for w in re.findall(r"[A-Z]\w+", self._text[first:at]))
        return countries.pop() if len(countries) == 1 and not others else None
