"""The names in a sentence: people, places and organisations, told by capitals and by a list of places."""

from __future__ import annotations

import re
from functools import lru_cache

from claims.matching import lexicon
from claims.matching.places import place_of

_TOKEN = re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*")
_ENDS = re.compile(r"[.!?…:]\s*[“\"'«(]?$|^\s*[“\"'«(]?$")
_ELIDED = re.compile(r"\b[LlDdQqUu]{1,2}['’](?=\w)")  # l'Espagne, d'Italie
_TITLES_WORDS = """
president minister chancellor mayor senator governor prime king queen pope judge professor dr mr mrs ms herr frau
kanzler kanzlerin präsident präsidentin ministerin bürgermeister bürgermeisterin papst könig königin président
présidente ministre maire roi reine pape presidente presidenta ministro ministra alcalde alcaldesa rey reina papa
"""
_TITLES = frozenset(_TITLES_WORDS.split())
# Words that often open a sentence in English and name nobody.
_COMMON_WORDS = """
crime inflation unemployment taxes tax vaccines vaccine police government governments food prices sales exports
imports wages children kids parents students teachers doctors nurses workers women men people immigration immigrants
migrants refugees violence murders homicides energy electricity water schools hospitals voters offences drivers cars
companies banks rents rent housing homes house houses jobs profits shares stocks tourists visitors farmers emissions
temperatures scientists researchers experts officials lawmakers deaths births poverty debt spending growth
production traffic coal gas oil solar wind nuclear two three four five six seven eight nine ten half nearly almost
around last this next every most many few several under over since during between among today yesterday there here
household households coffee tea milk meat sugar smoking drinking eating alcohol tobacco masks face climate global
ice sea sharks dogs cats bees drugs drug heart cancer flu measles jobless overall consumer gun guns average median
national local state federal public private new old young more fewer less british
"""
_COMMON = frozenset(_COMMON_WORDS.split())


@lru_cache(maxsize=1024)  # a sentence is compared with many others
def names_in(text: str, language: str) -> dict[str, str]:
    """The names in `text`, each as it is printed; places under their English name, all in lower case."""
    found: dict[str, str] = {}
    text = _ELIDED.sub(lambda one: " " * len(one[0]), text)
    for word in _TOKEN.finditer(text):
        if place := place_of(word[0]):
            found[place] = word[0]
        elif _is_name(word, text, language):
            found[_bare(word[0])] = word[0]
    return found


def first_word_of(text: str, language: str) -> str:
    """The first word where it could be somebody's name: capitals tell nothing there. "" where it is a common word."""
    word = _TOKEN.search(text)
    if word is None or language != "en" or not word[0][0].isupper():
        return ""
    lowered = word[0].lower()
    is_small = lowered in lexicon.SMALL_WORDS["en"] or lowered in _COMMON or lowered in lexicon.DAYS
    return "" if is_small or place_of(word[0]) or lowered in lexicon.MONTHS else _bare(word[0])


def _is_name(word: re.Match[str], text: str, language: str) -> bool:
    token = word[0]
    lowered = token.lower()
    if not token[0].isupper() or len(token) < 2 or _is_dated(lowered):
        return False
    if token.isupper() and len(token) >= 2 and any(sign.isalpha() for sign in token):
        return True
    if lowered in _TITLES or lowered in lexicon.SMALL_WORDS[language]:
        return False
    before = text[: word.start()]
    if _ENDS.search(before):
        following = _TOKEN.match(text, word.end() + 1)
        is_alone = following is None or not following[0][0].isupper() or _is_dated(following[0].lower())
        return not is_alone and lowered not in _COMMON and language != "de"
    if language == "de":  # where every noun has a capital: only what stands behind a title
        title = _TOKEN.findall(before)[-1:]
        return bool(title) and title[0].lower().endswith(tuple(_TITLES))
    return True


def _is_dated(word: str) -> bool:
    return word in lexicon.MONTHS or word in lexicon.DAYS or word in lexicon.UNITS or word in ("mr", "mrs", "ms", "dr")


def _bare(word: str) -> str:
    return re.sub(r"['’]s$", "", word).replace(".", "").lower()


def are_alike(one: str, other: str) -> bool:
    """Whether two names may be the same, written otherwise: one begins with the other, or four in five pairs agree."""
    if one == other or (min(len(one), len(other)) >= 4 and (one.startswith(other) or other.startswith(one))):
        return True
    if min(len(one), len(other)) < 5:
        return False
    pairs = [{word[n : n + 2] for n in range(len(word) - 1)} for word in (one, other)]
    return 2 * len(pairs[0] & pairs[1]) / (len(pairs[0]) + len(pairs[1])) >= 0.8
