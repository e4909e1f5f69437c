"""Articles, claims and desks in the admin: for setting up and repairing, through the same services as the API."""

from claims.admin.articles import ArticleAdmin, ExtractionAdmin
from claims.admin.claims import ClaimAdmin, ClaimantAdmin
from claims.admin.known import KnownFactCheckAdmin
from claims.admin.setup import ApiTokenAdmin, DeskAdmin, SourceAdmin, UserAdmin

__all__ = [
    "ApiTokenAdmin",
    "ArticleAdmin",
    "ClaimAdmin",
    "ClaimantAdmin",
    "DeskAdmin",
    "ExtractionAdmin",
    "KnownFactCheckAdmin",
    "SourceAdmin",
    "UserAdmin",
]
