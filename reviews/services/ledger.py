"""The use cases of the evidence ledger: files as evidence, and copies that are tried again."""

from datetime import date

from django.core.files.base import File
from django.db import transaction

from claims.errors import DomainError
from claims.models import User
from reviews import archiving, tasks, uploads, workflow
from reviews.filetypes import clean_name
from reviews.models import ClaimReview, Evidence, Snapshot, Upload


class NothingToFetch(DomainError):
    """Only a copy that failed is tried again."""


@transaction.atomic(durable=True)
def add_evidence_file(
    review: ClaimReview,
    *,
    file: "File[bytes]",
    name: str,
    stance: str,
    by: User,
    title: str = "",
    quote: str = "",
    note: str = "",
    order: str = "",
    interests: str = "",
    accessed_on: date | None = None,
    expected: int | None = None,
) -> Evidence:
    """Add a document or a picture with its stance. What the file is, its content decides.

    Raises:
        UnfitFile: it is none of the kinds taken, or too large.
        EvidenceIsSettled: the review is waiting for approval or publication, or is closed.
    """
    examined = uploads.examine(file)
    name = clean_name(name, examined.content_type)
    review.edit("add_evidence", by=by, expected=expected, data={"file": name, "stance": stance})
    if review.state not in workflow.OPEN_FOR_EVIDENCE:
        raise workflow.EvidenceIsSettled(
            f"The review is {review.get_state_display().lower()}: it takes no evidence now."
        )
    given = {"accessed_on": accessed_on} if accessed_on else {}
    evidence = Evidence.objects.create(
        review=review, title=title or name, quote=quote, stance=stance, note=note, order=order, interests=interests,
        added_by=by, **given,
    )  # fmt: skip
    with uploads.stored(file, examined) as path:
        Upload.objects.create(
            evidence=evidence, file=path, name=name, content_type=examined.content_type, size=examined.size,
            sha256=examined.sha256,
        )  # fmt: skip
    return evidence


@transaction.atomic(durable=True)
def retry_snapshot(snapshot: Snapshot, *, by: User) -> None:
    """Try a copy again that could not be made.

    Raises:
        NothingToFetch: it has not failed.
    """
    if not archiving.retry(snapshot):
        raise NothingToFetch("Only a copy that could not be made is tried again.")
    tasks.nudge_copy_on_commit(snapshot.pk)
