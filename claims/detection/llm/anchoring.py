"""From what a model gave to detections: only words that stand in the text, described by what the local reading says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from claims.detection import Detection, Edit, Span
from claims.detection.llm.values import Answer, Item

SHORTEST, LONGEST = 8, 1_000  # code points of a quote
_PARAGRAPHS = re.compile(r"\n[ \t\r]*\n")
_MOST_PLACES = 50  # places of the same words that are looked at
_SPACED = 0x0900  # scripts up to here put spaces between words
_BARE = Detection(0, 0, "", None, "", None, None, (), "other", 0.0, (), {})  # where nothing local overlaps


def anchored(part: Span, answer: Answer, local: Iterable[Detection], version: str) -> tuple[list[Detection], int]:
    """The answer's items as detections, and how many have no use.

    Of words given twice, and of quotes that overlap, the first with the highest score stays.
    """
    near = [one for one in local if one.start < part.end and part.start < one.end]
    taken: list[tuple[int, int]] = []
    found: list[Detection] = []
    useless = answer.useless
    for item in sorted(answer.items, key=lambda item: -item.score):
        places = list(_places(part.text, item)) if _may_be_claim(item.quote) else []
        useless += not places
        free = [place for place in places if not _is_taken(place, len(item.quote), taken)]
        if not free:
            continue
        at = next((place for place in free if _follows(part.text, place, item.before)), free[0])
        taken.append((at, at + len(item.quote)))
        found.append(_described(item, part, at, near, version))
    return sorted(found, key=lambda one: one.start), useless


def _may_be_claim(quote: str) -> bool:
    """Whether a quote has the size of a claim and is of one paragraph."""
    return SHORTEST <= len(quote) <= LONGEST and not _PARAGRAPHS.search(quote)


def _places(text: str, item: Item) -> Iterator[int]:
    """Where the quote stands in the text without cutting a word or a number."""
    at = -1
    for _ in range(_MOST_PLACES):
        at = text.find(item.quote, at + 1)
        if at < 0:
            return
        if not (_is_inside_word(text, at) or _is_inside_word(text, at + len(item.quote))):
            yield at


def _is_inside_word(text: str, at: int) -> bool:
    """Whether a cut before ``text[at]`` parts a word, or "4.2" into "4" and ".2": half a number is another number."""
    before, after = text[max(0, at - 2) : at], text[at : at + 2]
    if not before or not after:
        return False
    if max(before[-1], after[0]) < chr(_SPACED) and before[-1].isalnum() and after[0].isalnum():
        return True
    after_point = before[-1] in ".," and before[0].isdigit() and len(before) == 2 and after[0].isdigit()
    return after_point or (before[-1].isdigit() and after[0] in ".," and after[1:].isdigit())


def _is_taken(at: int, length: int, taken: list[tuple[int, int]]) -> bool:
    return any(at < end and start < at + length for start, end in taken)


def _follows(text: str, at: int, before: str) -> bool:
    return bool(before) and text[:at].rstrip().endswith(before)


def _described(item: Item, part: Span, at: int, near: list[Detection], version: str) -> Detection:
    """The model's choice, score and reason with the local reading's kind, times, speaker and wording."""
    start, end = part.start + at, part.start + at + len(item.quote)
    over = [one for one in near if one.start < end and start < one.end]
    best = max(over, key=lambda one: min(end, one.end) - max(start, one.start), default=_BARE)
    is_same = (best.start, best.end) == (start, end)
    edits = best.edits if is_same else tuple(_within(over, start, end))
    named = item.claimant if item.claimant and item.claimant in part.text else ""
    claimant = named or best.claimant
    return replace(
        best,
        start=start,
        end=end,
        quote=item.quote,
        claimant=claimant,
        claimant_kind=best.claimant_kind if claimant == best.claimant else "",
        kind=item.kind or best.kind,
        check_worthiness=round(item.score, 4),
        reasons=(item.reason,) if item.reason else (),
        features={"model_score": round(item.score, 4)} | _local_score(best),
        wording=best.wording if is_same else _edited(item.quote, edits),
        edits=edits,
        detector=version,
        dimensions=best.dimensions if is_same else (),
        likely=None,
    )


def _local_score(best: Detection) -> dict[str, float]:
    return {"local_score": best.check_worthiness} if best.quote else {}


def _within(over: list[Detection], start: int, end: int) -> Iterator[Edit]:
    """The local edits that lie wholly in the quote, counted from its beginning."""
    for one in over:
        for edit in one.edits:
            first, last = one.start + edit.start, one.start + edit.end
            if start <= first and last <= end:
                yield replace(edit, start=first - start, end=last - start)


def _edited(quote: str, edits: tuple[Edit, ...]) -> str:
    for edit in reversed(edits):
        quote = quote[: edit.start] + edit.after + quote[edit.end :]
    return quote
