"""Search: one box over the desk's claims, articles and fact-checks, with filters in the address and saved searches."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from claims.errors import DomainError
from claims.models import Desk, User
from reviews import services
from reviews.models import ClaimReview, SavedSearch
from reviews.publishing import finding
from reviews.publishing.finding import KINDS, MOST_COUNTED, Kind
from reviews.publishing.known import known_for
from reviews.publishing.searchform import SearchForm, form_of
from reviews.workspace.access import current_desk, desk_page, person

PER_PAGE = 20
AT_A_GLANCE = 5  # of each kind, where all kinds are shown
A_SENTENCE = 4  # words, from which known fact-checks about what they say are looked for


@desk_page
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What was found of each kind, at a glance; or of one kind, page by page."""
    desk, user = current_desk(request), person(request)
    form = SearchForm(request.GET, desk=desk, user=user)
    context: dict[str, Any] = {
        "desk": desk,
        "form": form,
        "words": form.wanted.words,
        "saved": list(SavedSearch.objects.visible_to(user).filter(desk=desk)),
        "query": urlencode(form.query),
        "lasting_query": urlencode(form.lasting_query),
    }
    if form.wanted.words:
        try:
            context |= _found(request, form, desk, user)
        except finding.TooSlow:
            context["is_slow"] = True
        if not form.query.keys() - {"q"} and len(form.wanted.words.split()) >= A_SENTENCE:
            context["known"] = known_for(form.wanted.words, desk=desk, user=user)
    return render(request, "workspace/search/page.html", context)


def _found(request: HttpRequest, form: SearchForm, desk: Desk, user: User) -> dict[str, Any]:
    """The tabs with their counts, and what is shown under the one that was chosen."""
    wanted, chosen = form.wanted, KINDS.get(form.cleaned_data.get("kind", ""))
    number = _page_number(request.GET.get("page", ""))
    most = PER_PAGE if chosen else AT_A_GLANCE
    with finding.patiently():
        start = (number - 1) * PER_PAGE if chosen else 0
        shown = [chosen] if chosen else list(KINDS.values())
        results = {kind: finding.find(kind, wanted, user, desk, start=start, most=most) for kind in shown}
        counts = {
            kind.name: results[kind][1] if kind in results else finding.count(kind, wanted, user, desk)
            for kind in KINDS.values()
        }
        parts = [_part(kind, hits, number, form, user) for kind, (hits, number) in results.items()]
    is_more = bool(chosen) and counts[chosen.name] > start + PER_PAGE if chosen else False
    pages = urlencode(form.query | {"page": number + 1})
    return {
        "tabs": _tabs(form, counts),
        "parts": [part for part in parts if part["hits"] or part["near"] or chosen],
        "is_anything": any(part["hits"] or part["near"] for part in parts),
        "next_query": pages if is_more and start + PER_PAGE < MOST_COUNTED else "",
        "is_capped": is_more and start + PER_PAGE >= MOST_COUNTED,
        "number": number,
    }


def _page_number(word: str) -> int:
    number = int(word) if word.isascii() and word.isdigit() and len(word) < 4 else 1
    return min(max(number, 1), MOST_COUNTED // PER_PAGE)


def _tabs(form: SearchForm, counts: dict[str, int]) -> list[dict[str, Any]]:
    chosen = form.cleaned_data.get("kind", "")
    everything = [{"label": "Everything", "query": urlencode(form.query | {"kind": ""}), "is_here": not chosen}]
    return everything + [
        {
            "label": kind.label,
            "count": _counted(counts[name]),
            "query": urlencode(form.query | {"kind": name}),
            "is_here": chosen == name,
        }
        for name, kind in KINDS.items()
    ]


def _counted(number: int) -> str:
    return f"{MOST_COUNTED}+" if number > MOST_COUNTED else str(number)


def _part(kind: Kind, hits: list[finding.Hit], number: int, form: SearchForm, user: User) -> dict[str, Any]:
    reviews: dict[int, int] = {}
    if kind is finding.CLAIMS:
        rows = ClaimReview.objects.visible_to(user).under_way().filter(claim__in=[hit.row.pk for hit in hits])
        reviews = dict(rows.values_list("claim", "pk"))
    return {
        "kind": kind,
        "hits": [(hit, reviews.get(hit.row.pk)) for hit in hits if not hit.is_near],
        "near": [(hit, reviews.get(hit.row.pk)) for hit in hits if hit.is_near],
        "counted": _counted(number),
        "query": urlencode(form.query | {"kind": kind.name}),
        "is_more": number > AT_A_GLANCE,
    }


class SaveForm(forms.Form):
    """A name for a search, and the search as it stands in the address."""

    name = forms.CharField(max_length=80)
    query = forms.CharField(max_length=2000)


@desk_page
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep a search under a name, for oneself."""
    desk, user = current_desk(request), person(request)
    form = SaveForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Give the search a name of at most 80 signs.")
        return redirect("workspace:search")
    searched = SearchForm(QueryDict(form.cleaned_data["query"]), desk=desk, user=user)
    query = urlencode(searched.lasting_query)
    if not query:
        messages.error(request, "Nothing to save: search for something first.")
        return redirect("workspace:search")
    try:
        services.save_search(desk, name=form.cleaned_data["name"], query=query, by=user)
        messages.success(request, f"Saved as “{form.cleaned_data['name']}”.")
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{reverse('workspace:search')}?{query}")


@desk_page
@require_POST
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a saved search."""
    saved = get_object_or_404(SavedSearch.objects.visible_to(person(request)), pk=pk)
    services.forget_search(saved, by=person(request))
    messages.success(request, f"“{saved}” is removed from your searches.")
    return redirect("workspace:search")


@desk_page
@require_POST
def alert(request: HttpRequest, pk: int) -> HttpResponse:
    """Switch on or off that one is told of new claims that a saved search finds."""
    mine = SavedSearch.objects.visible_to(person(request)).select_related("desk", "user")
    saved = get_object_or_404(mine, pk=pk)
    is_alerting = request.POST.get("is_alerting") == "1"
    try:
        services.set_alert(saved, is_alerting=is_alerting, by=person(request))
        told = "From now on you are told of" if is_alerting else "You are no longer told of"
        messages.success(request, f"{told} new claims that match “{saved}”.")
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{reverse('workspace:search')}?{urlencode(form_of(saved).lasting_query)}")
