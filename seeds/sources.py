"""The pages that the demo newsroom cites: they exist nowhere but here, and their kept copies are made of this text."""

import hashlib
from datetime import timedelta
from html import escape
from urllib.parse import urlsplit

from django.utils import timezone

from claims.ingestion.fetch import Answer
from claims.models import Desk
from reviews import archiving
from reviews.models import Evidence, Snapshot
from reviews.reading import read_words
from seeds.stories import STORIES

PAGE = (
    "<!doctype html><html lang=en><head><meta charset=utf-8><title>{title}</title></head><body><main><h1>{title}</h1>"
    "<p>This page belongs to the demo newsroom. It stands for a source that a reviewer has found, read and quoted.</p>"
    "<p>{quote}</p><p>{note}</p><p>Figures may be revised later; what was quoted is kept as it was on that day.</p>"
    "</main></body></html>"
)


def keep_copies(desk: Desk) -> None:
    """Give the invented sources of `desk` the copies that nobody could fetch; run again, it adds nothing."""
    invented = [source.url for story in STORIES for source in story.sources]
    waiting = Snapshot.objects.filter(evidence__review__claim__desk=desk, evidence__url__in=invented)
    waiting = waiting.filter(state=Snapshot.State.QUEUED)
    for pk in list(waiting.order_by("pk").values_list("pk", flat=True)):
        if lease := archiving.take(pk):
            archiving.keep(lease, _copy(lease.evidence))


def _copy(evidence: Evidence) -> archiving.Copy:
    parts = {"title": evidence.title, "quote": evidence.quote, "note": evidence.note}
    body = PAGE.format(**{name: escape(words) for name, words in parts.items()}).encode()
    address = urlsplit(evidence.url)
    asked = (("", address.path), ("Host", address.netloc))
    headers = (("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body))))
    answer = Answer(evidence.url, 200, "OK", asked, headers, raw=body, body=body)
    words = read_words(body, content_type="text/html; charset=utf-8", url=evidence.url)
    return archiving.Copy(answer, words, hashlib.sha256(body).hexdigest(), timezone.now() - timedelta(minutes=1))
