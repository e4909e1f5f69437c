"""Sending one plain-text mail to one address: no header takes a second line, and no mail server's refusal is lost."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage

logger = logging.getLogger(__name__)

MAX_SUBJECT_CHARS = 150


def is_set_up() -> bool:
    """Whether this installation sends mail at all."""
    return bool(settings.EMAIL_HOST)


def send(to: str, *, subject: str, body: str) -> bool:
    """Whether the mail server took the mail. What it refuses is logged, without the address."""
    subject = f"[{settings.SITE_NAME}] {subject}"
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in subject).split())
    message = EmailMessage(
        subject=line[:MAX_SUBJECT_CHARS],
        body=body,
        to=[to],
        headers={"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"},
    )
    try:
        return bool(message.send())
    except (SMTPException, OSError, ValueError) as error:  # ValueError: an address that would break a header
        logger.warning("a mail could not be sent: %s", type(error).__name__)
        return False
