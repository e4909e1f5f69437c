"""Signals of check-worthiness that a reader can see in one sentence: numbers, money, comparison, tense, opinion."""

from __future__ import annotations

import re

_NUMBER_WORD = (
    r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|sixty|seventy|eighty"
    r"|ninety|hundreds?|thousands?|millions?|billions?|trillions?|dozens?|half|double[ds]?|triple[ds]?|doubling)"
)
SIGNALS: dict[str, re.Pattern[str]] = {
    "digits": re.compile(r"\d[\d,.]*"),
    "number_word": re.compile(rf"\b{_NUMBER_WORD}\b", re.I),
    "percent": re.compile(r"%|\bper ?cent(?:age)?\b", re.I),
    "money": re.compile(r"[$€£]\s?\d|\b(?:dollars?|euros?|pounds sterling)\b", re.I),
    "year": re.compile(r"\b(?:19|20)\d\d\b"),
    "large": re.compile(r"\b(?:million|billion|trillion|thousand)s?\b", re.I),
    "comparison": re.compile(
        r"\b(?:more|less|fewer|higher|lower|larger|greater|bigger|smaller|better|worse|faster|older"
        r"|cheaper) (?:\w+ ){0,3}?than\b"
        r"|\b(?:highest|lowest|largest|biggest|greatest|worst|most|least|fewest|fastest|record|first time|only country"
        r"|at least|up to|twice)\b",
        re.I,
    ),
    "change": re.compile(
        r"\b(?:rose|risen|rising|fell|fallen|falling|grew|grown|increas\w+|decreas\w+|declin\w+|cut|cuts|dropped|surged"
        r"|lost|gained|created|added|reduced|raised|spent|spends|cost|costs|paid|killed|died)\b",
        re.I,
    ),
    "past": re.compile(r"\b(?:was|were|had|did|voted|went|took|gave|made|came|signed|passed|[a-z]{3,}ed)\b"),
    "perfect": re.compile(r"\b(?:has|have) (?:\w+ ){0,2}?(?:been|\w+ed|\w+en|made|had|done|lost|cut|put|gone)\b"),
    "ongoing": re.compile(r"\b(?:is|are) (?:\w+ly )?(?!going|trying|looking|hoping|talking)[a-z]{2,}ing\b"),
    "future": re.compile(r"\b(?:will|won['’]t|shall|going to|gonna)\b|['’]ll\b", re.I),
    "modal": re.compile(
        r"\b(?:would|could|should|might|(?-i:may)|must|can|ought|need to|needs to|have to|has to)\b", re.I
    ),
    "first_person": re.compile(r"\b(?:I|me|my|mine|myself|I['’](?:m|ve|d|ll))(?!\w)"),
    "we": re.compile(r"\b(?:we|us|our|ours|we['’](?:re|ve|d|ll))(?!\w)", re.I),
    "you": re.compile(r"\b(?:you|your|yours|you['’](?:re|ve|d|ll))(?!\w)", re.I),
    "opinion": re.compile(
        r"\b(?:I (?:think|believe|feel|hope|guess|want|mean|wish|suppose|agree|don['’]t think)|in my (?:view"
        r"|opinion)|hopefully"
        r"|frankly|honestly|clearly|obviously|unfortunately|thankfully|wonderful|beautiful|great|terrible|horrible"
        r"|awful"
        r"|amazing|disgrac\w+|shameful|tragic|proud|love|hate|important)\b",
        re.I,
    ),
    "hedge": re.compile(r"\b(?:perhaps|maybe|probably|possibly|likely|seems?|appears?|apparently)\b", re.I),
    "question": re.compile(r"\?[\"”’')\]]*\s*$"),
    "exclamation": re.compile(r"!"),
    "courtesy": re.compile(
        r"\b(?:thank(?:s| you)|good (?:evening|morning|night)|welcome|sorry|excuse me|please)\b", re.I
    ),
    "law": re.compile(
        r"\b(?:laws?|(?-i:bills?)|legislation|courts?|constitution\w*|illegal\w*|tax(?:es)?|treaty|sanctions|amendment"
        r"|ban(?:ned|s)?)\b",
        re.I,
    ),
    "position": re.compile(
        r"\b(?:support(?:s|ed)?|oppos(?:e|es|ed)|favou?r(?:s|ed)?|reject(?:s|ed)?|refus(?:e|es|ed)|against"
        r"|endors(?:e|es|ed)"
        r"|agree[ds]? to|promised|pledged|propos(?:e|es|ed)|veto(?:ed|es)?|vot(?:e|es|ed) (?:for|against))\b",
        re.I,
    ),
    "cause": re.compile(
        r"\b(?:because|caus(?:e|es|ed|ing)|due to|led to|result(?:s|ed)? (?:in|of|from)|thanks to|blam(?:e|ed))\b", re.I
    ),
    "negation": re.compile(r"\b(?:not|never|no|nobody|none|nothing)\b|n['’]t\b", re.I),
    "quantifier": re.compile(
        r"\b(?:every|each|all|many|most|majority|average|total|rate|number of|percent of)\b", re.I
    ),
}
_OPENING = 4  # letters
# How some word of the sentence must begin for the signal to be there; those without an entry are always looked for.
_OPENINGS = {
    name: frozenset(listed.split())
    for name, listed in {
        "number_word": "bill doub doze eigh elev fift five fort four half hund mill nine seve six sixt ten thir thou "
        "thre tril trip twel twen two",
        "large": "bill mill thou tril",
        "comparison": "at bett bigg chea fast fewe firs grea high larg leas less lowe more most olde only reco smal "
        "twic up wors",
        "change": "adde cost crea cut cuts decl decr died drop fall fell gain grew grow incr kill lost paid rais redu "
        "rise risi rose spen surg",
        "perfect": "has have",
        "ongoing": "are is",
        "future": "goin gonn ll shal will won",
        "modal": "can coul has have may migh must need ough shou woul",
        "first_person": "i me mine my myse",
        "we": "our ours us we",
        "you": "you your",
        "opinion": "amaz awfu beau clea disg fran grea hate hone hope horr i impo in love obvi prou sham terr than "
        "trag unfo wond",
        "hedge": "appa appe like mayb perh poss prob seem",
        "courtesy": "excu good plea sorr than welc",
        "law": "amen ban bann bans bill cons cour ille law laws legi sanc tax taxe trea",
        "position": "agai agre endo favo oppo pled prom prop refu reje supp veto vote",
        "cause": "beca blam caus due led resu than",
        "negation": "neve no nobo none not noth t",
        "quantifier": "all aver each ever majo many most numb perc rate tota",
    }.items()
}
_CAPITAL = re.compile(r"(?<=[^\W\d_] )[A-Z][\w’'.-]+")
_WORD = re.compile(r"\w+")
_CAP = 3.0


def signals(sentence: str) -> dict[str, float]:
    """Count each signal in the sentence, capped at 3 and divided by 3 (so 0 to 1), plus length and capitals."""
    words = _WORD.findall(sentence)
    openings = {word[:_OPENING].lower() for word in words}
    found = {name: _share(name, pattern, sentence, openings) for name, pattern in SIGNALS.items()}
    capitals = sum(1 for m in _CAPITAL.finditer(sentence) if not m.group().startswith("I’"))
    found["capitals"] = min(capitals, 5) / 5
    found["short"] = float(len(words) < 6)
    found["words"] = min(len(words), 40) / 40
    found["concrete"] = min(1.0, found["digits"] + found["number_word"] + found["percent"] + found["money"])
    return found


def _share(name: str, pattern: re.Pattern[str], sentence: str, openings: set[str]) -> float:
    needed = _OPENINGS.get(name)
    if needed is not None and needed.isdisjoint(openings):
        return 0.0
    return min(len(pattern.findall(sentence)), _CAP) / _CAP
