"""Editions of a rating scale: a scale that verdicts were given by is never changed, it is followed by the next one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.db.models import Max
from django.db.models.functions import Now

from claims.errors import DomainError
from claims.models import Desk
from reviews.models import Rating, RatingScale

LONGEST_LABEL = 60
LONGEST_MEANING = 300
MOST_STEPS = 30
LARGEST_VALUE = 1000


class UnusableScale(DomainError):
    """A scale from which no sound verdict could be given; the message says what to change."""


class SharedScale(DomainError):
    """The scale that every desk shares is not one desk's to revise."""


class RetiredScale(DomainError):
    """An edition that was followed by another one stays as it is."""


@dataclass(frozen=True, slots=True)
class Step:
    """A rating as it is written down: a label, its value or none, what it says for readers, and both elsewhere."""

    label: str
    value: int | None = None
    meaning: str = ""
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Saying:
    """One rating in one further language, a BCP 47 tag."""

    language: str
    label: str
    said: str
    meaning: str = ""


def check(steps: Sequence[Step], *, worst: int, best: int) -> None:
    """Raises UnusableScale where these steps are no scale from `worst` to `best`."""
    labels = [step.label.strip().casefold() for step in steps]
    if not 1 <= worst < best <= LARGEST_VALUE:
        raise UnusableScale(f"A scale runs from a smaller number (from 1) to a larger one (up to {LARGEST_VALUE}).")
    if not 2 <= len(steps) <= MOST_STEPS:
        raise UnusableScale(f"A scale has from 2 to {MOST_STEPS} ratings.")
    if len(set(labels)) != len(labels):
        raise UnusableScale("Two ratings have the same label: give each its own.")
    for step in steps:
        _check_step(step, worst, best)
    values = [step.value for step in steps if step.value is not None]
    if len(set(values)) != len(values):
        raise UnusableScale("Two ratings have the same value: give each its own, or none.")


def next_edition(scale: RatingScale, steps: Sequence[Step], *, worst: int, best: int) -> RatingScale:
    """Retire the scale, and make the edition that follows it. Verdicts that were given keep theirs.

    Raises:
        SharedScale: it belongs to no desk.
        RetiredScale: it was followed by another edition before.
        UnusableScale: see `check`.
    """
    if scale.desk_id is None:
        raise SharedScale("Every desk shares this scale: copy it for your desk, and revise the copy.")
    check(steps, worst=worst, best=best)
    if not RatingScale.objects.filter(pk=scale.pk, retired_at=None).update(retired_at=Now()):
        raise RetiredScale("Somebody revised this scale before you: look at its latest edition.")
    scale.refresh_from_db()
    known = {one.label: one.labels for one in scale.ratings.all()}
    steps = [replace(step, labels=known.get(step.label.strip(), {})) for step in steps]
    return _make(scale.desk, scale.name, steps, worst, best)


def say(scale: RatingScale, sayings: Sequence[Saying]) -> None:
    """Have the scale's ratings be called so in further languages, and in no others. What they are called at home stays.

    Raises:
        UnusableScale: it has no such rating, or one is named twice in a language or without a label.
    """
    ratings = {one.label.casefold(): one for one in scale.ratings.select_for_update()}
    labels: dict[str, dict[str, dict[str, str]]] = {label: {} for label in ratings}
    for one in sayings:
        found = labels.get(one.label.strip().casefold())
        if found is None:
            raise UnusableScale(f"There is no rating “{one.label.strip()[:80]}” on this scale.")
        if one.language in found:
            raise UnusableScale(f"“{one.label.strip()}” is named twice in {one.language}.")
        _check_step(Step(one.said, None, one.meaning), scale.worst, scale.best)
        found[one.language] = {"label": one.said.strip(), "meaning": one.meaning.strip()}
    for label, rating in ratings.items():
        Rating.objects.filter(pk=rating.pk).update(labels=labels[label])


def make(desk: Desk, *, name: str, steps: Sequence[Step], worst: int, best: int) -> RatingScale:
    """A scale of the desk's own. Must run in a transaction.

    Raises:
        UnusableScale: see `check`; or the desk has a scale of that name.
    """
    check(steps, worst=worst, best=best)
    _require_free_name(desk, name)
    return _make(desk, name, steps, worst, best)


def copy(scale: RatingScale, *, desk: Desk, name: str) -> RatingScale:
    """The same ratings as a scale of the desk's own. Must run in a transaction.

    Raises:
        UnusableScale: the desk has a scale of that name.
    """
    _require_free_name(desk, name)
    steps = [Step(one.label, one.value, one.meaning, one.labels) for one in scale.ratings.all()]
    return _make(desk, name, steps, scale.worst, scale.best)


def _require_free_name(desk: Desk, name: str) -> None:
    """Two who take the same name at once wait for one another here."""
    Desk.objects.select_for_update(no_key=True).get(pk=desk.pk)
    if RatingScale.objects.filter(desk=desk, name=name, retired_at=None).exists():
        raise UnusableScale(f"Your desk has a scale called {name} already: choose another name.")


def _make(desk: Desk | None, name: str, steps: Sequence[Step], worst: int, best: int) -> RatingScale:
    before = RatingScale.objects.filter(desk=desk, name=name).aggregate(latest=Max("edition"))["latest"] or 0
    made = RatingScale.objects.create(desk=desk, name=name, worst=worst, best=best, edition=before + 1)
    Rating.objects.bulk_create(
        Rating(
            scale=made,
            label=step.label.strip(),
            value=step.value,
            meaning=step.meaning.strip(),
            position=position,
            labels=step.labels,
        )
        for position, step in enumerate(steps)
    )
    return made


def _check_step(step: Step, worst: int, best: int) -> None:
    if not 1 <= len(step.label.strip()) <= LONGEST_LABEL:
        raise UnusableScale(f"A label has from 1 to {LONGEST_LABEL} characters: “{step.label[:80]}” has not.")
    if len(step.meaning) > LONGEST_MEANING:
        raise UnusableScale(f"What “{step.label}” means is longer than {LONGEST_MEANING} characters.")
    if step.value is not None and not worst <= step.value <= best:
        raise UnusableScale(f"Give “{step.label}” a value from {worst} to {best}, or none.")
