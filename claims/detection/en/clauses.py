"""Tells verbs, noun phrases and small words apart in a stretch of text, well enough to find the subject of a verb."""

from __future__ import annotations

import re
from typing import NamedTuple

from claims.detection.en.attitudes import FORMS
from claims.detection.en.evidence import OFTEN_NOUNS
from claims.detection.en.lexicon import words

_TOKEN = re.compile(
    r"[^\W\d_](?:\.[^\W\d_])+\.?|(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|Lt|Col|Sgt|St|Jr|Sr)\."
    r"|[^\W\d_]{1,30}(?=n[’']t\b)|n[’']t\b|[^\W\d_]+(?:[-&’'][^\W\d_]{2,})*|[’'](?:s|re|d|ll|ve|m)\b|''|``"
    r"|[$€£#@]?\d[\w,.%-]*|[^\w\s]"
)
PRONOUNS = words(
    """he she they we i you it everyone everybody nobody someone somebody anyone one others many some most few both
    those these all none several another each"""
)
_PERSONAL = words("he she they we i you it everyone everybody nobody someone somebody anyone")
_POSSESSIVES = words("his her their my our its your whose")
_QUANTIFIERS = words("some any no all both many most few several each another")
_DETERMINERS = words("the a an this these those every such")
PREPOSITIONS = words(
    """of for about on against in with at by from as over into toward towards among to between during after before
    since without within under through despite than like near around across behind beyond via including upon amid
    following until per onto outside inside alongside"""
)
_AUXILIARIES = words(
    """will would can could may might must shall should do does did has have had been be is are was were am being
    ’ll 'll ’d 'd ’re 're ’m 'm ’ve 've won don didn doesn isn wasn wouldn couldn hasn haven hadn aren weren ain ca"""
)
_ADVERBS = words(
    """not also then once again still even just now often never always soon yet too already later earlier ever almost
    n't n’t publicly far perhaps quite rather very much more back today yesterday tomorrow monday tuesday wednesday
    thursday friday saturday sunday recently instead else ago only less twice alike long"""
)
_CONJUNCTIONS = words("and or but nor")
_SUBORDINATORS = words(
    """that because while although though if when whether how why what where unless whereas which who whom whose so"""
)
_IRREGULAR = words(
    """made took got gave went came put held kept left led lost met paid ran sent set spent stood won brought became
    began broke built bought caught drew drove fell flew forgot grew hit hurt knew laid let lay rose sat shook shot
    sold stuck struck swore taught thought threw woke wore withdrew makes takes gets gives goes comes puts keeps loses
    meets pays sends sets spends brings becomes make take get give come keep leave lose meet bring become"""
)
_MAYBE_VERBS = words(
    """hold holds leaves lead leads run runs stand stands win wins draw draws turn turns help helps start starts stop
    stops move moves lists list aims calls uses use hopes plays play serves warrants"""
)
_NOT_PAST = words("united red hundred speed feed seed bed need indeed embed unprecedented so-called wed")
_AFTER_VERB = words("themselves himself herself itself him them me us that")
_ARTICLES = ("determiner", "possessive")
_CLOSED = (
    ("possessive", _POSSESSIVES),
    ("auxiliary", _AUXILIARIES),
    ("conjunction", _CONJUNCTIONS),
    ("pronoun", _PERSONAL),
    ("determiner", _DETERMINERS),
    ("quantifier", _QUANTIFIERS),
    ("subordinator", _SUBORDINATORS),
    ("preposition", PREPOSITIONS),
    ("adverb", _ADVERBS),
)
_PARTS = {word: part for part, listed in reversed(_CLOSED) for word in listed}


class Token(NamedTuple):
    """One word with its place in the text and its part: verb, auxiliary, adverb, noun, pronoun, mark and so on."""

    start: int
    end: int
    word: str
    part: str

    @property
    def low(self) -> str:
        return self.word.lower()


def is_cue(token: Token, *parts: str) -> bool:
    """Whether the word can tell of saying, thinking or wanting as a "verb", "noun" or "adjective"."""
    return any(one.part in parts for one in FORMS.get(token.low, ()))


def tokens(text: str, start: int, end: int, names: list[tuple[int, int]]) -> list[Token]:
    """Tokens of ``text[start:end]``; ``names`` are the ranges that are names, whose words are names too."""
    found = [(m.start(), m.end(), m.group()) for m in _TOKEN.finditer(text, start, end)]
    named = {place for first, last in names for place in range(first, last)}
    kept: list[Token] = []
    for index, (first, last, word) in enumerate(found):
        after = found[index + 1][2] if index + 1 < len(found) else ""
        part = "name" if first in named and last - 1 in named else _part(word, after, kept)
        kept.append(Token(first, last, word, part))
    return kept


def _part(word: str, after: str, before: list[Token]) -> str:
    low, part_before = word.lower(), before[-1].part if before else ""
    if low in ("’s", "'s", "’", "'"):
        return "auxiliary" if part_before == "pronoun" and low[-1] == "s" else "mark"
    if low in _PARTS:
        return _PARTS[low]
    if not word[0].isalnum() and word[0] not in "$€£#@":
        return "mark"
    if low.endswith("ly") and len(low) > 4 and word.islower():
        return "adverb"
    if word[0].isupper() and part_before not in ("", "mark"):
        return "name"
    return "verb" if _is_verb(low, after, before) and not _closes_phrase(low, before) else "noun"


def _closes_phrase(low: str, before: list[Token]) -> bool:
    """Whether a bare form ends a noun phrase, as in "the best advocate", "a direct appeal"."""
    if low not in OFTEN_NOUNS or low.endswith(("s", "ed", "ing")) or len(before) < 2:
        return False
    singular = before[-1].part in ("noun", "name") and not before[-1].low.endswith("s")
    return singular and before[-2].part in _ARTICLES


def _is_verb(low: str, after: str, before: list[Token]) -> bool:
    part_before = before[-1].part if before else ""
    readings = {one.part for one in FORMS.get(low, ())}
    if low in _IRREGULAR or (readings == {"verb"} and not low.endswith(("ed", "ing"))):
        return part_before not in _ARTICLES
    if low.endswith(("ed", "ing")) and len(low) > 4 and low not in _NOT_PAST:
        is_modifier = part_before in _ARTICLES and after.isalpha() and after.lower() not in PREPOSITIONS
        return not is_modifier and ("verb" in readings or low.endswith("ed") or part_before != "determiner")
    to_before = bool(before) and before[-1].low == "to"
    if part_before in (*_ARTICLES, "preposition") and not to_before:
        return False
    if part_before == "quantifier" and not low.endswith("s"):
        return "verb" in readings
    if "verb" in readings or low in _MAYBE_VERBS:
        is_after_subject = part_before in ("pronoun", "auxiliary", "subordinator", "adverb", "name")
        return is_after_subject or to_before or _is_transitive(after, before)
    return low.endswith("s") and part_before in ("name", "pronoun") and _opens_object(after)


def _is_transitive(after: str, before: list[Token]) -> bool:
    follows = after.lower()
    if follows in _DETERMINERS | _QUANTIFIERS | _POSSESSIVES | _AFTER_VERB:
        return True
    return bool(before) and before[-1].low.endswith("s") and follows not in PREPOSITIONS


def _opens_object(after: str) -> bool:
    return after[:1].isupper() or after.lower() in _DETERMINERS | _POSSESSIVES | PREPOSITIONS
