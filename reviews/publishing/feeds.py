"""The Atom feed of fact-checks (RFC 4287)."""

import re
from collections.abc import Iterable

from django.utils.feedgenerator import Atom1Feed

from reviews.publishing.models import FactCheck
from reviews.richtext import render

_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def atom(fact_checks: Iterable[FactCheck], *, base_url: str, site_name: str, path: str) -> str:
    """The feed as XML. A retracted fact-check stays in it and says so, since its readers must learn of it."""
    feed = Atom1Feed(
        title=f"{site_name}: fact-checks",
        link=f"{base_url}/fact-checks/",
        description="Claims checked, with the evidence and every correction.",
        feed_url=base_url + path,
        language="en",
    )
    for fact_check in fact_checks:
        url = base_url + fact_check.get_absolute_url()
        feed.add_item(
            title=_printable(_title(fact_check)),
            link=url,
            unique_id=url,
            description=_printable(_summary(fact_check)),
            author_name=_printable(fact_check.review.claim.desk.name),
            pubdate=fact_check.published_at,
            updateddate=fact_check.modified_at,
            categories=[] if fact_check.retracted_at else [_printable(fact_check.verdict.rating.label)],
        )
    return feed.writeString("utf-8")


def _printable(text: str) -> str:
    """`text` without what XML 1.0 cannot hold (section 2.2): one such character would cost readers the whole feed."""
    return _NOT_XML.sub("", text)


def _title(fact_check: FactCheck) -> str:
    if fact_check.retracted_at:
        return f"Retracted: {fact_check.verdict.headline}"
    return f"{fact_check.verdict.rating.label}: {fact_check.verdict.headline}"


def _summary(fact_check: FactCheck) -> str:
    """HTML: the note of a retraction, or the claim and the explanation."""
    if fact_check.retracted_at:
        notes = [correction.note for correction in fact_check.corrections.all() if correction.after_id is None]
        return render("\n\n".join(notes))
    return render(f"> {fact_check.verdict.claim_text}\n\n{fact_check.verdict.explanation}")
