"""The use cases of how a desk works: its scales, checklist, practice and topics, and how far its people agree."""

import logging
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction

from claims.models import Claim, Desk, Topic, User
from reviews import blind, checklist, practice, retention, scales, topics
from reviews.agreement import Agreement
from reviews.models import Criterion, Practice, RatingScale, Retention

logger = logging.getLogger(__name__)

CHANGEABLE = frozenset({"second_verdict", "reply_days", "review_again_days", "is_archived_publicly"})
RULES = frozenset({"article_days", "abandoned_days", "notice_days", "request_days"})


@transaction.atomic(durable=True)
def revise_scale(scale: RatingScale, *, ratings: Sequence[scales.Step], worst: int, best: int, by: User) -> RatingScale:
    """Follow a desk's scale by its next edition. New verdicts use that one; those that were given keep theirs.

    Raises:
        SharedScale: every desk shares it.
        RetiredScale: it was revised before.
        UnusableScale: no sound verdict could be given from it.
    """
    made = scales.next_edition(scale, ratings, worst=worst, best=best)
    logger.info("desk %s: scale %s was revised as %s by %s", made.desk_id, scale.pk, made.pk, by.pk)
    return made


@transaction.atomic(durable=True)
def make_scale(
    desk: Desk, *, name: str, ratings: Sequence[scales.Step], worst: int, best: int, by: User
) -> RatingScale:
    """Make a scale of the desk's own, beside those that every desk shares.

    Raises:
        UnusableScale: no sound verdict could be given from it, or the desk has a scale of that name.
    """
    made = scales.make(desk, name=name, steps=ratings, worst=worst, best=best)
    logger.info("desk %s: scale %s was made by %s", desk.pk, made.pk, by.pk)
    return made


@transaction.atomic(durable=True)
def copy_scale(scale: RatingScale, *, desk: Desk, by: User, name: str = "") -> RatingScale:
    """Make the same ratings a scale of the desk's own, which it can revise.

    Raises:
        UnusableScale: the desk has a scale of that name.
    """
    made = scales.copy(scale, desk=desk, name=name.strip() or scale.name)
    logger.info("desk %s: scale %s was copied as %s by %s", desk.pk, scale.pk, made.pk, by.pk)
    return made


@transaction.atomic(durable=True)
def name_ratings(scale: RatingScale, *, sayings: Sequence[scales.Saying], by: User) -> None:
    """Name a scale's ratings in further languages; readers of translations see those names at once.

    Raises:
        SharedScale: every desk shares it, and `by` is no operator.
        UnusableScale: it has no such rating, or one is named twice in a language.
    """
    if scale.desk_id is None and not by.is_superuser:
        raise scales.SharedScale("Every desk shares this scale: an operator names its ratings in other languages.")
    scales.say(scale, sayings)


@transaction.atomic(durable=True)
def set_practice(desk: Desk, *, by: User, expected: int | None = None, **choices: Any) -> Practice:
    """Choose how the desk works; what is not named stays as it is.

    Raises:
        StaleVersion: somebody else chose since version `expected`, which is 0 before the first choice.
    """
    if unknown := choices.keys() - CHANGEABLE:
        raise TypeError(f"no choice of a desk: {', '.join(sorted(unknown))}")
    chosen = practice.change(desk, expected=expected, **choices)
    logger.info("desk %s: practice %s changed by %s", desk.pk, ", ".join(sorted(choices)) or "nothing", by.pk)
    return chosen


@transaction.atomic(durable=True)
def set_retention(desk: Desk, *, by: User, expected: int | None = None, **days: int | None) -> Retention:
    """Choose after how many days the desk forgets what; None keeps, and what is not named stays as it is.

    Raises:
        StaleVersion: somebody else chose since version `expected`, which is 0 before the first choice.
    """
    if unknown := days.keys() - RULES:
        raise TypeError(f"no rule of a desk: {', '.join(sorted(unknown))}")
    chosen = retention.change(desk, by=by, expected=expected, **days)
    logger.info("desk %s: retention %s changed by %s", desk.pk, ", ".join(sorted(days)) or "nothing", by.pk)
    return chosen


@transaction.atomic(durable=True)
def add_criterion(desk: Desk, *, level: str, by: User, code: str = "", label: str = "", position: int = 0) -> Criterion:
    """Choose for a check whether the desk requires it, advises it or does not use it; or add a line to tick.

    Raises:
        CheckOrLine: it is both, or neither.
        NotAdjustable: the check holds for every desk.
        OnTheChecklist: the desk has chosen its level before.
    """
    made = checklist.add(desk, code=code, label=label, level=level, position=position)
    logger.info("desk %s: criterion %s was added by %s", desk.pk, made.pk, by.pk)
    return made


@transaction.atomic(durable=True)
def change_criterion(criterion: Criterion, *, by: User, expected: int | None = None, **changes: Any) -> None:
    """Change the level or the place of a criterion, or the words of a line to tick.

    Raises:
        CheckOrLine: words for a check of the program, or none for a line.
        StaleVersion: somebody else changed it since version `expected`.
    """
    if unknown := changes.keys() - {"label", "level", "position"}:
        raise TypeError(f"no part of a criterion: {', '.join(sorted(unknown))}")
    checklist.change(criterion, expected=expected, **changes)
    logger.info("desk %s: criterion %s was changed by %s", criterion.desk_id, criterion.pk, by.pk)


@transaction.atomic(durable=True)
def add_topic(
    desk: Desk, *, name: str, by: User, keywords: Iterable[str] = (), weight: int = 1, examples: Iterable[Claim] = ()
) -> Topic:
    """Add a topic to those that the desk cares about; its waiting claims are ranked anew.

    Raises:
        TopicExists: the desk has one of that name.
        UnusableTopic: there is neither a keyword nor an example, or the keywords are too many or too long.
        UnusableExample: an example is of another desk, or there are too many.
    """
    made = topics.add(desk, name=name, keywords=keywords, weight=weight, examples=examples, by=by)
    logger.info("desk %s: topic %s was added by %s", desk.pk, made.pk, by.pk)
    return made


@transaction.atomic(durable=True)
def change_topic(topic: Topic, *, by: User, expected: int | None = None, **changes: Any) -> None:
    """Change the name, the keywords or the weight of a topic; the waiting claims are ranked anew.

    Raises:
        TopicExists, UnusableTopic: as for a new one.
        StaleVersion: somebody else changed it since version `expected`, or removed it.
    """
    if unknown := changes.keys() - {"name", "keywords", "weight"}:
        raise TypeError(f"no part of a topic: {', '.join(sorted(unknown))}")
    topics.change(topic, expected=expected, **changes)
    logger.info("desk %s: topic %s was changed by %s", topic.desk_id, topic.pk, by.pk)


@transaction.atomic(durable=True)
def remove_topic(topic: Topic, *, by: User) -> None:
    """Take a topic away; the waiting claims are ranked anew."""
    topics.remove(topic)
    logger.info("desk %s: topic %s was removed by %s", topic.desk_id, topic.pk, by.pk)


def agreement_of(desk: Desk) -> Agreement:
    """How far the first and the second verdicts of a desk agree, over the latest 500."""
    return blind.agreement_of(desk)
