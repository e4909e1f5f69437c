"""What a review says of images, videos and recordings: as facts that verdicts keep, and what is missing in them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.core.validators import RegexValidator

from claims.errors import DomainError, StaleVersion
from claims.models import User
from reviews.models import ClaimReview, MediaItem

MOST_PLACES = 20
A_TIME = RegexValidator(r"\A[0-9]{2}:[0-5][0-9]:[0-5][0-9]\Z", "Write a time as HH:MM:SS.")
Kind, Category = MediaItem.Kind, MediaItem.Category
ALTERED = frozenset({Category.EDITED, Category.TRANSFORMED, Category.STAGED})


class ContradictoryMedia(DomainError):
    """What is said of an image, a video or a recording contradicts itself; the message says where."""


class MediaIsSettled(DomainError):
    """What a verdict says of images, videos and recordings stays while a second person decides about it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where it appears: a page, perhaps the file in it, a copy at an archive, and which part of it, as HH:MM:SS."""

    url: str
    content_url: str = ""
    archived_url: str = ""
    description: str = ""
    start: str = ""
    end: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """One image, video or recording as it is described: what a verdict keeps a copy of."""

    kind: str
    description: str
    categories: Sequence[str] = ()
    original_url: str = ""
    original_context: str = ""
    appearances: Sequence[Place] = ()

    @property
    def name(self) -> str:
        """It in a sentence: the video “The bridge falls”."""
        return f"{Kind(self.kind).label.lower()} “{self.description}”"


def facts_of(item: MediaItem) -> Facts:
    """An item as it is described now."""
    return facts_from(_fields(item))


def facts_from(kept: Mapping[str, Any]) -> Facts:
    """One of the copies that a verdict keeps (`Verdict.media`)."""
    places = tuple(Place(**place) for place in kept["appearances"])
    return Facts(**{**kept, "categories": tuple(kept["categories"]), "appearances": places})


def as_kept(items: Iterable[MediaItem]) -> list[dict[str, Any]]:
    """The items as a verdict keeps them, in lists and dictionaries as JSON has them."""
    kept = (asdict(facts_of(item)) for item in items)
    return [one | {name: list(one[name]) for name in ("categories", "appearances")} for one in kept]


def missing_in(facts: Facts) -> list[str]:
    """What readers would miss; nothing where it is complete."""
    told = [
        ("" if facts.categories else f"Say what was done to the {facts.name}: choose at least one kind."),
        ("" if facts.appearances else f"Say where the {facts.name} appears: give at least one address."),
    ]
    if Category.MISSING_CONTEXT in facts.categories and not facts.original_context:
        told.append(f"The {facts.name} lacks its context: say where and when it was made, and what it shows there.")
    return [one for one in told if one]


def lacks_original(facts: Facts) -> bool:
    """Whether it was altered and nothing is said about the original, not even that it was not found."""
    is_altered = bool({Category.EDITED, Category.TRANSFORMED} & set(facts.categories))
    return is_altered and not facts.original_url and not facts.original_context


def add(review: ClaimReview, facts: Facts, *, by: User) -> MediaItem:
    """One more. The review's row must be locked.

    Raises:
        ContradictoryMedia: see `tidied`.
    """
    return MediaItem.objects.create(review=review, added_by=by, **asdict(tidied(facts)))


def change(item: MediaItem, facts: Facts, *, expected: int | None) -> None:
    """Describe it anew, all of it. The review's row must be locked.

    Raises:
        ContradictoryMedia: see `tidied`.
        StaleVersion: somebody else changed it since version `expected`, or removed it.
    """
    _require_there(item)
    item.change(expected=expected, **asdict(tidied(facts)))


def remove(item: MediaItem, *, expected: int | None) -> None:
    """Take it away; the verdicts keep their copies. The review's row must be locked.

    Raises:
        StaleVersion: as for a change.
    """
    _require_there(item)
    item.change(expected=expected)
    item.delete()


def tidied(facts: Facts) -> Facts:
    """The facts with each category once, in the order of the enumeration, and without parts of an image.

    Raises:
        ContradictoryMedia: it is original and was altered, or a part ends before it begins.
    """
    categories = tuple(one.value for one in Category if one in facts.categories)
    if Category.ORIGINAL in categories and ALTERED & set(categories):
        raise ContradictoryMedia("Original says that nothing was altered: choose that, or what was done to it.")
    for place in facts.appearances:
        if facts.kind == Kind.IMAGE and (place.start or place.end):
            raise ContradictoryMedia("An image has no beginning and no end: leave those times out.")
        if place.end and place.end <= place.start:
            raise ContradictoryMedia(f"The part at {place.url} ends before it begins.")
    return Facts(
        facts.kind, facts.description, categories, facts.original_url, facts.original_context, tuple(facts.appearances)
    )


def _require_there(item: MediaItem) -> None:
    if not MediaItem.objects.filter(pk=item.pk).exists():
        raise StaleVersion("Somebody else removed this meanwhile.")


def _fields(item: MediaItem) -> dict[str, Any]:
    names = ("kind", "description", "categories", "original_url", "original_context", "appearances")
    return {name: getattr(item, name) for name in names}


def written(copies: Iterable[Mapping[str, Any]]) -> str:
    """What a verdict says of them, as plain text to be compared word by word."""
    return "\n\n".join(_written(facts_from(one)) for one in copies)


def _written(facts: Facts) -> str:
    done = ", ".join(Category(one).label for one in facts.categories)
    lines = [f"{Kind(facts.kind).label}: {facts.description}", done, facts.original_context, facts.original_url]
    lines += [" ".join(filter(None, asdict(place).values())) for place in facts.appearances]
    return "\n".join(line for line in lines if line)
