"""The use cases of how a desk works: its rating scales, its checklist, its practice, and how far its people agree."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from claims.models import Desk, User
from reviews import blind, scales, worklist
from reviews.agreement import Agreement
from reviews.models import Criterion, Practice, RatingScale

CHANGEABLE = frozenset({"second_verdict", "reply_days", "review_again_days", "is_archived_publicly"})


@transaction.atomic(durable=True)
def revise_scale(scale: RatingScale, *, ratings: Sequence[scales.Step], worst: int, best: int, by: User) -> RatingScale:
    """Follow a desk's scale by its next edition. New verdicts use that one; those that were given keep theirs.

    Raises:
        SharedScale: every desk shares it.
        RetiredScale: it was revised before.
        UnusableScale: no sound verdict could be given from it.
    """
    return scales.next_edition(scale, ratings, worst=worst, best=best)


@transaction.atomic(durable=True)
def copy_scale(scale: RatingScale, *, desk: Desk, by: User, name: str = "") -> RatingScale:
    """Make the same ratings a scale of the desk's own, which it can revise.

    Raises:
        UnusableScale: the desk has a scale of that name.
    """
    return scales.copy(scale, desk=desk, name=name.strip() or scale.name)


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
def set_practice(desk: Desk, *, by: User, **choices: Any) -> Practice:
    """Choose how the desk works; what is not named stays as it is."""
    if unknown := choices.keys() - CHANGEABLE:
        raise TypeError(f"no choice of a desk: {', '.join(sorted(unknown))}")
    practice, _ = Practice.objects.update_or_create(desk=desk, defaults=choices)
    return practice


@transaction.atomic(durable=True)
def set_levels(desk: Desk, *, levels: Mapping[str, str], by: User) -> None:
    """Choose for each of these checks whether the desk requires it, advises it or does not use it."""
    for code, level in levels.items():
        Criterion.objects.update_or_create(desk=desk, code=code, defaults={"level": level})


@transaction.atomic(durable=True)
def rank_anew(desk: Desk, *, by: User) -> None:
    """Have the desk's waiting claims ranked again: its topics have changed."""
    worklist.rerank_desk(desk)


def agreement_of(desk: Desk) -> Agreement:
    """How far the first and the second verdicts of a desk agree, over the latest 500."""
    return blind.agreement_of(desk)
