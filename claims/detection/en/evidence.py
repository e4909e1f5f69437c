"""Weighs the words of a sentence that may tell of saying, thinking, wanting or showing, by what stands beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from claims.detection.en.attitudes import FORMS, PHRASES, Attitude
from claims.detection.en.lexicon import GROUP_NOUNS, PERSON_NOUNS, words

_TOKEN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*|[’'](?:s|re|d|ll|ve|m)\b|''|``|[^\w\s]|\d[\d,.]*")
_CLAUSE = words("that whether how why what if who to")
_DOCUMENTS = words(
    "report reports study studies poll polls survey surveys data figures documents statement newspaper outlet"
)
_SUBJECTS = (PERSON_NOUNS | GROUP_NOUNS) - _DOCUMENTS | words(
    "he she they we i you who everyone everybody nobody many some most others people americans"
)
_AUXILIARIES = words(
    """to will would can could may might must should do does did not never has have had been be is are was were am
    being also ’ll 'll ’d 'd ’s 's ’re 're ’m 'm ’ve 've"""
)
_ARTICLES = words("the a an his her their its my our your any no this such another more these those every each of")
_OBJECTS = words(
    """the a an his her their its my our your any no him them himself herself me us this these those some all it"""
)
_OWNERS = words("his her their its my our your ’s 's ’ '")
_PREPOSITIONS = words("of for about on against in with at by from as over into toward towards among")
_MARKS = frozenset(["“", "”", '"', "„", "«", "‘", "''", "``", "'"])
_ENDS = frozenset([".", "?", "!", "", ",", ";", ":", ")", "—", "–", "-"])
OFTEN_NOUNS = words(
    """back point points like figure figures state states rap fault bash cheer cheers view views post posts love
    care need needs work works press pressure sound sounds value means rate rates rank ranks name names title label
    judge judges fight fights struggle pick picks sign signs frame paint cast raise sense guess document documents
    chronicle detail details highlight highlights project projects rule rules command lobby scramble ban bans permit
    thanks contest contests present experience race races fire cry counsel champion bill bills interviews look looks
    survey surveys mind address talk talks trust respect desire worry compliment credit polls order orders excuse
    watch tag tags salute protest protests appeal object objects note notes plan plans support vote votes petition"""
) | frozenset(form for form, readings in FORMS.items() if any(one.part == "noun" for one in readings))

# log-odds that a word adds before a clause or quotation, before an object, and at the end of its clause
_POINTS = {
    "plain": (3.0, 1.9, 1.1),
    "framed": (2.0, 0.8, 0.3),
    "faint": (1.0, 0.3, 0.1),
    "noun": (2.2, 1.4, 0.8),
    "weak": (0.9, 0.4, 0.3),
    "feeling": (2.3, 2.3, 0.5),
    "hearsay": (1.2, 1.2, 1.2),
}
_PHRASE, _BY_PERSON, _BY_THING, _OWNED, _AS_MODIFIER = 2.0, 0.6, 0.1, 0.4, -1.0
_IN_TITLE = 0.6  # share of long words with a capital from which capitals tell nothing of names


class Evidence(NamedTuple):
    """One word that tells of attributed content: of which kind, and how much (in log-odds)."""

    kind: str
    word: str
    points: float


def evidence(sentence: str) -> Iterator[Evidence]:
    """Evidence in order; words inside names ("the Washington Post") and markup tell nothing."""
    printed = ["", *_TOKEN.findall(sentence), "", ""]
    low = [word.lower() for word in printed]
    is_title, in_markup = _is_title(printed), False
    for at in range(1, len(printed) - 2):
        in_markup = low[at] == "<" or (in_markup and low[at] != ">")
        if (low[at], low[at + 1]) in PHRASES:
            yield Evidence("said", low[at], _PHRASE)
        elif low[at] in FORMS and not in_markup and (is_title or at < 3 or printed[at][0].islower()):
            readings = [(one.kind, _weight(one, printed, low, at)) for one in FORMS[low[at]]]
            kind, points = max(readings, key=lambda reading: reading[1])
            if points:
                yield Evidence(kind, low[at], points)


def _is_title(printed: list[str]) -> bool:
    long = [word for word in printed if len(word) > 3]
    return sum(word[0].isupper() for word in long) > _IN_TITLE * len(long)


def _weight(reading: Attitude, printed: list[str], low: list[str], at: int) -> float:
    clause, with_object, bare = _POINTS[reading.strength]
    after = low[at + 1]
    if after in _CLAUSE or after in _MARKS or (after in (",", ":") and low[at + 2] in _MARKS):
        points = clause
    elif after in _ENDS or (reading.part != "verb" and after not in _PREPOSITIONS):
        points = bare
    else:
        points = with_object
    if reading.part == "verb":
        by_thing = _BY_THING * (reading.kind == "shown" and not _is_person(printed, low, _before(low, at)))
        return points + _subject(printed, low, at) + by_thing if _is_verb(printed, low, at) else 0.0
    if reading.part == "noun":
        return points + _OWNED * (low[at - 1] in _OWNERS)
    if reading.strength == "hearsay":
        return points
    return 0.0 if low[at - 1] in _ARTICLES else points + _BY_PERSON * _is_person(printed, low, _before(low, at))


def _before(low: list[str], at: int) -> int:
    """The place of the word before a verb and its auxiliaries and adverbs."""
    at -= 1
    while at > 0 and low[at] != "to" and (low[at] in _AUXILIARIES or low[at].endswith("ly")):
        at -= 1
    return at


def _is_person(printed: list[str], low: list[str], at: int) -> bool:
    return low[at] in _SUBJECTS or (at > 0 and printed[at][:1].isupper() and low[at] not in _ARTICLES)


def _subject(printed: list[str], low: list[str], at: int) -> float:
    """What the subject adds; a participle before its noun ("the proposed law") has none."""
    if low[at].endswith("ed") and (low[at - 1] in _ARTICLES or low[at - 1][:1].isdigit()):
        return _AS_MODIFIER
    return _BY_PERSON * _is_person(printed, low, _before(low, at))


def _is_verb(printed: list[str], low: list[str], at: int) -> bool:
    """Whether a form that may be a noun is a verb where it stands."""
    if low[at].endswith(("ed", "ing")) or low[at] not in OFTEN_NOUNS:
        return True
    before, after = low[at - 1], low[at + 1]
    if before in _ARTICLES or after == "of" or (low[at] == "back" and after not in _OBJECTS):
        return printed[at + 1][:1].isupper() and low[at] == "back"
    place = _before(low, at)
    if before in _AUXILIARIES or after in _OBJECTS or _is_person(printed, low, place):
        return True
    return low[place].endswith("s") and after not in _PREPOSITIONS | _ENDS
