"""What a desk's search looks for, as it stands in the address of the page and in a saved search."""

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any
from urllib.parse import parse_qsl

from django import forms

from claims.models import Article, Claim, Desk, User
from reviews.models import Rating, SavedSearch
from reviews.publishing.finding import GREATEST_ID, KINDS, PUBLISHED, Wanted
from reviews.publishing.models import FactCheck
from reviews.publishing.words import own_name

QUOTATION = str.maketrans(dict.fromkeys("“”„«»", '"'))  # as people type them; PostgreSQL knows one sign for a phrase
MOST_CHARS = 200
UNTYPED = re.compile("[\x00-\x1f\x7f-\x9f\ue000-\uf8ff\ufffe\uffff]+")  # what nobody types and nothing is searched for
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
STATES = [("", "Any"), ("Claims", Claim.State.choices), ("Fact-checks", list(PUBLISHED.items()))]
ONE_ROUND = frozenset({"after", "up_to"})  # what an alert's link adds: the claims of that round alone


def _place() -> forms.IntegerField:
    return forms.IntegerField(required=False, min_value=1, max_value=GREATEST_ID, widget=forms.HiddenInput)


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
    after = _place()
    up_to = _place()

    def __init__(self, query: Mapping[str, Any], *, desk: Desk, user: User) -> None:
        typed = {name: " ".join(UNTYPED.sub(" ", str(word)).split())[:MOST_CHARS] for name, word in query.items()}
        super().__init__(typed | {"q": typed.get("q", "").translate(QUOTATION)})
        # Asked of the database where they are shown or chosen, and then once.
        self.fields["rating"].choices = cache(lambda: _ratings(desk, user))  # type: ignore[attr-defined]
        self.fields["language"].choices = cache(lambda: _languages(desk, user))  # type: ignore[attr-defined]
        self.is_valid()

    @property
    def wanted(self) -> Wanted:
        """What is looked for, as far as it makes sense."""
        given = self.cleaned_data
        words: dict[str, Any] = {name: given.get(name) or "" for name in ("state", "claimant", "rating", "language")}
        found = Wanted(given.get("q", ""), **words, since=given.get("since"), until=given.get("until"))
        return replace(found, after=given.get("after") or 0, up_to=given.get("up_to") or 0)

    @property
    def query(self) -> dict[str, str]:
        """The same for an address, without what is empty or makes no sense."""
        return {name: str(value) for name, value in self.cleaned_data.items() if value}

    @property
    def lasting_query(self) -> dict[str, str]:
        """The same without what narrows it down to the claims that one alert told of."""
        return {name: value for name, value in self.query.items() if name not in ONE_ROUND}

    @property
    def has_filters(self) -> bool:
        """Whether anything narrows the words down."""
        return bool(self.query.keys() - {"q", "kind"})


def form_of(saved: SavedSearch) -> SearchForm:
    """What a saved search looks for, for its owner."""
    return SearchForm(dict(parse_qsl(saved.query)), desk=saved.desk, user=saved.user)


def _ratings(desk: Desk, user: User) -> list[tuple[str, str]]:
    rated = FactCheck.objects.visible_to(user).filter(review__claim__desk=desk)
    labels = Rating.objects.filter(pk__in=rated.values("review__verdict__rating")).order_by("label")
    return [("", "Any"), *((label, label) for label in labels.values_list("label", flat=True).distinct())]


def _languages(desk: Desk, user: User) -> list[tuple[str, str]]:
    spoken = Article.objects.visible_to(user).filter(desk=desk).languages()
    return [("", "Any"), *((one, own_name(one)) for one in spoken)]
