"""What makes a claim matter to many, told by plain words, and the words by which a writer judges."""

from __future__ import annotations

import re
from collections.abc import Iterator

from claims.detection.en.signals import SIGNALS

_TOPICS = {
    "public money": """bailout bailouts billion billions budget budgets contract contracts debt debts
        deficit deficits million millions spend spending spends spent subsidies subsidy
        tariff tariffs tax taxes taxpayer taxpayers trillion trillions""",
    "health": """cancer death deaths disease diseases doctor doctors drug drugs health* hospital
        hospitals infect* medicine medicines nurse nurses patient patients vaccin* virus""",
    "safety and crime": """arrest* attack attacks crime crimes kill killed kills murder* police prison* rape
        raped rapes safety shoot* terror* violen*""",
    "war and foreign policy": """army ceasefire invasion military missile missiles nato nuclear sanctions soldier
        soldiers treaty troops war wars weapon weapons""",
    "elections and power": """ballot ballots brib* congress corrupt* election elections government mayor mayors
        minister ministers parliament president senate vote voted voter voters votes voting""",
    "rights and law": """abortion asylum ban banned bans censor* court courts discriminat* illegal* judge
        judges law laws prosecutor prosecutors right rights""",
    "work and prices": """inflation job jobs pension pensions price prices rent rents strike strikes unemploy*
        wage wages worker workers""",
    "migration": """border borders deport* immigra* migra* refugee refugees""",
    "climate and environment": """carbon climate drought emission emissions energy flood floods pollut* wildfire
        wildfires""",
    "schools": """pupil pupils school schools student students teacher teachers universit*""",
}
_WORD = re.compile(r"\w+")
_STEM = 4  # letters by which a stem is looked up; none is shorter
_BY_WORD = {word: name for name, listed in _TOPICS.items() for word in listed.split() if not word.endswith("*")}
_BY_STEM: dict[str, list[tuple[str, str]]] = {}
for _name, _listed in _TOPICS.items():
    for _stem in (word.removesuffix("*") for word in _listed.split() if word.endswith("*")):
        _BY_STEM.setdefault(_stem[:_STEM], []).append((_stem, _name))
_JUDGING = r"""should shouldn['’]t absurd ridiculous outrageous scandalous brilliant stupid foolish cynical reckless
    hypocri\w+ shameless heroic laughable pathetic catastroph\w+ dangerous naive cowardly brave good bad worse worst
    best fair unfair wrong simply merely surely alas so-called"""
_JUDGED = re.compile(rf"{SIGNALS['opinion'].pattern}|\b(?:{'|'.join(_JUDGING.split())})\b", re.I)


def topics(words: str) -> Iterator[tuple[str, str]]:
    """Topics of public consequence that the words touch, each with the first word that does, in the words' order."""
    told = set()
    for word in _WORD.findall(words):
        name = _topic(word.lower())
        if name and name not in told:
            told.add(name)
            yield name, word


def _topic(word: str) -> str:
    """The topic of a word in small letters, or "". In the lists a star stands for any ending."""
    listed = _BY_STEM.get(word[:_STEM], ())
    return _BY_WORD.get(word) or next((name for stem, name in listed if word.startswith(stem)), "")


def judging(words: str) -> str:
    """The first word by which the writer or speaker judges, or ""."""
    found = _JUDGED.search(words)
    return found.group() if found else ""
