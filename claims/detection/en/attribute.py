"""Who said it: the source, the cue and the frame of reported speech in each sentence of a text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace

from claims.detection.en import lexicon
from claims.detection.en.attribution import Attribution, Source
from claims.detection.en.continued import Continued
from claims.detection.en.cues import Cue, cues
from claims.detection.en.names import Mention, Names
from claims.detection.en.sources import Sources
from claims.detection.quotes import inside
from claims.detection.values import Span

__all__ = ["Attribution", "Source", "Speech"]

_REACH = 6  # sentences a pronoun looks back
_NOT_ALONE = lexicon.words(
    "state states note notes claim claims remark remarks comment comments report reports estimate estimates ask"
    " observed maintains maintain declared promise promises demand demands forecast reveal repeat stress"
)
_SHORTEST_SOURCE, _LONGEST_SOURCE = 6, 8  # code points and words, of a source that is no name
_PRONOUNS = {"he": "m", "she": "f", "they": "", "who": "who", "which": "which", "it": "it"}
_SUBJECT_FORMS = {"his": "he", "him": "he", "her": "she", "their": "they", "them": "they", "its": "it"}
_ADJUNCT = re.compile(
    r"(?:In|On|At|During|After|Before|When|While|Speaking|Asked|Last|Earlier|Late|Yesterday|Failing|Following"
    r"|Since|By|For"
    r"|Despite|Although|Though|However|Meanwhile|But|And|As|Amid|With|From|Under|Writing|Addressing|Instead|If|Yet"
    r"|Still"
    r"|Today|Also|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b"
)
_BOUNDARY = re.compile(
    r"[,;:—–“”\"()]| that | but | and | as | because | while | although | after | if | when | which | what "
)
_NP_END = re.compile(r"[,;:!?“”\"()]|(?<=\w) (?:who|which|that|in|on|at|after|before|when|while|as|told|to|during)\b")
_TRAILING = re.compile(
    r"(?: (?:\([^()]{1,30}\)|did|does|do|has|have|had|would|will|could|can|not|never|often|once|also|both|all|too"
    r"|later|himself|herself"
    r"|this week|last week|last month|last year|earlier|today|yesterday|(?:on )?(?:Mon|Tues|Wednes|Thurs|Fri|Satur"
    r"|Sun)day"
    r"(?: (?:morning|afternoon|evening|night))?|in an? (?:[\w-]+ ){0,3}(?:interview|statement|speech|letter|tweet"
    r"|post|email)"
    r"(?: with [A-Z][\w]{1,20})?))+$"
)
_LAST_WORD = re.compile(r"[A-Za-z’']+$")
_LED = re.compile(r"\s(?:in|on|at|after|before|during|to|that|it|he|she|they|there|of|by|as|when|for|about|with)\b")
_LEAD = re.compile(r"^(?:But|And|Yet|So|Still|Meanwhile|However)\s")
_GROUP_OF = re.compile(r"\b(?:in|for|at|from|of|with|by|within)\s(?:the\s)?$")


@dataclass(frozen=True, slots=True)
class _Source:
    claimant: str | None
    kind: str
    start: int
    unnamed: str = ""


class Speech:
    """Attribution of every sentence of a text, read from the first to the last."""

    def __init__(self, text: str, sentences: list[Span], quotes: list[Span], names: Names) -> None:
        self._text, self._sentences, self._quotes, self._names = text, sentences, quotes, names
        self.attributions: list[Attribution | None] = []
        for index in range(len(sentences)):
            self.attributions.append(self._read(index))
        Continued(text, sentences, quotes).spread(self.attributions)
        self._printed = Sources(text, sentences, quotes, names)

    def source_of(self, *content: tuple[int, int]) -> Source | None:
        """The printed source of the words from ``start`` to ``end`` (or of several such pieces), and who is meant.

        Broader than ``attributions``: any cue counts ("her plan to", "voters fear that"), and a source without a name.
        """
        printed = self._printed.source_of(*content)
        if printed is None:
            return None
        meant = self._meant(printed)
        return Source(printed, meant.claimant if meant else None, meant.kind if meant else "")

    def _meant(self, printed: Span) -> _Source | None:
        index = max(0, bisect_right(self._sentences, printed.start, key=lambda one: one.start) - 1)
        word = _SUBJECT_FORMS.get(printed.text.lower(), printed.text.lower())
        if word in _PRONOUNS:
            return self._pronoun(index, word, printed.start)
        named = self._names.between(printed.start, printed.end)
        if not named:
            return None
        lead = self._text[printed.start : named[0].start]
        sentence = self._sentences[index]
        if _GROUP_OF.search(lead):
            return self._of_group(sentence, printed.start - sentence.start, lead, named[0])
        return self._named(named[0])

    def _read(self, index: int) -> Attribution | None:
        found = list(self._candidates(index))
        return max(found, key=lambda one: one.strength) if found else None

    def _candidates(self, index: int) -> Iterator[Attribution]:
        sentence = self._sentences[index]
        for cue in cues(sentence.text):
            start, end = sentence.start + cue.start, sentence.start + cue.end
            if inside(self._quotes, start, end):
                continue
            source = self._source(index, cue)
            if source is None or (cue.form == "treating" and self._in_aside(sentence, source)):
                continue
            strength = self._strength(source, cue, start, end)
            frame = self._frame(sentence, source, start, end)
            yield Attribution(
                source.claimant,
                source.kind,
                Span(start, end, self._text[start:end]),
                frame,
                source.unnamed,
                strength,
                cue.form,
            )

    def _strength(self, source: _Source, cue: Cue, start: int, end: int) -> int:
        near = self._text[max(0, start - 3) : start] + self._text[end : end + 3]
        quoted = any(mark in near for mark in '“”"‘„«»')
        return 2 * bool(source.claimant) + {"finite": 3, "according": 3, "participle": 2}.get(cue.form, 1) + quoted

    def _in_aside(self, sentence: Span, source: _Source) -> bool:
        """Whether the source is the subject of a relative clause ("a plan which the minister has denounced")."""
        return self._text[sentence.start : source.start].endswith((" which ", " that ", " whom "))

    def _frame(self, sentence: Span, source: _Source, start: int, end: int) -> tuple[int, int]:
        """With the content first ("..., Doe said on Sunday"), what stands before the source is content."""
        before = self._text[sentence.start : min(source.start, start)].rstrip(" ")
        content_first = before.endswith((",", "”", '"', "’", "?", "!", "—", "–")) and not _ADJUNCT.match(before)
        return (min(source.start, start) if content_first else sentence.start, end)

    def _source(self, index: int, cue: Cue) -> _Source | None:
        sentence = self._sentences[index]
        at = sentence.start + cue.start
        if cue.form == "according":
            return self._right(sentence, sentence.start + cue.end, according=True)
        if cue.form == "participle":
            return self._subject(index, at)
        left = _TRAILING.sub("", sentence.text[max(0, cue.start - 300) : cue.start].rstrip())
        left = sentence.text[: max(0, cue.start - 300)] + left
        word = _LAST_WORD.search(left[-40:])
        if word and word.group().lower() in _PRONOUNS:
            at = sentence.start + len(left) - len(word.group())
            return self._pronoun(index, word.group().lower(), at) or self._nobody(word.group(), at)
        if word and word.group() in ("I", "we", "you", "We", "You"):
            return None
        if not left or left[-1] in ",”\"’'?!»":
            return self._appositive(sentence, left) or self._right(sentence, sentence.start + cue.end)
        return self._left(sentence, left) or self._anybody(sentence, left, cue)

    def _nobody(self, pronoun: str, at: int) -> _Source | None:
        """Somebody whom a pronoun means and the text does not tell us; "it" and "which" may be no speakers at all."""
        return _Source(None, "", at) if pronoun.lower() in ("he", "she", "they", "who") else None

    def _anybody(self, sentence: Span, left: str, cue: Cue) -> _Source | None:
        """A source of a kind that no list has ("two thirds of tenants"), before a verb that only speakers can have."""
        start = max((m.end() for m in _BOUNDARY.finditer(left[-120:])), default=0) + max(0, len(left) - 120)
        chunk = left[start:].strip()
        is_noun = cue.words.split()[-1] in _NOT_ALONE
        if (
            cue.form != "finite"
            or is_noun
            or len(chunk) < _SHORTEST_SOURCE
            or len(chunk.split()) > _LONGEST_SOURCE
            or not chunk[0].isalnum()
        ):
            return None
        return _Source(None, "", sentence.start + start, unnamed=_LEAD.sub("", chunk))

    def _named(self, mention: Mention) -> _Source:
        name, kind = self._names.resolve(mention)
        start = mention.start - len(mention.role) - bool(mention.role)
        return _Source(name, "organisation" if kind == "place" else kind, start)

    def _left(self, sentence: Span, left: str) -> _Source | None:
        """The noun phrase that ends where ``left`` (the sentence up to the cue) ends."""
        end = sentence.start + len(left)
        near = [m for m in self._names.between(max(sentence.start, end - 120), end) if not m.possessive]
        chunk_at = max((m.end() for m in _BOUNDARY.finditer(left)), default=0)
        inside_chunk = [m for m in near if m.start >= sentence.start + chunk_at]
        if inside_chunk and inside_chunk[-1].end == end:
            last = inside_chunk[-1]
            head = left[chunk_at : last.start - sentence.start]
            return self._of_group(sentence, chunk_at, head, last) if _GROUP_OF.search(head) else self._named(last)
        return self._described(sentence, chunk_at, left[chunk_at:], inside_chunk)

    def _of_group(self, sentence: Span, at: int, head: str, last: Mention) -> _Source | None:
        """ "A spokesman for Acme": the body speaks; "the mayor of York": a person without a printed name."""
        before = [m for m in self._names.between(sentence.start + at, last.start) if not m.possessive]
        if before and before[0].kind == "person":
            return self._named(before[0])
        if last.kind in ("organisation", "place"):
            words = set(head.lower().split())
            if words & lexicon.PERSON_NOUNS and not words & {"spokesman", "spokeswoman", "spokesperson"}:
                return _Source(head.strip() + " " + last.name, "person", sentence.start + at)
            return replace(self._named(last), start=sentence.start + at, kind="organisation")
        return self._described(sentence, at, head, before)

    def _described(self, sentence: Span, at: int, chunk: str, named: list[Mention]) -> _Source | None:
        """A source without a name of its own; one that holds a name ("the US president") is kept as printed."""
        words = [word.strip("’'").lower() for word in chunk.split()]
        nouns = [word for word in words if word in lexicon.PERSON_NOUNS or word in lexicon.GROUP_NOUNS]
        start = sentence.start + at + len(chunk) - len(chunk.lstrip())
        first = next((m for m in named if m.kind == "person" and not m.possessive), None)
        if first and first.start - start <= 40 and len(words) <= 12:
            return self._named(first)
        if not nouns or len(words) > 12:
            return None
        person = nouns[-1] in lexicon.PERSON_NOUNS
        if any(c.isupper() for c in chunk.strip()[1:]) and len(words) <= 6:
            return _Source(chunk.strip(), "person" if person else "organisation", start)
        return _Source(None, "", start, unnamed=_LEAD.sub("", chunk.strip()))

    def _appositive(self, sentence: Span, left: str) -> _Source | None:
        """ "Jane Doe, the head of the agency, said": the name before the aside; "The mayor, Jane Doe, said": in it."""
        if not left.endswith(","):
            return None
        comma = left.rfind(",", 0, len(left) - 1)
        aside = self._names.between(sentence.start + comma + 1, sentence.start + len(left) - 1)
        if aside and left[comma + 1 : -1].strip() == f"{aside[0].role} {aside[0].name}".strip():
            return self._named(aside[0])
        while comma > 0 and len(left) - comma < 160:
            end = sentence.start + comma
            found = [
                m for m in self._names.between(max(sentence.start, end - 80), end) if m.end == end and m.kind != "place"
            ]
            if found and found[-1].end == end:
                return self._named(found[-1])
            comma = left.rfind(",", 0, comma)
        return None

    def _right(self, sentence: Span, start: int, *, according: bool = False) -> _Source | None:
        """The noun phrase after the cue: "according to X", "…,” said X"."""
        rest = sentence.text[start - sentence.start :]
        if not according and _LED.match(rest):
            return None
        stop = _NP_END.search(rest, 2)
        phrase = rest[: min(stop.start() if stop else len(rest), 100)]
        named = self._names.between(start, start + len(phrase))
        persons = [m for m in named if m.kind == "person" and not m.possessive]
        plain = persons or [m for m in named if not m.possessive]
        if plain:
            return self._named(plain[0])
        if beside := self._beside(start + len(phrase)):
            return self._named(beside)
        found = self._described(sentence, start - sentence.start, phrase, named)
        return found or (_Source(None, "", start, unnamed=phrase.strip()) if according and phrase.strip() else None)

    def _beside(self, comma: int) -> Mention | None:
        """The person in the aside that begins at the comma: "said Acme's director, Jane Doe"."""
        aside = self._names.between(comma, comma + 60)
        if not aside or aside[0].kind != "person":
            return None
        return aside[0] if self._text[comma : aside[0].start].rstrip() == f", {aside[0].role}".rstrip() else None

    def _subject(self, index: int, before: int) -> _Source | None:
        """The subject of the sentence, for "X has criticised Y, insisting that …"."""
        sentence = self._sentences[index]
        opening = sentence.text
        comma = opening.find(", ") if _ADJUNCT.match(opening) else -1
        start = sentence.start + (comma + 2 if 0 < comma < 120 else 0)
        first = self._text[start:before].split(" ", 1)[0].lower()
        if first in ("he", "she"):
            return self._pronoun(index, first, start)
        named = [m for m in self._names.between(start, before) if not m.possessive]
        if not named or inside(self._quotes, named[0].start, named[0].end):
            return None
        lead = self._text[start : named[0].start]
        if len(lead.split()) > 6:
            return None
        if _GROUP_OF.search(lead):
            return self._of_group(sentence, start - sentence.start, lead, named[0])
        return self._named(named[0])

    def _pronoun(self, index: int, pronoun: str, at: int) -> _Source | None:
        sentence = self._sentences[index]
        here = self._outside(sentence.start, at)
        if pronoun in ("who", "which"):
            return self._named(here[-1]) if here and at - here[-1].end <= 3 else None
        if pronoun in ("they", "it"):
            return self._last_body(index, at)
        gender = _PRONOUNS[pronoun]
        content_first = self._text[max(sentence.start, at - 2) : at].strip()[-1:] in ("”", '"', ",", "’")
        if not content_first or _ADJUNCT.match(sentence.text):
            for mention in here:
                if self._fits(mention, gender):
                    return replace(self._named(mention), start=at)
        return self._earlier(index, gender, at)

    def _earlier(self, index: int, gender: str, at: int) -> _Source | None:
        """The last person who fits: the speaker of an earlier sentence, else the first person it names."""
        for back in range(index - 1, max(-1, index - 1 - _REACH), -1):
            spoken = self.attributions[back]
            people = [
                m
                for m in self._outside(self._sentences[back].start, self._sentences[back].end)
                if self._fits(m, gender)
            ]
            if spoken and spoken.claimant and spoken.kind == "person" and self._is(spoken.claimant, gender):
                same = [m for m in people if self._names.resolve(m)[0] == spoken.claimant]
                if same or not people:
                    return _Source(spoken.claimant, "person", at)
            plain = [m for m in people if not m.possessive] or people
            if plain:
                return replace(self._named(plain[0]), start=at)
        return None

    def _last_body(self, index: int, at: int) -> _Source | None:
        for back in range(index - 1, max(-1, index - 3), -1):
            spoken = self.attributions[back]
            if spoken and spoken.kind == "organisation" and spoken.claimant:
                return _Source(spoken.claimant, "organisation", at)
        return None

    def _outside(self, start: int, end: int) -> list[Mention]:
        return [m for m in self._names.between(start, end) if not inside(self._quotes, m.start, m.end)]

    def _is(self, name: str, gender: str) -> bool:
        return self._names.gender_of(name) in ("", gender)

    def _fits(self, mention: Mention, gender: str) -> bool:
        kind = self._names.resolve(mention)[1]
        return kind == "person" and self._names.gender(mention) in ("", gender)
