"""A published fact-check in further languages: written side by side with the original, approved by somebody else."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from claims.errors import DomainError, StaleVersion
from claims.models import Role, User
from reviews.models import ClaimReview
from reviews.publishing import translating, translations
from reviews.publishing.models import Correction, FactCheck, Translation
from reviews.publishing.words import own_name
from reviews.workspace.access import desk_page, person, require
from reviews.workspace.review.context import reviews_of
from reviews.workspace.review.doors import expected, is_partial, refused, review_door
from reviews.workspace.review.forms import LanguageForm, NoteForm, ReasonForm, TranslationForm

SAID = {
    "submit": "Submitted. An editor who did not write it decides now.",
    "approve": "Approved: readers see it on a page of its own.",
    "return": "Returned, with your note in its history.",
    "revise": "You can write again. What readers see stays until words are approved.",
    "withdraw": "Withdrawn.",
}
NOTED: dict[str, type[forms.Form]] = {"return": NoteForm, "withdraw": ReasonForm}
ACTS: dict[str, Callable[..., Any]] = {
    "submit": translations.submit_translation,
    "approve": translations.approve_translation,
    "return": translations.return_translation,
    "revise": translations.revise_translation,
    "withdraw": translations.withdraw_translation,
}


@review_door()
def begin(request: HttpRequest, review: ClaimReview) -> HttpResponse:
    """Begin a translation, still without words."""
    fact_check = get_object_or_404(FactCheck, review=review)
    form = LanguageForm(request.POST, auto_id="language_%s")
    if not form.is_valid():
        return refused(request, review, "published", None, language_form=form)
    try:
        begun = translations.begin_translation(fact_check, by=person(request), **form.cleaned_data)
    except DomainError as refusal:
        return refused(request, review, "published", refusal, language_form=form)
    if is_partial(request):
        return HttpResponse(status=204, headers={"HX-Redirect": _address(begun)})
    return redirect(_address(begun))


@desk_page
@require_GET
def page(request: HttpRequest, pk: int, translation: int) -> HttpResponse:
    """The words of one language beside those of the original."""
    review = get_object_or_404(reviews_of(person(request)), pk=pk)
    return _page(request, review, _row(request, review, translation))


@review_door()
def write(request: HttpRequest, review: ClaimReview, translation: int) -> HttpResponse:
    """Save what was typed; with `submit`, hand it to a second person as well."""
    row = _row(request, review, translation)
    form = TranslationForm(request.POST, translation=row, corrections=_corrections(row))
    if not form.is_valid():
        return _page(request, review, row, status=422, form=form)
    try:
        translations.write_translation(row, by=person(request), expected=expected(request), **form.words)
        if "submit" in request.POST:
            translations.submit_translation(row, by=person(request), expected=row.version)
    except DomainError as refusal:
        status = 409 if isinstance(refusal, StaleVersion) else 422
        return _page(
            request, review, _row(request, review, translation), status=status, form=form, refusal=str(refusal)
        )
    messages.success(request, SAID["submit"] if "submit" in request.POST else "Saved.")
    return redirect(_address(row))


@review_door(Role.VIEWER)
def move(request: HttpRequest, review: ClaimReview, translation: int, name: str) -> HttpResponse:
    """Make a move of the table, if this person's role and the rules allow it."""
    if name not in ACTS or name == "submit":  # submitting belongs to the form, with what was typed
        raise Http404
    require(request, review.claim.desk, translating.MOVES[name].role)
    row, given = _row(request, review, translation), {}
    if name in NOTED:
        note = NOTED[name](request.POST, prefix=name)
        if not note.is_valid():
            return _page(request, review, row, status=422, **{f"{name}_form": note})
        given = note.cleaned_data
    try:
        ACTS[name](row, by=person(request), expected=expected(request), **given)
    except DomainError as refusal:
        status = 409 if isinstance(refusal, StaleVersion) else 422
        return _page(request, review, _row(request, review, translation), status=status, refusal=str(refusal))
    messages.success(request, SAID[name])
    return redirect(_address(row))


def _row(request: HttpRequest, review: ClaimReview, pk: int) -> Translation:
    related = ("fact_check__review__verdict", "fact_check__review__claim__desk", "verdict", "shown__verdict")
    rows = Translation.objects.visible_to(person(request)).select_related(*related).defer("document")
    return get_object_or_404(rows, pk=pk, fact_check__review=review)


def _address(row: Translation) -> str:
    return reverse("workspace:review-translation", args=(row.fact_check.review_id, row.pk))


def _corrections(row: Translation) -> list[Correction]:
    return list(row.fact_check.corrections.filter(state=Correction.State.PUBLISHED).order_by("pk"))


def _page(request: HttpRequest, review: ClaimReview, row: Translation, status: int = 200, **shown: Any) -> HttpResponse:
    corrections, user = _corrections(row), person(request)
    latest = row.texts.select_related("author", "approver").order_by("-number").first()
    is_open = row.state in translating.OPEN_FOR_WORDS and row.fact_check.retracted_at is None
    events = list(row.events.select_related("actor").order_by("-version")[:100])
    context = {
        "review": review,
        "desk": review.claim.desk,
        "fact_check": row.fact_check,
        "translation": row,
        "name": own_name(row.language),
        "verdict": review.verdict,
        "latest": latest,
        "events": events,
        "returned": events[0] if row.state == Translation.State.RETURNED and events else None,
        "is_behind": row.verdict_id != review.verdict_id,
        "is_writing": is_open and review.claim.desk.allows(user, translating.SUBMIT.role),
        "form": TranslationForm(translation=row, corrections=corrections),
        "pairs": [{"correction": one, "note": row.notes.get(str(one.pk), "")} for one in corrections],
        "return_form": NoteForm(prefix="return"),
        "withdraw_form": ReasonForm(prefix="withdraw"),
    }
    context |= _what_may(row, user)
    return render(request, "workspace/review/translation.html", context | shown, status=status)


def _what_may(row: Translation, user: User) -> dict[str, Any]:
    """Which moves are open to this person, and why deciding is not, where it is not."""
    desk, submitted = row.fact_check.review.claim.desk, row.state == Translation.State.SUBMITTED
    why_not = ""
    if submitted and not desk.allows(user, translating.APPROVE.role):
        why_not = "An editor decides about it."
    elif submitted and translating.has_written(row, user):
        why_not = "You wrote some of it: another editor decides about it."
    may_revise = translating.REVISE.starts_from(row.state) and row.fact_check.retracted_at is None
    may_withdraw = translating.WITHDRAW.starts_from(row.state)
    return {
        "may_decide": submitted and not why_not,
        "why_not": why_not,
        "may_revise": may_revise and desk.allows(user, translating.REVISE.role),
        "may_withdraw": may_withdraw and desk.allows(user, translating.WITHDRAW.role),
    }
