"""Whom a pronoun or a description means: names for "he", "its report", "the mayor", where only one can be meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from claims.detection.en.attribute import Attribution
from claims.detection.en.cues import cues
from claims.detection.en.names import Mention, Names
from claims.detection.en.roles import Roles, person_nouns
from claims.detection.quotes import inside
from claims.detection.values import Span

_PRINTED_WITHIN = 4  # sentences in which a name that a pronoun stands for must have been printed
_REACH = 3  # sentences that a pronoun looks back inside its paragraph; across paragraphs one
_PRONOUN = re.compile(r"\b(?P<word>[Hh]e|[Ss]he|[Hh]is|[Hh]er)\b(?![’'-])")
_GENDER = {"he": "m", "his": "m", "she": "f", "her": "f"}
_ANY_PERSON = re.compile(r"\b(?:he|she|his|her|him|who)\b", re.I)
_NOT_OWNED = re.compile(
    r" ?(?:[^\w“\"‘ ]|$| (?:that|in|on|at|to|for|with|as|by|from|and|or|but|when|if|about|of|a|an|the|how|what|why"
    r"|because|before|after|not|own|into|over|out|up|down|off|is|was|has|had|would|will)\b)"
)
_IT = re.compile(
    r"(?P<word>It)(?= (?:also |now |has also |has |had |will |does not |did not )?(?:says?|said|told|claims?|claimed"
    r"|counts|counted|called|employs|employed|announced|hired|plans|planned|wants|wanted|owns|runs|operates|intends"
    r"|fined|found|reported|reports|expects|warned|warns|argues|argued|denied|denies|rejected|promised|accused"
    r"|published|sold|bought|agreed|declined)\b)"
    r"|(?P<own>Its)(?= (?:(?:annual|latest|own|new|final) )?(?:report|study|survey|spokes\w+|director|chair\w*"
    r"|president|leader|members|statement|analysts|head|chief|findings|figures|executives|lawyers|officials)\b)"
)
_LED = re.compile(
    r"\b(?:for|of|with|to|by|against|about|from|than|like|over|under|behind|between|and|or) (?:the |a )?$"
)
_LEAD_IN = re.compile(r"(?:[\w’'-]+,? ){0,12}[\w’'-]+, ")
_BEFORE_SUBJECT = ("But ", "And ", "Yet ", "So ", "Then ", "Still ")
_IN = ("In ", "At ", "On ", "For ", "By ", "According to ", "Under ", "During ")
_VERB = re.compile(
    r"(?:[’']s?)?,? (?:who|also|never|now|then|himself|herself|[a-z]+ly|has|had|have|is|was|will|would|did|does"
    r"|could|may|might|can"
    r"|said|says|told|went|took|gave|got|made|won|lost|came|left|led|began|spent|met|held|sent|wrote|sought|ran"
    r"|put|cut"
    r"|paid|sold|bought|thinks|argues|claims|wants|plans|notes|leads|lags|insists|believes|estimates|tells|points"
    r"|adds"
    r"|warns|denies|goes|calls|blames|stands|defends|opposes|supports|remains|faces|needs|promises|proposes"
    r"|(?!(?:allied|affiliated|linked|backed|related)\b)[a-z]{2,}ed)\b"
    r"|[’']s? |[’'](?=s )"
)
_WHY_SURNAME = "the full name of somebody named before or after"
_WHY_PRONOUN = "a pronoun for somebody named before"
_WHY_ROLE = "a description of somebody or something named before"


class Change(NamedTuple):
    """A change by offsets into the text."""

    start: int
    end: int
    after: str
    why: str


class Referents:
    """Reads the sentences of one text; answers nothing where two names would fit."""

    def __init__(
        self, text: str, sentences: list[Span], quotes: list[Span], names: Names, attributions: list[Attribution | None]
    ) -> None:
        self._text, self._sentences, self._quotes, self._names = text, sentences, quotes, names
        self._attributions = attributions
        self._roles = Roles(text, sentences, names)
        self._own = "’s" if "’" in text or "'" not in text else "'s"

    def sentence(self, index: int) -> Span:
        return self._sentences[index]

    def before(self, index: int) -> str:
        """The words of the sentence before in the same paragraph, or ""."""
        return self._sentences[index - 1].text if index and not self._parted(index - 1, index) else ""

    def changes(self, index: int) -> Iterator[Change]:
        """A name for each pronoun and description of the sentence that can mean only one."""
        sentence = self._sentences[index]
        named = set()
        if (change := self._person(index)) is not None:
            named.add(change.after)
            yield change
        if (change := self._body(index)) is not None:
            yield change
        if (change := self._surname(index)) is not None and change.after not in named:
            named.add(change.after)
            yield change
        for start, end, name in self._roles.described(sentence):
            owned = self._text[end : end + 2] in ("’s", "'s")
            if name not in self._said_here(index) and name not in named and (owned or self._text[end : end + 1] != "’"):
                named.add(name)
                yield Change(start, end, name, _WHY_ROLE)

    def _said_here(self, index: int) -> set[str]:
        sentence = self._sentences[index]
        return {self._names.resolve(m)[0].removeprefix("the ") for m in self._outside(sentence)}

    def _outside(self, sentence: Span) -> list[Mention]:
        found = self._names.between(sentence.start, sentence.end)
        return [m for m in found if not inside(self._quotes, m.start, m.end)]

    def _parted(self, earlier: int, later: int) -> bool:
        return "\n" in self._text[self._sentences[earlier].end : self._sentences[later].start]

    def _person(self, index: int) -> Change | None:
        """The first "he", "she", "his" or "her" of the sentence, unless the sentence itself tells who it is."""
        sentence = self._sentences[index]
        for match in _PRONOUN.finditer(sentence.text):
            at = sentence.start + match.start()
            if not inside(self._quotes, at, sentence.start + match.end()):
                return self._named(index, match, at)
        return None

    def _named(self, index: int, match: re.Match[str], at: int) -> Change | None:
        sentence, word = self._sentences[index], match["word"].lower()
        owns = word in ("his", "her")
        if owns and _NOT_OWNED.match(sentence.text, match.end()):
            return None
        gender = _GENDER[word]
        fitting = [m for m in self._outside(sentence) if self._roles.may_be(m, gender)]
        leads = self._leads(sentence, match)
        earlier = [m for m in self._outside(sentence) if m.start < at and m.kind == "person"]
        if (
            (owns and earlier)
            or any(m.start < at for m in fitting)
            or not (leads or (sentence.text[: match.start()] in _IN and not fitting))
        ):
            return None
        if person_nouns(sentence.text[: match.start()], self._names.between(sentence.start, at), sentence.start):
            return None
        name = self._antecedent(index, gender, speaks=not owns and self._is_source(sentence, match))
        if name is None or (owns and not self._roles.is_known(name, gender)):
            return None
        return Change(at, at + len(word), name + (self._own if owns else ""), _WHY_PRONOUN)

    def _leads(self, sentence: Span, match: re.Match[str]) -> bool:
        """Whether the pronoun is the subject of the sentence or of the words "he said"."""
        before = sentence.text[: match.start()]
        is_subject = not before or before in _BEFORE_SUBJECT or bool(_LEAD_IN.fullmatch(before))
        return is_subject or self._is_source(sentence, match)

    def _is_source(self, sentence: Span, match: re.Match[str]) -> bool:
        return any(match.end() < cue.start + 2 <= match.end() + 4 for cue in cues(sentence.text))

    def _antecedent(self, index: int, gender: str, *, speaks: bool) -> str | None:
        """The one person who fits in the nearest sentence before that has any, or None."""
        for back in range(index - 1, max(-1, index - 1 - _REACH), -1):
            if self._skips(back) or (back < index - 1 and self._parted(back, index)):
                return None
            people = self._people(back, gender)
            spoken = self._attributions[back]
            if len(people) == 1:
                (name,) = people
                return name if name and self._roles.is_person(name) and self._is_told_of(back, name, gender) else None
            if people:
                return spoken.claimant if speaks and spoken and self._opens(back, spoken) else None
            if speaks and spoken and spoken.kind == "organisation":
                return None
        return None

    def _is_told_of(self, index: int, name: str, gender: str) -> bool:
        """Whether the last sentence that prints the name is about its bearer: not "asked whether Doe", "for Doe"."""
        for back in range(index, max(-1, index - _PRINTED_WITHIN), -1):
            mine = [m for m in self._outside(self._sentences[back]) if self._roles.bearer(m, gender) == name]
            if mine:
                return self._is_subject(back, name, mine)
            if back < index and self._has_others(back, gender):
                return False
        return False

    def _has_others(self, index: int, gender: str) -> bool:
        sentence, outside = self._sentences[index], self._outside(self._sentences[index])
        is_named = any(self._roles.may_be(m, gender) for m in outside)
        return is_named or person_nouns(sentence.text, outside, sentence.start)

    def _is_subject(self, index: int, name: str, mine: list[Mention]) -> bool:
        sentence, spoken = self._sentences[index], self._attributions[index]
        if spoken and spoken.claimant == name:
            return True
        before = [sentence.text[: m.start - len(m.role) - bool(m.role) - sentence.start] for m in mine]
        return not sentence.text.startswith(("Asked", "When asked")) and not all(_LED.search(one) for one in before)

    def _skips(self, index: int) -> bool:
        """Whether words that are no sentence of the list ("Doe disagreed.") stand between this one and the next."""
        return bool(self._text[self._sentences[index].end : self._sentences[index + 1].start].strip())

    def _opens(self, index: int, spoken: Attribution) -> bool:
        """Whether the speaker of the sentence is the first it names, and a person we know by name."""
        outside = self._outside(self._sentences[index])
        if not outside or not spoken.claimant or not self._roles.is_person(spoken.claimant):
            return False
        sentence, first = self._sentences[index], outside[0]
        if person_nouns(sentence.text[: first.end - sentence.start], [first], sentence.start):
            return False
        return self._roles.bearer(first) == spoken.claimant and first.start < spoken.cue.start

    def _people(self, index: int, gender: str) -> set[str | None]:
        """Names of the people in a sentence who fit; None stands for somebody without a name."""
        sentence, spoken = self._sentences[index], self._attributions[index]
        fitting = [m for m in self._outside(sentence) if self._roles.may_be(m, gender)]
        found = {self._roles.bearer(m, gender) or None for m in fitting}
        people: set[str | None] = {*found}
        if spoken and spoken.kind == "person" and spoken.claimant and self._roles.fits(spoken.claimant, gender):
            people.add(None if self._roles.is_shared(spoken.claimant) and not people else spoken.claimant)
        if person_nouns(sentence.text, self._outside(sentence), sentence.start):
            people.add(None)
        if not people and _ANY_PERSON.search(sentence.text) and not inside(self._quotes, sentence.start, sentence.end):
            return self._carried(index, gender)
        return people

    def _carried(self, index: int, gender: str) -> set[str | None]:
        """Whom the pronouns of a sentence without names mean: its speaker if known, else nobody we can tell."""
        spoken = self._attributions[index]
        if spoken and spoken.claimant and self._roles.fits(spoken.claimant, gender):
            return {spoken.claimant}
        return set()

    def _surname(self, index: int) -> Change | None:
        """The full name for a bare surname that the sentence begins with, unless the sentence prints it in full."""
        sentence, outside = self._sentences[index], self._outside(self._sentences[index])
        if not outside or not _VERB.match(sentence.text, outside[0].end - sentence.start):
            return None
        if (found := self._roles.full_name(outside[0])) is None:
            return None
        start, name = found
        before = sentence.text[: start - sentence.start]
        is_subject = not before or before in _BEFORE_SUBJECT or bool(_LEAD_IN.fullmatch(before))
        if not is_subject or name in sentence.text:
            return None
        return Change(start, outside[0].end, name, _WHY_SURNAME)

    def _body(self, index: int) -> Change | None:
        """ "It says", "Its report": the organisation that the sentence before begins with."""
        sentence = self._sentences[index]
        match = _IT.match(sentence.text)
        if (
            not match
            or not index
            or self._parted(index - 1, index)
            or inside(self._quotes, sentence.start, sentence.end)
        ):
            return None
        before = self._sentences[index - 1]
        bodies = [m for m in self._outside(before) if m.kind == "organisation"]
        if len({m.name for m in bodies}) != 1 or bodies[0].possessive:
            return None
        name, lead = bodies[0].name, before.text[: bodies[0].start - before.start]
        if lead.lower() not in ("", "the ", "according to ", "according to the "):
            return None
        if match["word"] and lead.lower().startswith("according"):
            return None
        article = "The " if lead.lower().endswith("the ") else ""
        after = article + name + (self._own if match["own"] else "")
        return Change(sentence.start, sentence.start + match.end(), after, "a pronoun for the body named before")
