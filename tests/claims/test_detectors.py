"""Which detector reads an article: the language model of a desk, and the local one wherever that cannot."""

from datetime import date

import pytest
from django.core import checks
from django.db import connection
from django.urls import reverse

from claims import detectors, extraction, services, tasks
from claims.detection import VERSION
from claims.ingestion.draft import ArticleDraft
from claims.models import Appearance, Article, Claim, Extraction, LanguageModelUse
from tests.conftest import page_of
from tests.factories import TEXT
from tests.modelserver import KEY, choosing, failing, late, saying

DAY = date(2026, 10, 14)
FELL = "Crime fell by 12 percent in two years"


@pytest.fixture
def model(model_server, settings):
    """A language model that finds one claim, set up for every desk."""
    settings.LLM_BASE_URL, settings.LLM_MODEL, settings.LLM_API_KEY = model_server.url, "small-model", KEY
    settings.LLM_TIMEOUT = 5.0
    model_server.otherwise = choosing(FELL)
    return model_server


def submit(newsroom, text=TEXT):
    draft = ArticleDraft(title="Harbour wall costs more", text=text, published_on=DAY)
    return services.submit_article(draft, desk=newsroom.desk, origin=Article.Origin.PASTE, by=newsroom.reviewer)


def run(newsroom, text=TEXT):
    """Hand in an article and do what a worker does with it, in this process."""
    row = submit(newsroom, text).extraction
    tasks.extract_claims(row.pk)
    row.refresh_from_db()
    return row


def finders(row):
    return set(Claim.objects.filter(appearances__extraction=row).values_list("detector_version", flat=True))


def test_the_language_model_of_the_settings_reads_and_its_claims_say_so(newsroom, model):
    row = run(newsroom)
    claim = Claim.objects.get()
    assert row.detector_version == claim.detector_version == detectors.endpoint().version
    assert (row.state, row.found, row.notice) == ("done", 1, "")
    assert claim.appearances.get().quote == FELL
    assert claim.events.get().data == {"detector": row.detector_version}
    assert (claim.likely_low, claim.likely_high, claim.features["model_score"]) == (None, None, 0.9)
    use = LanguageModelUse.objects.get(desk=newsroom.desk)
    assert (use.requests, use.input_tokens, use.output_tokens, use.reserved_tokens) == (1, 1200, 80, 0)


def test_without_settings_or_for_a_desk_that_has_it_off_nothing_is_asked(newsroom, model, settings):
    newsroom.desk.language_model_tokens = 0
    newsroom.desk.save()
    assert run(newsroom).detector_version == VERSION
    settings.LLM_MODEL = ""
    newsroom.desk.language_model_tokens = None
    newsroom.desk.save()
    assert run(newsroom, TEXT + " More.").detector_version == VERSION
    assert model.asked == []


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (failing(401), "did not accept the key (401)"),
        (saying([], refusal="No."), "refused to read it"),
        (late(60), "did not answer within 0.4 seconds"),
    ],
    ids=["key", "refusal", "late"],
)
def test_where_it_fails_the_local_detector_reads_and_everybody_sees_it(
    newsroom, model, settings, api, as_staff, answer, words
):
    settings.LLM_TIMEOUT = 0.4 if "within" in words else 5.0
    model.otherwise = answer
    row = run(newsroom)
    assert (row.state, row.crashes, row.detector_version) == ("done", 0, detectors.endpoint().version)
    assert words in row.notice
    assert row.notice.endswith("; the local detector read this article.")
    assert finders(row) == {VERSION}
    assert row.found == Appearance.objects.filter(extraction=row).count() > 0
    client = api(newsroom.viewer)
    assert client.get(f"extractions/{row.pk}/").json()["notice"] == row.notice
    assert client.get(f"articles/{row.revision.article_id}/").json()["extraction"]["notice"] == row.notice
    admin = as_staff(newsroom.viewer)
    for page in (page_of(row), page_of(row.revision.article)):
        assert row.notice in admin.get(page).text
    by_another = admin.get(reverse("admin:claims_extraction_changelist"), {"read_by": "another"}).context["cl"]
    assert list(by_another.queryset) == [row]
    assert not admin.get(reverse("admin:claims_extraction_changelist"), {"read_by": "chosen"}).context["cl"].queryset


