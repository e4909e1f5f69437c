"""Telling readers what came of their request: once, by mail, after which their address is forgotten."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from reviews import mailing
from reviews.models import ReaderRequest
from reviews.publishing.models import FactCheck

BATCH = 100
FORGET_AFTER = timedelta(hours=1)

GROUPED, TOLD = ReaderRequest.State.GROUPED, ReaderRequest.State.TOLD


def due(limit: int = BATCH) -> list[int]:
    """The requests whose reader wants to be told, and whose claim has a fact-check in force."""
    if not mailing.is_set_up():
        return []
    published = FactCheck.objects.in_force().filter(review__claim=OuterRef("claim"))
    waiting = ReaderRequest.objects.filter(state=GROUPED, told_at=None, confirmed_at__isnull=False).exclude(email="")
    return list(waiting.filter(Exists(published)).order_by("pk").values_list("pk", flat=True)[:limit])


def tell(request_id: int) -> None:
    """Mail one reader the address of the fact-check. Opens no transaction around the sending.

    The request is marked as told before the mail goes out, and unmarked where the mail server refuses it. So nobody is
    told twice; a worker that dies in between costs a reader the mail.
    """
    rows = ReaderRequest.objects.filter(pk=request_id, state=GROUPED, confirmed_at__isnull=False).exclude(email="")
    request = rows.select_related("desk").first()
    fact_check = request and FactCheck.objects.in_force().filter(review__claim=request.claim_id).first()
    if not request or not fact_check or not rows.filter(told_at=None).update(told_at=Now()):
        return
    body = (
        f"You asked {request.desk.name} to check something. This is what came of it:\n\n"
        f"{' '.join(fact_check.verdict.headline.split())}\n"
        f"{settings.BASE_URL}{fact_check.get_absolute_url()}\n\n"
        "We have now forgotten your address: there will be no further mail.\n"
    )
    if mailing.send(request.email, subject="What came of your request", body=body):
        rows.update(state=TOLD, email="")
    else:
        rows.update(told_at=None)


def forget_told() -> int:
    """Forget the addresses of readers whose mail was begun and whose worker died; how many."""
    stuck = ReaderRequest.objects.filter(state=GROUPED, told_at__lt=Now() - FORGET_AFTER).filter(~Q(email=""))
    return stuck.update(state=TOLD, email="")
