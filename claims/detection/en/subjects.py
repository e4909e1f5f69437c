"""Whose saying or thinking leads up to some words: the subject of the last cue before them, or its owner."""

from __future__ import annotations

from claims.detection.en.clauses import PRONOUNS, Token, is_cue
from claims.detection.en.lexicon import words
from claims.detection.en.phrases import APOSTROPHES, HEADS, OPENERS, Range, ending_at, first

QUOTES = frozenset(["“", "”", '"', "„", "«", "»", "‘", "''", "``"])
_BY = ("by", "among", "from", "of")
_RELATIVES = ("who", "which", "that")
_CONTROLS = words(
    """led lead leads leading asked asks asking urged urges urging told tells telling persuaded forced forces forcing
    caused causes causing allowed allows allowing prompted prompts prompting encouraged encourages encouraging pushed
    pushing inspired inspiring wants wanted expects expected helped helps"""
)  # verbs whose object acts: "led voters to doubt"
_TOWARDS = words(
    """believed doubted shared shares share rejected rejects dismissed dismisses questioned disputed disputes criticised
    criticized denounced mocked opposed opposes ignored welcomed challenged echoed"""
)  # verbs whose object is somebody else's: "doubted her claim"
_ASIDES = words("who which whose whom a an the former himself herself")
_FARTHEST_COMMA = 40  # tokens
_HEADLINE = 6  # tokens before a colon that can be a speaker
_BACKERS = words(
    """supporter supporters opponent opponents critic critics advocate advocates defender backer backers proponent
    believer admirer fan fans foe skeptic champion member"""
)


def governing(left: list[Token]) -> Range | None:
    """The source that the words before announce: the owner of "her plan to", the subject of "said", else a phrase."""
    row = [one for one in left if one.word not in QUOTES]
    if not row:
        return None
    has_verb = any(one.part == "verb" for one in row)
    if row[-1].word == ":" and 1 < len(row) <= _HEADLINE and not has_verb:
        return row[0].start, row[-2].end
    at = len(row) - 1
    while at >= 0 and row[at].part in ("mark", "subordinator", "preposition") and row[at].word not in APOSTROPHES:
        at -= 1
    announces = row[-1].word != ":" and left[-1].word not in QUOTES
    found = (_owner(row, at) if announces else None) or _agent(row, at) or _subject(row)
    return found or (_outermost(row) if has_verb else None) or _nearest(row)


def _outermost(row: list[Token]) -> Range | None:
    for at, one in enumerate(row):
        ends = at + 1 == len(row) or row[at + 1].part not in HEADS
        if one.part in (*HEADS, "pronoun") and ends:
            return ending_at(row, at)
    return None


def _nearest(row: list[Token]) -> Range | None:
    at = next((i for i in range(len(row) - 1, -1, -1) if row[i].part in (*HEADS, "pronoun")), None)
    return None if at is None else ending_at(row, at)


def _owner(row: list[Token], at: int) -> Range | None:
    """ "Her plan (to …)", "Doe's claim (that …)", "concern among voters (that …)", "Doe, a critic (of …)"."""
    if at < 0 or row[at].part not in (*HEADS, "verb"):
        return None
    start = at
    while start > 0 and row[start - 1].part in (*HEADS, "adverb"):
        start -= 1
    if is_cue(row[at], "noun") and (found := _possessor(row, start, at)):
        return found
    start -= start > 0 and row[start - 1].part == "determiner"
    if start < 2 or row[at].part == "verb":
        return None
    if row[at].low in _BACKERS and row[start - 1].word == "," and row[start - 2].part in HEADS:
        return ending_at(row, start - 2)
    is_agent = row[start - 1].low in _BY and is_cue(row[start - 2], "noun")
    return (row[start].start, row[at].end) if is_agent else None


def _possessor(row: list[Token], start: int, at: int) -> Range | None:
    if start and row[start - 1].part == "possessive":
        by_subject = start > 1 and row[start - 2].part == "verb" and row[start - 2].low not in _TOWARDS
        return None if by_subject else (row[start - 1].start, row[start - 1].end)
    marked = next((i for i in range(at, max(0, start - 2), -1) if row[i].word in APOSTROPHES), None)
    return None if marked is None else ending_at(row, marked - 1)


