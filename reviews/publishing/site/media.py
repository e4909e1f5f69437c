"""What the page of a fact-check shows of images, videos and recordings: links to them, and never they themselves."""

from collections.abc import Mapping, Sequence
from typing import Any

from reviews import media
from reviews.publishing.mediareview import anchor

Say = Mapping[str, str]


def shown(kept: Sequence[Mapping[str, Any]], say: Say) -> list[dict[str, Any]]:
    """The media of a verdict, with what was done to each in words of the page's language."""
    return [_shown(media.facts_from(one), number, say) for number, one in enumerate(kept, start=1)]


def _shown(facts: media.Facts, number: int, say: Say) -> dict[str, Any]:
    done = [(say[f"media_{one}"], say[f"media_{one}_means"]) for one in facts.categories]
    return {"facts": facts, "anchor": anchor(number)[1:], "kind": say[f"media_{facts.kind}"], "done": done}


def changed(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]], say: Say) -> tuple[str, str]:
    """What a correction changed about what was done to the media, before and after; empty where it is the same."""
    was, became = _summary(before, say), _summary(after, say)
    return ("", "") if was == became else (was, became)


def _summary(kept: Sequence[Mapping[str, Any]], say: Say) -> str:
    told = [media.facts_from(one) for one in kept]
    lines = [
        f"{say[f'media_{one.kind}']}: {', '.join(say[f'media_{name}'] for name in one.categories)}" for one in told
    ]
    return "; ".join(lines) or say["media_none"]
