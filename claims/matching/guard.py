"""What two sentences agree and differ in: figures, dates, names, denial and direction. A pure comparison of words.

No sentence vector tells 40 % from 14 %, or rising from falling: they are compared here, and people are shown how. That
two sentences differ in something says that they are not the same claim; that they do not differ says nothing yet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from claims.matching import lexicon
from claims.matching.names import are_alike, first_word_of, names_in
from claims.matching.opposites import ends_in
from claims.matching.quantities import Quantity, agree, comparable, figures_in

MOST_CHARS = 1000  # of each sentence that are read
MOST_SHARED = 8
MOST_WORDS = 30  # of a text that is compared whole; of a longer one, the sentence that is most like the other
DENIED = 4  # words behind a “not”
PARALLEL = 0.5  # of the words of the shorter sentence, in both: what differs then differs in the same statement
_SENTENCES = re.compile(r"(?<=[.!?…])[\s”\"]+(?=[“\"«¿¡]?\w)")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_STEM = 5  # letters: words that begin alike are taken for forms of one word


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that the two sentences say otherwise: `kind`, and the words of each; "" where it says nothing."""

    kind: str  # figure, unit, date, name, denial or direction
    here: str
    there: str
    unit: str = ""  # in which both are counted


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two sentences share and differ in, in the words of the one here; `only_…` are figures and names of one.

    `shared` are the words beside those in `agreeing`.

    What is `doubtful` differs too, but the sentences are built so unlike that it need not mean anything.
    """

    shared: tuple[str, ...]
    agreeing: tuple[str, ...]
    differing: tuple[Difference, ...]
    doubtful: tuple[Difference, ...]
    only_here: tuple[str, ...]
    only_there: tuple[str, ...]

    @property
    def is_contrary(self) -> bool:
        """Whether something differs by which they cannot be the same claim."""
        return bool(self.differing)


@dataclass(frozen=True, slots=True)
class _Part:
    """One side of the comparison, and what came of it."""

    agreeing: tuple[str, ...] = ()
    differing: tuple[Difference, ...] = ()
    only_here: tuple[str, ...] = ()
    only_there: tuple[str, ...] = ()


def compare(here: str, there: str) -> Comparison:
    """Compare two sentences, each in the language it seems to be written in. Any text will do; none raises."""
    here, there = _likest(here[:MOST_CHARS], there[:MOST_CHARS]), _likest(there[:MOST_CHARS], here[:MOST_CHARS])
    languages = lexicon.language_of(here), lexicon.language_of(there)
    shared = _shared(here, there, languages)
    parts = [*_figures(here, there, languages), _names(here, there, languages, shared), _sense(here, there, languages)]
    found = tuple(dict.fromkeys(one for part in parts for one in part.differing))
    is_parallel = _is_parallel(here, there, languages, shared)
    sure = tuple(one for one in found if is_parallel or (one.unit and _is_near(here, there)))
    agreeing = _once(one for part in parts for one in part.agreeing)
    return Comparison(
        shared=tuple(word for word in shared if not _is_told(word, agreeing))[:MOST_SHARED],
        agreeing=agreeing,
        differing=sure,
        doubtful=tuple(one for one in found if one not in sure),
        only_here=_once(one for part in parts for one in part.only_here),
        only_there=_once(one for part in parts for one in part.only_there),
    )


def _once(words: Iterable[str]) -> tuple[str, ...]:
    """Each once, and none that another one says as well: “3 November” without “November”."""
    found = tuple(dict.fromkeys(words))
    return tuple(one for one in found if not _is_told(one, [other for other in found if other != one]))


def _is_told(word: str, others: Iterable[str]) -> bool:
    return any(word.lower() in re.findall(r"[^\W_]+", other.lower()) for other in others)


def _likest(text: str, other: str) -> str:
    """Of a text of many words, the sentence that has most of the other's."""
    if len(text.split()) <= MOST_WORDS:
        return text
    wanted = {_stem(word) for word in _WORD.findall(other) if len(word) > 2}
    return max(_SENTENCES.split(text), key=lambda one: len({_stem(word) for word in _WORD.findall(one)} & wanted))


