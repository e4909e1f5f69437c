"""From the text of an English article to its check-worthy sentences, anchored, attributed, dated and scored."""

from __future__ import annotations

from datetime import date
from functools import cached_property

from claims.detection.en.attribute import Attribution, Speech
from claims.detection.en.attributed import Attributed, attributed
from claims.detection.en.dimensions import Told, dimensions
from claims.detection.en.furniture import body
from claims.detection.en.ground import ANCHORED, expressions
from claims.detection.en.kinds import kind, reasons
from claims.detection.en.names import Names
from claims.detection.en.referents import Referents
from claims.detection.en.saying import content, said_on
from claims.detection.en.wording import applied, edits
from claims.detection.en.worth import Worth, properties, score
from claims.detection.pipeline import VERSION
from claims.detection.quotes import inside, quotations
from claims.detection.segment import sentences
from claims.detection.values import Detection, SaidOn, Span

_STILL_SPEAKING = 2  # sentences over which a speaker's occasion ("in an interview on Sunday") goes on


def read(text: str, *, published_on: date, threshold: float, limit: int) -> list[Detection]:
    """Sentences of an English text worth checking, as ``claims.detection.detect`` promises them."""
    article = _Article(text, published_on)
    worth = [article.worth(i) for i in range(len(article.told))]
    chosen = [i for i, one in enumerate(worth) if one.probability >= threshold]
    chosen = sorted(sorted(chosen, key=lambda i: (-worth[i].probability, i))[:limit])
    return [article.detection(i, worth[i]) for i in chosen]


def load() -> None:
    """Read the weights and the encoder into memory."""
    score("Unemployment fell to 4.1 percent.")


class _Article:
    """What is known of the whole text while single sentences are described; ``told`` are its possible claims."""

    def __init__(self, text: str, published_on: date) -> None:
        self.told = [one for one in (body(text, sentence) for sentence in sentences(text)) if one]
        self._text, self._published_on = text, published_on
        self._quotes = quotations(text)
        names = Names(text, self.told)
        self._speech = Speech(text, self.told, self._quotes, names)
        self._referents = Referents(text, self.told, self._quotes, names, self._speech.attributions)
        self._grounded: dict[int, tuple[SaidOn, ...]] = {}

    def worth(self, index: int) -> Worth:
        sentence = self.told[index]
        return score(sentence.text, claimed=content(sentence, self._speech.attributions[index]))

    def detection(self, index: int, worth: Worth) -> Detection:
        sentence, attribution, dates = self.told[index], self._speech.attributions[index], self._dates(index)
        changes = edits(index, self._referents, dates, self._quotes, published_on=self._published_on)
        known = properties(sentence.text, worth)
        claimant, claimant_kind, cue = _spoken(attribution)
        return Detection(
            start=sentence.start,
            end=sentence.end,
            quote=sentence.text,
            claimant=claimant,
            claimant_kind=claimant_kind,
            cue=cue,
            said_on=self._said_on(index, attribution, dates),
            dates=dates,
            kind=kind(sentence, attribution, dates),
            check_worthiness=round(worth.probability, 4),
            reasons=reasons(sentence, attribution, dates, worth.parts, quoted=self._is_quoted(sentence)),
            features=_features(worth),
            wording=applied(sentence.text, changes),
            edits=changes,
            detector=VERSION,
            dimensions=dimensions(sentence, attribution, self._told(index), dates, known),
            likely=worth.likely,
        )

    def _is_quoted(self, sentence: Span) -> bool:
        """Whether the first half of the sentence stands between quotation marks."""
        first = sentence.start + 2
        return inside(self._quotes, first, max(first, sentence.start + len(sentence.text) // 2)) is not None

    def _told(self, index: int) -> Told:
        """Whose words the sentence may tell where nobody is surely named: the source of what it quotes."""
        attribution, content = self._speech.attributions[index], self._contents[index]
        if not content.kind or (attribution and (attribution.claimant or attribution.unnamed)):
            return Told(content)
        sentence = self.told[index]
        near = [q for q in self._quotes if sentence.start <= q.start and q.end <= sentence.end]
        source = self._speech.source_of(*((q.start, q.end) for q in near)) if near else None
        return Told(content, (source and source.claimant) or "")

    @cached_property
    def _contents(self) -> list[Attributed]:
        return attributed(self._text, self.told, self._quotes, self._speech.attributions)

    def _dates(self, index: int) -> tuple[SaidOn, ...]:
        """Times of the sentence; "a year later" counts from the last time that the sentences just before it told."""
        if not ANCHORED.search(self.told[index].text):
            return self._plain_dates(index)
        earlier = [self._plain_dates(back) for back in range(max(0, index - _STILL_SPEAKING), index)]
        anchor = next((dates[-1] for dates in reversed(earlier) if dates), None)
        return expressions(self.told[index], published_on=self._published_on, anchor=anchor)

    def _plain_dates(self, index: int) -> tuple[SaidOn, ...]:
        """Times of the sentence by itself, found once."""
        if index not in self._grounded:
            self._grounded[index] = expressions(self.told[index], published_on=self._published_on)
        return self._grounded[index]

    def _said_on(self, index: int, attribution: Attribution | None, dates: tuple[SaidOn, ...]) -> SaidOn:
        """The sentence's own time of saying, else that of the same speaker's occasion just before."""
        own = said_on(self._text, attribution, dates, self._quotes, published_on=self._published_on)
        if own.expression or attribution is None or attribution.claimant is None:
            return own
        for back in range(index - 1, max(-1, index - 1 - _STILL_SPEAKING), -1):
            before = self._speech.attributions[back]
            if before is None or before.claimant != attribution.claimant:
                break
            earlier = self._dates(back)
            found = said_on(self._text, before, earlier, self._quotes, published_on=self._published_on)
            if found.expression and found.granularity == "day":  # one occasion; "last year" is none
                return found
        return own


def _spoken(attribution: Attribution | None) -> tuple[str | None, str, Span | None]:
    """Claimant, its kind and the cue, of which a sentence that is only known to be quoted has none."""
    if attribution is None:
        return None, "", None
    cue = attribution.cue if attribution.form != "quoted" else None
    return attribution.claimant, attribution.kind if attribution.claimant else "", cue


def _features(worth: Worth) -> dict[str, float]:
    """The scorers' logits, and of the words' the strongest signals."""
    strongest = sorted(worth.parts.items(), key=lambda part: (-abs(part[1]), part[0]))[:12]
    read = {"sentence": round(worth.reading.worth, 3)} if worth.reading else {}
    return read | {"grams": round(worth.words, 3)} | {name: round(value, 3) for name, value in strongest}
