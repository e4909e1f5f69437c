"""The verdict as it is written: saved while one types, under the hold on the claim and the version that was read."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from claims.errors import DomainError
from reviews import richtext, services
from reviews.drafting import DraftChanged
from reviews.holding import HeldByAnother, HoldLost, NotWaiting
from reviews.models import Assignment, ClaimReview, Criterion, Draft
from reviews.workspace.access import person
from reviews.workspace.review.context import checklist
from reviews.workspace.review.doors import is_partial, refused, review_door
from reviews.workspace.review.forms import DraftForm


@review_door()
def hold(request: HttpRequest, review: ClaimReview) -> HttpResponse:
    """Hold the claim, or go on holding it, while the page is open."""
    assignment = Assignment.objects.filter(claim=review.claim_id).first()
    context = {"review": review, "claim": review.claim, "assignment": assignment}
    if assignment is None:
        return HttpResponse(status=204)
    token = _number(request.POST.get("token", ""))
    try:
        if token:
            services.renew_hold(assignment, token=token, by=person(request))
        else:
            services.take_this(assignment, by=person(request))
    except (HoldLost, HeldByAnother, NotWaiting) as refusal:
        return render(
            request, "workspace/review/hold.html", context | {"refusal": str(refusal), "oob": True}, status=409
        )
    return render(request, "workspace/review/hold.html", context | {"oob": True, "is_held": True})


@review_door()
def release(request: HttpRequest, review: ClaimReview) -> HttpResponse:
    """Let go of the claim: the page is being closed."""
    assignment = Assignment.objects.filter(claim=review.claim_id).first()
    token = _number(request.POST.get("token", ""))
    if assignment and token:
        try:
            services.release_hold(assignment, token=token, by=person(request))
        except HoldLost:
            return HttpResponse(status=204)  # somebody has it already: just as well
    return HttpResponse(status=204)


@review_door()
def draft(request: HttpRequest, review: ClaimReview) -> HttpResponse:
    """Save what was typed so far."""
    form = DraftForm(request.POST, review=review)
    if not form.is_valid():
        return render(request, "workspace/review/saved.html", {"review": review, "errors": form.errors}, status=400)
    try:
        saved = _save(request, review, form)
    except (DraftChanged, HoldLost) as refusal:
        return _conflict(request, review, form, refusal)
    except DomainError as refusal:
        return render(request, "workspace/review/saved.html", {"review": review, "refusal": str(refusal)}, status=422)
    if not is_partial(request):
        messages.success(request, "Saved.")
        return redirect(reverse("workspace:review", args=(review.pk,)) + "#verdict")
    context = {"review": review, "claim": review.claim, "draft": saved, "is_saved": True, "oob": True}
    return render(request, "workspace/review/saved.html", context | checklist(review))


@review_door()
def submit(request: HttpRequest, review: ClaimReview) -> HttpResponse:
    """Save what was typed, and hand it to a second person."""
    form = DraftForm(request.POST, review=review)
    if not form.is_valid():
        return refused(request, review, "", None, draft_form=form)
    try:
        _save(request, review, form)
        services.submit_review(review, by=person(request))
    except (DraftChanged, HoldLost) as refusal:
        return _conflict(request, review, form, refusal)
    except DomainError as refusal:
        return refused(request, review, "verdict", refusal, typed=form.cleaned_data)
    messages.success(request, "Submitted. Somebody else on the desk decides now; you will be told.")
    address = reverse("workspace:review", args=(review.pk,))
    if is_partial(request):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


@review_door()
def preview(request: HttpRequest, review: ClaimReview) -> HttpResponse:
    """The explanation as readers would see it."""
    text = request.POST.get("explanation", "")[:50_000]
    return render(
        request, "workspace/review/preview.html", {"html": richtext.render(text), "is_empty": not text.strip()}
    )


def _save(request: HttpRequest, review: ClaimReview, form: DraftForm) -> Draft:
    given = form.cleaned_data
    ids = [int(one) for one in request.POST.getlist("ticked") if one.isdecimal() and len(one) < 19]
    return services.save_draft(
        review,
        by=person(request),
        token=given["token"],
        expected=given["draft_version"],
        rating=given["rating"],
        headline=given["headline"],
        explanation=given["explanation"],
        ticked=list(Criterion.objects.filter(desk=review.claim.desk_id, code="", pk__in=ids)),
    )


def _conflict(
    request: HttpRequest, review: ClaimReview, form: DraftForm, refusal: DraftChanged | HoldLost
) -> HttpResponse:
    """Both texts side by side: nothing that was typed is lost, and nothing that was saved is overwritten."""
    theirs = refusal.theirs
    context = {
        "review": review,
        "claim": review.claim,
        "mine": form.cleaned_data,
        "theirs": theirs,
        "refusal": str(refusal),
        "is_lost": isinstance(refusal, HoldLost),
    }
    name = "conflict" if is_partial(request) else "conflict_page"
    return render(request, f"workspace/review/{name}.html", context | {"desk": review.claim.desk}, status=409)


def _number(given: str) -> int | None:
    return int(given) if given.isdecimal() and len(given) < 19 else None
