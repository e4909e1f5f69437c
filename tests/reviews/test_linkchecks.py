"""Links are looked at again: what became of a page is told once, and nothing is kept twice."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.db.models.functions import Now

from claims.models import Role
from reviews import archiving, linkchecks, publiccopies, services
from reviews.models import ClaimReview, Evidence, Notice, Practice, Snapshot
from tests.reviews.conftest import PAGE, WORDS, keep

QUOTE = "The statistics office counts 7 percent, not 12."


def look_again(evidence):
    """The next copy of the evidence, as beat and a worker make it when its time has come."""
    Snapshot.objects.filter(recheck_at__isnull=False).update(recheck_at=Now() - timedelta(seconds=1))
    linkchecks.queue_due()
    Snapshot.objects.filter(state="queued").update(next_attempt_at=Now() - timedelta(seconds=1))
    return keep(evidence.snapshots.latest("number"))


@pytest.fixture
def kept(cite):
    evidence = cite(quote=QUOTE)
    keep(evidence.snapshots.get())
    return evidence


def told(newsroom):
    return {(notice.recipient, notice.key.rpartition(":")[2]) for notice in Notice.objects.filter(kind="link")}


def test_a_page_is_looked_at_again_after_a_week_or_so(kept):
    copy = kept.snapshots.get()
    assert timedelta(days=5.9) < copy.recheck_at - copy.captured_at < timedelta(days=8.1)
    assert linkchecks.queue_due() == []


def test_an_unchanged_page_is_kept_once_and_nobody_is_told(kept, newsroom):
    again = look_again(kept)
    assert (again.number, again.state, again.drift, again.warc.name) == (2, "kept", 0.0, "")
    assert again.sha256 == kept.snapshots.first().sha256
    assert told(newsroom) == set()
    assert [copy.recheck_at is None for copy in kept.snapshots.order_by("number")] == [True, False]


def test_other_bytes_with_the_same_words_are_not_kept_again_either(kept, site):
    site.put("/", PAGE.replace("<body>", "<body><!-- served at 12:07 -->"))
    again = look_again(kept)
    assert (again.drift, again.warc.name) == (0.0, "")
    assert again.sha256 != kept.snapshots.first().sha256


def test_a_page_that_lost_its_words_is_told_of_once_to_reviewer_and_editors(kept, newsroom, site):
    site.put("/", PAGE.replace(WORDS, "This page has moved."))
    again = look_again(kept)
    assert again.drift > linkchecks.MAX_DRIFT
    assert again.warc.name
    people = {newsroom.reviewer, newsroom.editor, newsroom.admin}
    assert told(newsroom) == {(person, "changed") for person in people}
    look_again(kept)
    assert Notice.objects.count() == len(people)


def test_a_passage_that_is_gone_is_told_of_even_where_little_else_changed(kept, newsroom, site):
    site.put("/", PAGE.replace("7 percent, not 12", "9 percent, not 11"))
    look_again(kept)
    assert {finding for _, finding in told(newsroom)} == {"quote"}


def test_a_dead_link_is_told_of_when_the_last_attempt_failed(kept, newsroom, site):
    site.put("/", b"gone", code=404)
    again = look_again(kept)
    for _ in range(4):
        assert told(newsroom) == set()
        Snapshot.objects.filter(pk=again.pk).update(next_attempt_at=Now())
        keep(again)
    assert again.state == "failed"
    assert {finding for _, finding in told(newsroom)} == {"dead"}


def test_a_link_that_was_dead_from_the_beginning_tells_nobody(cite, site, newsroom):
    evidence = cite()
    site.put("/", b"gone", code=404)
    for _ in range(5):
        Snapshot.objects.update(next_attempt_at=Now())
        keep(evidence.snapshots.get())
    assert evidence.snapshots.get().state == "failed"
    assert told(newsroom) == set()


@pytest.mark.parametrize("state", ["abandoned", "retracted"])
def test_evidence_of_a_closed_review_is_looked_at_no_more(newsroom, state):
    review = newsroom.review(state)
    if not review.evidence.exists():
        Evidence.objects.create(review=review, url="https://a.example/", stance="context", added_by=newsroom.reviewer)
        archiving.queue(review.evidence.get())
    Snapshot.objects.update(state="failed", reason="Away.", recheck_at=Now() - timedelta(days=1))
    assert linkchecks.queue_due() == []
    assert not Snapshot.objects.filter(recheck_at__isnull=False).exists()


def test_one_host_is_not_asked_for_everything_at_once(newsroom):
    review = newsroom.review(ClaimReview.State.DRAFT)
    for number in range(14):
        url = f"https://one.example/{number}"
        services.add_evidence(review, url=url, stance="context", by=newsroom.reviewer)
    Snapshot.objects.update(state="failed", reason="Away.", recheck_at=Now() - timedelta(days=1))
    assert len(linkchecks.queue_due()) == linkchecks.PER_HOST
    times = list(
        Snapshot.objects.filter(number=2).order_by("next_attempt_at").values_list("next_attempt_at", flat=True)
    )
    gaps = {round((later - earlier).total_seconds()) for earlier, later in pairwise(times)}
    assert gaps == {round(linkchecks.HOST_SPACING.total_seconds())}
    assert linkchecks.queue_due() == []


def test_a_late_copy_of_a_removed_member_tells_who_is_there(kept, newsroom, site):
    newsroom.editor.memberships.update(role=Role.VIEWER)
    site.put("/", PAGE.replace(WORDS, "Moved."))
    look_again(kept)
    assert {person for person, _ in told(newsroom)} == {newsroom.reviewer, newsroom.admin}


def test_the_public_archive_is_asked_where_desk_and_installation_want_it(cite, newsroom, site, settings):
    settings.PUBLIC_ARCHIVE_URL = site.url("/save/")
    Practice.objects.create(desk=newsroom.desk, is_archived_publicly=True)
    evidence = cite(path="/page")
    site.put(f"/save/{evidence.url}", b"", code=302, Location=f"/web/2026/{evidence.url}")
    copy = keep(evidence.snapshots.get())
    archiving_asked(copy)
    assert copy.public_copy == site.url(f"/web/2026/{evidence.url}")
    assert copy.public_attempt_at is None


def archiving_asked(copy):
    publiccopies.ask(copy.pk)
    copy.refresh_from_db()


@pytest.mark.parametrize(
    ("code", "location"),
    [(500, ""), (200, ""), (302, "https://evil.example/web/1/"), (302, "javascript:alert(1)"), (302, "http://["),
     (429, "/web/1"), (302, "/save/")],
)  # fmt: skip
def test_an_archive_that_fails_hinders_nothing_and_is_asked_again_later(cite, newsroom, site, settings, code, location):
    settings.PUBLIC_ARCHIVE_URL = site.url("/save/")
    Practice.objects.create(desk=newsroom.desk, is_archived_publicly=True)
    evidence = cite(path="/page")
    site.put(f"/save/{evidence.url}", b"", code=code, Location=location)
    copy = keep(evidence.snapshots.get())
    archiving_asked(copy)
    assert (copy.state, copy.public_copy) == ("kept", "")
    assert publiccopies.due() == []
    Snapshot.objects.update(captured_at=Now() - timedelta(days=2), public_attempt_at=Now() - timedelta(hours=1))
    archiving_asked(copy)
    assert copy.public_attempt_at is None


@pytest.mark.parametrize(("is_wanted", "address"), [(False, "http://127.0.0.1:9/save/"), (True, "")])
def test_the_public_archive_is_left_alone_unless_both_want_it(cite, newsroom, settings, is_wanted, address):
    settings.PUBLIC_ARCHIVE_URL = address
    Practice.objects.create(desk=newsroom.desk, is_archived_publicly=is_wanted)
    copy = keep(cite().snapshots.get())
    assert copy.public_attempt_at is None
    assert publiccopies.due() == []
