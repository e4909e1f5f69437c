"""The moves of a review, as buttons: approve, return, publish, and what an emergency needs; and the blind verdict."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse

from claims.errors import DomainError
from claims.models import Role
from reviews import services, workflow
from reviews.models import ClaimReview
from reviews.publishing import services as publishing
from reviews.workspace.access import person, require
from reviews.workspace.review.doors import done, expected, refused, review_door
from reviews.workspace.review.forms import NoteForm, ReasonForm, ReassignForm, SecondVerdictForm

SAID = {
    "approve": "Approved. An editor can publish it now.",
    "return": "Returned. The reviewer has been told.",
    "publish": "Published. The page is public now.",
    "override": "Approved in an emergency. The page will say so, with your reason.",
    "retract": "Retracted. The page says so.",
    "abandon": "Abandoned. Another review of the claim can be opened.",
}


def _with_note(service: Callable[..., Any], name: str = "note") -> Callable[..., Any]:
    return lambda review, note, **who: service(review, **{name: note}, **who)


def _plain(service: Callable[..., Any]) -> Callable[..., Any]:
    return lambda review, note, **who: service(review, **who)


ACTS: dict[str, Callable[..., Any]] = {
    "approve": _plain(services.approve_review),
    "return": _with_note(services.return_review),
    "publish": _plain(publishing.publish_review),
    "override": _with_note(services.override_review, "reason"),
    "retract": _with_note(publishing.retract_review),
    "abandon": _plain(services.abandon_review),
}
FORMS: dict[str, tuple[type[forms.Form], str, str]] = {
    "return": (NoteForm, "return", "note_form"),
    "override": (ReasonForm, "reason", "reason_form"),
    "retract": (ReasonForm, "reason", "reason_form"),
}


@review_door(Role.VIEWER)
def move(request: HttpRequest, review: ClaimReview, name: str) -> HttpResponse:
    """Make a move of the table, if this person's role and the rules allow it."""
    if name not in ACTS:
        raise Http404
    require(request, review.claim.desk, workflow.MOVES[name].role)
    note, shown = "", {}
    if name in FORMS:
        kind, prefix, field = FORMS[name]
        form = kind(request.POST, prefix=prefix)
        shown = {field: form, "opened": name}
        if not form.is_valid():
            return refused(request, review, "moves", None, **shown)
        note = form.cleaned_data["note"]
    try:
        ACTS[name](review, note=note, by=person(request), expected=expected(request))
    except DomainError as refusal:
        return refused(request, review, "moves", refusal, **shown)
    return done(request, review, "", SAID[name])


@review_door()
def second_verdict(request: HttpRequest, review: ClaimReview) -> HttpResponse:
    """Rate the claim before seeing the first verdict."""
    form = SecondVerdictForm(request.POST, review=review, auto_id="second_%s")
    if not form.is_valid():
        return refused(request, review, "second", None, second_form=form)
    try:
        given = services.give_second_verdict(review, by=person(request), **form.cleaned_data)
    except DomainError as refusal:
        return refused(request, review, "second", refusal, second_form=form)
    agreed = (
        "The two ratings agree: you can approve now."
        if given.is_agreement
        else "The two ratings differ: an editor decides."
    )
    return done(request, review, "", f"Your rating is kept. {agreed}")


@review_door(Role.EDITOR)
def reassign(request: HttpRequest, review: ClaimReview) -> HttpResponse:
    """Give the review to another reviewer."""
    form = ReassignForm(request.POST, review=review, auto_id="reassign_%s")
    if not form.is_valid():
        return refused(request, review, "moves", None, reassign_form=form, opened="reassign")
    try:
        services.reassign_review(review, to=form.cleaned_data["to"], by=person(request), expected=expected(request))
    except DomainError as refusal:
        return refused(request, review, "moves", refusal, reassign_form=form, opened="reassign")
    return done(request, review, "", f"{form.cleaned_data['to']} is its reviewer now.")
