"""Changed passages: where an article now reads otherwise than when its claims were taken up."""

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from claims import services
from claims.differences import Change, word_diff
from claims.errors import DomainError
from claims.models import Claim, PassageChange, Role
from reviews.models import ClaimReview
from reviews.workspace import candidates
from reviews.workspace.access import current_desk, desk_page, person, require

PER_PAGE = 25


@dataclass(frozen=True, slots=True)
class Shown:
    """One change with its words compared."""

    row: PassageChange

    @property
    def words(self) -> list[Change]:
        """What went and what came, word by word."""
        return word_diff(self.row.before.quote, self.row.quote)


@desk_page
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The desk's changed passages, the newest first: those that nobody has looked at, or all."""
    desk, show_all = current_desk(request), request.GET.get("show") == "all"
    rows = _visible(request).filter(before__claim__desk=desk)
    if not show_all:
        rows = rows.filter(seen_at=None)
    before = candidates.ids_in(request.GET.get("before", ""))[:1]
    if before:
        rows = rows.filter(pk__lt=before[0])
    found = list(rows.order_by("-pk")[: PER_PAGE + 1])
    context = {
        "desk": desk,
        "shown": [Shown(row) for row in found[:PER_PAGE]],
        "show_all": show_all,
        "is_first": not before,
        "next": found[PER_PAGE - 1].pk if len(found) > PER_PAGE else None,
        "may_see": desk.allows(person(request), Role.REVIEWER),
    }
    return render(request, "workspace/articles/changes.html", context)


@desk_page
@require_POST
def see(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that somebody has looked at a change; it leaves the list."""
    row = get_object_or_404(_visible(request), pk=pk)
    require(request, row.before.claim.desk, Role.REVIEWER)
    try:
        services.see_changes([row], by=person(request))
        messages.success(request, "Noted. It is under “All changes” from now on.")
    except DomainError as refusal:
        messages.error(request, str(refusal))
    review = candidates.ids_in(request.POST.get("review", ""))[:1]
    return HttpResponseRedirect(reverse("workspace:review", args=review) if review else reverse("workspace:changes"))


def of_claim(claim: Claim, *, most: int) -> list[Shown]:
    """What became of the claim's passages: what nobody has looked at first, and then the newest."""
    rows = PassageChange.objects.filter(before__claim=claim)
    rows = rows.select_related("before__revision", "revision__article", "seen_by")
    rows = rows.defer("revision__text", "before__revision__text").order_by(F("seen_at").desc(nulls_first=True), "-pk")
    return [Shown(row) for row in rows[:most]]


def _visible(request: HttpRequest) -> QuerySet[PassageChange]:
    """What this person may see, each with the review of its claim that counts."""
    reviews = ClaimReview.objects.filter(claim=OuterRef("before__claim")).exclude(state=ClaimReview.State.ABANDONED)
    rows = PassageChange.objects.visible_to(person(request)).annotate(
        review=Subquery(reviews.order_by("-pk").values("pk")[:1]),
        review_state=Subquery(reviews.order_by("-pk").values("state")[:1]),
    )
    return rows.select_related("before__claim__desk", "before__revision", "revision__article", "seen_by").defer(
        "revision__text", "before__revision__text"
    )
