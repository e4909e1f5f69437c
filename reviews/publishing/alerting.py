"""Alerts: who keeps a search is told of claims that came since and match it, in one line a round, each claim once.

Each search knows up to which claim it was looked at. Ids are given out before their rows can be seen, so a round goes
no further than the id below which nobody writes any more. The line in the inbox and the search's new place are one
transaction: a worker that dies has told nothing and moved nothing, and a round that comes late finds all of it.
"""

import logging
import time
from dataclasses import replace
from urllib.parse import urlencode

from django.db import connection, transaction
from django.db.models import Max
from django.db.models.functions import Now

from claims.models import Claim
from reviews import notifying
from reviews.models import Notice, SavedSearch
from reviews.publishing import finding
from reviews.publishing.finding import CLAIMS, MOST_COUNTED
from reviews.publishing.searchform import form_of

logger = logging.getLogger(__name__)

MOST_SEARCHES = 1000  # of one round, those first that were not looked at for longest
ROUND_SECONDS = 60  # then the rest waits for the next round
MOST_CLAIMS = 50_000  # of the desk, which one look goes over: what lies behind is left to the next round
WAIT_SECONDS = 10  # for those who are writing claims
WAIT_STEP = 0.1

# Whoever adds a row holds this lock from before its id is given out until the row can be seen.
WRITING = """
SELECT virtualtransaction FROM pg_locks
WHERE locktype = 'relation' AND relation = 'claims_claim'::regclass AND mode = 'RowExclusiveLock' AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND pid <> pg_backend_pid()
"""


def look_round() -> None:
    """Look once at each search that has an alert and was not looked at up to the newest claim, as far as time goes."""
    up_to, ends_at = settled(), time.monotonic() + ROUND_SECONDS
    if up_to is None:
        return
    behind = SavedSearch.objects.behind(up_to).order_by("looked_at", "pk")
    for pk in list(behind.values_list("pk", flat=True)[:MOST_SEARCHES]):
        if time.monotonic() >= ends_at:
            break
        try:
            look(pk, up_to)
        except finding.TooSlow:
            logger.warning("saved search %s took too long: it is tried again in the next round", pk)
            SavedSearch.objects.filter(pk=pk).update(looked_at=Now())  # others come first then


def settled() -> int | None:
    """An id below which no claim can appear any more; None where somebody writes claims for longer than we wait."""
    newest = Claim.objects.aggregate(newest=Max("pk"))["newest"] or 0
    writing, ends_at = _writing(), time.monotonic() + WAIT_SECONDS
    while writing and time.monotonic() < ends_at:
        time.sleep(WAIT_STEP)
        writing &= _writing()
    return None if writing else newest


def _writing() -> set[str]:
    """The transactions that may have added claims which nobody else can see yet."""
    with connection.cursor() as cursor:
        cursor.execute(WRITING)
        return {row[0] for row in cursor.fetchall()}


@transaction.atomic
def look(search_id: int, up_to: int) -> None:
    """Tell the owner of one search what is new up to that claim, and move the search on; not where another does so.

    Who has left the desk is told nothing, and is not told later what came meanwhile.

    Raises:
        TooSlow: PostgreSQL gave up on it; nothing was told or moved.
    """
    rows = SavedSearch.objects.behind(up_to).filter(pk=search_id).select_related("user", "desk")
    search = rows.select_for_update(skip_locked=True, of=("self",), no_key=True).first()
    if search is None:
        return
    end = _end(search, up_to)
    if search.user.is_active and SavedSearch.objects.visible_to(search.user).filter(pk=search.pk).exists():
        _tell(search, end)
    SavedSearch.objects.filter(pk=search.pk).update(looked_up_to=end, looked_at=Now())


def _end(search: SavedSearch, up_to: int) -> int:
    """How far one look at a search goes: to `up_to`, unless too many claims of its desk lie before that."""
    rows = Claim.objects.filter(desk=search.desk_id, pk__gt=search.looked_up_to, pk__lte=up_to).order_by("pk")
    return next(iter(rows.values_list("pk", flat=True)[MOST_CLAIMS - 1 : MOST_CLAIMS]), up_to)


def _tell(search: SavedSearch, end: int) -> None:
    form = form_of(search)
    wanted = replace(form.wanted, after=search.looked_up_to, up_to=end)
    with finding.patiently():
        rows = finding.matching(CLAIMS, wanted, search.user, search.desk).order_by("pk")
        texts = list(rows.values_list("text", flat=True)[: MOST_COUNTED + 1])
    if texts:
        new = {"kind": CLAIMS.name, "after": search.looked_up_to, "up_to": end}
        notifying.tell(
            [search.user],
            kind=Notice.Kind.ALERT,
            text=_line(search, texts),
            desk=search.desk,
            query=urlencode(form.query | new),
            key=f"alert:{search.pk}:{end}",
        )


def _line(search: SavedSearch, texts: list[str]) -> str:
    if len(texts) == 1:
        return f"1 new claim matches “{search}”: {texts[0]}"
    count = f"More than {MOST_COUNTED}" if len(texts) > MOST_COUNTED else len(texts)
    return f"{count} new claims match “{search}”"
