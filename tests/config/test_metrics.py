"""Metrics and readiness: what waits is told by number and age, nothing is told of whom, and what is away is said."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from claims.models import Extraction
from config import readiness
from config.metrics import requests, work
from reviews import services
from tests.plans import nodes_of
from tests.publishing.conftest import Hook

TOKEN = "0123456789-for-tests-alone"
# Tables that stay small, or whose rows go when they are worked off.
SMALL = {
    "claims_encoder", "claims_uncomparedrevision", "claims_unsealedevent", "claims_watch", "publishing_unsentevent",
    "publishing_untoldtranslationevent", "publishing_webhookendpoint", "reviews_savedsearch", "reviews_untoldevent",
}  # fmt: skip


@pytest.fixture
def scrape(settings):
    """`scrape()`: the samples by name and labels, as Prometheus reads them, labels by their names."""
    settings.METRICS_TOKEN = TOKEN
    client = Client()

    def ask():
        answer = client.get("/metrics/", headers={"Authorization": f"Bearer {TOKEN}"}, REMOTE_ADDR="203.0.113.9")
        assert answer.status_code == 200, answer.content
        ask.text = answer.content.decode()
        families = text_string_to_metric_families(ask.text)
        return {
            (s.name, *(s.labels[name] for name in sorted(s.labels))): s.value
            for family in families
            for s in family.samples
        }

    return ask


def test_only_who_has_the_token_reads_metrics_and_a_short_one_is_refused(client, settings):
    assert client.get("/metrics/").status_code == 404
    settings.METRICS_TOKEN = TOKEN
    for given in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Basic {TOKEN}"}, {"Authorization": "é"}):
        assert client.get("/metrics/", headers=given).status_code == 401
    settings.METRICS_TOKEN = "short"
    with pytest.raises(CommandError, match="METRICS_TOKEN must have at least 16 characters"):
        call_command("check")


def test_what_waits_is_told_by_number_and_age_and_nothing_of_whose_it_is(newsroom, api, scrape):
    hook = Hook(newsroom, SimpleNamespace(url="https://hooks.example/"))
    hook.owe(2)
    hook.make_due()
    assert services.take_claim(newsroom.desk, by=newsroom.reviewer)
    caller = api(newsroom.reviewer)
    for text in ("Rents rose.", "Rents fell.", "Nothing changed."):
        given = {"desk": newsroom.desk.slug, "text": text, "title": "Rents", "published_on": "2026-03-01"}
        assert caller.post("articles/", given).status_code == 202
    waiting, lost, given_up = Extraction.objects.order_by("-pk")[:3]
    Extraction.objects.update(state="done", finished_at="2026-01-01T00:00Z")
    for row, facts in (
        (waiting, {"state": "queued", "finished_at": None, "next_attempt_at": "2026-01-01T00:00Z"}),
        (lost, {"state": "running", "finished_at": None, "lease_until": "2026-01-01T00:00Z"}),
        (given_up, {"state": "quarantined", "reason": "Finding claims in this text took too long and was stopped."}),
    ):
        Extraction.objects.filter(pk=row.pk).update(**facts)

    found = scrape()
    assert found["claimdesk_work", "extractions", "waiting"] == 1
    assert found["claimdesk_work_oldest_seconds", "extractions", "waiting"] > 86_400
    assert found["claimdesk_work", "extractions", "lost"] == 1
    assert found["claimdesk_work", "extractions in bulk", "waiting"] == 0
    assert found["claimdesk_work", "webhook deliveries", "waiting"] == 2
    assert found["claimdesk_work_oldest_seconds", "webhook deliveries", "waiting"] > 86_400
    assert found["claimdesk_work", "events to seal", "waiting"] > 0
    assert found["claimdesk_quarantined_extractions", "too long"] == 1
    assert found["claimdesk_quarantined_extractions", "memory"] == 0
    assert found["claimdesk_webhook_endpoints", "active"] == 1
    assert (found["claimdesk_held_claims",], found["claimdesk_people_at_work",]) == (1, 1)
    assert (found["claimdesk_database_up",], found["claimdesk_broker_up",]) == (1, 1)
    assert found["claimdesk_broker_messages", "extraction"] >= 0

    Extraction.objects.filter(pk=waiting.pk).update(state="done", finished_at=waiting.created_at, notice="Busy.")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE claims_extraction SET finished_at = now(), created_at = now() - interval '7 seconds' "
                       "WHERE id = %s", [waiting.pk])  # fmt: skip
    found = scrape()
    assert found["claimdesk_extraction_seconds", "95"] == pytest.approx(7)
    assert found["claimdesk_extractions_lately", "another detector"] == 1
    for private in (newsroom.desk.slug, newsroom.desk.name, newsroom.reviewer.username, "203.0.113", hook.endpoint.url):
        assert private not in scrape.text


def test_requests_are_counted_by_their_route_and_never_by_their_path(newsroom, api, scrape):
    scrape()
    before = scrape()
    caller = api(newsroom.reviewer)
    for number in (7_654_321, 7_654_322):
        caller.get(f"claims/{number}/")
        Client().get(f"/nowhere/{number}")
    Client().generic("BREW", "/healthz/")
    found = scrape()

    def more(*key):
        return found[key] - before.get(key, 0)

    assert more("claimdesk_requests_total", "4xx", "GET", "claim-detail") == 2
    assert more("claimdesk_requests_total", "4xx", "GET", "none") == 2
    assert more("claimdesk_requests_total", "2xx", "other", "config.readiness.healthz") == 1
    assert more("claimdesk_request_seconds_count", "GET", "claim-detail") == 2
    assert "765432" not in scrape.text
    assert len(list(Path(django_settings.VAR_DIR, "metrics").glob("*.db"))) >= 2
    assert requests.FOLDER in requests.os.environ


def test_no_question_reads_a_table_that_grows_or_sorts_it(db):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off; SET LOCAL enable_hashjoin = off")
    for key, sql in work.WORK.items():
        nodes = list(nodes_of(f"{sql} LIMIT 5"))
        read = {one["Relation Name"] for one in nodes if one["Node Type"] == "Seq Scan"}
        assert read <= SMALL, key
        sorts = [one for one in nodes if "Sort" in one["Node Type"]]
        assert sorts == [], key
    for sql in (work.LAST, work.QUARANTINED, work.HELD):
        assert [one for one in nodes_of(sql) if one["Node Type"] == "Seq Scan"] == []


def test_what_is_away_is_said_and_only_what_work_needs_makes_a_host_not_ready(
    transactional_db, client, settings, scrape, tmp_path, monkeypatch
):
    def ready():
        answer = client.get("/readyz/")
        return answer.status_code, answer.json()["state"], answer.json()["checks"]

    sound = {"database": "ok", "migrations": "ok", "media": "ok", "broker": "ok"}
    assert ready() == (200, "ok", sound)
    usual, settings.REDIS_URL = settings.REDIS_URL, "redis://127.0.0.1:1/0"
    assert ready() == (200, "degraded", sound | {"broker": "does not answer"})
    assert scrape()["claimdesk_broker_up",] == 0
    settings.REDIS_URL = usual
    (tmp_path / "file").touch()
    usual, settings.MEDIA_ROOT = settings.MEDIA_ROOT, tmp_path / "file" / "media"
    assert ready() == (503, "not ready", sound | {"media": "not writable"})
    settings.MEDIA_ROOT = usual
    with monkeypatch.context() as patch:
        patch.setattr(readiness, "SPARE_SHARE", 1.0)  # of this very disk, on which something lies
        patch.setattr(readiness, "SPARE_BYTES", 2**80)
        assert ready() == (200, "degraded", sound | {"media": "nearly full"})
        patch.setattr(readiness, "ONE_FILE", 2**80)
        assert ready() == (503, "not ready", sound | {"media": "full"})
    with connection.cursor() as cursor:
        cursor.execute("UPDATE django_migrations SET app = 'away' WHERE app = 'reviews'")
        try:
            assert ready() == (503, "not ready", sound | {"migrations": "not applied"})
        finally:
            cursor.execute("UPDATE django_migrations SET app = 'reviews' WHERE app = 'away'")
    connection.close()
    with monkeypatch.context() as patch:
        patch.setitem(connection.settings_dict, "HOST", "/nowhere")
        assert ready() == (503, "not ready", sound | {"database": "does not answer", "migrations": "not known"})
        assert scrape()["claimdesk_database_up",] == 0
    connection.close()


def test_the_alert_rules_ask_for_metrics_and_labels_that_are_there(newsroom, scrape):
    scrape()
    scrape()
    there = set(re.findall(r"^(claimdesk_\w+)", scrape.text, re.MULTILINE)) | {"claimdesk_extraction_seconds"}
    values = set(re.findall(r'(\w+="[^"]*")', scrape.text)) | {'answer="5xx"', 'job="claimdesk"', 'percentile="95"'}
    rules = yaml.safe_load(Path("docs/deploy/alerts.yml").read_text())["groups"][0]["rules"]
    asked = " ".join(rule["expr"] for rule in rules)
    assert set(re.findall(r"claimdesk_\w+", asked)) <= there
    assert set(re.findall(r'(\w+="[^"]*")', asked)) <= values
    assert len({rule["alert"] for rule in rules}) == len(rules) > 10