def test_a_language_that_only_the_model_knows_is_not_called_unreadable(newsroom, model, as_staff):
    text = "El ayuntamiento gastó 4,2 millones de coronas en el muro del puerto el año pasado, dijo la alcaldesa ayer."
    row = run(newsroom, text)
    client = as_staff(newsroom.viewer)
    assert f"The detector {row.detector_version} found no claims" in client.get(page_of(row.revision.article)).text
    model.otherwise = failing(401)
    row = run(newsroom, text + " Fue la suma más alta en diez años, según la oposición.")
    page = client.get(page_of(row.revision.article)).text
    assert row.notice in page
    assert "There is no detector for this language (es) yet" in page


def test_a_used_up_budget_is_seen_and_costs_no_request(newsroom, model):
    newsroom.desk.language_model_tokens = 100
    newsroom.desk.save()
    row = run(newsroom)
    assert row.notice == (
        "The desk’s tokens for the language model are used up for today; the local detector read this article."
    )
    assert (finders(row), model.asked) == ({VERSION}, [])


def test_what_the_model_could_not_read_of_a_long_article_the_local_detector_reads(newsroom, model, settings):
    settings.LLM_TIMEOUT = 10.0
    rest = "The port handled 31 percent more containers in 2025 than in 2019, the harbour company said on Sunday."
    text = f"{TEXT}\n\n{'It rained on the harbour. ' * 260}\n\n{rest}"
    fine, away = choosing(FELL), failing(500)
    model.otherwise = lambda visit, asked: (away if rest in asked.text else fine)(visit, asked)
    row = run(newsroom, text)
    assert row.notice == (
        "The language model’s server failed (500). The language model read 1 of 2 parts of this article, the local "
        "detector the rest."
    )
    found = {claim.appearances.get().quote: claim.detector_version for claim in Claim.objects.all()}
    assert found == {FELL: row.detector_version, rest: VERSION}


def test_a_row_queued_for_a_model_that_is_gone_is_read_locally_and_says_so(newsroom, model, settings):
    row = submit(newsroom).extraction
    settings.LLM_MODEL = "another-model"
    tasks.extract_claims(row.pk)
    row.refresh_from_db()
    assert "which is not in use any more; the local detector read this article." in row.notice
    assert (finders(row), model.asked) == ({VERSION}, [])


def test_one_that_the_desk_switched_off_or_that_is_set_up_wrongly_is_not_asked(newsroom, model, settings):
    row = submit(newsroom).extraction
    newsroom.desk.language_model_tokens = 0
    newsroom.desk.save()
    assert "switched off for this desk" in extraction.find(extraction.take(row.pk)).notice
    settings.LLM_API_KEY = "schlüssel with spaces"
    found = run_again_with(newsroom, model, TEXT + " More.")
    assert found.notice == "The language model is not set up properly; the local detector read this article."
    assert model.asked == []


def run_again_with(newsroom, model, text):
    newsroom.desk.language_model_tokens = None
    newsroom.desk.save()
    return run(newsroom, text)


def test_a_run_that_is_repeated_and_a_reading_by_another_detector_double_nothing(newsroom, model, settings):
    row = run(newsroom)
    tasks.extract_claims(row.pk)
    submit(newsroom)
    assert (Extraction.objects.count(), Claim.objects.count(), len(model.asked)) == (1, 1, 1)
    lost = extraction.Lease(row.pk, row.lease_token, row.revision, row.detector_version)
    assert extraction.store(lost, detectors.find(row.revision, chosen=VERSION)) is False
    settings.LLM_MODEL = "another-model"
    second = submit(newsroom).extraction
    tasks.extract_claims(second.pk)
    assert (Extraction.objects.count(), Claim.objects.count(), Appearance.objects.count()) == (2, 1, 1)


