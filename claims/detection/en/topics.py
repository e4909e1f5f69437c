"""What makes a claim matter to many, told by plain words, and the words by which a writer judges."""

from __future__ import annotations

import re
from collections.abc import Iterator

from claims.detection.en.signals import SIGNALS

_TOPICS = {
    "public money": r"""budgets? tax(?:es|payers?)? deficits? debts? spend(?:ing|s)? spent subsid(?:y|ies) tariffs?
        bailouts? contracts? billions? millions? trillions?""",
    "health": r"""hospitals? vaccin\w+ diseases? virus cancer drugs? patients? doctors? nurses? deaths? health\w*
        infect\w+ medicines?""",
    "safety and crime": r"""crimes? murder\w* police prison\w* violen\w+ attacks? shoot\w* terror\w* kill(?:ed|s)?
        rape[ds]? arrest\w* safety""",
    "war and foreign policy": r"""wars? troops soldiers? army military missiles? weapons? sanctions nuclear invasion
        ceasefire NATO treaty""",
    "elections and power": r"""elections? vot(?:e|ed|es|ers?|ing) ballots? parliament congress senate government
        ministers? president corrupt\w* brib\w+ mayors?""",
    "rights and law": r"""laws? courts? rights? ban(?:s|ned)? illegal\w* abortion asylum censor\w* discriminat\w+
        judges? prosecutors?""",
    "work and prices": r"jobs? wages? unemploy\w+ inflation prices? rents? pensions? strikes? workers?",
    "migration": r"migra\w+ immigra\w+ refugees? borders? deport\w+",
    "climate and environment": r"climate emissions? carbon pollut\w+ drought floods? wildfires? energy",
    "schools": r"schools? teachers? universit\w+ pupils? students?",
}
_TOPIC = re.compile(
    "|".join(rf"(?P<t{n}>\b(?:{'|'.join(listed.split())})\b)" for n, listed in enumerate(_TOPICS.values())), re.I
)
_NAMES = tuple(_TOPICS)
_JUDGING = r"""should shouldn['’]t absurd ridiculous outrageous scandalous brilliant stupid foolish cynical reckless
    hypocri\w+ shameless heroic laughable pathetic catastroph\w+ dangerous naive cowardly brave good bad worse worst
    best fair unfair wrong simply merely surely alas so-called"""
_JUDGED = re.compile(rf"{SIGNALS['opinion'].pattern}|\b(?:{'|'.join(_JUDGING.split())})\b", re.I)


def topics(words: str) -> Iterator[tuple[str, str]]:
    """Topics of public consequence that the words touch, each with the first word that does, in the words' order."""
    told = set()
    for found in _TOPIC.finditer(words):
        name = _NAMES[int(str(found.lastgroup)[1:])]
        if name not in told:
            told.add(name)
            yield name, found.group()


def judging(words: str) -> str:
    """The first word by which the writer or speaker judges, or ""."""
    found = _JUDGED.search(words)
    return found.group() if found else ""
