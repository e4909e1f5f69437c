"""The use cases of one's own sessions: ending them."""

import logging

from django.db import transaction

from claims.models import SignIn, User

logger = logging.getLogger(__name__)


@transaction.atomic(durable=True)
def end_session(one: SignIn, *, by: User) -> None:
    """End a session of one's own, wherever it is used."""
    SignIn.objects.visible_to(by).filter(pk=one.pk).end()
    logger.info("person %s ended a session of theirs", by.pk)


@transaction.atomic(durable=True)
def end_other_sessions(kept: str | None, *, by: User) -> int:
    """End all sessions of one's own but that with this key; how many there were."""
    ended = SignIn.objects.visible_to(by).exclude(session=kept).end()
    if ended:
        logger.info("%s other sessions of person %s were ended", ended, by.pk)
    return ended
