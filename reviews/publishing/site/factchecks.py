"""The page of one fact-check, in the language it was written in and in each that it was translated into."""

import json
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import translation as locale
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from reviews.languages import open_graph
from reviews.publishing.embedding import frame
from reviews.publishing.jsonld import claim_review
from reviews.publishing.mediareview import media_reviews
from reviews.publishing.models import Correction, FactCheck, Translation
from reviews.publishing.phrases import phrases_for
from reviews.publishing.site import media
from reviews.publishing.site.cards import card, for_readers, show
from reviews.publishing.site.lists import HOME, path_of, topics_of
from reviews.publishing.words import Words, every, original, own_name, translated


@require_safe
@for_readers
def fact_check_page(request: HttpRequest, slug: str) -> HttpResponse:
    """One fact-check; a retracted one says that, when and why."""
    return _page(request, original(get_object_or_404(_rows(), slug=slug)))


@require_safe
@for_readers
def translated_page(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    """The same in a further language. Where it was corrected since, the page says so and leads to the original."""
    found = _translation_at(language, slug)
    return _tombstone(request, found) if found.withdrawn_at else _page(request, words_of(found))


def words_at(language: str, slug: str) -> Words:
    """The words that the address of a translation names; the original's where they were withdrawn.

    Raises:
        Http404: there is no such page.
    """
    return words_of(_translation_at(language, slug))


def words_of(translation: Translation) -> Words:
    """What readers are told of a fact-check under the address of a translation."""
    fact_check = _rows().get(pk=translation.fact_check_id)
    return original(fact_check) if translation.withdrawn_at else translated(fact_check, translation)


def _translation_at(language: str, slug: str) -> Translation:
    found = Translation.objects.ever_shown().filter(language=language, slug=slug).first()
    if found is None:
        raise Http404("There is no such translation.")
    return found


def _tombstone(request: HttpRequest, translation: Translation) -> HttpResponse:
    """That a translation was withdrawn, when and why, in its language, and where the fact-check is read instead."""
    written = words_of(translation)
    phrases = phrases_for(translation.language)
    context = {"translation": translation, "original": written, "desk": written.fact_check.review.claim.desk}
    with locale.override(phrases.locale):
        around = {"say": phrases.say, "around": phrases.language, "page_language": translation.language}
        return show(request, "publishing/withdrawn.html", context | around)


def in_their_language(request: HttpRequest, template: str, words: Words, context: dict[str, Any]) -> HttpResponse:
    """The page with what it says around the words, and its dates, in the language of the words where possible."""
    phrases = phrases_for(words.language)
    with locale.override(phrases.locale):
        around = {"say": phrases.say, "around": phrases.language, "page_language": words.language}
        return show(request, template, context | around)


def _rows() -> Any:
    return FactCheck.objects.with_content().prefetch_related(
        "corrections__before__rating", "corrections__after__rating"
    )


def _page(request: HttpRequest, words: Words) -> HttpResponse:
    fact_check = words.fact_check
    context = card(words) | {"corrections": _corrections(words), "claim": fact_check.review.claim}
    if fact_check.retracted_at:
        return in_their_language(request, "publishing/retracted.html", words, context)
    topics = [{"name": one.name, "path": path_of("topics", one.name, one.pk)} for one in topics_of(fact_check)]
    address = settings.BASE_URL + words.path
    context |= {
        "json_ld": _markup(words),
        "media": media.shown(fact_check.verdict.media, phrases_for(words.language).say),
        "evidence": fact_check.verdict.evidence.all(),
        "canonical": address,
        "original": original(fact_check),
        "topics": topics,
        "frame": str(frame(words, base_url=settings.BASE_URL)),
        "oembed": f"{settings.BASE_URL}{HOME}oembed?url={address}",
    }
    return in_their_language(request, "publishing/fact_check.html", words, context | _languages(words))


def _corrections(words: Words) -> list[dict[str, Any]]:
    """What stands on the page of each correction, in the words' language as far as somebody translated it."""
    published = (one for one in words.fact_check.corrections.all() if one.state == Correction.State.PUBLISHED)
    return [_correction(one, words) for one in published]


def _correction(correction: Correction, words: Words) -> dict[str, Any]:
    before, after = correction.before.rating, correction.after.rating if correction.after else None
    is_changed = after is not None and after.pk != before.pk
    own = words.fact_check.review.claim.desk.language
    kept = correction.after.media if correction.after else correction.before.media
    media_was, media_became = media.changed(correction.before.media, kept, phrases_for(words.language).say)
    return {
        "media_was": media_was,
        "media_became": media_became,
        "correction": correction,
        "note": words.note_of(correction),
        "language": words.language if words.is_translated(correction) else own,
        "was": before.in_language(words.language)[0] if is_changed else "",
        "became": after.in_language(words.language)[0] if after and is_changed else "",
    }


def _languages(words: Words) -> dict[str, Any]:
    """The same fact-check in each language, for readers and, where machines are given it, for search engines."""
    found = every(words.fact_check)
    alternates = [one for one in found if not one.is_contradicted] if len(found) > 1 else []
    return {
        "others": [{"words": one, "name": own_name(one.language)} for one in found if one.language != words.language],
        "alternates": [] if words.is_contradicted else alternates,
        "og_locale": open_graph(words.language),
        "og_others": [open_graph(one.language) for one in alternates if one.language != words.language],
    }


def _markup(words: Words) -> list[SafeString]:
    """The ClaimReview and the MediaReviews beside it; none of words that are contradicted."""
    if words.is_contradicted:
        return []
    markup = claim_review(words, base_url=settings.BASE_URL, site_name=settings.SITE_NAME)
    return [_script(one) for one in (markup, *media_reviews(markup, words.fact_check.verdict.media))]


def _script(markup: dict[str, Any]) -> SafeString:
    """Markup as JSON that cannot end the script element it stands in."""
    text = json.dumps(markup, ensure_ascii=False, indent=1)
    escaped = text.replace("&", "\\u0026").replace("<", "\\u003C").replace(">", "\\u003E")
    return mark_safe(escaped)  # nosec B308 B703  # noqa: S308 - the characters that could end the element are escaped above
