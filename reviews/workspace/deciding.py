"""Triage: what a person does to a claim. A script gets the claim's new state in words; a plain form is led on."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from claims import services
from claims import triage as moves
from claims.errors import DomainError, IllegalMove, StaleVersion
from claims.models import Claim, ClaimEvent, Revision, Role
from reviews.workspace import candidates, triage
from reviews.workspace.access import desk_page, person, require
from reviews.workspace.forms import ClaimForm, DecisionForm, DismissForm, MergeForm, OtherForm, PassageForm, PlaceForm

ACTS: dict[str, Callable[..., None]] = {
    "accept": services.accept_claim,
    "dismiss": services.dismiss_claim,
    "merge": services.merge_claim,
    "reopen": services.reopen_claim,
    "undo": services.undo_decision,
}
EVENTS_OF = {"undo": {moves.REOPEN.name, moves.RESTORE.name}}  # the others' events bear the name of the act
DEEDS = {
    "accept": "accepted", "dismiss": "dismissed", "merge": "merged", "reopen": "reopened", "restore": "accepted again",
    "edit": "edited", "find": "found", "add": "added", "tell_apart": "told another claim apart from",
    "take_back_apart": "took back what was said of", "split": "split off", "split_off": "split another claim off",
    "join_again": "joined again", "take_back_split": "took back the split of", "forget": "had the desk forget",
}  # fmt: skip
SAID = {
    "accept": "Accepted.",
    "dismiss": "Dismissed.",
    "merge": "Merged.",
    "reopen": "A candidate again.",
    "undo": "Undone.",
}


@desk_page
@require_POST
def decide(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Make one decision on the version that was on screen. Sent twice, because an answer was lost, it counts once."""
    if act not in ACTS:
        raise Http404
    claim = _claim(request, pk)
    form = _form(request, claim, act)
    if not form.is_valid():
        return _refused(request, claim, "This decision is not complete: choose again.", 422)
    given = dict(form.cleaned_data)
    expected = given.pop("version")
    if not _is_made(claim, act, expected, request):
        try:
            ACTS[act](claim, by=person(request), expected=expected, **given)
        except DomainError as refusal:
            return _refused(request, claim, str(refusal), status_of(refusal))
    if not request.headers.get("HX-Request"):
        messages.success(request, f"{SAID[act]} “{claim}”")
        query = {"claim": str(claim.pk)} if act in {"undo", "reopen"} else {"after": str(claim.pk)}
        return HttpResponseRedirect(triage.address_of(claim, **query))
    return render(request, "workspace/triage/outcome.html", {"claim": claim, "said": SAID[act]})


def _claim(request: HttpRequest, pk: int) -> Claim:
    """The claim, where this person may see it and decide on it."""
    rows = Claim.objects.visible_to(person(request)).select_related("desk", "claimant")
    claim = get_object_or_404(rows, pk=pk)
    require(request, claim.desk, Role.REVIEWER)
    return claim


def _form(request: HttpRequest, claim: Claim, act: str) -> Any:
    if act == "merge":
        return MergeForm(request.POST, desk=claim.desk, user=person(request))
    return (DismissForm if act == "dismiss" else DecisionForm)(request.POST)


def _is_made(claim: Claim, act: str, expected: int | None, request: HttpRequest) -> bool:
    """Whether this very decision was made by this very person already: its answer was lost on the way."""
    if expected is None or claim.version != expected + 1:
        return False
    event = claim.events.get(version=claim.version)
    return bool(event.actor_id == person(request).pk and event.name in EVENTS_OF.get(act, {act}))


def status_of(refusal: DomainError) -> int:
    """The same numbers as the REST API's."""
    return 412 if isinstance(refusal, StaleVersion) else 409 if isinstance(refusal, IllegalMove) else 422


def _refused(request: HttpRequest, claim: Claim, why: str, status: int) -> HttpResponse:
    """Say why, and who did what meanwhile."""
    claim = Claim.objects.visible_to(person(request)).select_related("desk").get(pk=claim.pk)
    if not request.headers.get("HX-Request"):
        messages.error(request, why)
        return HttpResponseRedirect(triage.address_of(claim, claim=str(claim.pk)))
    return render(
        request, "workspace/triage/outcome.html", {"claim": claim, "why": why, "last": last_deed(claim)}, status=status
    )


def last_deed(claim: Claim) -> dict[str, Any]:
    """Who did what to the claim last, for a sentence."""
    event: ClaimEvent = claim.events.select_related("actor").latest("version")
    reason = claim.get_dismiss_reason_display() if claim.dismiss_reason else ""
    return {
        "who": event.actor,
        "what": DEEDS.get(event.name, event.label.lower()),
        "at": event.created_at,
        "reason": reason,
    }


