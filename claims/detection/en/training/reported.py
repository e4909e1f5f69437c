"""Our own sentences once more, as somebody's reported words: debaters are hardly ever reported, news mostly.

Without them the model took "The councillor said that …" for a sign that nothing worth checking follows.
"""

from __future__ import annotations

import random
from collections.abc import Iterable

from claims.detection.en.lexicon import words
from claims.detection.en.training.rows import HEADS, Row

TIMES = 3  # versions of each sentence
LONGEST = 220  # characters of a sentence that is still reported
_BEFORE = 0.72  # share of versions that name the speaker first
_SPEAKERS = (
    "Senator {name}", "Minister {name}", "{name}", "{name}, the party's leader,", "{name}, who chairs the committee,",
    "the minister", "the company", "the agency", "a spokeswoman for the ministry", "Prime Minister {name}",
    "Governor {name}", "police", "union leader {name}", "the report", "researchers", "the central bank",
    "Deputy Mayor {name}", "Alderman {name}", "Professor {name}", "officials", "opposition lawmaker {name}",
    "Health Secretary {name}", "Councillor {name}", "Councillor {name}", "the councillor", "Councilwoman {name}",
    "Commissioner {name}", "Dr {name}", "Mr {name}", "a councillor", "council leader {name}", "Mayor {name}",
    "President {name}", "{name}, the mayor,", "Chancellor {name}", "Representative {name}",
)  # fmt: skip
_NAMES = (
    "Ana Teixo", "Jonas Wirth", "Keiko Morant", "Salma Idrissi", "Peter Vance", "Lena Holm", "Rafael Quint",
    "Olga Dresch", "Tom Barrow", "Nadia Ferro", "Ines Kolar", "David Achebe", "Maria Lund", "Karl Stroem",
    "Yusuf Demir", "Grace Owusu",
)  # fmt: skip
_FIRST = (
    "{who} said that {words}.", "{who} said {words}.", "{who} told reporters that {words}.",
    "{who} added that {words}.", "According to {who}, {words}.", "{who} claimed that {words}.",
    "{who} said on Tuesday that {words}.", "{who} argued that {words}.", "{who} also said {words}.",
    "{who} noted that {words}.",
)  # fmt: skip
_LAST = (
    "{words}, {who} said.", "{words}, according to {who}.", "{words}, {who} said on Monday.", "“{words},” said {who}.",
    "“{words},” {who} told the committee.",
)  # fmt: skip
_SMALL = words(
    """a about after all an and at before between by each every for from half his in its many more most nearly no of on
    only our over some the their there these this those two three four five six seven eight nine ten under"""
)


def reported(rows: Iterable[Row], seed: int = 7) -> list[Row]:
    """Versions of the rows in which somebody says them. They keep their labels, and are attributed.

    Left out are sentences that are somebody's words already, opinions (a report of one is none) and what nobody judged.
    """
    chance = random.Random(seed)  # the same versions in every run
    plain = [row for row in rows if row.label("worth") is not None and not row.label("attributed")]
    told = [row for row in plain if not row.label("opinion") and _may_be_told(row.text)]
    return [Row(_told(row.text, chance), _labels(row)) for row in told for _ in range(TIMES)]


def _may_be_told(text: str) -> bool:
    text = text.strip().rstrip(".")
    return bool(text) and len(text) <= LONGEST and text[-1] not in '?!”"' and not set(text) & set('“"')


def _told(text: str, chance: random.Random) -> str:
    said = text.strip().rstrip(".")
    who = chance.choice(_SPEAKERS).format(name=chance.choice(_NAMES))
    if chance.random() >= _BEFORE:
        return chance.choice(_LAST).format(words=said, who=who.rstrip(","))
    if said.split()[0].lower() in _SMALL:
        said = said[0].lower() + said[1:]
    told = chance.choice(_FIRST).format(words=said, who=who)
    return told[0].upper() + told[1:]


def _labels(row: Row) -> tuple[float | None, ...]:
    at = HEADS.index("attributed")
    return (*row.labels[:at], 1.0, *row.labels[at + 1 :])
