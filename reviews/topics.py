"""What a desk cares about: its topics. Each change has the claims that wait ranked anew."""

from collections.abc import Iterable
from typing import Any

from claims.errors import DomainError, StaleVersion
from claims.models import Desk, Topic
from reviews import worklist

MOST_KEYWORDS, LONGEST_KEYWORD = 100, 60


class UnusableTopic(DomainError):
    """A topic by which no claim could be found; the message says what to change."""


class TopicExists(DomainError):
    """The topics of a desk have names of their own."""


def keywords_in(lines: Iterable[str]) -> list[str]:
    """The words and phrases in `lines`, each once, in their order, with single spaces.

    Raises:
        UnusableTopic: there are none, or too many, or one is too long.
    """
    tidied = (" ".join(line.split()) for line in lines)
    words = list(dict.fromkeys(line for line in tidied if line))
    if not words or len(words) > MOST_KEYWORDS:
        raise UnusableTopic(f"Write from 1 to {MOST_KEYWORDS} words or phrases.")
    if too_long := next((word for word in words if len(word) > LONGEST_KEYWORD), ""):
        raise UnusableTopic(f"“{too_long}” is longer than {LONGEST_KEYWORD} characters.")
    return words


def require_free_name(desk: Desk, name: str, *, but: Topic | None = None) -> None:
    """Raises TopicExists where another topic of the desk has this name."""
    others = Topic.objects.filter(desk=desk, name=name)
    if (others.exclude(pk=but.pk) if but else others).exists():
        raise TopicExists(f"Your desk has a topic called {name} already: change that one, or choose another name.")


def add(desk: Desk, *, name: str, keywords: Iterable[str], weight: int) -> Topic:
    """A topic more. In a transaction.

    Raises:
        TopicExists, UnusableTopic: see above.
    """
    _hold(desk)
    require_free_name(desk, name)
    topic = Topic.objects.create(desk=desk, name=name, keywords=keywords_in(keywords), weight=weight)
    worklist.rerank_desk(desk)
    return topic


def change(topic: Topic, *, expected: int | None = None, **changes: Any) -> None:
    """Write these fields of a topic. In a transaction.

    Raises:
        TopicExists, UnusableTopic: see above.
        StaleVersion: somebody else changed it since version `expected`, or removed it.
    """
    _hold(topic.desk)
    if "keywords" in changes:
        changes["keywords"] = keywords_in(changes["keywords"])
    if "name" in changes:
        require_free_name(topic.desk, changes["name"], but=topic)
    try:
        topic.change(expected=expected, **changes)
    except Topic.DoesNotExist:
        raise StaleVersion("Somebody else removed this topic meanwhile.") from None
    worklist.rerank_desk(topic.desk)


def remove(topic: Topic) -> None:
    """Take a topic away. In a transaction."""
    _hold(topic.desk)
    Topic.objects.filter(pk=topic.pk).delete()
    worklist.rerank_desk(topic.desk)


def _hold(desk: Desk) -> None:
    """Two who give the same name at once wait for one another here."""
    Desk.objects.select_for_update(no_key=True).get(pk=desk.pk)
