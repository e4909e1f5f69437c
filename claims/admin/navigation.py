"""The admin's menu, and the sign that says a demo is running."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from claims.admin.scoped import member


def environment(request: HttpRequest) -> list[str] | None:
    """A label beside the site's name where the accounts are the demo's, with passwords that everybody knows."""
    return ["Demo: known passwords", "warning"] if settings.DEMO else None


def menu(request: HttpRequest) -> list[dict[str, Any]]:
    """The pages in the order of the work, then what is set up once."""
    work = [
        ("Articles", "article", "claims_article"),
        ("Claims", "format_quote", "claims_claim"),
        ("Reviews", "rate_review", "reviews_claimreview"),
        ("Fact-checks", "fact_check", "publishing_factcheck"),
        ("Others’ fact-checks", "library_books", "claims_knownfactcheck"),
        ("Corrections", "published_with_changes", "publishing_correction"),
    ]
    setup = [
        ("Desks", "groups", "claims_desk"),
        ("Claimants", "record_voice_over", "claims_claimant"),
        ("Rating scales", "linear_scale", "reviews_ratingscale"),
        ("Practice", "tune", "reviews_practice"),
        ("Checklist", "checklist", "reviews_criterion"),
        ("Retention", "auto_delete", "reviews_retention"),
        ("Topics", "label", "claims_topic"),
        ("Extractions", "manufacturing", "claims_extraction"),
        ("Webhooks", "webhook", "publishing_webhookendpoint"),
        ("My API tokens", "key", "claims_apitoken"),
    ]
    if member(request).is_superuser:
        setup += [("People", "person", "claims_user"), ("Sources", "newspaper", "claims_source")]
    return [_group("Work", work), _group("Set-up", setup)]


def _group(title: str, pages: list[tuple[str, str, str]]) -> dict[str, Any]:
    items = [{"title": label, "icon": icon, "link": reverse(f"admin:{page}_changelist")} for label, icon, page in pages]
    return {"title": title, "separator": True, "items": items}
