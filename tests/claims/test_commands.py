"""The commands: `ingest` for files and folders, `issue_token` for programs, `seed` for the demo newsroom."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from io import StringIO
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils.formats import date_format

from claims.models import ApiToken, Article, Claim, Desk, Extraction, Revision
from reviews import services as review_services
from reviews.models import ClaimReview, Rating, Snapshot
from reviews.publishing.models import FactCheck

ARTICLES = settings.BASE_DIR / "seeds" / "data" / "articles"
GOOD = " date 2026-10-14 Harbour wall costs more\n\nBy Ines Valloy\n\nThe wall cost 4.2 million crowns last year.\n"


def run(name, *args, **options):
    """What the command printed, what it complained of, and its exit code."""
    said, complained = StringIO(), StringIO()
    try:
        call_command(name, *map(str, args), stdout=said, stderr=complained, **options)
    except CommandError as error:
        return said.getvalue(), complained.getvalue() + str(error), error.returncode
    return said.getvalue(), complained.getvalue(), 0


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "deeper").mkdir()
    (tmp_path / "good.txt").write_text(GOOD)
    (tmp_path / "deeper" / "other.txt").write_text(GOOD.replace("Harbour wall", "Sea wall").replace("4.2", "7.9"))
    return tmp_path


def test_a_folder_is_handed_in_with_what_lies_deeper(newsroom, folder):
    said, complained, code = run("ingest", folder, desk=newsroom.desk.slug)
    assert (code, complained) == (0, "")
    assert said.endswith("2 new, 0 revised, 0 unchanged, 0 refused.\n")
    article = Article.objects.get(title="Harbour wall costs more")
    assert (article.byline, str(article.published_on), article.origin) == ("Ines Valloy", "2026-10-14", "file")
    assert article.submitted_by == newsroom.admin
    assert Extraction.objects.count() == 2


def test_the_same_twice_is_one_article_and_a_changed_text_a_new_revision(newsroom, folder):
    run("ingest", folder, desk=newsroom.desk.slug)
    said, _, _ = run("ingest", folder, desk=newsroom.desk.slug)
    assert said.endswith("0 new, 0 revised, 2 unchanged, 0 refused.\n")
    (folder / "good.txt").write_text(GOOD.replace("4.2", "5.1"))
    said, _, _ = run("ingest", folder, desk=newsroom.desk.slug)
    assert said.endswith("0 new, 1 revised, 1 unchanged, 0 refused.\n")
    revisions = Revision.objects.filter(article__title="Harbour wall costs more")
    assert list(revisions.values_list("number", flat=True)) == [1, 2]


def test_the_same_words_under_another_title_are_the_same_article(newsroom, folder):
    run("ingest", folder / "good.txt", desk=newsroom.desk.slug)
    (folder / "copy.txt").write_text(GOOD.replace("Harbour wall costs more", "Wall dearer than planned"))
    said, _, _ = run("ingest", folder / "copy.txt", desk=newsroom.desk.slug)
    assert said.endswith("0 new, 0 revised, 1 unchanged, 0 refused.\n")


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.txt", b"", "empty"),
        ("binary.txt", b"%PDF-1.7\n\x00\x01\x02", "PDF"),
        ("zip.txt", b"PK\x03\x04\x00\x00", "ZIP"),
        ("large.txt", b" date 2026-10-14 Large\n\n" + b"Word. " * 9_000_000, "large"),
        ("dateless.txt", b"Harbour wall costs more\n\nThe wall cost 4 million.\n", "date"),
        ("impossible.txt", b" date 2026-02-31 Harbour wall\n\nThe wall cost 4 million.\n", "2026-02-31"),
        ("encoding.txt", b" date 2026-10-14 Caf\x81\xff\xfe\n\n\xff\xfe\x81 \x8d\x8f.\n", "encod"),
    ],
)
def test_what_cannot_be_read_is_named_with_the_reason_and_the_rest_goes_on(newsroom, folder, name, content, reason):
    (folder / name).write_bytes(content)
    said, complained, code = run("ingest", folder, folder / "absent.txt", desk=newsroom.desk.slug)
    assert code == 1
    assert said.endswith("2 new, 0 revised, 0 unchanged, 2 refused.\n")
    (refusal,) = [line for line in complained.splitlines() if name in line]
    assert reason.lower() in refusal.lower()
    assert "absent.txt" in complained
    assert Article.objects.count() == 2


def test_the_desk_is_named_where_there_are_several(newsroom, folder):
    _, complained, code = run("ingest", folder)
    assert code == 1
    assert newsroom.desk.slug in complained
    _, complained, _ = run("ingest", folder, desk=newsroom.desk.slug, by="nobody")
    assert "nobody is no member" in complained
    assert not Article.objects.exists()


def test_a_token_is_printed_once_and_kept_as_a_digest(newsroom):
    said, _, _ = run("issue_token", newsroom.reviewer.username)
    token = ApiToken.objects.get()
    assert token.user == newsroom.reviewer
    assert said.strip() not in (token.digest, token.hint)
    assert run("issue_token", "nobody")[2] == 1


def test_the_demo_newsroom_is_whole_and_loading_it_again_changes_nothing(db, settings):
    settings.DEMO = True
    said, _, code = run("seed", demo=True)
    assert code == 0
    assert "demo-rosa" in said

    def counts():
        models = (Article, Revision, Claim, ClaimReview, FactCheck, Rating)
        return [model.objects.count() for model in models] + [sum(Claim.objects.values_list("version", flat=True))]

    before = counts()
    assert before[0] == 12
    assert set(ClaimReview.objects.values_list("state", flat=True)) == set(ClaimReview.State.values) - {"abandoned"}
    assert set(Claim.objects.values_list("state", flat=True)) == set(Claim.State.values)
    run("seed", demo=True)
    assert counts() == before


def test_the_demo_newsroom_has_kept_what_it_cites_and_nothing_else(db, settings):
    settings.DEMO = True
    run("seed", demo=True)
    copies = Snapshot.objects.all()
    assert {(copy.state, copy.quote_start is not None) for copy in copies} == {("kept", True)}
    review = ClaimReview.objects.get(state="draft")
    review_services.add_evidence(review, url="https://real.example/page", stance="context", by=review.reviewer)
    run("seed", demo=True)
    assert Snapshot.objects.get(evidence__url="https://real.example/page").state == "queued"


def test_the_demo_accounts_are_not_made_by_accident(db, settings):
    settings.DEMO = False
    _, complained, code = run("seed", demo=True)
    assert code == 1
    assert "well-known passwords" in complained
    assert Rating.objects.exists()
    assert not Desk.objects.exists()


def test_a_database_that_is_away_is_said_in_words(tmp_path):
    command = [sys.executable, "manage.py", "ingest", str(ARTICLES)]
    environment = os.environ | {"DATABASE_URL": f"postgresql://nobody@{quote(str(tmp_path), safe='')}/nothing"}
    environment["DJANGO_SETTINGS_MODULE"] = "config.settings"
    ended = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "The database does not answer" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_times_are_written_alike_everywhere(db):
    assert date_format(datetime(2026, 3, 3, 20, 22, tzinfo=UTC), "DATETIME_FORMAT") == "3 March 2026, 20:22"
