"""Extraction: take a queued row by a lease, find its claims outside any transaction, store them once.

The row is the truth. A worker may die at any point and a task may run twice: the lease token says whose work counts.
The hard time limit of a task (settings) is shorter than LEASE, and LEASE than the broker's visibility timeout.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import F, Min, Q
from django.db.models.functions import Now

from claims import detectors, recurring
from claims.detection import Detection
from claims.detectors import Found
from claims.models import Appearance, Article, Claim, Claimant, ClaimEvent, Desk, Extraction, Revision

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=90)
STALE_NUDGE = timedelta(seconds=15)
MAX_CRASHES = 3
MAX_ATTEMPTS = 10
BACK_OFF = timedelta(seconds=2)
A_MOMENT = timedelta(seconds=3)  # that an article may wait for a worker before others give way to it
SWEEP_BATCH = 200
AT_ONCE_IN_BULK = 16  # messages under way; each that is worked off asks for the next, so the broker never holds more

QUEUED, RUNNING = Extraction.State.QUEUED, Extraction.State.RUNNING
DONE, QUARANTINED = Extraction.State.DONE, Extraction.State.QUARANTINED

QUEUE = """
INSERT INTO claims_extraction (revision_id, detector_version, state, attempts, crashes, reason, notice, lease_token,
    next_attempt_at, nudged_at, found, dropped, is_in_bulk, created_at)
VALUES (%s, %s, 'queued', 0, 0, '', '', 0, statement_timestamp(), statement_timestamp(), 0, 0, false, now())
ON CONFLICT DO NOTHING RETURNING *
"""
# As if their nudges had been lost: the sweep picks them up, as many as there is room for.
QUEUE_IN_BULK = """
INSERT INTO claims_extraction (revision_id, detector_version, state, attempts, crashes, reason, notice, lease_token,
    next_attempt_at, nudged_at, found, dropped, is_in_bulk, created_at)
SELECT revision_id, %s, 'queued', 0, 0, '', '', 0, now(), now() - make_interval(secs => %s), 0, 0, true, now()
FROM unnest(%s::bigint[]) AS revision_id ORDER BY revision_id ON CONFLICT DO NOTHING RETURNING revision_id, id
"""
QUEUED_FOR = "SELECT revision_id, id FROM claims_extraction WHERE revision_id = ANY(%s) AND detector_version = %s"


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to work on one extraction until its time is up; `token` tells it from every earlier and later one."""

    extraction_id: int
    token: int
    revision: Revision
    detector_version: str
    is_in_bulk: bool = False


def find(lease: Lease) -> Found:
    """Run the chosen detector on the leased revision; opens no transaction. Raises what `detectors.find` does."""
    return detectors.find(lease.revision, chosen=lease.detector_version)


def queue(revision: Revision) -> tuple[Extraction, bool]:
    """The extraction of `revision` by the detector that its desk uses, and whether it is new."""
    version = detectors.version_for(revision.article.desk)
    for queued in Extraction.objects.raw(QUEUE, [revision.pk, version]):
        return queued, True
    return Extraction.objects.get(revision=revision, detector_version=version), False


@transaction.atomic
def queue_in_bulk(revision_ids: Iterable[int], *, desk: Desk) -> dict[int, int]:
    """Queue revisions of `desk` for its detector, behind what people hand in; their extractions' ids.

    What was queued or read before stays as it is.
    """
    ids, version = sorted(revision_ids), detectors.version_for(desk)
    with connection.cursor() as cursor:
        cursor.execute(QUEUE_IN_BULK, [version, STALE_NUDGE.total_seconds(), ids])
        queued: dict[int, int] = dict(cursor.fetchall())
        before = [pk for pk in ids if pk not in queued]
        if before:
            cursor.execute(QUEUED_FOR, [before, version])
            queued |= cursor.fetchall()
    return queued


