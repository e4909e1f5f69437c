"""From the text of an English article to its check-worthy sentences, anchored, attributed, dated and scored."""

from __future__ import annotations

from datetime import date

from claims.detection.en.attribute import Attribution, Speech
from claims.detection.en.furniture import body
from claims.detection.en.ground import expressions
from claims.detection.en.kinds import kind, reasons
from claims.detection.en.names import Names
from claims.detection.en.referents import Referents
from claims.detection.en.saying import content, said_on
from claims.detection.en.wording import applied, edits
from claims.detection.en.worth import Worth, score
from claims.detection.pipeline import VERSION
from claims.detection.quotes import inside, quotations
from claims.detection.segment import sentences
from claims.detection.values import Detection, SaidOn

_STILL_SPEAKING = 2  # sentences over which a speaker's occasion ("in an interview on Sunday") goes on


def read(text: str, *, published_on: date, threshold: float, limit: int) -> list[Detection]:
    """Sentences of an English text worth checking, as ``claims.detection.detect`` promises them."""
    article = _Article(text, published_on)
    worth = [article.worth(i) for i in range(len(article.told))]
    chosen = [i for i, one in enumerate(worth) if one.probability >= threshold]
    chosen = sorted(sorted(chosen, key=lambda i: (-worth[i].probability, i))[:limit])
    return [article.detection(i, worth[i]) for i in chosen]


class _Article:
    """What is known of the whole text while single sentences are described; ``told`` are its possible claims."""

    def __init__(self, text: str, published_on: date) -> None:
        self.told = [one for one in (body(text, sentence) for sentence in sentences(text)) if one]
        self._text, self._published_on = text, published_on
        self._quotes = quotations(text)
        names = Names(text, self.told)
        self._speech = Speech(text, self.told, self._quotes, names)
        self._referents = Referents(text, self.told, self._quotes, names, self._speech.attributions)

    def worth(self, index: int) -> Worth:
        """The worth of what is claimed, without "the minister said": in news nearly everything is said by somebody."""
        return score(content(self.told[index], self._speech.attributions[index]))

    def detection(self, index: int, worth: Worth) -> Detection:
        sentence, attribution = self.told[index], self._speech.attributions[index]
        dates = expressions(sentence, published_on=self._published_on)
        quoted = inside(
            self._quotes, sentence.start + 2, max(sentence.start + 2, sentence.start + len(sentence.text) // 2)
        )
        changes = edits(index, self._referents, dates, self._quotes, published_on=self._published_on)
        return Detection(
            start=sentence.start,
            end=sentence.end,
            quote=sentence.text,
            claimant=attribution.claimant if attribution else None,
            claimant_kind=attribution.kind if attribution and attribution.claimant else "",
            cue=attribution.cue if attribution and attribution.form != "quoted" else None,
            said_on=self._said_on(index, attribution, dates),
            dates=dates,
            kind=kind(sentence, attribution, dates),
            check_worthiness=round(worth.probability, 4),
            reasons=reasons(sentence, attribution, dates, worth.parts, quoted=quoted is not None),
            features=_features(worth),
            wording=applied(sentence.text, changes),
            edits=changes,
            detector=VERSION,
        )

    def _said_on(self, index: int, attribution: Attribution | None, dates: tuple[SaidOn, ...]) -> SaidOn:
        """The sentence's own time of saying, else that of the same speaker's occasion just before."""
        own = said_on(self._text, attribution, dates, self._quotes, published_on=self._published_on)
        if own.expression or attribution is None or attribution.claimant is None:
            return own
        for back in range(index - 1, max(-1, index - 1 - _STILL_SPEAKING), -1):
            before = self._speech.attributions[back]
            if before is None or before.claimant != attribution.claimant:
                break
            earlier = expressions(self.told[back], published_on=self._published_on)
            found = said_on(self._text, before, earlier, self._quotes, published_on=self._published_on)
            if found.expression and found.granularity == "day":  # one occasion; "last year" is none
                return found
        return own


def _features(worth: Worth) -> dict[str, float]:
    strongest = sorted(worth.parts.items(), key=lambda part: (-abs(part[1]), part[0]))[:12]
    return {"words": round(worth.words, 3), **{name: round(value, 3) for name, value in strongest}}
