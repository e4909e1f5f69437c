"""The criteria that the program looks at before a verdict goes on, and what each finds missing.

They come from the principles of the International Fact-Checking Network and from what readers of ClaimReview data need.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format

from reviews import media
from reviews.models import Assignment, ClaimReview, Criterion, Evidence, Rating, ReplyRequest, Verdict
from reviews.workflow import NEEDS_EVIDENCE

SHORT_CLAIM = 75  # characters: what search engines show of `claimReviewed`
FEWEST_WORDS = 40
MIDDLE = 3.0  # of the common scale from 1 (false) to 5 (true)

REQUIRED, ADVISED = Criterion.Level.REQUIRED, Criterion.Level.ADVISED
SUBMIT, PUBLISH = "submit", "publish"


@dataclass(frozen=True, slots=True)
class Content:
    """The verdict that is looked at: what is typed, what is drafted, or what is in force."""

    rating: Rating | None = None
    headline: str = ""
    explanation: str = ""


def content_of(verdict: Verdict) -> Content:
    """What a verdict says."""
    return Content(verdict.rating, verdict.headline, verdict.explanation)


@dataclass(frozen=True, slots=True)
class Work:
    """All that the checks look at, read in a fixed number of statements."""

    review: ClaimReview
    content: Content
    claim_text: str
    evidence: tuple[Evidence, ...]
    media: tuple[media.Facts, ...]
    replies: tuple[ReplyRequest, ...]
    open_comments: int
    has_address: bool
    assignment: Assignment | None


@dataclass(frozen=True, slots=True)
class Check:
    """One criterion that the program looks at. `find` says what is missing, and nothing where it is fulfilled.

    `place` is the part of the review's page where it is mended. A check that `is_fixed` holds for every desk;
    one that `reads_verdict` would tell of the verdict to somebody who is to give theirs first.
    """

    code: str
    label: str
    why: str
    level: str
    place: str
    find: Callable[[Work], str]
    before: str = SUBMIT
    is_fixed: bool = False
    reads_verdict: bool = False


def _evidence(work: Work) -> str:
    can_be_opened = any(one.url or hasattr(one, "upload") for one in work.evidence)
    return "" if can_be_opened else NEEDS_EVIDENCE


def _primary(work: Work) -> str:
    is_first_hand = any(one.order == Evidence.Order.PRIMARY for one in work.evidence)
    is_explained = all(one.order and one.note for one in work.evidence)
    if is_first_hand or (work.evidence and is_explained):
        return ""
    return "No source is primary: add the thing itself (the statute, the figures), or note at each why there is none."


def _reply(work: Work) -> str:
    claimant, rating = work.review.claim.claimant, work.content.rating
    common = rating.common if rating else None
    if claimant is None or common is None or common >= MIDDLE:
        return ""
    now = timezone.now()
    if any(one.outcome != ReplyRequest.Outcome.WAITING or one.answer_until < now for one in work.replies):
        return ""
    if work.replies:
        return f"The time that {claimant} was given for a reply is not over yet."
    return f"The verdict is against {claimant}: ask for a reply, and give them time to answer."


def _interests(work: Work) -> str:
    silent = [one for one in work.evidence if not one.interests]
    if not silent:
        return ""
    number = "One source does" if len(silent) == 1 else f"{len(silent)} sources do"
    return f"{number} not say what the source has to gain or lose, and who pays for it."


def _rating(work: Work) -> str:
    return "" if work.content.rating else "Choose a rating."


def _headline(work: Work) -> str:
    return "" if work.content.headline.strip() else "Write a headline that says what is true."


def _explanation(work: Work) -> str:
    return "" if work.content.explanation.strip() else "Explain how you came to the verdict."


def _length(work: Work) -> str:
    words = len(work.content.explanation.split())
    if words >= FEWEST_WORDS or not words:
        return ""
    return f"The explanation has {words} words: readers need at least {FEWEST_WORDS} to follow how you came to it."


def _short(work: Work) -> str:
    length = len(work.claim_text)
    return "" if length <= SHORT_CLAIM else f"The claim sentence has {length} characters: aim at {SHORT_CLAIM}."


def _neutral(work: Work) -> str:
    label = work.content.rating.label if work.content.rating else ""
    if not label or not re.search(rf"(?<!\w){re.escape(label.casefold())}(?!\w)", work.claim_text.casefold()):
        return ""
    return f"The claim sentence holds the words of the rating (“{label}”): say only what was claimed."


def _dated(work: Work) -> str:
    return "" if work.review.claim.said_on else "Say when the claim was made."


def _address(work: Work) -> str:
    return "" if work.has_address else "No article that the claim appeared in has an address that readers can open."


def _copies(work: Work) -> str:
    missing = [one for one in work.evidence if one.url and not one.is_kept]  # type: ignore[attr-defined]
    if not missing:
        return ""
    return "One source has no kept copy." if len(missing) == 1 else f"{len(missing)} sources have no kept copy."


def _media(work: Work) -> str:
    return " ".join(detail for facts in work.media for detail in media.missing_in(facts))


def _originals(work: Work) -> str:
    lacking = [facts for facts in work.media if media.lacks_original(facts)]
    return " ".join(f"Say where the original of the {facts.name} is, or that it was not found." for facts in lacking)


def _media_copies(work: Work) -> str:
    missing = sum(not place.archived_url for facts in work.media for place in facts.appearances)
    if not missing:
        return ""
    return f"{missing} address{'es' if missing > 1 else ''} of images, videos or recordings without an archived copy."


def _comments(work: Work) -> str:
    if not work.open_comments:
        return ""
    return "One comment is open: resolve it." if work.open_comments == 1 else (
        f"{work.open_comments} comments are open: resolve them."
    )  # fmt: skip


def _embargo(work: Work) -> str:
    until = work.assignment.embargo_until if work.assignment else None
    if until is None or until <= timezone.now():
        return ""
    return f"Under embargo until {date_format(timezone.localtime(until), 'DATETIME_FORMAT')}: an editor can lift it."


def _second(work: Work) -> str:
    return "" if work.review.approver_id else "Somebody other than its author approves it first."


_BY_DESKS = (
    Check("evidence", "Evidence that readers can open", "No verdict stands on its author's word.", REQUIRED, "evidence",
          _evidence, is_fixed=True),
    Check("primary", "A primary source", "The thing itself is better than somebody's account of it.", ADVISED,
          "evidence", _primary),
    Check("interests", "The interests of the sources", "Readers judge a source by what it has to gain.", ADVISED,
          "evidence", _interests),
    Check("copies", "A kept copy of each source", "Pages change and die; a copy shows what was cited.", ADVISED,
          "evidence", _copies),
    Check("reply", "The claimant was asked", "Whoever is told to be wrong is heard first.", ADVISED, "reply", _reply,
          reads_verdict=True),
    Check("rating", "A rating", "Readers and search engines see it first.", REQUIRED, "rating", _rating,
          is_fixed=True),
    Check("headline", "A headline", "It says what is true, and is the page's name.", REQUIRED, "headline", _headline,
          is_fixed=True),
    Check("explanation", "An explanation", "Readers must be able to follow and to repeat it.", REQUIRED, "explanation",
          _explanation, is_fixed=True),
    Check("length", "An explanation of some length", "A verdict in a sentence convinces nobody.", ADVISED,
          "explanation", _length, reads_verdict=True),
    Check("claim_neutral", "The claim without the rating", "Data about the claim must not say the verdict.", REQUIRED,
          "claim", _neutral, reads_verdict=True),
    Check("claim_short", "A short claim sentence", f"Search engines cut it off after {SHORT_CLAIM} characters.",
          ADVISED, "claim", _short),
    Check("claim_dated", "When it was said", "What was true then may not be now.", ADVISED, "claim", _dated),
    Check("claim_address", "Where it was said", "Readers can see that it was said, and in which words.", ADVISED,
          "claim", _address),
    Check("media", "What was done to images and videos", "Readers learn what was altered, and see where it was spread.",
          REQUIRED, "media", _media, is_fixed=True, reads_verdict=True),
    Check("media_originals", "The original of what was altered", "Who sees both can judge the difference.", ADVISED,
          "media", _originals, reads_verdict=True),
    Check("media_copies", "An archived copy of images and videos", "Posts are deleted once they are checked.", ADVISED,
          "media", _media_copies),
    Check("comments", "No open comments", "What a colleague asked is answered before readers see it.", REQUIRED,
          "comments", _comments),
    Check("embargo", "No embargo", "What was told in confidence is published when that is over.", REQUIRED, "embargo",
          _embargo, before=PUBLISH, is_fixed=True),
    Check("second", "A second person", "Nobody publishes their own work alone.", REQUIRED, "approval", _second,
          before=PUBLISH, is_fixed=True),
)  # fmt: skip

CHECKS = {check.code: check for check in _BY_DESKS}


def adjustable() -> Iterable[Check]:
    """The checks whose level a desk may choose."""
    return (check for check in _BY_DESKS if not check.is_fixed)