@transaction.atomic
def take(extraction_id: int) -> Lease | None:
    """A lease on the extraction, or None where it is settled, not due, or held by another worker."""
    free = Q(state=QUEUED, next_attempt_at__lte=Now()) | Q(state=RUNNING, lease_until__lt=Now())
    taken = Extraction.objects.filter(free, pk=extraction_id, attempts__lt=MAX_ATTEMPTS).update(
        state=RUNNING, lease_token=F("lease_token") + 1, lease_until=Now() + LEASE, attempts=F("attempts") + 1
    )
    if not taken:
        return None
    extraction = Extraction.objects.select_related("revision__article__desk").get(pk=extraction_id)
    return Lease(
        extraction.pk, extraction.lease_token, extraction.revision, extraction.detector_version, extraction.is_in_bulk
    )


@transaction.atomic
def store(lease: Lease, found: Found) -> bool:
    """Store what was found as candidates, all or nothing; False where the lease is no longer the row's.

    A detection whose quote is not verbatim at its place is dropped and counted. A sentence that this article's earlier
    revisions or detectors gave a claim already becomes one more appearance of that claim, and so does one that another
    article gave a claim (`claims.recurring` says when).
    """
    revision = lease.revision
    verbatim = [d for d in found.detections if d.quote and revision.text[d.start : d.end] == d.quote]
    settled = Extraction.objects.filter(pk=lease.extraction_id, state=RUNNING, lease_token=lease.token).update(
        state=DONE,
        finished_at=Now(),
        lease_until=None,
        reason="",
        notice=found.notice,
        found=len(verbatim),
        dropped=found.dropped + len(found.detections) - len(verbatim),
    )
    if not settled:
        logger.info("extraction %s: the lease %s was lost; nothing is stored", lease.extraction_id, lease.token)
        return False
    extraction = Extraction.objects.get(pk=lease.extraction_id)
    claims = _claims_for(revision, verbatim, lease.detector_version)
    appearances = [
        Appearance(
            claim=claims[d.quote], revision=revision, extraction=extraction, start=d.start, end=d.end, quote=d.quote
        )
        for d in verbatim
    ]
    Appearance.objects.bulk_create(appearances, ignore_conflicts=True)
    return True


def count_crash(extraction_id: int, reason: str) -> None:
    """Note that this very input killed, hung or broke its worker: back off, or quarantine at the third time."""
    running = Extraction.objects.filter(pk=extraction_id, state=RUNNING)
    given_back = {"crashes": F("crashes") + 1, "lease_until": None, "reason": reason}
    if running.filter(crashes__lt=MAX_CRASHES - 1).update(state=QUEUED, next_attempt_at=Now() + BACK_OFF, **given_back):
        return
    running.update(state=QUARANTINED, finished_at=Now(), **given_back)


def retry(extraction: Extraction) -> bool:
    """Give a quarantined extraction a fresh start; False where it is not quarantined."""
    return bool(
        Extraction.objects.filter(pk=extraction.pk, state=QUARANTINED).update(
            state=QUEUED, attempts=0, crashes=0, finished_at=None, next_attempt_at=Now(), nudged_at=Now()
        )
    )


@transaction.atomic
def requeue_stale(limit: int = SWEEP_BATCH, *, is_in_bulk: bool = False) -> list[int]:
    """The extractions whose nudge was lost or whose worker vanished, marked as nudged. The hopeless are given up.

    Those in bulk are never nudged when they are queued: they are found here, as many at a time as `limit` says.
    """
    lost = Q(state=QUEUED, next_attempt_at__lte=Now(), nudged_at__lte=Now() - STALE_NUDGE)
    if not is_in_bulk:
        lost &= _not_in_line()
    backed_off = Q(state=QUEUED, crashes__gt=0, next_attempt_at__lte=Now(), nudged_at__lt=F("next_attempt_at"))
    abandoned = Q(state=RUNNING, lease_until__lt=Now())
    stale = Extraction.objects.filter(lost | backed_off | abandoned, is_in_bulk=is_in_bulk)
    stale = stale.filter(state__in=[QUEUED, RUNNING]).order_by("next_attempt_at", "id")
    rows = list(stale.select_for_update(skip_locked=True)[:limit].values_list("pk", "attempts"))
    hopeless = [pk for pk, attempts in rows if attempts >= MAX_ATTEMPTS]
    Extraction.objects.filter(pk__in=hopeless).update(
        state=QUARANTINED,
        finished_at=Now(),
        lease_until=None,
        reason=f"Given up after {MAX_ATTEMPTS} attempts that never came to an end.",
    )
    due = [pk for pk, attempts in rows if attempts < MAX_ATTEMPTS]
    Extraction.objects.filter(pk__in=due).update(nudged_at=Now())
    return due


