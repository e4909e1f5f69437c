"""What readers ask the desk to check: putting it with a claim, making a claim of it, or not taking it up."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from claims.errors import DomainError
from claims.models import Claim, Desk, Role, User
from reviews import readers, services
from reviews.models import Assignment, ReaderRequest
from reviews.workspace import candidates
from reviews.workspace.access import View, current_desk, desk_page, person, require

PAGE = 25
State = ReaderRequest.State
OPEN = frozenset({State.NEW, State.GROUPED})
VIEWS = ((State.NEW, "New"), (State.GROUPED, "With a claim"), (State.TOLD, "Told"), (State.DECLINED, "Not taken up"))


class GroupForm(forms.Form):
    """The claim that a request is about, by its number: of the desk that was asked."""

    claim = forms.ModelChoiceField(
        Claim.objects.none(), label="Claim number", widget=forms.NumberInput(attrs={"min": 1}),
        error_messages={"required": "Give the number of a claim.", "invalid_choice": "This desk has no such claim."},
    )  # fmt: skip

    def __init__(self, data: Any = None, *, desk: Desk, user: User, **kwargs: Any) -> None:
        super().__init__(data, auto_id="group_%s", **kwargs)
        self.fields["claim"].queryset = Claim.objects.visible_to(user).filter(desk=desk)  # type: ignore[attr-defined]


def _rows(user: User) -> QuerySet[ReaderRequest]:
    """What `user` may see, without anybody's mail address: only whether there is one to tell the result to."""
    wants = Q(confirmed_at__isnull=False) & ~Q(email="")
    rows = ReaderRequest.objects.visible_to(user).select_related("desk", "claim", "decided_by").defer("email")
    return rows.annotate(
        wants_answer=ExpressionWrapper(wants, output_field=BooleanField()),
        is_unconfirmed=ExpressionWrapper(Q(confirmed_at=None) & ~Q(email=""), output_field=BooleanField()),
    )


@desk_page
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What readers asked the current desk, the newest first; in one state, or about one claim."""
    desk, user = current_desk(request), person(request)
    state = request.GET.get("state", State.NEW)
    state = state if state in State.values else State.NEW
    about = candidates.ids_in(request.GET.get("claim", ""))[:1]
    before = candidates.ids_in(request.GET.get("before", ""))[:1]
    rows = _rows(user).filter(desk=desk, state=state)
    rows = rows.filter(claim__in=about) if about else rows
    found = list((rows.filter(pk__lt=before[0]) if before else rows).order_by("-pk")[: PAGE + 1])
    query = {"state": state} | ({"claim": about[0]} if about else {})
    context = {
        "desk": desk,
        "views": VIEWS,
        "state": state,
        "rows": found[:PAGE],
        "claim": Claim.objects.visible_to(user).filter(desk=desk, pk__in=about).first() if about else None,
        "is_first": not before,
        "first_query": urlencode(query),
        "next_query": urlencode(query | {"before": found[PAGE - 1].pk}) if len(found) > PAGE else "",
        "may_review": desk.allows(user, Role.REVIEWER),
        "is_asked": readers.desks_that_are_asked().filter(pk=desk.pk).exists(),
    }
    return render(request, "workspace/requests/page.html", context)


@desk_page
@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One request with the claims that say nearly the same: alone, or to be put into the list."""
    return _show(request, get_object_or_404(_rows(person(request)), pk=pk))


def _show(request: HttpRequest, row: ReaderRequest, status: int = 200, **shown: Any) -> HttpResponse:
    user = person(request)
    is_open = row.state in OPEN and row.told_at is None
    context = {
        "desk": row.desk,
        "one": row,
        "is_open": is_open,
        "may_review": row.desk.allows(user, Role.REVIEWER),
        "similar": list(readers.similar_claims(row)) if is_open else [],
        "form": GroupForm(desk=row.desk, user=user),
        "place": Assignment.objects.filter(claim=row.claim_id).first() if row.claim_id else None,
    }
    part = bool(request.headers.get("HX-Request"))
    template = "workspace/requests/inside.html" if part else "workspace/requests/one.html"
    return render(request, template, context | shown, status=status)


Act = Callable[[HttpRequest, ReaderRequest], HttpResponse]


def _door(act: Act) -> View:
    """A decision about a request, by a reviewer of the desk that was asked; a refusal is told on its page."""

    @desk_page
    @require_POST
    @wraps(act)
    def handle(request: HttpRequest, pk: int) -> HttpResponse:
        row = get_object_or_404(_rows(person(request)), pk=pk)
        require(request, row.desk, Role.REVIEWER)
        try:
            return act(request, row)
        except DomainError as refusal:
            fresh = _rows(person(request)).get(pk=row.pk)
            return _show(request, fresh, status=422, refusal=str(refusal))

    return handle


def _done(request: HttpRequest, row: ReaderRequest, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect(f"{reverse('workspace:requests')}?{urlencode({'desk': row.desk.slug})}")


@_door
def group(request: HttpRequest, row: ReaderRequest) -> HttpResponse:
    """Put it with a claim of the desk."""
    form = GroupForm(request.POST, desk=row.desk, user=person(request))
    if not form.is_valid():
        return _show(request, row, status=422, form=form)
    claim = form.cleaned_data["claim"]
    services.group_request(row, claim=claim, by=person(request))
    return _done(request, row, f"With the claim “{claim}”, which has become more urgent.")


@_door
def make_claim(request: HttpRequest, row: ReaderRequest) -> HttpResponse:
    """Make a candidate of the reader's words."""
    claim = services.make_claim_of_request(row, by=person(request))
    waits = " It is a candidate: triage decides." if claim.state == Claim.State.CANDIDATE else ""
    return _done(request, row, f"With the claim “{claim}”.{waits}")


@_door
def decline(request: HttpRequest, row: ReaderRequest) -> HttpResponse:
    """Do not take it up."""
    services.decline_request(row, by=person(request))
    return _done(request, row, "Not taken up. If the reader left an address, it is forgotten.")
