"""The audit: a newsroom that was worked in is sound, and whatever is broken behind its back is named."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction

from claims import auditing, chaining, extraction, protections
from claims.models import ClaimEvent, Extraction, Revision, SealedEvent, UnsealedEvent
from reviews import services
from reviews.models import ClaimReview, ReviewEvent
from reviews.publishing import alerting, dispatch
from reviews.publishing.management.commands.audit import APPENDED, all_checks
from tests.races import race

S = ClaimReview.State
COPY = """
ALTER TABLE {0} DROP CONSTRAINT IF EXISTS {1}; DROP INDEX IF EXISTS {1};
CREATE TEMP TABLE copied ON COMMIT DROP AS SELECT * FROM {0} {2} ORDER BY id LIMIT 1;
UPDATE copied SET id = 987654; INSERT INTO {0} SELECT * FROM copied
"""
CLAIM = "(SELECT min(id) FROM claims_claim WHERE state = 'accepted')"
PUBLISHED = "(SELECT min(id) FROM reviews_claimreview WHERE state = 'published')"

# Done behind the application's back: what it breaks, in which table, and what is said of it.
BREAKS = {
    "DELETE FROM claims_revision WHERE article_id = (SELECT min(id) FROM claims_article)":
        ("I1", "claims_article", "it has no text"),
    "DELETE FROM claims_extraction": ("I1", "claims_revision", "no extraction was ever queued"),
    "ALTER TABLE claims_extraction DROP CONSTRAINT extraction_quarantined_has_a_reason; "
    "UPDATE claims_extraction SET state = 'quarantined', reason = ''":
        ("I1", "claims_extraction", "given up without a reason"),
    "ALTER TABLE claims_article DROP CONSTRAINT article_one_per_desk_and_identity; "
    "UPDATE claims_article SET identity = 'same'": ("I2", "claims_article", "articles are this one"),
    COPY.format("claims_keyedrequest", "keyed_request_once_per_person_and_key", ""):
        ("I2", "claims_keyedrequest", "2 requests under one key"),
    "ALTER TABLE claims_keyedrequest DROP CONSTRAINT keyed_request_answered_after_it_happened; "
    "UPDATE claims_keyedrequest SET has_happened = false": ("I2", "claims_keyedrequest", "answered 202, but not done"),
    COPY.format("claims_extraction", "extraction_once_per_revision_and_detector", ""):
        ("I3", "claims_extraction", "2 extractions of one text"),
    "UPDATE claims_extraction SET state = 'queued'": ("I3", "claims_appearance", "its extraction is queued"),
    "UPDATE claims_extraction SET found = 0": ("I3", "claims_extraction", "it says 0, there are 1"),
    "ALTER TABLE claims_appearance DROP CONSTRAINT appearance_once_per_claim; "
    + COPY.format("claims_appearance", "appearance_once_per_extraction", "WHERE extraction_id IS NOT NULL"):
        ("I3", "claims_appearance", "2 appearances at one place"),
    "UPDATE claims_appearance SET quote = 'never said'": ("I3", "claims_appearance", "says otherwise there"),
    "UPDATE claims_article SET desk_id = (SELECT max(id) FROM claims_desk)":
        ("I3", "claims_appearance", "its article is of desk"),
    "UPDATE claims_extraction SET crashes = 3": ("I4", "claims_extraction", "3 crashes, 0 attempts, and done"),
    "UPDATE claims_extraction SET state = 'quarantined', crashes = 1, reason = 'Slow.'":
        ("I4", "claims_extraction", "given up after 1 crashes"),
    COPY.format("reviews_claimreview", "review_one_open_per_claim", "WHERE state = 'draft'"):
        ("I5", "reviews_claimreview", "2 open reviews of claim"),
    f"ALTER TABLE reviews_assignment DROP CONSTRAINT reviews_assignment_claim_id_key; UPDATE reviews_assignment SET "
    f"claim_id = {CLAIM}": ("I5", "reviews_assignment", "places of claim"),
    "ALTER TABLE reviews_assignment DROP CONSTRAINT assignment_held_by_somebody_until_some_time; "
    "UPDATE reviews_assignment SET held_until = now()": ("I5", "reviews_assignment", "held by nobody until 2"),
    "UPDATE claims_claim SET state = 'candidate' WHERE state = 'accepted'":
        ("I5", "reviews_assignment", "open, but its claim is candidate"),
    "DELETE FROM reviews_assignment": ("I5", "claims_claim", "it is accepted, and not in the worklist"),
    COPY.format("claims_claimevent", "claim_event_one_per_version", ""):
        ("I6", "claims_claim", "version 1 has 2 events"),
    "UPDATE claims_claimevent SET actor_id = NULL": ("I7", "claims_claimevent", "nobody made this move: accept"),
    "UPDATE reviews_claimreview SET state = 'abandoned' WHERE state = 'draft'":
        ("I7", "reviews_claimreview", "it is abandoned, but its last move was none"),
    "DELETE FROM reviews_reviewevent WHERE name = 'submit'":
        ("I8", "reviews_claimreview", "its version is 6, its history has 5 events, from 1 to 6"),
    "DELETE FROM claims_claimevent WHERE version = 1": ("I8", "claims_claim", "1 events, from 2 to 2"),
    "DROP TRIGGER claims_claimevent_is_append_only ON claims_claimevent":
        ("I8", "pg_trigger", "the trigger claims_claimevent_is_append_only is missing"),
    "ALTER TABLE claims_revision DISABLE TRIGGER claims_revision_is_append_only":
        ("I8", "pg_class", "claims_revision_is_append_only is switched off"),
    "ALTER TABLE claims_claim DROP CONSTRAINT claim_has_text":
        ("I8", "pg_constraint", "the rule claim_has_text is missing"),
    "DELETE FROM claims_sealedevent WHERE number = 1": ("I8", "claims_claimevent", "it is in no chain"),
    "INSERT INTO claims_unsealedevent (desk_id, log, event_id, head, salt, private, created_at) "
    "VALUES (1, 'x', 7, '', '', '', '2026-01-01')": ("I8", "claims_unsealedevent", "x waits since 2026-01-01"),
    "DELETE FROM reviews_verdict_evidence": ("I9", "reviews_verdict", "it rests on nothing"),
    f"UPDATE reviews_claimreview SET verdict_id = (SELECT max(id) FROM reviews_verdict) WHERE id = {PUBLISHED}":
        ("I9", "reviews_claimreview", "it is published, its verdict is"),
    "ALTER TABLE reviews_claimreview DROP CONSTRAINT review_approver_is_not_its_reviewer; "
    "UPDATE reviews_claimreview SET approver_id = reviewer_id": ("I9", "reviews_claimreview", "approved by"),
    "UPDATE reviews_reviewevent SET actor_id = (SELECT min(id) FROM claims_user)":
        ("I9", "reviews_reviewevent", "was submitted and approved by"),
    f"UPDATE reviews_claimreview SET state = 'draft' WHERE id = {PUBLISHED}":
        ("I9", "publishing_factcheck", "its review is draft"),
    "DELETE FROM publishing_factcheck": ("I9", "reviews_claimreview", "it is published, and has no page"),
    "ALTER TABLE publishing_correction DROP CONSTRAINT correction_published_by_a_second_person; "
    "UPDATE publishing_correction SET decided_by_id = proposed_by_id":
        ("I9", "publishing_correction", "proposed and published by"),
    "UPDATE publishing_translatedtext SET approver_id = NULL, approved_at = NULL":
        ("I9", "publishing_translation", "approved by nobody"),
    "DELETE FROM publishing_outgoingevent WHERE key LIKE 'claim:%' "
    "AND id > (SELECT min(id) FROM publishing_outgoingevent)":
        ("I10", "claims_claimevent", "neither in the stream of events nor waiting for it: accept"),
    "DELETE FROM publishing_outgoingevent WHERE key LIKE 'review:%'":
        ("I10", "reviews_reviewevent", "nor waiting for it: submit"),
    COPY.format("publishing_webhookdelivery", "webhook_delivery_one_per_endpoint_and_event", ""):
        ("I10", "publishing_webhookdelivery", "2 deliveries of event"),
    "UPDATE publishing_webhookdelivery SET state = 'delivered', next_attempt_at = NULL, settled_at = now()":
        ("I10", "publishing_webhookdelivery", "delivered, though the answer was none"),
    "UPDATE publishing_outgoingevent SET desk_id = (SELECT max(id) FROM claims_desk)":
        ("I10", "publishing_webhookdelivery", "an event of desk"),
    "UPDATE claims_claim SET version = 1": ("I11", "claims_claim", "its version is 1, its history has 2 events"),
    "UPDATE claims_extraction SET state = 'running', lease_until = now() - interval '2 minutes', "
    "next_attempt_at = now() - interval '3 minutes'": ("I12", "claims_extraction", "running since"),
    "UPDATE publishing_webhookdelivery SET next_attempt_at = '2026-01-01'":
        ("I12", "publishing_webhookdelivery", "due since 2026-01-01"),
    "INSERT INTO claims_erasure (person_id, by_id, has_taken_words, gone, erased_at) "
    "SELECT min(id), max(id), false, '{}', now() FROM claims_user": ("I14", "claims_erasure", "has an account"),
    **{
        f"INSERT INTO reviews_retention (version, desk_id, {rule}, decided_by_id, decided_at, looked_up_to) SELECT 1, "
        f"desk_id, 1, user_id, '2020-01-01', 0 FROM claims_membership LIMIT 1; {aged}":
            ("I14", "reviews_retention", f"{rule}: forgotten should be")
        for rule, aged in {
            "article_days": "UPDATE claims_revision SET created_at = '2020-01-01'; DELETE FROM claims_claimevent WHERE "
            "name = 'accept'; UPDATE claims_claim SET state = 'candidate'",
            "notice_days": "INSERT INTO reviews_notice (recipient_id, desk_id, kind, text, key, created_at) SELECT "
            "user_id, desk_id, 'link', 'x', '', '2020-01-01' FROM claims_membership",
            "request_days": "INSERT INTO reviews_readerrequest (desk_id, text, url, state, email, created_at) SELECT "
            "desk_id, 'x', '', 'new', '', '2020-01-01' FROM claims_membership",
            "abandoned_days": "UPDATE reviews_reviewevent SET created_at = '2020-01-01'; INSERT INTO reviews_draft "
            "(review_id, version, headline, explanation, saved_by_id, saved_at) SELECT id, 1, '', '', reviewer_id, "
            "now() FROM reviews_claimreview WHERE state = 'abandoned'",
        }.items()
    },
    "UPDATE reviews_savedsearch SET looked_up_to = 0; UPDATE claims_claim SET created_at = '2026-01-01'":
        ("I12", "reviews_savedsearch", "not looked at up to claim"),
    "CREATE TEMP TABLE told ON COMMIT DROP AS SELECT * FROM reviews_notice WHERE kind = 'alert'; "
    "UPDATE told SET id = 987654, key = key || '9'; INSERT INTO reviews_notice SELECT * FROM told":
        ("I12", "reviews_notice", "it tells of claims behind"),
}  # fmt: skip


def read_everything():
    """As if workers had read every text, and found what stands in it."""
    for revision in Revision.objects.all():
        queued, _ = extraction.queue(revision)
        found = revision.appearances.update(extraction=queued)
        Extraction.objects.filter(pk=queued.pk).update(state="done", finished_at="2026-01-01T00:00Z", found=found)


def settle():
    while chaining.seal() + dispatch.dispatch():
        pass


def work_in(newsroom, api):
    """Work of every kind: reviews in each state, a correction, a translation, and requests under keys."""
    saved = services.save_search(newsroom.desk, name="Crime", query="q=crime", by=newsroom.reviewer)
    services.set_alert(saved, is_alerting=True, by=newsroom.reviewer)
    for state in (S.DRAFT, S.RETURNED, S.APPROVED, S.PUBLISHED, S.PUBLISHED, S.RETRACTED, S.ABANDONED):
        newsroom.review(state)
    newsroom.correct(ClaimReview.objects.filter(state=S.PUBLISHED).first().fact_check)
    newsroom.translation()
    answer = api(newsroom.reviewer).post(
        "articles/", {"desk": newsroom.desk.slug, "text": "Rents rose by 9 percent.", "title": "Rents",
                      "published_on": "2026-03-01"}, Idempotency_Key="one",
    )  # fmt: skip
    assert answer.status_code == 202, answer.content
    read_everything()
    settle()
    alerting.look_round()


def findings(*of):
    """What the checks of this promise and table say; of all where none is named."""
    checks = [one for one in all_checks() if not of or of == (one.promise, one.table)]
    return [auditing.look(check, desk_id=None) for check in checks]


def named(found):
    return [f"{one.promise} {one.table} {row_id}: {wrong}" for one in found for row_id, wrong in one.rows]


def test_whatever_is_broken_behind_a_sound_newsrooms_back_is_named(newsroom, api, hook):
    work_in(newsroom, api)
    assert named(findings()) == []
    for sql, (promise, table, wrong) in BREAKS.items():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET LOCAL session_replication_role = replica")
            cursor.execute(sql)
            said = named(findings(promise, table))
            assert any(wrong in line for line in said), f"{sql}\n{said}"
            transaction.set_rollback(True)
    assert named(findings()) == []


ALTER = "SET LOCAL session_replication_role = replica; "


@pytest.mark.parametrize(
    ("sql", "number", "wrong"),
    [
        ("UPDATE claims_claimevent SET note = 'No.' WHERE id = {event}", 2, "its note or data is not what was sealed"),
        ("UPDATE claims_claimevent SET actor_id = NULL WHERE id = {event}", 2, "it is not what was sealed"),
        ("DELETE FROM claims_claimevent WHERE id = {event}", 2, "the event is gone"),
        ("DELETE FROM claims_sealedevent WHERE number = 2", 3, "link 2 of the chain is gone"),
        ("UPDATE claims_sealedevent SET hash = 'x' WHERE number = 2", 2, "its link or the one before was altered"),
    ],
)
def test_the_first_link_that_was_tampered_with_is_named(newsroom, sql, number, wrong):
    newsroom.claim("accepted")
    newsroom.claim("accepted")
    settle()
    event = SealedEvent.objects.get(desk=newsroom.desk, number=2).event_id
    assert list(chaining.breaks_in(newsroom.desk.pk)) == []
    with connection.cursor() as cursor:
        cursor.execute(ALTER + sql.format(event=event))
    link, said = next(chaining.breaks_in(newsroom.desk.pk))
    assert link.number == number
    assert wrong in said


def test_an_event_that_is_altered_before_it_is_sealed_does_not_fit_its_seal(newsroom):
    newsroom.claim("accepted")
    with connection.cursor() as cursor:
        cursor.execute(ALTER + "UPDATE claims_claimevent SET data = '{}', note = 'Changed.' WHERE version = 2")
    settle()
    (link, wrong), *_ = chaining.breaks_in(newsroom.desk.pk)
    assert (link.log, wrong) == ("claims_claimevent", "its note or data is not what was sealed")


def test_what_a_person_wrote_can_be_erased_and_the_chain_still_holds(newsroom):
    newsroom.claim("accepted")
    settle()
    link = SealedEvent.objects.get(desk=newsroom.desk, number=2)
    SealedEvent.objects.filter(pk=link.pk).update(salt=None)  # the one change of a link that the database allows
    with connection.cursor() as cursor:
        cursor.execute(ALTER + f"UPDATE claims_claimevent SET note = '', data = '{{}}' WHERE id = {link.event_id}")
    assert list(chaining.breaks_in(newsroom.desk.pk)) == []
    with connection.cursor() as cursor:
        cursor.execute(ALTER + f"UPDATE claims_claimevent SET note = 'New.' WHERE id = {link.event_id}")
    assert [wrong for _, wrong in chaining.breaks_in(newsroom.desk.pk)] == [
        "the salt of an event that still says something was erased"
    ]


def test_what_is_sealed_is_sealed_once_and_without_a_gap(newsroom):
    newsroom.claim("accepted")
    newsroom.translation()
    waiting = UnsealedEvent.objects.count()
    assert chaining.seal(limit=3) == 3
    settle()
    assert chaining.seal() == 0
    numbers = SealedEvent.objects.filter(desk=newsroom.desk).values_list("number", flat=True)
    assert list(numbers) == list(range(1, len(numbers) + 1))
    assert SealedEvent.objects.count() == waiting
    assert {"claims_claimevent", "reviews_reviewevent", "publishing_translationevent"} <= set(
        SealedEvent.objects.values_list("log", flat=True)
    )


def test_the_role_that_the_docs_give_the_application_works_and_cannot_alter_the_history(newsroom):
    written = (django_settings.BASE_DIR / "docs/operations.md").read_text()
    rights = written.partition("### Who may write the history")[2].partition("```sql\n")[2].partition("```")[0]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(rights + "SET LOCAL ROLE claimdesk_app")
    newsroom.review(S.PUBLISHED)
    settle()
    assert protections.alterable(APPENDED) == []
    for sql in ("UPDATE claims_claimevent SET note = 'No.'", "DELETE FROM claims_sealedevent",
                "TRUNCATE reviews_reviewevent CASCADE",
                "DROP TRIGGER claims_claimevent_is_unsealed ON claims_claimevent",
                "UPDATE reviews_verdict SET headline = 'No.'", "SET session_replication_role = replica"):  # fmt: skip
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    assert named(findings("I8", "claims_claimevent")) == []


@pytest.mark.django_db(transaction=True)
def test_sealers_that_meet_seal_each_event_once(newsroom):
    for _ in range(6):
        newsroom.claim("accepted")
    race(*[chaining.seal] * 4, lambda: newsroom.claim("accepted"))
    settle()
    assert list(chaining.breaks_in(newsroom.desk.pk)) == []
    assert SealedEvent.objects.count() == ClaimEvent.objects.count()


@pytest.mark.django_db(transaction=True)
def test_the_command_names_what_is_broken_and_ends_with_an_error(newsroom, capsys, tmp_path):
    review = newsroom.review()
    read_everything()
    settle()
    with pytest.raises(CommandError):  # it has settled but for what only workers do
        call_command("audit", settle=0.0, chain=True)
    assert "still waiting: appearances to compare" in capsys.readouterr().out
    call_command("audit", chain=True, desk=newsroom.desk.slug)
    assert f"The chain of {newsroom.desk.slug} has" in capsys.readouterr().out
    call_command("export_history", newsroom.desk.slug)
    exported = capsys.readouterr().out
    verified = verify(tmp_path, exported)
    assert verified.returncode == 0, verified.stderr
    assert f"{SealedEvent.objects.count()} links hold" in verified.stdout
    assert verify(tmp_path, exported.replace('\\"open\\"', '\\"opened\\"')).returncode == 1
    connection.cursor().execute(f"UPDATE reviews_claimreview SET version = 7 WHERE id = {review.pk}")
    with pytest.raises(CommandError, match="Promises are broken"):
        call_command("audit", json=True)
    found = json.loads(capsys.readouterr().out)
    rows = [(one["table"], row["id"]) for one in found["checks"] for row in one["rows"]]
    assert found["is_sound"] is False
    assert ("reviews_claimreview", review.pk) in rows
    assert ReviewEvent.objects.count() == 1


def verify(folder: Path, exported: str):
    file = folder / "history.ndjson"
    file.write_text(exported)
    script = django_settings.BASE_DIR / "docs/clients/verify_history.py"
    return subprocess.run([sys.executable, "-I", str(script), str(file)], capture_output=True, text=True, check=False)