def _agent(row: list[Token], at: int) -> Range | None:
    """ "He was called by critics (a …)", "According to Doe, (…)"."""
    start = at
    while start > 0 and row[start].part in (*HEADS, "adverb"):
        start -= 1
    while start > 0 and row[start].part in OPENERS:
        start -= 1
    if 0 < start < at and row[start].low == "by" and row[start - 1].part == "verb" and row[start - 1].low[-2:] == "ed":
        return row[start + 1].start, row[at].end
    last_verb = max((i for i, one in enumerate(row) if one.part == "verb"), default=-1)
    according = next((i for i in range(last_verb + 1, len(row) - 1) if row[i].low == "according"), None)
    return None if according is None else first(row[according + 2 :])


def _subject(row: list[Token]) -> Range | None:
    """The subject of the last verb; where verbs share one ("and said", ", adding"), that of the main clause."""
    at, shared, best = len(row) - 1, False, None
    while (at := _group(row, at)) > 0:
        if row[at].low == "to":
            if controlled := _controlled(row, at):
                return controlled
        elif _is_loose(row, at):
            shared = shared or row[at - 1].word == "," or row[at - 1].part == "conjunction"
        elif row[at - 1].part == "conjunction":
            shared = True
        else:
            found, at = _before(row, at - 1)
            best = found or best
            if found and not (shared and _is_embedded(row, found)):
                return found
            at += 1
        at -= 1
    return best


def _group(row: list[Token], at: int) -> int:
    """Where the last group of verbs up to a token begins ("has never said"); at its "to", if it has one."""
    while at >= 0 and row[at].part not in ("verb", "auxiliary"):
        at -= 1
    end = at
    while at > 0 and (row[at - 1].part in ("verb", "auxiliary", "adverb") or row[at - 1].low == "to"):
        at -= 1
    at = next((i for i in range(max(at, 0), end + 1) if row[i].low == "to"), at)
    if at > 1 and row[at].part == "adverb" and row[at - 1].low in ("on", "in", "last", "this"):
        at -= 1
    return at


def _is_loose(row: list[Token], at: int) -> bool:
    """Whether an "-ing" form hangs on the main clause, and not on the noun before it ("a group backing Doe")."""
    is_participle = row[at].part == "verb" and row[at].low.endswith("ing")
    return is_participle and (row[at - 1].part not in HEADS or row[at - 1].word[0].isdigit())


def _is_embedded(row: list[Token], found: Range) -> bool:
    before = next((one for one in reversed(row) if one.end <= found[0] and one.part != "adverb"), None)
    return before is not None and (before.part == "verb" or before.low == "that")


def _controlled(row: list[Token], at: int) -> Range | None:
    """ "led some allies to worry": the allies worry."""
    if row[at - 1].part not in HEADS:
        return None
    start = at - 1
    while start > 0 and row[start - 1].part in (*HEADS, *OPENERS, "adverb"):
        start -= 1
    return (row[start].start, row[at - 1].end) if start and row[start - 1].low in _CONTROLS else None


def _before(row: list[Token], at: int) -> tuple[Range | None, int]:
    """The phrase that ends at a token, looking past brackets and asides; and where to look on if there is none."""
    if row[at].low in ("both", "all", "each") and at and row[at - 1].part in (*HEADS, "mark", "auxiliary"):
        at -= 1
    while at > 0 and row[at].word == ")":
        at = max((i for i in range(at) if row[i].word == "("), default=0) - 1
    if at < 0:
        return None, at
    if row[at].part == "pronoun" or row[at].low in PRONOUNS or row[at].low in _RELATIVES:
        return (row[at].start, row[at].end), at
    if row[at].part in HEADS:
        return ending_at(row, at), at
    comma = _aside(row, at) if row[at].word in (",", "—", "–", "-") else None
    return (None, at) if comma is None else (ending_at(row, comma - 1), comma)


def _aside(row: list[Token], at: int) -> int | None:
    """The comma or dash that opens what a token closes: "Doe, the head of the agency, said"."""
    marks = [
        i
        for i in range(max(1, at - _FARTHEST_COMMA), at - 1)
        if row[i].word == row[at].word and row[i - 1].part in HEADS
    ]
    clear = next((i for i in marks if row[i + 1].low in _ASIDES), None)
    near = next((i for i in reversed(marks) if row[i + 1].part != "conjunction"), None)
    return near if clear is None else clear