def _not_in_line() -> Q:
    """What should have been taken before those that workers have just begun with.

    Messages are taken in their order. What was nudged later than those is no lost nudge but a long line: another nudge
    would make it longer.
    """
    begun = Extraction.objects.filter(state=RUNNING, is_in_bulk=False, lease_until__gt=Now() + LEASE - STALE_NUDGE)
    first = begun.aggregate(first=Min("nudged_at"))["first"]
    return Q(nudged_at__lt=first) if first else Q()


def is_behind() -> bool:
    """Whether an article that somebody handed in waits for longer than a moment: what can wait then gives way."""
    late = Extraction.objects.filter(state=QUEUED, is_in_bulk=False, next_attempt_at__lt=Now() - A_MOMENT)
    return late.filter(state__in=[QUEUED, RUNNING]).exists()  # as the index says it


def room_in_bulk() -> int:
    """How many more of those in bulk may be under way: nudged a moment ago, or in work."""
    nudged = Q(state=QUEUED, nudged_at__gt=Now() - STALE_NUDGE)
    in_work = Q(state=RUNNING, lease_until__gte=Now())
    under_way = Extraction.objects.filter(nudged | in_work, is_in_bulk=True, state__in=[QUEUED, RUNNING])
    found = under_way.order_by("next_attempt_at", "id").values_list("pk", flat=True)[:AT_ONCE_IN_BULK]
    return AT_ONCE_IN_BULK - len(found)


def _claims_for(revision: Revision, detections: Sequence[Detection], version: str) -> dict[str, Claim]:
    """The claim of each quote: this article's own, else the desk's that it repeats exactly, else a new candidate."""
    article = Article.objects.select_for_update().get(pk=revision.article_id)  # two revisions may be read at once
    earlier = Appearance.objects.filter(revision__article=article, quote__in=[d.quote for d in detections])
    claims = {appearance.quote: appearance.claim for appearance in earlier.select_related("claim").order_by("-pk")}
    claims |= recurring.known_for(revision, [d for d in detections if d.quote not in claims])
    fresh = {d.quote: d for d in detections if d.quote not in claims}
    claimants = _claimants_for(revision, list(fresh.values()))
    created = Claim.objects.bulk_create(
        [_candidate(d, revision, version, claimants.get(d.claimant or "")) for d in fresh.values()]
    )
    ClaimEvent.objects.bulk_create(
        ClaimEvent(claim=claim, version=claim.version, name="find", data={"detector": claim.detector_version})
        for claim in created
    )
    return claims | dict(zip(fresh, created, strict=True))


def _claimants_for(revision: Revision, detections: Sequence[Detection]) -> dict[str, Claimant]:
    """The desk's claimants by name, the new ones created."""
    desk_id = revision.article.desk_id
    kinds = {d.claimant[:200]: d.claimant_kind for d in detections if d.claimant}
    Claimant.objects.bulk_create(
        (Claimant(desk_id=desk_id, name=name, kind=kind) for name, kind in kinds.items()), ignore_conflicts=True
    )
    return {claimant.name: claimant for claimant in Claimant.objects.filter(desk_id=desk_id, name__in=kinds)}


def _candidate(detection: Detection, revision: Revision, version: str, claimant: Claimant | None) -> Claim:
    said = detection.said_on
    return Claim(
        desk_id=revision.article.desk_id,
        text=detection.wording,
        wording_edits=[asdict(edit) for edit in detection.edits],
        kind=detection.kind,
        claimant=claimant,
        said_on=said.first if said else revision.article.published_on,
        said_until=said.last if said else revision.article.published_on,
        said_granularity=said.granularity if said else "day",
        said_as=said.expression.text[:200] if said and said.expression else "",
        check_worthiness=detection.check_worthiness,
        reasons=list(detection.reasons),
        features=dict(detection.features),
        dimensions=[asdict(dimension) for dimension in detection.dimensions],
        likely_low=detection.likely[0] if detection.likely else None,
        likely_high=detection.likely[1] if detection.likely else None,
        detector_version=detection.detector or version,
    )
