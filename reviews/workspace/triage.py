"""Triage: the page where candidates are read in their article and decided, and the cards it asks for."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from claims import triage
from claims.models import Article, Claim, Desk, Role
from reviews.workspace import candidates
from reviews.workspace.access import current_desk, desk_page, person
from reviews.workspace.candidates import Filters

CARDS_AT_ONCE = 12
UNDOABLE = 10
LEAST = ((0.5, "middling or more"), (0.7, "high or more"), (0.85, "very high"))


@desk_page
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The next article with candidates, or the one asked for; alone its inside where a script asks."""
    return shown(request)


def shown(request: HttpRequest, *, article: Article | None = None, claim: str = "", state: int = 200) -> HttpResponse:
    """The triage page about `article`, else about the one in the address, else about the next one."""
    user, filters = person(request), Filters.of(request.GET)
    if article is None:
        article = _asked_for(request)
    desk = article.desk if article else current_desk(request)
    waiting = candidates.articles_waiting(desk, user, filters)
    if article is None and waiting:
        article = waiting[0].article
    context = _about(request, desk, filters) | {"waiting": waiting}
    if article is not None:
        context |= _reading(request, article, filters, claim or request.GET.get("claim", ""))
    inside = bool(request.headers.get("HX-Request"))
    template = "workspace/triage/inside.html" if inside else "workspace/triage/page.html"
    return render(request, template, context, status=state)


def _asked_for(request: HttpRequest) -> Article | None:
    """The article in the address, or the one where the claim in it appeared last; another desk's is a 404."""
    asked, user = request.GET.get("article", ""), person(request)
    if not asked and (claim := request.GET.get("claim", "")):
        row = get_object_or_404(Claim.objects.visible_to(user), pk__in=candidates.ids_in(claim)[:1])
        latest = row.appearances.order_by("-revision").values_list("revision__article", flat=True).first()
        asked = str(latest or "")
    if not asked:
        return None
    known = Article.objects.visible_to(user).select_related("desk", "source")
    return get_object_or_404(known, pk__in=candidates.ids_in(asked)[:1])


def _about(request: HttpRequest, desk: Desk, filters: Filters) -> dict[str, Any]:
    user = person(request)
    return {
        "desk": desk,
        "filters": filters,
        "filter_query": urlencode(filters.query),
        "topics": list(desk.topics.order_by("name")),
        "languages": Article.objects.visible_to(user).filter(desk=desk).languages(),
        "kinds": Claim.Kind.choices,
        "leasts": LEAST,
        "reasons": Claim.DismissReason.choices,
        "moves": {name: " ".join(sorted(move.sources)) for name, move in triage.MOVES.items()},
        "may_decide": desk.allows(user, Role.REVIEWER),
        "may_edit_topics": desk.allows(user, Role.EDITOR),
        "decisions": list(triage.decisions_of(user, [desk])[:UNDOABLE]),
    }


def _reading(request: HttpRequest, article: Article, filters: Filters, claim: str) -> dict[str, Any]:
    user = person(request)
    reading = candidates.read(article, user, filters)
    one = candidates.chosen(reading, claim=claim, after=request.GET.get("after", ""))
    found = candidates.cards(Claim.objects.visible_to(user).filter(pk=one.pk), user) if one else []
    left = sum(claim.is_wanted for claim in reading.everything)  # type: ignore[attr-defined]
    return {
        "article": article,
        "reading": reading,
        "chosen": one,
        "card": found[0] if found else None,
        "left": left,
        "decided": len(reading.everything) - left,
    }


@desk_page
@require_safe
def cards(request: HttpRequest) -> HttpResponse:
    """The cards of the claims in the address, as many as are asked for at once."""
    user = person(request)
    ids = candidates.ids_in(request.GET.get("claims", ""))[:CARDS_AT_ONCE]
    found = candidates.cards(Claim.objects.visible_to(user).filter(pk__in=ids).select_related("desk"), user)
    desks = {card.claim.desk_id: card.claim.desk for card in found}
    may = {pk: (desk.allows(user, Role.REVIEWER), desk.allows(user, Role.EDITOR)) for pk, desk in desks.items()}
    return render(
        request, "workspace/triage/cards.html", {"cards": [(card, *may[card.claim.desk_id]) for card in found]}
    )


def address_of(claim: Claim, /, **query: str) -> str:
    """The triage page of the article where `claim` appeared last."""
    appearance = claim.appearances.order_by("-revision").values("revision__article").first()
    article = {"article": str(appearance["revision__article"])} if appearance else {}
    return f"{reverse('workspace:triage')}?{urlencode(article | query)}"
