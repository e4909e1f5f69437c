"""What a desk cares about: its topics. Each change has the claims that wait ranked anew."""

from collections.abc import Collection, Iterable
from typing import Any

from claims import sorting
from claims.errors import DomainError, StaleVersion
from claims.models import Claim, Desk, Topic, User
from reviews import worklist

MOST_KEYWORDS, LONGEST_KEYWORD = 100, 60


class UnusableTopic(DomainError):
    """A topic by which no claim could be found; the message says what to change."""


class TopicExists(DomainError):
    """The topics of a desk have names of their own."""


def keywords_in(lines: Iterable[str]) -> list[str]:
    """The words and phrases in `lines`, each once, in their order, with single spaces; perhaps none.

    Raises:
        UnusableTopic: there are too many, or one is too long.
    """
    tidied = (" ".join(line.split()) for line in lines)
    words = list(dict.fromkeys(line for line in tidied if line))
    if len(words) > MOST_KEYWORDS:
        raise UnusableTopic(f"Write at most {MOST_KEYWORDS} words or phrases.")
    if too_long := next((word for word in words if len(word) > LONGEST_KEYWORD), ""):
        raise UnusableTopic(f"“{too_long}” is longer than {LONGEST_KEYWORD} characters.")
    return words


def require_telling(keywords: Collection[str], *, has_examples: bool) -> None:
    """Raises UnusableTopic where nothing tells which claims belong to a topic."""
    if not keywords and not has_examples:
        raise UnusableTopic("Write a keyword, or name a claim as an example: by nothing, no claim is found.")


def require_free_name(desk: Desk, name: str, *, but: Topic | None = None) -> None:
    """Raises TopicExists where another topic of the desk has this name."""
    others = Topic.objects.filter(desk=desk, name=name)
    if (others.exclude(pk=but.pk) if but else others).exists():
        raise TopicExists(f"Your desk has a topic called {name} already: change that one, or choose another name.")


def add(
    desk: Desk, *, name: str, keywords: Iterable[str], weight: int, by: User, examples: Iterable[Claim] = ()
) -> Topic:
    """A topic more, told by keywords, by example claims, or both. In a transaction.

    Raises:
        TopicExists, UnusableTopic: see above.
        UnusableExample: an example is of another desk, or there are too many.
    """
    _hold(desk)
    require_free_name(desk, name)
    words, examples = keywords_in(keywords), list(examples)
    require_telling(words, has_examples=bool(examples))
    topic = Topic.objects.create(desk=desk, name=name, keywords=words, weight=weight)
    for claim in examples:
        sorting.add_example(topic, claim, by=by)
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
        require_telling(changes["keywords"], has_examples=topic.examples.exists())
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
