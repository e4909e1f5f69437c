"""What readers and other programs are given: fact-checks with their corrections, translations and webhooks."""

from claims.models import Claim
from reviews.models import ClaimReview
from reviews.publishing import dispatch, webhooks
from reviews.publishing import services as publishing
from reviews.publishing.hookmodels import OutgoingEvent
from reviews.publishing.models import Translation
from tests.api.rows import verdict

R = ClaimReview.State


def fact_check(newsroom):
    return newsroom.review(R.PUBLISHED).fact_check


def correction(newsroom):
    return publishing.propose_correction(
        fact_check(newsroom), kind="correction", note="We had the wrong year.", rating=newsroom.rating,
        headline="Crime fell by 9 percent", explanation="The office counts 9 percent.", by=newsroom.reviewer,
    )  # fmt: skip


def translation(state=Translation.State.DRAFT):
    return lambda newsroom: newsroom.translation(state)


def new_words(newsroom, row):
    words = {"headline": "Kriminalität sank", "claim_text": "Sie sank um 12 Prozent.", "explanation": "Um 7 Prozent."}
    return words | {"verdict": 1, "slug": "kriminalitaet-sank"}


def webhook(newsroom):
    return webhooks.create_endpoint(newsroom.desk, url="https://hooks.example.org/claims", by=newsroom.admin)[0]


def disabled_webhook(newsroom):
    row = webhook(newsroom)
    webhooks.disable_endpoint(row, by=newsroom.admin)
    return row


def webhook_delivery(newsroom):
    return webhooks.send_test(webhook(newsroom), by=newsroom.admin)


def new_webhook(newsroom, row):
    return {"url": "https://hooks.example.org/claims", "description": "The archive"}


def event(newsroom):
    newsroom.claim(Claim.State.ACCEPTED)
    return dispatch.dispatch() and OutgoingEvent.objects.last()


def new_correction(newsroom, row):
    return verdict(newsroom, row) | {"kind": "correction", "note": "We had the wrong year."}
