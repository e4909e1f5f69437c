"""Telling people what became of a translation, from its events: each told once, and none lost.

A trigger adds an `UntoldTranslationEvent` in the transaction of the event itself, as it does for reviews; see
`reviews.announcing`.
"""

from collections.abc import Callable

from django.db import transaction

from claims.models import Role, User
from reviews import notifying
from reviews.models import Notice
from reviews.publishing.models import Translation, TranslationEvent, UntoldTranslationEvent
from reviews.publishing.translating import writers_of

BATCH = 200
Kind = Notice.Kind
News = tuple[str, str, list[User]]


def _editors(translation: Translation) -> list[User]:
    return notifying.people_of(translation.fact_check.review.claim.desk, Role.EDITOR)


def _submitted(translation: Translation, event: TranslationEvent) -> News:
    """For the editors who may decide about it: those who wrote none of it."""
    writers = writers_of(translation, before=event.version + 1)
    line = f"{event.actor} submitted a translation ({translation.language}): {translation.headline}"
    return Kind.SUBMITTED, line, [one for one in _editors(translation) if one not in writers]


def _returned(translation: Translation, event: TranslationEvent) -> News:
    line = f"{event.actor} returned your translation ({translation.language}): {translation.headline} – {event.note}"
    return Kind.RETURNED, line, writers_of(translation, before=event.version)


def _approved(translation: Translation, event: TranslationEvent) -> News:
    line = f"{event.actor} approved your translation ({translation.language}): {translation.headline}"
    return Kind.PUBLISHED, line, writers_of(translation, before=event.version)


def _withdrawn(translation: Translation, event: TranslationEvent) -> News:
    line = f"{event.actor} withdrew a translation ({translation.language}): {translation.headline} – {event.note}"
    wrote = User.objects.filter(pk__in=translation.events.filter(name__in=["write", "submit"]).values("actor"))
    return Kind.PUBLISHED, line, [*wrote, *_editors(translation)]


NEWS: dict[str, Callable[[Translation, TranslationEvent], News]] = {
    "submit": _submitted,
    "return": _returned,
    "approve": _approved,
    "withdraw": _withdrawn,
}


@transaction.atomic
def announce(limit: int = BATCH) -> int:
    """Tell of the events nobody was told of yet, the oldest first; how many there were."""
    untold = UntoldTranslationEvent.objects.order_by("event_id").select_for_update(skip_locked=True)[:limit]
    ids = list(untold.values_list("event_id", flat=True))
    rows = TranslationEvent.objects.filter(pk__in=ids, name__in=NEWS).order_by("pk")
    for event in rows.select_related("actor", "translation__fact_check__review__claim__desk"):
        review = event.translation.fact_check.review
        kind, text, recipients = NEWS[event.name](event.translation, event)
        notifying.tell(
            recipients,
            kind=kind,
            text=text,
            desk=review.claim.desk,
            review=review,
            key=f"translation:{event.pk}",
            actor=event.actor,
        )
    UntoldTranslationEvent.objects.filter(event_id__in=ids).delete()
    return len(ids)
