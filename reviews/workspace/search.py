"""Search: one box over the desk's claims, articles and fact-checks, with filters in the address and saved searches."""

import re
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from claims.errors import DomainError
from claims.models import Article, Claim, Desk, User
from reviews import services
from reviews.models import ClaimReview, Rating, SavedSearch
from reviews.publishing import finding
from reviews.publishing.finding import KINDS, MOST_COUNTED, PUBLISHED, Kind, Wanted
from reviews.publishing.known import known_for
from reviews.publishing.models import FactCheck
from reviews.publishing.words import own_name
from reviews.workspace.access import current_desk, desk_page, person

PER_PAGE = 20
QUOTATION = str.maketrans(dict.fromkeys("“”„«»", '"'))  # as people type them; PostgreSQL knows one sign for a phrase
AT_A_GLANCE = 5  # of each kind, where all kinds are shown
MOST_CHARS = 200
A_SENTENCE = 4  # words, from which known fact-checks about what they say are looked for
UNTYPED = re.compile("[\x00-\x1f\x7f-\x9f\ue000-\uf8ff\ufffe\uffff]+")  # what nobody types and nothing is searched for
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
STATES = [("", "Any"), ("Claims", Claim.State.choices), ("Fact-checks", list(PUBLISHED.items()))]


class SearchForm(forms.Form):
    """Words and filters as they stand in an address; what makes no sense there filters nothing, and says so."""

    q = forms.CharField(required=False)
    kind = forms.ChoiceField(required=False, choices=[("", "Everything"), *((k.name, k.label) for k in KINDS.values())])
    state = forms.ChoiceField(required=False, choices=STATES)
    claimant = forms.CharField(required=False, max_length=200)
    rating = forms.ChoiceField(required=False)
    language = forms.ChoiceField(required=False)
    since = forms.DateField(required=False, label="From", widget=DAY)
    until = forms.DateField(required=False, label="To", widget=DAY)

    def __init__(self, query: QueryDict, *, desk: Desk, user: User) -> None:
        typed = {name: " ".join(UNTYPED.sub(" ", str(word)).split())[:MOST_CHARS] for name, word in query.items()}
        super().__init__(typed | {"q": typed.get("q", "").translate(QUOTATION)})
        rated = FactCheck.objects.visible_to(user).filter(review__claim__desk=desk)
        labels = Rating.objects.filter(pk__in=rated.values("review__verdict__rating")).order_by("label")
        found = [(label, label) for label in labels.values_list("label", flat=True).distinct()]
        self.fields["rating"].choices = [("", "Any"), *found]  # type: ignore[attr-defined]
        languages = [(one, own_name(one)) for one in Article.objects.visible_to(user).filter(desk=desk).languages()]
        self.fields["language"].choices = [("", "Any"), *languages]  # type: ignore[attr-defined]
        self.is_valid()

    @property
    def wanted(self) -> Wanted:
        """What is looked for, as far as it makes sense."""
        given = self.cleaned_data
        words = {name: given.get(name) or "" for name in ("state", "claimant", "rating", "language")}
        return Wanted(given.get("q", ""), **words, since=given.get("since"), until=given.get("until"))

    @property
    def query(self) -> dict[str, str]:
        """The same for an address, without what is empty or makes no sense."""
        return {name: str(value) for name, value in self.cleaned_data.items() if value}

    @property
    def has_filters(self) -> bool:
        """Whether anything narrows the words down."""
        return bool(self.query.keys() - {"q", "kind"})


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
    query = urlencode(searched.query)
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