@desk_page
@require_POST
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the claim's wording and facts; where somebody was faster, both versions are shown and nothing is lost."""
    claim = _claim(request, pk)
    form = ClaimForm(claim, request.POST)
    if not form.is_valid():
        return card_of(request, claim, status=422, form=form)
    try:
        if form.changes:
            services.edit_claim(claim, by=person(request), expected=form.cleaned_data["version"], **form.changes)
    except StaleVersion:
        yours = ClaimForm(claim, request.POST.dict() | {"version": str(claim.version)})
        return card_of(request, claim, status=412, form=yours, is_conflict=True, last=last_deed(claim))
    if not request.headers.get("HX-Request"):
        messages.success(request, "Changed. The printed quote stays as it is.")
        return HttpResponseRedirect(triage.address_of(claim, claim=str(claim.pk)))
    return card_of(request, claim, status=200, is_saved=True)


@desk_page
@require_POST
def tell_apart(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a suggested claim is not the same; it is not suggested again, until somebody takes it back."""
    return _about_another(request, pk, services.tell_claims_apart, "Noted: they are not the same claim.")


@desk_page
@require_POST
def take_back_apart(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back that another claim is not the same."""
    return _about_another(request, pk, services.take_back_apart, "Taken back: it may be suggested again.")


@desk_page
@require_POST
def split_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a claim of its own of what the claim says in one of its articles; its card then shows how to undo that."""
    claim = _claim(request, pk)
    form = PlaceForm(request.POST, claim=claim)
    if not form.is_valid():
        return _on_card(request, claim, why="Choose one of the articles that are shown.", status=422)
    given = form.cleaned_data
    try:
        made = services.split_off_claim(claim, place=given["place"], by=person(request), expected=given["version"])
    except DomainError as refusal:
        return _on_card(request, claim, why=str(refusal), status=status_of(refusal))
    return _on_card(request, claim, said="Split off: there it is a claim of its own now.", made=made)


@desk_page
@require_POST
def join_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo that: the claim that it was split off from is shown, or why not on the card where it was asked."""
    claim, form = _claim(request, pk), DecisionForm(request.POST)
    if not form.is_valid():
        return _on_card(request, claim, why="This decision is not complete: choose again.", status=422)
    try:
        origin = services.join_claim_again(claim, by=person(request), expected=form.cleaned_data["version"])
    except DomainError as refusal:
        return _on_card(request, claim, why=str(refusal), status=status_of(refusal))
    if request.headers.get("HX-Request") and request.POST.get("shown") != str(origin.pk):
        return HttpResponseClientRedirect(triage.address_of(origin, claim=str(origin.pk)))
    return _on_card(request, origin, said="Joined again.")


def _on_card(
    request: HttpRequest, claim: Claim, *, said: str = "", why: str = "", status: int = 200, **more: Any
) -> HttpResponse:
    """Say what was done, or why not: on the claim's card, or led to it."""
    if request.headers.get("HX-Request"):
        return card_of(request, claim, status=status, said=said, refusal=why, **more)
    (messages.error if why else messages.success)(request, why or said)
    return HttpResponseRedirect(triage.address_of(claim, claim=str(claim.pk)))


def _about_another(request: HttpRequest, pk: int, act: Callable[..., None], said: str) -> HttpResponse:
    claim = _claim(request, pk)
    form = OtherForm(request.POST, desk=claim.desk, user=person(request))
    why, status = "Choose one of the claims that are shown.", 422
    if form.is_valid():
        why, status = "", 200
        try:
            act(claim, other=form.cleaned_data["other"], by=person(request), expected=form.cleaned_data["version"])
        except DomainError as refusal:
            why, status = str(refusal), status_of(refusal)
    return _on_card(request, claim, said="" if why else said, why=why, status=status)


def card_of(
    request: HttpRequest, claim: Claim, *, status: int, form: ClaimForm | None = None, **said: Any
) -> HttpResponse:
    """The card of one claim by itself, for somebody who may decide on it."""
    user = person(request)
    (card,) = candidates.cards(Claim.objects.visible_to(user).filter(pk=claim.pk), user)
    context = {
        "card": card,
        "form": form or card.form,
        "is_open": form is not None,
        "may_decide": True,
        "may_edit_topics": claim.desk.allows(user, Role.EDITOR),
        "desk": claim.desk,
    } | said
    inside = bool(request.headers.get("HX-Request"))
    return render(
        request, "workspace/triage/card.html" if inside else "workspace/triage/alone.html", context, status=status
    )


@desk_page
@require_POST
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a claim that the machine missed: a passage of this revision."""
    revision = get_object_or_404(Revision.objects.visible_to(person(request)).select_related("article__desk"), pk=pk)
    require(request, revision.article.desk, Role.REVIEWER)
    form = PassageForm(request.POST, words=revision.text)
    try:
        if not form.is_valid():
            raise services.NotInTheText(" ".join(str(line) for lines in form.errors.values() for line in lines))
        claim = services.add_claim(revision, by=person(request), **form.cleaned_data)
    except DomainError as refusal:
        if request.headers.get("HX-Request"):
            return render(request, "workspace/triage/refusal.html", {"why": str(refusal)}, status=status_of(refusal))
        messages.error(request, str(refusal))
        return HttpResponseRedirect(f"{reverse('workspace:triage')}?article={revision.article_id}")
    if not request.headers.get("HX-Request"):
        return HttpResponseRedirect(triage.address_of(claim, claim=str(claim.pk)))
    return triage.shown(request, article=revision.article, claim=str(claim.pk), state=201)
