"""An appearance as a W3C Web Annotation (https://www.w3.org/TR/annotation-model/): no Django here."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
MEDIA_TYPE = f'application/ld+json; profile="{CONTEXT}"'
AROUND = 32  # code points of prefix and suffix


@dataclass(frozen=True, slots=True)
class Span:
    """A passage of `text` from `start` to `end` (code points, half-open) that a claim rests on.

    `address` is the annotation's own, `source` that of the text the offsets count in, `printed_at` that of the article
    for readers, empty where there is none. `language` is a BCP 47 tag, of the claim sentence `claim`.
    """

    address: str
    source: str
    text: str
    start: int
    end: int
    claim: str
    language: str
    created_at: datetime
    printed_at: str = ""


def annotation(span: Span) -> dict[str, Any]:
    """The annotation: the claim sentence as its body, the passage as its target, by quote and by position.

    The quote comes with the 32 code points before and after it (TextQuoteSelector, section 4.2.4 of the model); the
    position counts code points (TextPositionSelector, section 4.2.5).
    """
    text, start, end = span.text, span.start, span.end
    quote = {
        "type": "TextQuoteSelector",
        "exact": text[start:end],
        "prefix": text[max(0, start - AROUND) : start],
        "suffix": text[end : end + AROUND],
    }
    target: dict[str, Any] = {
        "type": "SpecificResource",
        "source": span.source,
        "selector": [quote, {"type": "TextPositionSelector", "start": start, "end": end}],
    }
    body = {"type": "TextualBody", "value": span.claim, "format": "text/plain", "language": span.language}
    return {
        "@context": CONTEXT,
        "id": span.address,
        "type": "Annotation",
        "motivation": "highlighting",
        "created": span.created_at.isoformat(),
        "body": body | {"purpose": "describing"},
        "target": target | ({"scope": span.printed_at} if span.printed_at else {}),
    }
