"""The Atom feed of fact-checks (RFC 4287)."""

from collections.abc import Iterable

from django.utils.feedgenerator import Atom1Feed

from reviews.publishing.models import FactCheck
from reviews.publishing.richtext import render


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
            title=_title(fact_check),
            link=url,
            unique_id=url,
            description=_summary(fact_check),
            author_name=fact_check.review.claim.desk.name,
            pubdate=fact_check.published_at,
            updateddate=fact_check.modified_at,
            categories=[] if fact_check.retracted_at else [fact_check.verdict.rating.label],
        )
    return feed.writeString("utf-8")


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
