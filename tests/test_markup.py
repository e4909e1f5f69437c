"""Every page is valid HTML by the Nu checker (npm's vnu-jar, which needs Java), where it is installed."""

import json
import shutil
import subprocess

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from claims import services as claim_services
from claims.models import Claim, Import
from reviews import services
from reviews.models import Assignment, ClaimReview
from reviews.publishing.models import Translation
from tests.api.intake import a_watch, passage_change

CHECKER = settings.BASE_DIR / "var" / "checkers" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
S = ClaimReview.State
T = Translation.State


def pages_of(newsroom):
    """The addresses of all kinds of pages, with something on each."""
    for state in (S.DRAFT, S.RETURNED, S.SUBMITTED, S.APPROVED, S.PUBLISHED, S.RETRACTED):
        review = newsroom.review(state)
        yield f"/desk/reviews/{review.pk}/"
        if state in {S.PUBLISHED, S.RETRACTED}:
            yield review.fact_check.get_absolute_url()
    for state, language in ((T.PUBLISHED, "de"), (T.DRAFT, "pt-BR"), (T.SUBMITTED, "ja")):
        row = newsroom.translation(state, language=language)
        yield f"/desk/reviews/{row.fact_check.review_id}/translations/{row.pk}/"
        yield f"/desk/reviews/{row.fact_check.review_id}/"
        if state == T.PUBLISHED:
            yield from (row.get_absolute_url(), f"/fact-checks/card/de/{row.slug}/", "/fact-checks/languages/de/")
            newsroom.correct(row.fact_check)
            yield row.fact_check.get_absolute_url()
    services.add_comment(review, body="Which year?", by=newsroom.second)
    candidate, accepted = newsroom.claim(), newsroom.claim(Claim.State.ACCEPTED)
    yield f"/desk/triage/?claim={candidate.pk}"
    yield f"/desk/queue/{Assignment.objects.get(claim=accepted).pk}/"
    yield f"/desk/articles/{candidate.appearances.get().revision.article_id}/"
    yield from ("/desk/", "/desk/triage/", "/desk/queue/", "/desk/reviews/?show=all", "/desk/articles/", "/desk/inbox/")
    yield from ("/desk/requests/", "/desk/search/?q=crime", "/accounts/2fa/", "/accounts/password/change/")
    yield from ("/fact-checks/", "/fact-checks/ask/")
    passage_change(newsroom)
    yield "/desk/articles/changes/"
    yield from ("/desk/articles/sources/", f"/desk/articles/sources/{a_watch(newsroom).pk}/")
    for row in imports_of(newsroom):
        yield f"/desk/articles/imports/{row.pk}/"


def imports_of(newsroom):
    """One that waits with an entry refused; one that failed, was tried again, and failed again."""
    url = "https://facts.example/feed.xml"
    waiting, failed = (claim_services.import_address(url, desk=newsroom.desk, by=newsroom.reviewer) for _ in range(2))
    waiting.refusals.create(entry=1, reason="It does not say its <day>.")
    wrong = {"state": Import.State.FAILED, "reason": "Nobody <answered>.", "finished_at": timezone.now(), "seen": 2}
    Import.objects.filter(pk=failed.pk).update(**wrong)
    failed.refresh_from_db()
    claim_services.retry_import(failed, by=newsroom.second)
    Import.objects.filter(pk=failed.pk).update(**wrong)
    return waiting, failed


def test_every_page_is_valid_html(newsroom, tmp_path):
    if not (CHECKER.exists() and shutil.which("java")):
        pytest.skip("No Nu checker here. With npm and Java installed, `make checkers` gets it.")
    signed_in, passing_by = Client(), Client()
    signed_in.force_login(newsroom.editor)
    pages = {f"page-{n}.html": (signed_in, path) for n, path in enumerate(pages_of(newsroom))}
    pages["sign-in.html"] = (passing_by, "/accounts/login/")
    pages["forgotten.html"] = (passing_by, "/accounts/password/reset/")
    for name, (client, path) in pages.items():
        answer = client.get(path)
        assert answer.status_code == 200, path
        (tmp_path / name).write_bytes(answer.content)
    command = ["java", "-jar", str(CHECKER), "--format", "json", "--errors-only", str(tmp_path)]
    checked = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    found = json.loads(checked.stderr)["messages"]
    assert [(pages[one["url"].rsplit("/", 1)[1]][1], one["message"], one.get("extract", "")) for one in found] == []
