"""Claim reviews in the admin, through the same services as the API."""

from reviews.admin.claims import ReviewableClaimAdmin
from reviews.admin.reviews import RatingScaleAdmin, ReviewAdmin

__all__ = ["RatingScaleAdmin", "ReviewAdmin", "ReviewableClaimAdmin"]