def _is_parallel(here: str, there: str, languages: tuple[str, str], shared: tuple[str, ...]) -> bool:
    """Whether two sentences are built alike; between languages, where no words are shared, whether they are as long."""
    words = [len(set(_words(text, language))) for text, language in zip((here, there), languages, strict=True)]
    if max(words) > 2 * min(words) + 2:
        return False
    return languages[0] != languages[1] or len(shared) >= PARALLEL * min(words)


def _is_near(here: str, there: str) -> bool:
    lengths = sorted((len(here.split()), len(there.split())))
    return lengths[1] <= 2 * lengths[0] + 3


def _shared(here: str, there: str, languages: tuple[str, str]) -> tuple[str, ...]:
    """The words of the one here that are in both, without the small ones."""
    stems = {_stem(word) for word in _words(there, languages[1])}
    return tuple(dict.fromkeys(word for word in _words(here, languages[0]) if _stem(word) in stems))


def _words(text: str, language: str) -> list[str]:
    small = lexicon.SMALL_WORDS[language]
    return [word for word in _WORD.findall(text) if len(word) > 2 and word.lower() not in small]


def _stem(word: str) -> str:
    lowered = re.sub(r"['’]s$", "", word.lower())
    return lowered[: max(_STEM, len(lowered) - 3)] if len(lowered) > _STEM else lowered.removesuffix("s")


# ── Figures and dates ─────────────────────────────────────────────────────────────────────────────────────────────


def _figures(here: str, there: str, languages: tuple[str, str]) -> list[_Part]:
    ours, theirs = figures_in(here, languages[0]), figures_in(there, languages[1])
    dates = [_sets("date", ours.dates[name], theirs.dates[name]) for name in ours.dates]
    return [_quantities(ours.quantities, theirs.quantities), *dates, _sets("unit", ours.rates, theirs.rates)]


def _quantities(ours: tuple[Quantity, ...], theirs: tuple[Quantity, ...]) -> _Part:
    left_here, left_there = _unmatched(ours, theirs)
    differing = []
    for one in left_here:
        other = next((two for two in left_there if comparable(one, two)), None)
        if other:
            left_there.remove(other)
            kind = "unit" if one.value == other.value else "figure"
            differing.append(Difference(kind, one.text, other.text, one.unit if one.unit == other.unit else ""))
    told = {one.here for one in differing}
    return _Part(
        agreeing=tuple(one.text for one in ours if one not in left_here),
        differing=tuple(differing),
        only_here=tuple(one.text for one in left_here if one.text not in told),
        only_there=tuple(one.text for one in left_there),
    )


def _unmatched(ours: tuple[Quantity, ...], theirs: tuple[Quantity, ...]) -> tuple[list[Quantity], list[Quantity]]:
    """Those of each side that have no counterpart in the other; one is the counterpart of one alone."""
    left_here, left_there = [], sorted(theirs, key=lambda one: one.is_rough)
    for one in ours:
        same = next((two for two in left_there if agree(one, two)), None)
        if same is None:
            left_here.append(one)
        else:
            left_there.remove(same)
    return left_here, left_there


def _sets(kind: str, ours: Mapping[Any, str], theirs: Mapping[Any, str]) -> _Part:
    """Of things that are the same or not: different where each side has one that the other has not."""
    left_here = [word for key, word in ours.items() if key not in theirs]
    left_there = [word for key, word in theirs.items() if key not in ours]
    both = tuple(word for key, word in ours.items() if key in theirs)
    if left_here and left_there:
        return _Part(both, (Difference(kind, ", ".join(left_here), ", ".join(left_there)),))
    return _Part(both, (), tuple(left_here), tuple(left_there))


