"""Claim reviews in the admin, through the same services as the API."""

from reviews.admin.claims import ReviewableClaimAdmin
from reviews.admin.practice import CriterionAdmin, PracticeAdmin, TopicAdmin
from reviews.admin.retention import RetentionAdmin
from reviews.admin.reviews import ReviewAdmin
from reviews.admin.scales import RatingScaleAdmin

__all__ = [
    "CriterionAdmin", "PracticeAdmin", "RatingScaleAdmin", "RetentionAdmin", "ReviewAdmin", "ReviewableClaimAdmin",
    "TopicAdmin",
]  # fmt: skip
