"""Others' fact-checks in the admin, to be read."""

from django.contrib import admin
from unfold.contrib.filters.admin import RangeDateFilter

from claims.admin.scoped import DeskFilter, DeskScopedAdmin
from claims.models import KnownFactCheck


@admin.register(KnownFactCheck)
class KnownFactCheckAdmin(DeskScopedAdmin):
    """What the desk has imported."""

    list_name = "Others’ fact-checks"
    when_empty = "Import a page, a feed or an archive of fact-checks on the desk’s page of articles."
    list_display = ("claim_reviewed", "publisher", "rating_label", "claimant", "reviewed_on", "language")
    list_filter = (DeskFilter, ("reviewed_on", RangeDateFilter), "rating_of_five")
    list_filter_submit = True
    search_fields = ("claim_reviewed", "title", "publisher", "claimant", "url")
    search_help_text = "Claim, title, publisher, claimant or address"
    fields = (
        "desk", "claim_reviewed", "claimant", "said_on", "rating_label", "rating_value", "rating_worst", "rating_best",
        "rating_of_five", "title", "url", "publisher", "publisher_site", "reviewed_on", "language", "created_at",
    )  # fmt: skip
    readonly_fields = fields