def test_no_transaction_is_open_while_the_model_is_asked(transactional_db, newsroom, model):
    def look(visit, asked):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
                "AND state LIKE 'idle in transaction%'"
            )
            seen.append(cursor.fetchone()[0])
        connection.close()
        choosing(FELL)(visit, asked)

    seen = []
    model.otherwise = look
    run(newsroom)
    assert seen == [0]


def test_a_real_worker_falls_back_and_goes_on(start_worker, newsroom, model):
    from_settings = {"LLM_BASE_URL": model.url, "LLM_MODEL": "small-model", "LLM_API_KEY": KEY, "LLM_TIMEOUT": "5"}
    worker = start_worker(from_settings)
    model.answers.append(failing(403))
    rows = [submit(newsroom).extraction]
    settle(*rows)
    rows.append(submit(newsroom, TEXT + " It was the largest sum in ten years.").extraction)
    settle(*rows)
    assert [row.state for row in rows] == ["done", "done"]
    assert "did not accept the key (403); the local detector" in rows[0].notice
    assert (rows[1].notice, len(model.asked)) == ("", 2)
    assert KEY not in worker.output()


def settle(*rows):
    for _ in range(300):
        [row.refresh_from_db() for row in rows]
        if all(row.state in {"done", "quarantined"} for row in rows):
            return
        connection.cursor().execute("SELECT pg_sleep(0.1)")


# ── Settings ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("given", "ids"),
    [
        ({}, []),
        ({"LLM_BASE_URL": "https://llm.example.org/v1", "LLM_MODEL": "small", "LLM_API_KEY": KEY}, []),
        ({"LLM_BASE_URL": "http://127.0.0.1:8080/v1", "LLM_MODEL": "small"}, []),
        ({"LLM_BASE_URL": "https://llm.example.org/v1"}, ["claims.E001"]),
        ({"LLM_MODEL": "small"}, ["claims.E001"]),
        ({"LLM_API_KEY": KEY}, ["claims.E001"]),
        ({"LLM_BASE_URL": "llm.example.org", "LLM_MODEL": "small"}, ["claims.E002"]),
        ({"LLM_BASE_URL": "http://127.0.0.1/v1", "LLM_MODEL": "small", "LLM_TIMEOUT": 45.0}, ["claims.E002"]),
        ({"LLM_BASE_URL": "http://127.0.0.1/v1", "LLM_MODEL": "small", "LLM_DAILY_TOKENS": -1}, ["claims.E002"]),
        ({"LLM_BASE_URL": "http://llm.example.org/v1", "LLM_MODEL": "small"}, ["claims.W001"]),
    ],
)
def test_half_set_or_unsafe_settings_are_reported_in_words(settings, given, ids):
    for name, value in given.items():
        setattr(settings, name, value)
    said = [message for message in checks.run_checks() if message.id.startswith("claims.")]
    assert [message.id for message in said] == ids
    assert KEY not in "".join(f"{message.msg} {message.hint}" for message in said)


def test_a_desk_admin_sets_the_limit_and_sees_what_was_used(newsroom, model, as_staff):
    run(newsroom)
    client, page = as_staff(newsroom.admin), page_of(newsroom.desk)
    assert "1,280 of 500,000 tokens used in 1 request" in client.get(page).text
    given = {
        "name": "Night desk", "slug": newsroom.desk.slug, "language": "en", "website": "",
        "language_model_tokens": 5000, "memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0,
        "seen_version": newsroom.desk.version,
    }  # fmt: skip
    assert client.post(page, given).status_code == 302
    assert "1,280 of 5,000 tokens" in client.get(page).text
    assert as_staff(newsroom.editor).post(page, given | {"language_model_tokens": 9}).status_code == 403
