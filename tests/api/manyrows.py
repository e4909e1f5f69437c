"""Many rows of each list of the REST API: as many as its pages, orderings and statements are counted with."""

from datetime import date

from reviews.models import ClaimReview
from tests.api.intake import a_watch, an_import, known_fact_check, passage_change
from tests.api.published import correction, event, fact_check, webhook
from tests.api.rows import (
    appearance,
    claim_pair,
    claimant,
    decision,
    extraction,
    line,
    membership,
    notice,
    ranked_place,
    reader_request,
    reply_request,
    review,
    revision,
    saved_search,
    scale,
    topic,
)
from tests.factories import AppearanceFactory, ArticleFactory, RevisionFactory

R = ClaimReview.State


def many(newsroom, kind, count):
    """`count` further rows of a list, as rich as they come."""
    makers = {
        "appearances/": appearance,
        "articles/": extraction,
        "claimants/": claimant,
        "claim-pairs/": claim_pair,
        "claims/": lambda newsroom: AppearanceFactory(claim=newsroom.claim()).claim,
        "corrections/": correction,
        "criteria/": line,
        "decisions/": decision,
        "desks/": lambda newsroom: None,
        "events/": event,
        "extractions/": extraction,
        "fact-checks/": fact_check,
        "memberships/": membership,
        "imports/": an_import,
        "known-fact-checks/": known_fact_check,
        "notices/": notice,
        "passage-changes/": passage_change,
        "rating-scales/": scale,
        "reader-requests/": reader_request,
        "reply-requests/": reply_request,
        "reviews/": review(R.SUBMITTED),
        "saved-searches/": saved_search,
        "topics/": topic,
        "revisions/": revision,
        "webhooks/": webhook,
        "watches/": a_watch,
        "worklist/": ranked_place,
    }
    return [makers[kind](newsroom) for _ in range(count)]


def articles_of_one_day(newsroom, count):
    """Articles that only their ids tell apart in an ordering by day."""
    rows = ArticleFactory.create_batch(count, desk=newsroom.desk, published_on=date(2026, 10, 14))
    return [RevisionFactory(article=row).article for row in rows]
