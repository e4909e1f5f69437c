"""Extraction: take a queued row by a lease, find its claims outside any transaction, store them once.

The row is the truth. A worker may die at any point and a task may run twice: the lease token says whose work counts.
The hard time limit of a task (settings) is shorter than LEASE, and LEASE than the broker's visibility timeout.
"""

import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from claims import detectors
from claims.detection import Detection
from claims.detectors import Found
from claims.models import Appearance, Article, Claim, Claimant, ClaimEvent, Extraction, Revision

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=90)
STALE_NUDGE = timedelta(seconds=15)
MAX_CRASHES = 3
MAX_ATTEMPTS = 10
BACK_OFF = timedelta(seconds=2)
SWEEP_BATCH = 200

QUEUED, RUNNING = Extraction.State.QUEUED, Extraction.State.RUNNING
DONE, QUARANTINED = Extraction.State.DONE, Extraction.State.QUARANTINED


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to work on one extraction until its time is up; `token` tells it from every earlier and later one."""

    extraction_id: int
    token: int
    revision: Revision
    detector_version: str


def find(lease: Lease) -> Found:
    """Run the chosen detector on the leased revision; opens no transaction. Raises what `detectors.find` does."""
    return detectors.find(lease.revision, chosen=lease.detector_version)


@transaction.atomic
def queue(revision: Revision) -> tuple[Extraction, bool]:
    """The extraction of `revision` by the detector that its desk uses, and whether it is new."""
    return Extraction.objects.get_or_create(
        revision=revision,
        detector_version=detectors.version_for(revision.article.desk),
        defaults={"next_attempt_at": Now(), "nudged_at": Now()},
    )


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
    return Lease(extraction.pk, extraction.lease_token, extraction.revision, extraction.detector_version)


@transaction.atomic
def store(lease: Lease, found: Found) -> bool:
    """Store what was found as candidates, all or nothing; False where the lease is no longer the row's.

    A detection whose quote is not verbatim at its place is dropped and counted. A sentence that this article's earlier
    revisions or detectors gave a claim already becomes one more appearance of that claim.
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
def requeue_stale(limit: int = SWEEP_BATCH) -> list[int]:
    """The extractions whose nudge was lost or whose worker vanished, marked as nudged. The hopeless are given up."""
    lost = Q(state=QUEUED, next_attempt_at__lte=Now(), nudged_at__lt=Now() - STALE_NUDGE)
    backed_off = Q(state=QUEUED, crashes__gt=0, next_attempt_at__lte=Now(), nudged_at__lt=F("next_attempt_at"))
    abandoned = Q(state=RUNNING, lease_until__lt=Now())
    stale = Extraction.objects.filter(lost | backed_off | abandoned).order_by("next_attempt_at", "id")
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


def _claims_for(revision: Revision, detections: Sequence[Detection], version: str) -> dict[str, Claim]:
    """The claim of each quote: this article's own where it has one, else a new candidate."""
    article = Article.objects.select_for_update().get(pk=revision.article_id)  # two revisions may be read at once
    earlier = Appearance.objects.filter(revision__article=article, quote__in=[d.quote for d in detections])
    claims = {appearance.quote: appearance.claim for appearance in earlier.select_related("claim").order_by("-pk")}
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
