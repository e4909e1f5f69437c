"""Claims that may be the same: all of the desk in one list, each merged or told apart where it stands, and undone."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from claims import services
from claims.errors import DomainError
from claims.matching.duplicates import MERGEABLE
from claims.matching.guard import Comparison, compare
from claims.models import Claim, ClaimPair, Desk, Role, User
from claims.models.pairs import ClaimPairQuerySet
from claims.spreading import Spread, spread_of
from reviews.workspace import candidates
from reviews.workspace.access import current_desk, desk_page, person, require
from reviews.workspace.deciding import status_of
from reviews.workspace.forms import DecisionForm

PAGE = 20


@dataclass(frozen=True, slots=True)
class Shown:
    """A pair: the claim that repeats the other, the one that stays, what they share, and where each was printed."""

    row: ClaimPair
    claim: Claim
    known: Claim
    why: Comparison
    spreads: dict[int, Spread]

    @property
    def sides(self) -> list[tuple[str, Claim, Spread | None]]:
        """Both, with what becomes of each when they are merged."""
        found = (("Repeats it", self.claim), ("Stays", self.known))
        return [(label, one, self.spreads.get(one.pk)) for label, one in found]

    @property
    def outcome(self) -> str:
        """What was decided about it, in words."""
        if self.claim.duplicate_of_id == self.known.pk:
            return "Merged."
        return "Told apart." if self.is_live else "Decided elsewhere."

    @property
    def is_live(self) -> bool:
        """Whether both claims are live: if it is decided, then by telling them apart."""
        return MERGEABLE.issuperset({self.claim.state, self.known.state})

    @property
    def is_undoable(self) -> bool:
        """Whether what was decided is about these two."""
        return self.is_live or self.claim.duplicate_of_id == self.known.pk


@desk_page
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The desk's pairs that wait, the likeliest first; in one language, or of one topic."""
    desk, user = current_desk(request), person(request)
    language = candidates.language_in(request.GET)
    topic = next(iter(candidates.ids_in(request.GET.get("topic", ""))), 0)
    after = candidates.ids_in(request.GET.get("after", ""))[:1]
    done = candidates.ids_in(request.GET.get("done", ""))[:1]
    rows = _narrowed(_rows(user).filter(desk=desk).waiting(), language, topic)
    found = list(_behind(rows, user, after).order_by("-score", "-pk")[: PAGE + 1])
    query = ({"language": language} if language else {}) | ({"topic": str(topic)} if topic else {})
    context = {
        "desk": desk,
        "pairs": _shown(found[:PAGE]),
        "done": _shown(_rows(user).filter(pk__in=done, desk=desk, is_open=False)),
        "topics": list(desk.topics.order_by("name")),
        "topic": topic,
        **candidates.languages(desk, user, language),
        "is_narrowed": bool(query),
        "is_first": not after,
        "first_query": urlencode(query),
        "next_query": urlencode(query | {"after": found[PAGE - 1].pk}) if len(found) > PAGE else "",
        "may_decide": desk.allows(user, Role.REVIEWER),
    }
    return render(request, "workspace/triage/pairs.html", context)


def _rows(user: User) -> ClaimPairQuerySet:
    related = ("desk", "earlier__claimant", "later__claimant")
    return ClaimPair.objects.visible_to(user).select_related(*related).defer("earlier__words", "later__words")


def _narrowed(rows: ClaimPairQuerySet, language: str, topic: int) -> ClaimPairQuerySet:
    rows = rows.in_language(language) if language else rows
    return rows.of_topic(topic) if topic else rows


def _behind(rows: QuerySet[ClaimPair], user: User, ids: list[int]) -> QuerySet[ClaimPair]:
    """The rows behind the pair with this number, by score; all of them where there is no such pair."""
    place = ClaimPair.objects.visible_to(user).filter(pk__in=ids).first() if ids else None
    if place is None:
        return rows
    return rows.filter(Q(score__lt=place.score) | Q(score=place.score, pk__lt=place.pk), score__lte=place.score)


def _shown(rows: Collection[ClaimPair] | QuerySet[ClaimPair]) -> list[Shown]:
    pairs = [(row, *row.sides) for row in rows]
    spreads = spread_of([one for _, claim, known in pairs for one in (claim, known)]) if pairs else {}
    return [Shown(row, claim, known, compare(claim.text, known.text), spreads) for row, claim, known in pairs]


def _merge(pair: ClaimPair, by: User, expected: int | None) -> None:
    claim, known = pair.sides
    services.merge_claim(claim, into=known, by=by, expected=expected)


def _tell_apart(pair: ClaimPair, by: User, expected: int | None) -> None:
    claim, known = pair.sides
    services.tell_claims_apart(claim, other=known, by=by, expected=expected)


def _undo(pair: ClaimPair, by: User, expected: int | None) -> None:
    claim, known = pair.sides
    if claim.duplicate_of_id == known.pk:
        services.undo_decision(claim, by=by, expected=expected)
    else:
        services.take_back_apart(claim, other=known, by=by, expected=expected)


ACTS: dict[str, Callable[[ClaimPair, User, int | None], None]] = {
    "merge": _merge, "apart": _tell_apart, "undo": _undo,
}  # fmt: skip


@desk_page
@require_POST
def decide(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Merge the two, tell them apart, or undo that; the version is that of the claim which repeats the other."""
    if act not in ACTS:
        raise Http404
    user = person(request)
    row = get_object_or_404(_rows(user), pk=pk)
    require(request, row.desk, Role.REVIEWER)
    form, why, status = DecisionForm(request.POST), "This decision is not complete: choose again.", 422
    if form.is_valid():
        why, status = "", 200
        try:
            ACTS[act](row, user, form.cleaned_data["version"])
        except DomainError as refusal:
            why, status = str(refusal), status_of(refusal)
    if not request.headers.get("HX-Request"):
        return _led_on(request, row, why)
    return _part(request, row.desk, get_object_or_404(_rows(user), pk=pk), status, why)


def _led_on(request: HttpRequest, row: ClaimPair, why: str) -> HttpResponse:
    if why:
        messages.error(request, why)
    address = f"{reverse('workspace:pairs')}?{urlencode({'desk': row.desk.slug, 'done': row.pk})}"
    return HttpResponseRedirect(address)


def _part(request: HttpRequest, desk: Desk, row: ClaimPair, status: int, why: str) -> HttpResponse:
    """The pair as it is now: to be decided, or decided and to be undone."""
    (one,) = _shown([row])
    context: dict[str, Any] = {"desk": desk, "one": one, "may_decide": True, "refusal": why}
    template = "workspace/triage/pair.html" if row.is_open else "workspace/triage/pair_done.html"
    return render(request, template, context, status=status)
