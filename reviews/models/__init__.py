"""The tables of claim reviews, evidence and verdicts."""

from reviews.models.review import ClaimReview, Evidence, ReviewEvent, Verdict
from reviews.models.scale import Rating, RatingScale

__all__ = ["ClaimReview", "Evidence", "Rating", "RatingScale", "ReviewEvent", "Verdict"]
