"""After publishing: corrections proposed by one person and decided by another, and when to look again."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from claims.errors import DomainError
from claims.models import Role
from reviews.models import ClaimReview
from reviews.publishing import services
from reviews.publishing.models import Correction, FactCheck
from reviews.workspace.access import person
from reviews.workspace.review.doors import done, expected, refused, review_door
from reviews.workspace.review.forms import CorrectionForm


@review_door()
def propose(request: HttpRequest, review: ClaimReview) -> HttpResponse:
    """Write a corrected verdict with a note for readers."""
    fact_check = get_object_or_404(FactCheck, review=review)
    form = CorrectionForm(request.POST, review=review, auto_id="correction_%s")
    if not form.is_valid():
        return refused(request, review, "published", None, correction_form=form)
    try:
        services.propose_correction(fact_check, by=person(request), **form.cleaned_data)
    except DomainError as refusal:
        return refused(request, review, "published", refusal, correction_form=form)
    return done(request, review, "", "Proposed. The page changes when an editor other than you approves it.")


@review_door(Role.EDITOR)
def decide(request: HttpRequest, review: ClaimReview, correction: int, name: str) -> HttpResponse:
    """Approve a proposed correction, or drop it."""
    row = get_object_or_404(
        Correction.objects.select_related("fact_check__review", "after"), pk=correction, fact_check__review=review
    )
    acts = {"approve": services.correct_review, "decline": services.decline_correction}
    if name not in acts:
        raise Http404
    try:
        acts[name](row, by=person(request), expected=expected(request))
    except DomainError as refusal:
        return refused(request, review, "published", refusal)
    return done(
        request,
        review,
        "",
        "Corrected: the page shows it." if name == "approve" else "Declined: the page stays as it is.",
    )
