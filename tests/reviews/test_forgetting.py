"""A desk's rules: what it no longer keeps is forgotten, and nothing that was accepted, published or is history."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from claims import auditing, chaining, triage
from claims import services as claim_services
from claims.forgetting import FORGOTTEN
from claims.ingestion.draft import ArticleDraft
from claims.models import Appearance, Claimant, ClaimEvent, ClaimVector, Extraction, Revision
from reviews import forgetting, retention, services
from reviews.models import Draft, Forgetting, Notice, ReaderRequest, Retention, Snapshot
from reviews.publishing import dispatch
from reviews.publishing.hookmodels import OutgoingEvent
from reviews.publishing.management.commands.audit import all_checks
from tests import factories
from tests.conftest import page_of
from tests.factories import TEXT
from tests.races import meanwhile

OLD = timezone.now() - timedelta(days=100)
YOUNG = timezone.now() - timedelta(days=5)


def age(rows, at=OLD, field="created_at"):
    """As if these rows had been made then; triggers or not."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        rows.update(**{field: at})
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def audited():
    return [row for check in all_checks() for row in auditing.look(check, desk_id=None).rows]


def settle():
    while chaining.seal() + dispatch.dispatch():
        pass


@pytest.fixture
def everything_old(newsroom):
    """One of each kind that a rule forgets, and their neighbours that no rule forgets; all old."""
    ilse = factories.ClaimantFactory(desk=newsroom.desk)
    candidate, dismissed = newsroom.claim(claimant=ilse), newsroom.claim("dismissed", text="Rents doubled.")
    claim_services.edit_claim(candidate, by=newsroom.reviewer, text="The mayor said that crime fell.")
    kept = [newsroom.claim("accepted"), newsroom.claim("duplicate"), newsroom.review("published").claim]
    was_accepted = newsroom.claim("accepted")
    claim_services.dismiss_claim(was_accepted, by=newsroom.reviewer, reason="other")
    settle()
    age(Revision.objects.all())
    return candidate, dismissed, [*kept, was_accepted]


def test_articles_that_came_to_nothing_lose_their_words_and_keep_their_places(newsroom, everything_old):
    candidate, dismissed, kept = everything_old
    young = newsroom.claim()
    services.set_retention(newsroom.desk, article_days=30, by=newsroom.admin)
    assert forgetting.would_go(newsroom.desk, {"article_days": 30})["article_days"] == 2
    assert forgetting.sweep(20) == 2
    for claim in (candidate, dismissed):
        claim.refresh_from_db()
        assert (claim.state, claim.text, claim.claimant) == ("dismissed", FORGOTTEN, None)
        there = Appearance.objects.select_related("revision__article").get(claim=claim)
        assert set(there.revision.text) == set(there.quote) == {"█"}
        assert (len(there.revision.text), there.revision.digest, there.revision.article.byline) == (len(TEXT), "", "")
        assert not ClaimVector.objects.filter(claim=claim).exists()
        assert not ClaimEvent.objects.filter(claim=claim, data__has_key="before").exists()
    assert candidate.events.get(name="dismiss").actor == newsroom.admin
    assert not Claimant.objects.filter(name__startswith="Ilse").exists()
    for claim in (*kept, young):
        before = claim.text
        claim.refresh_from_db()
        assert claim.text == before != FORGOTTEN
        assert Appearance.objects.filter(claim=claim, revision__text=TEXT).exists()
    settle()
    told = OutgoingEvent.objects.filter(data__claim__id__in=[candidate.pk, dismissed.pk])
    assert {line.data["claim"]["text"] for line in told} == {FORGOTTEN}
    assert OutgoingEvent.objects.filter(data__claim__text=kept[0].text).exists()
    assert list(chaining.breaks_in(newsroom.desk.pk)) == []
    (note,) = Forgetting.objects.all()
    assert (note.rule, note.days, note.number) == ("article_days", 30, 2)
    age(Retention.objects.all(), field="decided_at")
    assert [row for row in audited() if "extraction was ever queued" not in row[1]] == []
    assert forgetting.sweep(20) == 0  # and a second time changes nothing


