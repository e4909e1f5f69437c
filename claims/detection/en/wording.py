"""The wording of a claim beside its quote: read without the article, with every change listed as an edit."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import date

from claims.detection.en.absolute import absolute
from claims.detection.en.referents import Change, Referents
from claims.detection.values import Edit, SaidOn, Span

_CONNECTIVE = re.compile(
    r"(?:(?:However|Meanwhile|Moreover|Nevertheless|Nonetheless|Furthermore|Besides|Instead|Still|Yet|But|And|So|Also"
    r"|Similarly|Likewise|Indeed|Of course|In fact|In addition|Even so|That said|Failing that|At the same time"
    r"|On the other hand|By contrast|In contrast|Then again|For example|For instance|Besides that|In turn)(?:,|\s–) "
    r"|(?:But|And) (?!for |then |yet |still |even |so |how |what |who |why |where |if |not ))"
)
_OF_THE_YEAR = re.compile(r"\b(?:months|half|end|start|beginning|middle|rest) of (?P<year>the year)\b(?![’'-])")
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b|\byears\b")


def applied(quote: str, edits: Iterable[Edit]) -> str:
    """The quote with the edits made, from right to left."""
    for edit in sorted(edits, key=lambda one: -one.start):
        quote = quote[: edit.start] + edit.after + quote[edit.end :]
    return quote


def edits(
    index: int, referents: Referents, dates: tuple[SaidOn, ...], quotes: list[Span], *, published_on: date
) -> tuple[Edit, ...]:
    """Changes that make sentence ``index`` stand by itself, in order, apart, and never between quotation marks.

    A change that is not sure is not made: what is printed is never wrong.
    """
    sentence, before = referents.sentence(index), referents.before(index)
    found = [*_dates(sentence, dates, before, published_on), *referents.changes(index)]
    kept = _apart(one for one in found if not _touches(quotes, one.start, one.end))
    kept = _without_connective(sentence, kept, quotes)
    base = sentence.start
    return tuple(
        Edit(one.start - base, one.end - base, sentence.text[one.start - base : one.end - base], one.after, one.why)
        for one in kept
    )


def _dates(sentence: Span, dates: tuple[SaidOn, ...], before: str, published_on: date) -> Iterator[Change]:
    for when in dates:
        after = absolute(sentence, when, published_on=published_on, before=before)
        if after and when.expression and after != when.expression.text:
            yield Change(when.expression.start, when.expression.end, after, "the day of publication gives the date")
    if not _YEAR.search(sentence.text) and not _YEAR.search(before):
        for match in _OF_THE_YEAR.finditer(sentence.text):
            start, end = match.span("year")
            year = str(published_on.year)
            yield Change(sentence.start + start, sentence.start + end, year, "the day of publication gives the date")


def _apart(found: Iterable[Change]) -> list[Change]:
    """In order, without those that overlap an earlier one."""
    kept: list[Change] = []
    for one in sorted(found, key=lambda change: (change.start, change.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _touches(quotes: list[Span], start: int, end: int) -> bool:
    at = bisect_right(quotes, start, key=lambda quote: quote.end)
    return at < len(quotes) and quotes[at].start < end


def _without_connective(sentence: Span, kept: list[Change], quotes: list[Span]) -> list[Change]:
    """ "However, he …" begins with what follows, in upper case."""
    match = _CONNECTIVE.match(sentence.text)
    end = sentence.start + (match.end() if match else 0)
    rest = sentence.text[end - sentence.start :]
    if not match or not rest[:1].isalnum() or _touches(quotes, sentence.start, end + 1):
        return kept
    why = "a connective points to what was said before"
    if kept and kept[0].start < end:
        return kept
    if kept and kept[0].start == end:
        first = kept[0]._replace(after=kept[0].after[0].upper() + kept[0].after[1:])
        return [Change(sentence.start, end, "", why), first, *kept[1:]]
    return [Change(sentence.start, end + 1, rest[0].upper(), why), *kept]
