"""Cues of reported speech: verbs and phrases by which a sentence says that somebody said something."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from claims.detection.en.lexicon import words

_REGULAR = sorted(
    words(
        "claim argue assert insist add note explain warn allege announce acknowledge admit declare suggest contend"
        " maintain report reveal"
        " confirm predict estimate complain promise vow pledge tweet testify stress emphasise emphasize urge respond"
        " reply agree conclude"
        " recall remark comment boast state reiterate repeat point^out indicate joke concede counter deny observe"
        " caution assure lament"
        " recount post believe ask characterize characterise mention"
    )
)
_OBJECT_VERBS = sorted(
    words(
        "accuse criticise criticize denounce condemn praise hail blast dismiss call describe contrast propose reject"
        " demand blame slam mock"
        " defend tout rebuke question"
    )
)
_ATTITUDES = (
    r"expect(?:s|ed)?|hope[sd]?|fear(?:s|ed)?|wants?|wanted|worr(?:y|ies|ied)|consider(?:s|ed)?|cite[sd]?|threaten(?:s|ed)?"
    r"|express(?:es|ed)|refuse[sd]?|think|asked|understands?|understood|learn(?:ed|t)|favou?r(?:s|ed)|discuss(?:es|ed)"
    r"|plans to|planned to|intends?|intended|knows|knew|supports|supported|opposes|opposed|sees|felt|feels|continued"
)
_IRREGULAR = (
    r"said|says|say|told|tells|wrote|writes|written|thinks|thought|found|finds|shows|showed|shown|forecast|foresees"
    r"|swore"
)

_SPARE = (
    r"(?:(?:has|have|had|also|later|then|since|repeatedly|again|previously|earlier|even|himself|herself"
    r"|[a-z]{3,12}ly) ){0,3}"
)

_NOUNISH = words(
    "claims reports notes states estimates comments promises demands shows finds claim report note state estimate"
    " comment promise"
    " demand posts post forecast call calls question questions pledge vows tweet tweets counter counters blasts"
    " repeat thought hopes hope fears fear think wants supports plans cites"
)
_NOUN_BEFORE = words(
    "a an the this that these those his her its their our my your no any some such false many several more other"
    " of in on for with by"
    " from at to and or as about new recent official united member all two three another"
)


def _forms(verb: str) -> str:
    verb = verb.replace("^out", "")
    stem = verb[:-1] if verb.endswith(("e", "y")) else verb
    tail = " out" if verb == "point" else ""
    if verb.endswith("e"):
        return rf"{stem}(?:e|es|ed){tail}"
    if verb.endswith("y"):
        return rf"{stem}(?:y|ies|ied){tail}"
    return (
        rf"{verb}{'m' if verb == 'slam' else ''}(?:ted|ned|med|ed|s|es)?{tail}"
        if verb != "admit"
        else r"admit(?:s|ted)?"
    )


def _participle(verb: str) -> str:
    verb = verb.replace("^out", " out")
    first, _, tail = verb.partition(" ")
    stem = {"admit": "admitt", "slam": "slamm"}.get(first, first.removesuffix("e") if first != "agree" else first)
    return f"{stem}ing {tail}".rstrip()


_SAYING = "|".join(_forms(verb) for verb in _REGULAR)
_TREATING = "|".join([*(_forms(verb) for verb in _OBJECT_VERBS), _ATTITUDES])
_PARTICIPLES = "|".join(
    [*(_participle(verb) for verb in [*_REGULAR, "say", "tell", "write", "accuse", "blame", "call"])]
)
_CUE = re.compile(
    rf"\b(?P<according>[Aa]ccording to)\b"
    rf"|\b(?P<finite>{_SPARE}(?P<verb>{_IRREGULAR}|{_SAYING}))\b"
    rf"|\b(?P<treating>{_SPARE}(?P<verb2>{_TREATING}))\b"
    rf"|\b(?P<participle>{_PARTICIPLES})\b"
)
_STATED = re.compile(r" that\b|[,:]? [“\"'‘]|\.?$|, (?:who|which|he|she|the)\b")
_LAST_WORD = re.compile(r"[\w’'-]+$")
_ATTITUDE = re.compile(_ATTITUDES)
_PASSIVE = words("is are was were be been being")


@dataclass(frozen=True, slots=True)
class Cue:
    """One cue by offsets inside its sentence; ``form``: "according", "finite", "treating" or "participle"."""

    start: int
    end: int
    form: str
    words: str


@lru_cache(maxsize=64)  # several readers ask for the cues of the sentence at hand
def cues(sentence: str) -> tuple[Cue, ...]:
    """Cues in order, without the nouns that look like them ("the claims", "new reports")."""
    return tuple(_cues(sentence))


def _cues(sentence: str) -> Iterator[Cue]:
    for match in _CUE.finditer(sentence):
        form = str(match.lastgroup) if match.lastgroup not in ("verb", "verb2") else ""
        form = form or ("finite" if match["finite"] else "treating")
        verb = match["verb"] or match["verb2"] or ""
        before = _LAST_WORD.search(sentence[max(0, match.start() - 30) : match.start()].rstrip())
        if verb and before and before.group().lower() in _NOUN_BEFORE and not _verbal(match):
            continue
        if before and before.group() in _PASSIVE and _ATTITUDE.fullmatch(verb):
            continue
        if _is_other(verb, sentence, match.end()):
            continue
        if verb in _NOUNISH and (before is None or sentence[match.end() : match.end() + 4] in (" of ", " on ", " for")):
            continue
        yield Cue(match.start(), match.end(), form, match.group())


def _is_other(verb: str, sentence: str, end: int) -> bool:
    """Whether the word is a country's "state", or a "pledged delegate", and no verb of saying."""
    if verb in ("state", "states"):
        return not _STATED.match(sentence, end)
    return verb == "pledged" and sentence.startswith(" delegate", end)


def _verbal(match: re.Match[str]) -> bool:
    """Whether the cue shows by an auxiliary, or by its own form, that it is a verb."""
    return match.group().startswith(("has ", "have ", "had ", "said", "says", "told", "wrote"))
