"""The tables of claim reviews: the worklist, evidence and copies, media, verdicts, conversation, readers' requests."""

from reviews.models.assignment import Assignment, Skip
from reviews.models.conversation import Comment, Notice, NoticeSetting, ReplyRequest
from reviews.models.ledger import Snapshot, Upload
from reviews.models.media import MediaItem
from reviews.models.outbox import UntoldAppearance, UntoldEvent
from reviews.models.practice import Criterion, Draft, Practice, SecondVerdict
from reviews.models.readers import ReaderRequest
from reviews.models.retention import Forgetting, Retention
from reviews.models.review import UNFINISHED, ClaimReview, Evidence, ReviewEvent, Verdict
from reviews.models.scale import Rating, RatingScale
from reviews.models.searches import SavedSearch

__all__ = [
    "UNFINISHED", "Assignment", "ClaimReview", "Comment", "Criterion", "Draft", "Evidence", "Forgetting",
    "MediaItem", "Notice", "NoticeSetting", "Practice", "Rating", "RatingScale", "ReaderRequest", "ReplyRequest",
    "Retention", "ReviewEvent", "SavedSearch", "SecondVerdict", "Skip", "Snapshot", "UntoldAppearance",
    "UntoldEvent", "Upload", "Verdict",
]  # fmt: skip