# ── Names ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _names(here: str, there: str, languages: tuple[str, str], shared: tuple[str, ...]) -> _Part:
    ours, theirs = names_in(here, languages[0]), names_in(there, languages[1])
    words_here, words_there = ({word.lower() for word in _WORD.findall(text)} for text in (here, there))
    left_here = _unknown(ours, theirs, words_there)
    left_there = _unknown(theirs, ours, words_here)
    agreeing = tuple(word for key, word in ours.items() if word not in left_here)
    if left_here and left_there:
        return _Part(agreeing, (Difference("name", " ".join(left_here), " ".join(left_there)),))
    firsts = first_word_of(here, languages[0]), first_word_of(there, languages[1])
    if not left_here and not left_there and _is_other_opening(firsts, words_here, words_there, shared, here):
        return _Part(agreeing, (Difference("name", firsts[0], firsts[1]),))
    return _Part(agreeing, (), tuple(left_here), tuple(left_there))


def _unknown(names: dict[str, str], others: dict[str, str], words: set[str]) -> list[str]:
    """Those of `names` that the other sentence has neither as a name nor as a word."""
    return [
        printed
        for name, printed in names.items()
        if not any(are_alike(name, other) for other in others) and not any(are_alike(name, word) for word in words)
    ]


def _is_other_opening(
    firsts: tuple[str, str], words_here: set[str], words_there: set[str], shared: tuple[str, ...], here: str
) -> bool:
    """Whether two sentences that go on alike begin with different words, each of which may be a name."""
    one, other = firsts
    if (
        not one
        or not other
        or "'" in one + other
        or "’" in one + other
        or are_alike(one, other)
        or one in words_there
        or other in words_here
    ):
        return False
    rest = _words(here, "en")[1:]
    return len(rest) >= 2 and len([word for word in rest if word in shared]) >= 0.75 * len(rest)


# ── Denial and direction ──────────────────────────────────────────────────────────────────────────────────────────


def _sense(here: str, there: str, languages: tuple[str, str]) -> _Part:
    """Denied here and not there, or the other way round. Two turns, as in “rose” and “did not fall”, are none."""
    ours, theirs = _denials(here, there, languages), _denials(there, here, languages[::-1])
    ends_here, ends_there = (ends_in(text, language) for text, language in zip((here, there), languages, strict=True))
    turned = [
        Difference("direction", ends_here[axis][1], ends_there[axis][1])
        for axis in ends_here
        if axis in ends_there and ends_here[axis][0] != ends_there[axis][0]
    ]
    if bool(ours) == bool(theirs):
        return _Part(differing=tuple(turned))
    denied = {word for one in (*ours, *theirs) for word in one.denied}
    if len(turned) == 1 and {turned[0].here, turned[0].there} & denied:
        return _Part()
    if not any(one.is_meant for one in (*ours, *theirs)):
        return _Part(differing=tuple(turned))
    words = (one[0].word if one else "" for one in (ours, theirs))
    return _Part(differing=(Difference("denial", *words), *turned))


@dataclass(frozen=True, slots=True)
class _Denial:
    """A word that denies, what it denies, and whether the other sentence speaks of that; between languages any does."""

    word: str
    denied: tuple[str, ...]
    is_meant: bool


def _denials(text: str, other: str, languages: tuple[str, str]) -> list[_Denial]:
    """What is denied in `text`: by each such word the next ones, or the last before it."""
    blanked = lexicon.NO_NEGATIONS[languages[0]].sub(lambda one: " " * len(one[0]), text)
    stems = {_stem(word) for word in _words(other, languages[1])}
    denials = []
    for found in lexicon.NEGATIONS[languages[0]].finditer(blanked):
        behind, before = _words(text[found.end() :], languages[0]), _words(text[: found.start()], languages[0])
        denied = behind[:DENIED] or before[-2:]
        is_meant = languages[0] != languages[1] or any(_stem(word) in stems for word in denied)
        denials.append(_Denial(found[0], tuple(denied), is_meant))
    return denials
