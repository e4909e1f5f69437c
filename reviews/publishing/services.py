"""The use cases of what the public sees: publish, correct, retract; and markup of a desk's own pages."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.text import slugify

from claims.errors import DomainError, IllegalMove, StaleVersion
from claims.models import Desk, User
from reviews import gate, workflow
from reviews.models import ClaimReview, Rating
from reviews.publishing import again, markup, markupgate, pagebody, words
from reviews.publishing.models import Correction, FactCheck, MarkupClaim, MarkupPage

SLUG_LENGTH = 80


class AlreadyProposed(DomainError):
    """One correction at a time."""


class AlreadyDecided(DomainError):
    """A correction is decided once."""


class AlreadyMarkedUp(DomainError):
    """A page is marked up once."""


@transaction.atomic(durable=True)
def publish_review(review: ClaimReview, *, by: User, expected: int | None = None) -> FactCheck:
    """Put an approved review on its public page.

    Raises:
        IllegalMove: the review is not approved.
        ClaimNotAccepted: the claim was dismissed or merged meanwhile.
        NoEvidence: the approved verdict rests on nothing.
        NotReady: something else that the desk requires is missing, the claim is under embargo, or search engines and
            archives could not take what the page tells them.
    """
    workflow.lock_accepted_claim(review.claim_id)
    workflow.PUBLISH.apply(review, by=by, expected=expected)  # locks the embargo as well: a trigger touches its row
    if review.verdict is None or not review.verdict.evidence.exists():
        raise workflow.NoEvidence("Nothing is published without evidence.")
    gate.require(review, gate.content_of(review.verdict), before=gate.PUBLISH)
    now = timezone.now()
    fact_check = FactCheck.objects.create(
        review=review,
        slug=f"{slugify(review.verdict.headline)[:SLUG_LENGTH].strip('-') or 'fact-check'}-{review.pk}",
        published_by=by,
        published_at=now,
        modified_at=now,
        review_again_on=again.day_for(review.claim.desk_id),
    )
    markupgate.require_markup(words.original(fact_check))
    return fact_check


@transaction.atomic(durable=True)
def propose_correction(
    fact_check: FactCheck,
    *,
    kind: str,
    note: str,
    rating: Rating,
    headline: str,
    explanation: str,
    by: User,
    reason: str = "",
    severity: str = "",
    expected: int | None = None,
) -> Correction:
    """Write a corrected verdict with a note for readers. The page changes when a second person approves it.

    Raises:
        IllegalMove: the review is not published.
        AlreadyProposed: another correction is waiting.
    """
    review = fact_check.review
    review.edit("propose_correction", by=by, expected=expected, note=note)
    if not workflow.CORRECT.starts_from(review.state):
        raise IllegalMove(f"Only a published review is corrected: this one is {review.get_state_display().lower()}.")
    if fact_check.corrections.filter(state=Correction.State.PROPOSED).exists():
        raise AlreadyProposed("A correction is waiting already: approve or decline that one first.")
    verdict = workflow.add_verdict(review, rating=rating, headline=headline, explanation=explanation, by=by)
    return Correction.objects.create(
        fact_check=fact_check, kind=kind, reason=reason, severity=severity, note=note, before=fact_check.verdict,
        after=verdict, proposed_by=by,
    )  # fmt: skip


@transaction.atomic(durable=True)
def correct_review(correction: Correction, *, by: User, expected: int | None = None) -> None:
    """Approve a proposed correction: the page shows the new verdict, and the note for ever.

    Raises:
        AlreadyDecided: it was approved or declined before.
        IllegalMove: the review was retracted meanwhile.
        SecondPairOfEyes: `by` proposed it.
        NotReady: search engines and archives could not take what the page would tell them.
    """
    review = correction.fact_check.review
    data = {"correction": correction.pk}
    workflow.CORRECT.apply(review, by=by, expected=expected, note=correction.note, data=data, verdict=correction.after)
    if by.pk == correction.proposed_by_id:
        raise workflow.SecondPairOfEyes("A correction is approved by someone other than the person who proposed it.")
    _decide(correction, Correction.State.PUBLISHED, by=by)
    markupgate.require_markup(words.original(FactCheck.objects.get(pk=correction.fact_check_id)))
    FactCheck.objects.filter(pk=correction.fact_check_id).update(modified_at=Now())


@transaction.atomic(durable=True)
def decline_correction(correction: Correction, *, by: User, expected: int | None = None, note: str = "") -> None:
    """Drop a proposed correction: the page stays as it is. The proposal stays in the review's history.

    Raises:
        AlreadyDecided: it was approved or declined before.
    """
    review, data = correction.fact_check.review, {"correction": correction.pk}
    review.edit("decline_correction", by=by, expected=expected, note=note, data=data)
    _decide(correction, Correction.State.DECLINED, by=by)


@transaction.atomic(durable=True)
def retract_review(review: ClaimReview, *, note: str, by: User, expected: int | None = None) -> None:
    """Withdraw a fact-check. Its page stays at its address and says that, when and why it was retracted.

    Raises:
        IllegalMove: the review is not published.
    """
    workflow.RETRACT.apply(review, by=by, expected=expected, note=note)
    fact_check = FactCheck.objects.select_for_update().get(review=review)
    waiting = fact_check.corrections.filter(state=Correction.State.PROPOSED)
    waiting.update(state=Correction.State.DECLINED, decided_by=by, decided_at=Now())
    Correction.objects.create(
        fact_check=fact_check,
        kind=Correction.Kind.RETRACTION,
        state=Correction.State.PUBLISHED,
        note=note,
        before=fact_check.verdict,
        proposed_by=by,
        decided_by=by,
        decided_at=timezone.now(),
    )
    FactCheck.objects.filter(pk=fact_check.pk).update(retracted_at=Now(), modified_at=Now())


@transaction.atomic(durable=True)
def create_markup_page(desk: Desk, *, body: dict[str, Any], by: User) -> MarkupPage:
    """Keep the markup of a page of the desk's own site; `body` comes from `pagebody.read`.

    Raises:
        AlreadyMarkedUp: the desk has marked up that page.
    """
    try:
        page = MarkupPage.objects.create(desk=desk, url=body["pageUrl"], body=body, written_by=by)
    except IntegrityError:
        raise AlreadyMarkedUp("This page is marked up already: update that markup.") from None
    _index_claims(page)
    return page


@transaction.atomic(durable=True)
def replace_markup_page(page: MarkupPage, *, body: dict[str, Any], by: User, expected: int | None = None) -> None:
    """Replace all of a page's markup.

    Raises:
        StaleVersion: somebody else has replaced or deleted it since version `expected`.
        AlreadyMarkedUp: its new address is another page's.
    """
    rows = MarkupPage.objects.filter(pk=page.pk)
    rows = rows if expected is None else rows.filter(version=expected)
    changes = {"body": body, "url": body["pageUrl"], "written_by": by, "modified_at": Now()}
    try:
        is_ours = rows.update(version=F("version") + 1, **changes)
    except IntegrityError:
        raise AlreadyMarkedUp("Another markup has this page's address already.") from None
    if not is_ours:
        raise StaleVersion("Somebody else changed this markup: read it again, and make your change to that.")
    MarkupClaim.objects.filter(page=page).delete()
    page.refresh_from_db()
    _index_claims(page)


@transaction.atomic(durable=True)
def delete_markup_page(page: MarkupPage, *, by: User) -> None:
    """Remove a page's markup; search finds it no more."""
    MarkupPage.objects.filter(pk=page.pk).delete()


def _index_claims(page: MarkupPage) -> None:
    """Write down what search finds of a page; a page without a day was published when it was marked up."""
    body: dict[str, Any] = page.body
    day = pagebody.day_of(body.get("publishDate", ""), "publishDate")
    MarkupClaim.objects.bulk_create(
        MarkupClaim(
            page=page,
            position=position,
            url=claim.get("url", page.url),
            text=claim["claimReviewed"],
            claimant=claim.get("claimAuthor", {}).get("name", ""),
            said_on=pagebody.day_of(claim.get("claimDate", ""), "claimDate"),
            rating=claim["rating"]["textualRating"],
            publisher=body.get("claimReviewAuthor", {}).get("name") or page.desk.name,
            site=markup.bare_host(page.url),
            published_at=pagebody.midnight(day) if day else page.created_at,
        )
        for position, claim in enumerate(body["claimReviewMarkups"])
    )


def _decide(correction: Correction, state: str, *, by: User) -> None:
    open_one = Correction.objects.filter(pk=correction.pk, state=Correction.State.PROPOSED)
    if not open_one.update(state=state, decided_by=by, decided_at=Now()):
        raise AlreadyDecided("This correction was decided already.")
    correction.refresh_from_db()
