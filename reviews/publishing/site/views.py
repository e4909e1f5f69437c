"""The lists and pages around the fact-checks that readers see: no log-in, no cookies, cacheable."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.search import SearchQuery
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from reviews.models import RatingScale
from reviews.publishing.models import Correction, FactCheck, Translation
from reviews.publishing.searching import matching
from reviews.publishing.site.cards import cards, for_readers, scale_of, show
from reviews.publishing.site.lists import Selection, everything, selection
from reviews.publishing.words import Words, every, original
from reviews.richtext import render as rich

PER_PAGE = 20
LONGEST_QUERY = 300
MANY_FOUND = 200  # of what a search finds by words, the newest


@require_safe
@for_readers
def fact_check_list(request: HttpRequest) -> HttpResponse:
    """The fact-checks in force, the newest first; `?before=` is the id of the last one seen."""
    return _list(request, everything())


@require_safe
@for_readers
def selected_list(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Those of a desk, a topic, a claimant, a rating or a language."""
    return _list(request, selection(kind, key))


def _list(request: HttpRequest, selected: Selection) -> HttpResponse:
    before = request.GET.get("before", "")
    shown, older = _page(selected.rows.filter(retracted_at=None), before)
    context = {
        "cards": cards(selected.words_of(shown)),
        "older": older,
        "is_first": not before,
        "selection": selected,
        "canonical": settings.BASE_URL + selected.path,
    }
    return show(request, "publishing/fact_check_list.html", context)


def _page(rows: QuerySet[FactCheck], before: str) -> tuple[list[FactCheck], int | None]:
    """One page, and the id that the next begins after, if there is one."""
    if before:
        rows = rows.filter(pk__lt=_id_in(before))
    found = list(rows.with_content().order_by("-id")[: PER_PAGE + 1])  # type: ignore[attr-defined]
    return found[:PER_PAGE], found[PER_PAGE - 1].pk if len(found) > PER_PAGE else None


@require_safe
@for_readers
def search(request: HttpRequest) -> HttpResponse:
    """The fact-checks that hold all the words of `?q=`, the newest first."""
    words, before = request.GET.get("q", "").strip()[:LONGEST_QUERY], request.GET.get("before", "")
    context: dict[str, Any] = {"words": words, "is_first": not before, "cards": [], "older": None}
    if words and "\0" not in words:
        query = matching(words)
        found = FactCheck.objects.filter(document=query, retracted_at=None).order_by("-id").values("pk")
        told = Translation.objects.in_force().filter(document=query).order_by("-fact_check_id").values("fact_check")
        rows = FactCheck.objects.filter(Q(pk__in=found[:MANY_FOUND]) | Q(pk__in=told[:MANY_FOUND]))
        shown, older = _page(rows, before)
        context |= {"cards": cards(_as_found(shown, query)), "older": older}
    return show(request, "publishing/search.html", context)


def _as_found(shown: list[FactCheck], query: SearchQuery) -> list[Words]:
    """The words that a search has found each by: the original's, or else those of a translation."""
    by_original = set(
        FactCheck.objects.filter(pk__in=[one.pk for one in shown], document=query).values_list("pk", flat=True)
    )
    told = Translation.objects.in_force().filter(fact_check__in=shown, document=query)
    by_translation = {one.pk for one in told.only("pk")}

    def words_of(fact_check: FactCheck) -> Words:
        others = (one for one in every(fact_check)[1:] if one.translation and one.translation.pk in by_translation)
        own = original(fact_check)
        return own if fact_check.pk in by_original else next(others, own)

    return [words_of(fact_check) for fact_check in shown]


@require_safe
@for_readers
def corrections(request: HttpRequest) -> HttpResponse:
    """Every correction and retraction, the latest first; `?before=` is the id of the last one seen."""
    before = request.GET.get("before", "")
    rows = Correction.objects.filter(state=Correction.State.PUBLISHED).order_by("-id")
    if before:
        rows = rows.filter(pk__lt=_id_in(before))
    related = ("fact_check__review__verdict", "before__rating", "after__rating")
    found = list(rows.select_related(*related).defer("fact_check__document")[: PER_PAGE + 1])
    context = {
        "corrections": found[:PER_PAGE],
        "older": found[PER_PAGE - 1].pk if len(found) > PER_PAGE else None,
        "is_first": not before,
    }
    return show(request, "publishing/corrections_page.html", context)


@require_safe
@for_readers
def method(request: HttpRequest) -> HttpResponse:
    """How a verdict is made, and the scales with what each rating means."""
    in_force = FactCheck.objects.filter(retracted_at=None, review__verdict__rating__scale=OuterRef("pk"))
    scales = RatingScale.objects.filter(Q(desk=None, retired_at=None) | Exists(in_force))
    scales = scales.order_by("name", "-edition").prefetch_related("ratings__scale")
    shown = [{"scale": one, "ratings": scale_of(one.ratings.all())} for one in scales]
    return show(request, "publishing/method.html", {"scales": shown, "text": rich(settings.SITE_METHOD)})


@require_safe
@for_readers
def about(request: HttpRequest) -> HttpResponse:
    """Who publishes here, who pays for it, and how to reach them."""
    context = {"funding": rich(settings.SITE_FUNDING), "about": rich(settings.SITE_ABOUT)}
    return show(request, "publishing/about.html", context)


def _id_in(given: str) -> int:
    if not (given.isascii() and given.isdigit() and len(given) < 19):
        raise Http404("There is no such page.")
    return int(given)