def test_a_forgotten_article_that_is_handed_in_again_is_read_anew(newsroom):
    draft = ArticleDraft(title="Rents", text="Rents rose by 9 percent.", published_on=OLD.date(), url="")
    first = claim_services.submit_article(draft, desk=newsroom.desk, origin="paste", by=newsroom.reviewer)
    services.set_retention(newsroom.desk, article_days=1, by=newsroom.admin)
    age(Revision.objects.all())
    assert forgetting.sweep(20) == 0  # it was not read yet
    Extraction.objects.update(state="done", finished_at=OLD)
    assert forgetting.sweep(20) == 1
    again = claim_services.submit_article(draft, desk=newsroom.desk, origin="paste", by=newsroom.reviewer)
    assert (again.stored.article, again.stored.outcome, again.stored.revision.number) == (
        first.stored.article,
        "revised",
        2,
    )
    assert forgetting.sweep(20) == 0  # it is young
    for sql in ("UPDATE claims_revision SET text = 'x'", "UPDATE claims_revision SET text = '█', forgotten_at = now()",
                "UPDATE claims_revision SET forgotten_at = NULL, text = 'x' WHERE number = 1",
                "DELETE FROM reviews_forgetting", "UPDATE publishing_outgoingevent SET data = '{}'"):  # fmt: skip
        if "outgoing" in sql and not OutgoingEvent.objects.exists():
            newsroom.claim("accepted")
            settle()
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_notices_requests_and_what_is_left_of_abandoned_reviews_go_too(newsroom):
    desk, admin = newsroom.desk, newsroom.admin
    given_up, published = newsroom.review(), newsroom.review("published")
    newsroom.add_evidence(given_up)
    Draft.objects.get_or_create(review=given_up, defaults={"saved_by": newsroom.reviewer})
    services.abandon_review(given_up, by=newsroom.reviewer)
    Notice.objects.create(recipient=admin, desk=desk, kind="link", text="Old")
    for state in ("new", "declined", "told"):
        ReaderRequest.objects.create(desk=desk, text=state, state=state)
    ReaderRequest.objects.create(desk=desk, text="waits", state="grouped", claim=published.claim)
    for rows in (Notice.objects.all(), ReaderRequest.objects.all(), given_up.events.all(), published.events.all()):
        age(rows)
    Notice.objects.create(recipient=admin, desk=desk, kind="link", text="New")
    copies = Snapshot.objects.filter(evidence__review=published).count()
    assert forgetting.sweep(20) == 0  # without rules everything is kept
    services.set_retention(desk, abandoned_days=90, notice_days=90, request_days=90, by=admin)
    days = dict.fromkeys(("abandoned_days", "notice_days", "request_days"), 90)
    assert forgetting.would_go(desk, days) == {
        "article_days": 0,
        "abandoned_days": 1,
        "notice_days": 1,
        "request_days": 3,
    }
    assert forgetting.sweep(20) == 5
    assert not Draft.objects.filter(review=given_up).exists()
    assert not Snapshot.objects.filter(evidence__review=given_up).exists()
    assert Snapshot.objects.filter(evidence__review=published).count() == copies > 0
    assert given_up.evidence.exists()
    assert list(Notice.objects.values_list("text", flat=True)) == ["New"]
    assert list(ReaderRequest.objects.values_list("text", flat=True)) == ["waits"]
    assert {note.rule: note.number for note in Forgetting.objects.all()} == {
        "abandoned_days": 1, "notice_days": 1, "request_days": 3,
    }  # fmt: skip


def test_rules_are_the_desk_admins_over_rest(newsroom, api):
    path = f"desks/{newsroom.desk.pk}/retention/"
    answer = api(newsroom.viewer).get(path)
    assert (answer.json()["version"], answer.json()["notice_days"]) == (0, None)
    assert api(newsroom.editor).patch(path, {"notice_days": 30}).status_code == 403
    assert api(newsroom.stranger).get(path).status_code == 404
    admin = api(newsroom.admin)
    assert admin.patch(path, {"notice_days": 0}, If_Match="*").status_code == 400
    Notice.objects.create(recipient=newsroom.admin, desk=newsroom.desk, kind="link", text="Old")
    age(Notice.objects.all())
    changed = admin.patch(path, {"notice_days": 30}, If_Match="*")
    assert changed.status_code == 200, changed.content
    assert (changed.status_code, changed.json()["would_go"]["notice_days"]) == (200, 1)
    assert admin.patch(path, {"notice_days": 3}, If_Match='"0"').status_code == 412
    forgetting.sweep(20)
    told = admin.get(path).json()
    assert (told["would_go"]["notice_days"], told["lately"][0]["number"]) == (0, 1)


def test_the_administration_says_what_would_go_before_it_goes(newsroom, as_staff):
    client = as_staff(newsroom.admin)
    Notice.objects.create(recipient=newsroom.admin, desk=newsroom.desk, kind="link", text="Old")
    age(Notice.objects.all())
    given = {"desk": newsroom.desk.pk, "notice_days": 30}
    asked = client.post("/admin/reviews/retention/add/", given)
    assert "would be forgotten today: 1 notices" in asked.content.decode()
    assert not Retention.objects.exists()
    client.post("/admin/reviews/retention/add/", given | {"is_sure": "on"})
    rules = retention.of(newsroom.desk)
    assert (rules.notice_days, rules.article_days, rules.decided_by) == (30, None, newsroom.admin)
    assert "After 365 days" in client.get(page_of(rules)).content.decode()
    assert client.get("/admin/reviews/retention/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_claim_that_is_accepted_meanwhile_keeps_its_words(newsroom):
    accepted, other = newsroom.claim(), newsroom.claim()
    services.set_retention(newsroom.desk, article_days=30, by=newsroom.admin)
    with transaction.atomic():
        age(Revision.objects.all())
    accept = partial(triage.ACCEPT.apply, accepted, by=newsroom.reviewer)
    assert meanwhile(partial(forgetting.sweep, 20), accept, accepted.refresh_from_db) == 1
    for claim, state, words in ((accepted, "accepted", TEXT), (other, "dismissed", "█" * len(TEXT))):
        claim.refresh_from_db()
        assert (claim.state, Revision.objects.get(appearances__claim=claim).text) == (state, words)
    assert accepted.text != FORGOTTEN == other.text
