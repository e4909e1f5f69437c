"""The use cases of topics and claims: examples that a topic is told by, and what people decide about a claim."""

import logging

from django.db import transaction

from claims import sorting, tasks
from claims.models import Claim, Topic, TopicExample, User

logger = logging.getLogger(__name__)


@transaction.atomic(durable=True)
def add_example(topic: Topic, *, claim: Claim, by: User) -> TopicExample:
    """Name a claim as an example of a topic; the desk's claims are sorted anew in the background.

    Raises:
        UnusableExample: the claim is of another desk, or the topic has as many as it may have.
    """
    example = sorting.add_example(topic, claim, by=by)
    tasks.nudge_sorting_on_commit()
    logger.info("desk %s: claim %s is an example of topic %s, by %s", topic.desk_id, claim.pk, topic.pk, by.pk)
    return example


@transaction.atomic(durable=True)
def remove_example(topic: Topic, *, claim: Claim, by: User) -> None:
    """A claim is an example of a topic no longer; what it alone had drawn leaves the topic in the background.

    Raises:
        UnusableExample: it is none.
    """
    sorting.remove_example(topic, claim)
    tasks.nudge_sorting_on_commit()
    logger.info("desk %s: claim %s is no example of topic %s, by %s", topic.desk_id, claim.pk, topic.pk, by.pk)


@transaction.atomic(durable=True)
def put_on_topic(claim: Claim, *, topic: Topic, by: User, expected: int | None = None) -> None:
    """Put a topic on a claim for good, whatever its words are.

    Raises:
        StaleVersion: the claim has moved on from version `expected`.
    """
    sorting.decide(claim, topic, is_off=False, by=by, expected=expected)


@transaction.atomic(durable=True)
def take_off_topic(claim: Claim, *, topic: Topic, by: User, expected: int | None = None) -> None:
    """Take a topic off a claim for good: neither keywords nor examples put it on again.

    Raises:
        StaleVersion: the claim has moved on from version `expected`.
    """
    sorting.decide(claim, topic, is_off=True, by=by, expected=expected)


@transaction.atomic(durable=True)
def put_back_topic(claim: Claim, *, topic: Topic, by: User, expected: int | None = None) -> None:
    """Undo what a person decided about a claim and a topic: its words and the examples tell again.

    Raises:
        NotDecided: no person has decided it.
        StaleVersion: the claim has moved on from version `expected`.
    """
    sorting.forget_decision(claim, topic, by=by, expected=expected)
