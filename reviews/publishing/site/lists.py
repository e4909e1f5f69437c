"""Which fact-checks a public list or feed is about: a desk's, a topic's, a claimant's, a rating's, or a language's.

A list exists where something was published for it, so that no address tells of desks, claimants or topics that are
not public.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.postgres.search import SearchQuery
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils.text import slugify

from claims.models import Claimant, ClaimTopic, Desk, Topic
from reviews.languages import primary
from reviews.models import Rating
from reviews.publishing.models import FactCheck, Translation
from reviews.publishing.words import Words, in_language, own_name

HOME = "/fact-checks/"
MOST_TOPICS = 50


@dataclass(frozen=True, slots=True)
class Selection:
    """Some of the fact-checks, retracted ones included, and how readers call them.

    They are shown as they were written, or in the language that they are `translated_to`, by these `translations`.
    """

    rows: QuerySet[FactCheck]
    path: str = HOME
    heading: str = "Fact-checks"
    about: str = ""
    language: str = "en"
    translated_to: str = ""
    translations: QuerySet[Translation] | None = None

    def latest(self, limit: int) -> list[Words]:
        """What changed last, be it the fact-check or its translation, the newest first."""
        ids = set(self.rows.order_by("-modified_at", "-id").values_list("pk", flat=True)[:limit])
        if self.translations is not None:
            told = self.translations.order_by("-modified_at", "-id")
            ids.update(told.values_list("fact_check", flat=True)[:limit])
        found = self.words_of(FactCheck.objects.with_content().filter(pk__in=ids))
        return sorted(found, key=lambda words: (words.modified_at, words.fact_check.pk), reverse=True)[:limit]

    def words_of(self, fact_checks: Iterable[FactCheck]) -> list[Words]:
        """What is shown of each; none of those whose only words in the language argue for a former rating."""
        found = (in_language(one, self.translated_to) for one in fact_checks)
        wanted = primary(self.translated_to)
        return [words for words in found if not wanted or primary(words.language) == wanted]


def everything() -> Selection:
    """All that was ever published."""
    return Selection(FactCheck.objects.all())


def selection(kind: str, key: str) -> Selection:
    """The list named by an address.

    Raises:
        Http404: there is no such kind of list, or nothing was published for it.
    """
    if kind not in _KINDS or not key.isprintable():
        raise Http404("There is no such list.")
    found = _KINDS[kind](key)
    if found is None or not found.rows.exists():
        raise Http404("Nothing was published for it.")
    return found


def path_of(kind: str, name: str, pk: int | None = None) -> str:
    """The address of a list: readable, and with the id where the name alone is not enough."""
    readable = slugify(name, allow_unicode=True)[:60].strip("-_")
    key = "-".join(part for part in (readable, str(pk) if pk else "") if part)
    return f"{HOME}{kind}/{key}/"


def topics_of(fact_check: FactCheck) -> list[Topic]:
    """The topics that readers may follow and that a fact-check belongs to: as its claim does, or by its words."""
    if not settings.PUBLIC_TOPICS:
        return []
    claim = ClaimTopic.objects.filter(claim=fact_check.review.claim_id, topic=OuterRef("pk"))
    rows: Iterable[Any] = Topic.objects.filter(desk=fact_check.review.claim.desk_id).annotate(
        is_given=Exists(claim.in_force().exclude(origin=ClaimTopic.Origin.KEYWORD)),
        is_off=Exists(claim.filter(is_off=True)),
    )
    topics = [one for one in rows if not one.is_off and (one.keywords or one.is_given)][:MOST_TOPICS]
    held = {f"topic_{one.pk}": _holds(one) for one in topics if not one.is_given}
    found = (FactCheck.objects.filter(pk=fact_check.pk).values(**held).first() or {}) if held else {}
    return [one for one in topics if one.is_given or found.get(f"topic_{one.pk}")]


def _holds(topic: Topic) -> "ExpressionWrapper[Q]":
    return ExpressionWrapper(Q(document=_words(topic)), output_field=BooleanField())


def _by_desk(key: str) -> Selection | None:
    desk = Desk.objects.filter(slug=key).first()
    if desk is None:
        return None
    rows = FactCheck.objects.filter(review__claim__desk=desk)
    return Selection(rows, f"{HOME}desks/{desk.slug}/", f"Fact-checks by {desk.name}", desk.name, desk.language)


def _by_topic(key: str) -> Selection | None:
    topic = Topic.objects.filter(pk=_id_at_the_end(key)).first() if settings.PUBLIC_TOPICS else None
    if topic is None:
        return None
    given = ClaimTopic.objects.filter(topic=topic)
    by_claim = given.in_force().exclude(origin=ClaimTopic.Origin.KEYWORD).values("claim")
    belongs = Q(review__claim__in=by_claim)
    belongs |= Q(document=_words(topic)) if topic.keywords else Q()
    off = given.filter(is_off=True).values("claim")
    rows = FactCheck.objects.filter(belongs, review__claim__desk=topic.desk_id).exclude(review__claim__in=off)
    return Selection(rows, path_of("topics", topic.name, topic.pk), f"Topic: {topic.name}", topic.name)


def _by_claimant(key: str) -> Selection | None:
    claimant = Claimant.objects.filter(pk=_id_at_the_end(key)).first()
    if claimant is None:
        return None
    path = path_of("claimants", claimant.name, claimant.pk)
    rows = FactCheck.objects.filter(review__verdict__claimant=claimant)
    return Selection(rows, path, f"What {claimant.name} said", claimant.name)


def _by_rating(key: str) -> Selection | None:
    """By the words of the rating, whatever the scale and its edition."""
    alike = [one for one in Rating.objects.all() if slugify(one.label, allow_unicode=True) == key]
    if not alike:
        return None
    rows = FactCheck.objects.filter(review__verdict__rating__in=alike)
    label = alike[0].label
    return Selection(rows, path_of("ratings", label), f"Rated “{label}”", f"rated {label}")


def _by_language(key: str) -> Selection | None:
    """What was written in the language, and what was translated into it, in that language."""
    language = key.lower()
    desks = [one.pk for one in Desk.objects.only("language") if f"{one.language.lower()}-".startswith(f"{language}-")]
    tags = Q(language__iexact=key) | Q(language__istartswith=f"{key}-")
    translations = Translation.objects.filter(tags, shown__isnull=False, withdrawn_at=None)
    told = Q(pk__in=translations.order_by().values("fact_check"))
    rows = FactCheck.objects.filter((Q(review__claim__desk__in=desks) | told) if desks else told)
    heading = f"In {own_name(language)}"
    return Selection(rows, f"{HOME}languages/{language}/", heading, key, language, language, translations)


_KINDS: dict[str, Callable[[str], Selection | None]] = {
    "desks": _by_desk,
    "topics": _by_topic,
    "claimants": _by_claimant,
    "ratings": _by_rating,
    "languages": _by_language,
}


def _words(topic: Topic) -> SearchQuery:
    """Any of the topic's words and phrases, as they are written."""
    first, *others = (SearchQuery(word, config="simple", search_type="phrase") for word in topic.keywords)
    query = first
    for other in others:
        query = query | other
    return query


def _id_at_the_end(key: str) -> int:
    digits = key.rpartition("-")[2]
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 19 else 0
