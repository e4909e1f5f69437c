"""The daily digest: what is unread and was not mailed yet, in one plain-text mail a person and day."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from claims.models import User
from reviews import mailing
from reviews.models import Notice, NoticeSetting

BATCH = 50
MAX_LINES = 50

DAILY, OFF = NoticeSetting.Digest.DAILY, NoticeSetting.Digest.OFF


def due(limit: int = BATCH) -> list[int]:
    """The ids of the people who get a digest now; nobody before the hour, or where no mail server is set up."""
    now = timezone.localtime()
    if not mailing.is_set_up() or now.hour < settings.DIGEST_HOUR:
        return []
    done = NoticeSetting.objects.filter(user=OuterRef("recipient")).filter(Q(digest=OFF) | Q(digested_on=now.date()))
    waiting = Notice.objects.filter(read_at=None, mailed_at=None, recipient__is_active=True)
    waiting = waiting.exclude(recipient__email="").exclude(Exists(done))
    return list(waiting.order_by("recipient").values_list("recipient", flat=True).distinct()[:limit])


def send(user_id: int) -> None:
    """Mail one person what they have not read, unless they were mailed today. Opens no transaction around the sending.

    The notices are marked as mailed before the mail goes out, and unmarked where the mail server refuses it. So nothing
    is mailed twice; a worker that dies in between costs a person this one mail, never the notices in their inbox.
    """
    person = User.objects.filter(pk=user_id, is_active=True).exclude(email="").first()
    if person is None or not mailing.is_set_up():
        return
    stamp = timezone.now()
    notices = _mark(person, stamp)
    if not notices:
        return
    count = "1 new notice" if len(notices) == 1 else f"{len(notices)} new notices"
    if not mailing.send(person.email, subject=count, body=_body(person, notices)):
        Notice.objects.filter(recipient=person, mailed_at=stamp).update(mailed_at=None)
        NoticeSetting.objects.filter(user=person).update(digested_on=None)


@transaction.atomic
def _mark(person: User, stamp: datetime) -> list[Notice]:
    """The notices of this digest, marked as mailed: none where today's digest is another's to send, or nobody's."""
    today = timezone.localdate()
    NoticeSetting.objects.bulk_create([NoticeSetting(user=person)], ignore_conflicts=True)
    mine = NoticeSetting.objects.filter(user=person, digest=DAILY)
    if not mine.filter(Q(digested_on=None) | Q(digested_on__lt=today)).update(digested_on=today):
        return []
    waiting = Notice.objects.of(person).filter(read_at=None, mailed_at=None)
    waiting.update(mailed_at=stamp)
    return list(Notice.objects.filter(recipient=person, mailed_at=stamp).select_related("desk").order_by("id"))


def _body(person: User, notices: Iterable[Notice]) -> str:
    """Plain text, by desk. Notices are one line each; their words cannot add another."""
    by_desk: dict[str, list[Notice]] = defaultdict(list)
    for notice in notices:
        by_desk[notice.desk.name].append(notice)
    lines = [f"Hello {person.get_short_name() or person.username},", "", "this is new since the last mail:", ""]
    for desk, told in by_desk.items():
        lines += [desk, "", *(f"- {notice.get_kind_display()}: {notice.text}" for notice in told[:MAX_LINES])]
        lines += [f"- and {len(told) - MAX_LINES} more"] if len(told) > MAX_LINES else []
        lines.append("")
    lines += [f"Open your inbox: {settings.BASE_URL}/desk/inbox/", ""]
    lines += ["You can switch this mail off in your inbox, under its settings."]
    return "\n".join(lines)
