"""The gate before a verdict is submitted and published: what the desk requires, what is missing, and where it belongs.

A desk raises, lowers and adds to the criteria (`Criterion`); a few hold for every desk.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from claims.models import Appearance
from reviews import checklist, media
from reviews.checklist import Entry
from reviews.criteria import CHECKS, PUBLISH, REQUIRED, SUBMIT, Content, Work, content_of
from reviews.models import (
    Assignment,
    ClaimReview,
    Comment,
    Criterion,
    Draft,
    Evidence,
    MediaItem,
    ReplyRequest,
    Snapshot,
    Verdict,
)
from reviews.workflow import WITH_ITS_REVIEWER, NoEvidence, NotReady

OFF = Criterion.Level.OFF

__all__ = ["CHECKS", "PUBLISH", "SUBMIT", "Content", "Finding", "content_of", "report", "require"]


@dataclass(frozen=True, slots=True)
class Finding:
    """How one criterion stands. `before` says what it would block where it is required: submitting, or publishing."""

    code: str
    label: str
    why: str
    level: str
    place: str
    before: str
    missing: str

    @property
    def is_met(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing

    @property
    def is_blocking(self) -> bool:
        """Whether the review is held up by it."""
        return bool(self.missing) and self.level == REQUIRED


def report(review: ClaimReview, content: Content | None = None, *, hides_verdict: bool = False) -> list[Finding]:
    """Every criterion that the review's desk uses, with how it stands; `content` is looked at instead of what is saved.

    With `hides_verdict`, without those that tell something of the verdict.
    """
    entries = [one for one in checklist.entries_of(review.claim.desk_id) if one.level != OFF]
    draft = Draft.objects.select_related("rating__scale").prefetch_related("ticked").filter(review=review).first()
    work = _work(review, content or _content_of(review, draft))
    ticked = {line.pk for line in draft.ticked.all()} if draft else set()
    shown = [one for one in entries if not (hides_verdict and one.check and one.check.reads_verdict)]
    return [_finding(one, work, ticked) for one in shown]


def require(review: ClaimReview, content: Content, *, before: str) -> None:
    """Hold up the review where something that its desk requires is missing.

    Publishing requires what submitting does, and more. The review's row must be locked.

    Raises:
        NoEvidence, NotReady: with one of `errors` for each thing that is missing.
    """
    stages = {SUBMIT} if before == SUBMIT else {SUBMIT, PUBLISH}
    failed = [one for one in report(review, content) if one.is_blocking and one.before in stages]
    if not failed:
        return
    errors = [{"detail": one.missing, "pointer": _POINTERS.get(one.place, "#")} for one in failed]
    message = " ".join(one.missing for one in failed)
    raise (NoEvidence if any(one.code == "evidence" for one in failed) else NotReady)(message, errors)


_POINTERS = {"rating": "#/rating", "headline": "#/headline", "explanation": "#/explanation"}


def _finding(one: Entry, work: Work, ticked: Collection[int]) -> Finding:
    if one.check:
        missing = one.check.find(work)
    else:
        missing = "" if one.row and one.row.pk in ticked else f"Not ticked: {one.label}"
    return Finding(one.code, one.label, one.why, one.level, one.place, one.before, missing)


def _content_of(review: ClaimReview, draft: Draft | None) -> Content:
    """The draft while it is written, afterwards the verdict in force."""
    if draft and review.state in WITH_ITS_REVIEWER:
        return Content(draft.rating, draft.headline, draft.explanation)
    return content_of(review.verdict) if review.verdict else Content()


def _work(review: ClaimReview, content: Content) -> Work:
    kept = Snapshot.objects.filter(evidence=OuterRef("pk"), state=Snapshot.State.KEPT)
    evidence = Evidence.objects.filter(review=review).annotate(is_kept=Exists(kept)).select_related("upload")
    comments = Comment.objects.filter(review=review, parent=None, resolved_at=None)
    addresses = Appearance.objects.filter(claim=review.claim_id).exclude(revision__article__url="")
    settled = None if review.state in WITH_ITS_REVIEWER else review.verdict
    return Work(
        review=review,
        content=content,
        claim_text=settled.claim_text if settled else review.claim.text,
        evidence=tuple(evidence),
        media=_media_of(review, settled),
        replies=tuple(ReplyRequest.objects.filter(review=review)),
        open_comments=comments.count(),
        has_address=addresses.exists(),
        assignment=Assignment.objects.filter(claim=review.claim_id).first(),
    )


def _media_of(review: ClaimReview, settled: Verdict | None) -> tuple[media.Facts, ...]:
    """What the verdict keeps of images, videos and recordings; before there is one, as they are described now."""
    if settled:
        return tuple(media.facts_from(one) for one in settled.media)
    return tuple(media.facts_of(item) for item in MediaItem.objects.filter(review=review).order_by("pk"))
