"""The card that other sites may put into a frame, and how they find out about it (oEmbed)."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from reviews.publishing import embedding
from reviews.publishing.models import FactCheck
from reviews.publishing.site.cards import card, for_readers
from reviews.publishing.site.factchecks import in_their_language, words_at
from reviews.publishing.words import Words, original


@require_safe
@for_readers
def oembed(request: HttpRequest) -> HttpResponse:
    """`?url=` of a fact-check, perhaps `maxwidth`, `maxheight`; 501 for another format than JSON, as oEmbed has it."""
    if request.GET.get("format", "json") != "json":
        return JsonResponse({"error": "Only JSON is offered."}, status=501)
    named = embedding.page_in(request.GET.get("url", ""), base_url=settings.BASE_URL)
    answer = embedding.oembed(
        _one(*named),
        base_url=settings.BASE_URL,
        site_name=settings.SITE_NAME,
        width=_at_most(request, "maxwidth", embedding.WIDTH, embedding.NARROWEST),
        height=_at_most(request, "maxheight", embedding.HEIGHT, embedding.LOWEST),
    )
    return JsonResponse(answer)


@xframe_options_exempt
@require_safe
@for_readers
def card_page(request: HttpRequest, slug: str, language: str = "") -> HttpResponse:
    """One fact-check as a card: the only page of ours that may stand in a frame."""
    words = _one(language, slug)
    context = card(words) | {"canonical": settings.BASE_URL + words.path}
    return in_their_language(request, "publishing/card.html", words, context)


def _one(language: str, slug: str) -> Words:
    if not slug or not (language + slug).isprintable():
        raise Http404("This is not the address of a fact-check.")
    if language:
        return words_at(language, slug)
    return original(get_object_or_404(FactCheck.objects.with_content(), slug=slug))


def _at_most(request: HttpRequest, name: str, usual: int, least: int) -> int:
    """The usual size, or less where the other site has less; never so little that nothing can be read."""
    given = request.GET.get(name, "")
    wanted = int(given) if given.isascii() and given.isdigit() and len(given) < 6 else usual
    return max(least, min(usual, wanted))
