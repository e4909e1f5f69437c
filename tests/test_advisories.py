"""What went wrong in programs like this one, tried on it where no other test does. SECURITY.md has the whole list."""

import ast
import io
import logging
import re
import runpy
from pathlib import Path

import pytest
import yaml
from django.contrib.sessions.models import Session
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test import Client
from django.urls import reverse

from claims import tasks
from claims.models import ApiToken, Article, Scope, User
from config import logs
from config.celery import app
from tests import factories
from tests.conftest import page_of

ROOT = Path(__file__).resolve().parent.parent
PASSWORD = "correct horse battery staple"
CODE = [path for folder in ("claims", "config", "reviews", "seeds") for path in (ROOT / folder).rglob("*.py")]
HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def rosa(newsroom):
    user = newsroom.reviewer
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client, who, password=PASSWORD, **more):
    return client.post("/accounts/login/", {"login": who, "password": password}, **more)


# ── What the API gives away ───────────────────────────────────────────────────────────────────────────────────────

# What is no secret, and the secret of a webhook, which is shown once to who made it.
DECLARED = {
    ("DeskOutput", "language_model_tokens"),
    ("DraftInputRequest", "token"),
    ("HoldInputRequest", "token"),
    ("HoldOutput", "token"),
    ("LanguageModelOutput", "reserved_tokens"),
    ("LanguageModelOutput", "tokens"),
    ("NoticeSettingInputRequest", "digest"),
    ("NoticeSettingOutput", "digest"),
    ("PatchedChangeDeskInputRequest", "language_model_tokens"),
    ("RevisionOutput", "digest"),
    ("RevisionRowOutput", "digest"),
    ("WebhookSecretOutput", "secret"),
}


def test_no_answer_of_the_api_has_a_member_that_names_a_secret():
    """superset CVE-2020-1932, nautobot CVE-2023-46128: digests of passwords by a route that nobody thought of."""
    described = yaml.safe_load((ROOT / "docs/openapi.yaml").read_text())
    members = {
        (schema, member)
        for schema, said in described["components"]["schemas"].items()
        for member in said.get("properties", {})
        if re.search(r"passw|hash|secret|token|digest|salt|sealed|api_?key", member, re.IGNORECASE)
    }
    assert members == DECLARED


@pytest.mark.parametrize(
    "given",
    [
        {"submitted_by__password__startswith": "p"},
        {"desk__memberships__user__password__startswith": "p"},
        {"reviewer__password__regex": "."},
        {"_connector": "OR 1=1"},
        {"id__in": "1) OR (1=1"},
        {"depth": "3"},
    ],
)
def test_a_filter_that_is_not_offered_reads_no_other_table(newsroom, api, given):
    """label-studio CVE-2023-47117, Django CVE-2025-64459, nautobot CVE-2023-46128."""
    client = api(newsroom.admin)
    for path in ("articles/", "claims/", "reviews/", "worklist/", "memberships/", "webhooks/", "imports/"):
        assert client.get(path, **given).status_code == 400, path


# ── Who is let in ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("key", ["", "short", "a" * 64, "django-insecure-" + "x7Kq" * 12])
def test_the_start_is_refused_without_a_key_that_nobody_knows(monkeypatch, tmp_path, key):
    """label-studio CVE-2023-43791, redash CVE-2021-41192, superset CVE-2023-27524."""
    monkeypatch.setenv("SECRET_KEY", key)
    monkeypatch.setenv("CLAIMDESK_VAR", str(tmp_path))
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY"):
        runpy.run_path(str(ROOT / "config/settings.py"))


def test_what_is_unsafe_is_off_unless_somebody_asks_for_it(monkeypatch, tmp_path):
    """doccano's README; label-studio CVE-2022-36551."""
    for name in ("DEBUG", "CLAIMDESK_DEMO", "FETCH_ALLOW", "WEBHOOK_ALLOW", "CORS_ALLOWED_ORIGINS", "OIDC_SERVER_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SECRET_KEY", "0123456789-abcdefghijklmnopqrstuvwxyz")
    monkeypatch.setenv("CLAIMDESK_VAR", str(tmp_path))
    said = runpy.run_path(str(ROOT / "config/settings.py"))
    assert [said["DEBUG"], said["DEMO"], said["OIDC_SIGN_UP"]] == [False] * 3
    assert [said["FETCH_ALLOW"], said["WEBHOOK_ALLOW"], said["CORS_ALLOWED_ORIGINS"]] == [[], [], []]


@pytest.mark.parametrize(
    "place",
    [
        "https://evil.example/", "//evil.example/", "///evil.example", "/\\evil.example", "\\\\evil.example",
        "http:evil",
        "https:evil.example", "javascript:alert(1)", "/\t/evil.example", "https://testserver@evil.example/",
        "/desk/\r\nSet-Cookie: a=b", "%2F%2Fevil.example",
    ],
)  # fmt: skip
def test_nobody_is_led_to_another_site(rosa, place):
    """superset CVE-2021-28125; CRLF in headers."""
    answer = Client().post("/accounts/login/", {"login": rosa.username, "password": PASSWORD, "next": place})
    assert answer.status_code == 302
    assert re.match(r"/(?![/\\])[^\r\n]*\Z", answer.url) or answer.url.startswith("%2F")
    assert "a" not in answer.cookies
    left = Client().post(reverse("account_logout"), {"next": place})
    assert "evil" not in left.get("Location", "") or left["Location"].startswith("%2F")


def test_a_host_that_is_not_ours_is_refused_and_named_in_no_mail(rosa, settings, mailoutbox):
    settings.ALLOWED_HOSTS = ["desk.example"]
    assert Client().get("/fact-checks/", headers={"host": "evil.example"}).status_code == 400
    asked = Client(headers={"host": "desk.example", "x-forwarded-host": "evil.example"})
    asked.post(reverse("account_reset_password"), {"email": rosa.email})
    (mail,) = mailoutbox
    assert "evil" not in mail.body + mail.subject


def test_a_forged_post_to_the_administration_raises_nobody(newsroom, as_staff):
    """APTRS CVE-2026-34406, Django CVE-2026-4277, cvat CVE-2026-23526."""
    client = as_staff(newsroom.admin)
    forged = {"username": newsroom.admin.username, "is_superuser": "on", "is_staff": "on", "is_active": "on"}
    for page in (page_of(newsroom.admin), "/admin/claims/user/add/"):
        assert client.post(page, forged).status_code == 403
    client.post(page_of(newsroom.desk), {"name": "X", "slug": "x", "created_at": "2000-01-01", "version": "9"})
    assert not User.objects.filter(is_superuser=True).exists()


# ── What is written down ──────────────────────────────────────────────────────────────────────────────────────────


def test_no_table_holds_where_somebody_came_from(rosa, newsroom):
    """Privacy: addresses of computers are counted under keyed digests, and are kept nowhere."""
    client = Client(REMOTE_ADDR="203.0.113.77", headers={"user-agent": "Spider/7.7", "x-forwarded-for": "203.0.113.77"})
    for password in ("wrong", PASSWORD):
        sign_in(client, rosa.username, password)
    _, secret = ApiToken.objects.issue(rosa, name="a program", scopes=list(Scope.values))
    client.get("/api/v1/claims/", headers={"authorization": f"Bearer {secret}"})
    client.get("/desk/")
    client.post("/fact-checks/ask/", {"text": "Crime fell.", "desk": newsroom.desk.slug})
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT count(*) FROM \"{table}\" t WHERE t::text ~ '203\\.0\\.113\\.77|Spider/7'")
            assert cursor.fetchone()[0] == 0, table


def test_a_token_is_in_no_log_line_whatever_becomes_of_its_request(rosa, caplog):
    """Celery 5.6.0 note 9997; token leaks."""
    caplog.set_level(logging.DEBUG)
    _, secret = ApiToken.objects.issue(rosa, name="a program", scopes=[])
    client = Client(headers={"authorization": f"Bearer {secret}"}, raise_request_exception=False)
    for path in ("claims/", "nothing/", "claims/?cursor=%00"):
        client.get(f"/api/v1/{path}")
    client.post("/api/v1/claims/1/accept/", b"{", content_type="application/json")
    client.get("/api/v1/claims/", headers={"authorization": f"Bearer {secret}x"})
    assert caplog.records
    assert secret[:20] not in caplog.text + "".join(str(record.__dict__) for record in caplog.records)


@pytest.mark.parametrize("form", ["line", "json"])
def test_what_somebody_sends_begins_no_log_line_of_its_own(db, form):
    """superset CVE-2021-42250, Django CVE-2025-48432."""
    stream = io.StringIO()
    said = logs.configuration(level="INFO", form=form)["formatters"][form]
    handler = logging.StreamHandler(stream)
    handler.addFilter(logs.Worked())
    made = said.pop("()")
    handler.setFormatter(made(said["format"], style="{") if said else made())
    logging.getLogger().addHandler(handler)
    try:
        Client().get("/a%0d%0a2026-01-01%20ERROR%20forged%1b[2J%e2%80%a8x/")
        logging.getLogger("tests").warning("name %s", "x\r\nERROR forged \x1b[31m\u202e")
    finally:
        logging.getLogger().removeHandler(handler)
    lines = stream.getvalue().splitlines()
    assert len(lines) == 2, lines
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", stream.getvalue())


def test_who_signs_in_and_who_fails_to_stands_in_the_log_without_what_was_typed(rosa, caplog):
    caplog.set_level(logging.INFO)
    sign_in(Client(), rosa.username, "hunter2-is-wrong")
    sign_in(Client(), rosa.username)
    said = [record.getMessage() for record in caplog.records if record.name == "config.accounts"]
    assert said == ["an attempt to sign in failed", f"person {rosa.pk} signed in"]
    assert "hunter2" not in caplog.text + PASSWORD


def test_what_is_somebodys_is_kept_by_no_cache_and_ended_sessions_by_no_table(newsroom, api, as_staff):
    client = as_staff(newsroom.admin)
    answers = [client.get(path) for path in ("/api/v1/desks/", "/accounts/2fa/", "/desk/", "/admin/")]
    for answer in (*answers, api(newsroom.viewer).get("claims/")):
        assert "no-store" in answer["Cache-Control"], answer
    assert "no-store" not in Client().get("/fact-checks/")["Cache-Control"]
    Session.objects.create(session_key="over", session_data="", expire_date="2020-01-01T00:00Z")
    tasks.forget_sessions()
    assert [row.session_key for row in Session.objects.all()] == [client.session.session_key]


def test_over_https_cookies_are_bound_to_the_host(monkeypatch, tmp_path):
    monkeypatch.setenv("SECRET_KEY", "0123456789-abcdefghijklmnopqrstuvwxyz")
    monkeypatch.setenv("BASE_URL", "https://desk.example")
    monkeypatch.setenv("CLAIMDESK_VAR", str(tmp_path))
    said = runpy.run_path(str(ROOT / "config/settings.py"))
    assert [said["SESSION_COOKIE_NAME"], said["CSRF_COOKIE_NAME"]] == ["__Host-sessionid", "__Host-csrftoken"]
    assert said["SESSION_COOKIE_SECURE"]


def test_programs_are_not_led_on_from_plain_http_but_told_to_change_their_token(db, settings):
    settings.SECURE_SSL_REDIRECT = True
    token = {"authorization": "Bearer cd_x"}
    for path in ("/api/v1/claims/", "/api/v1/nothing", "/v1alpha1/claims:search", "/v1alpha1/pages/1"):
        plain, with_token = Client().post(path), Client().get(path, headers=token)
        assert (plain.status_code, with_token.status_code) == (403, 403), path
        assert "https" in plain.text
        assert "withdraw it" not in plain.text
        assert "withdraw it" in with_token.text
        assert Client().get(path, secure=True).status_code not in {301, 403}, path
    assert plain.json()["error"]["status"] == "PERMISSION_DENIED"
    problem = Client().get("/api/v1/claims/")
    assert (problem["Content-Type"], problem.json()["status"]) == ("application/problem+json", 403)
    for page in ("/fact-checks/", "/api/v1/docs/", "/accounts/login/"):
        assert Client().get(page)["Location"] == f"https://testserver{page}"


def test_the_number_of_a_request_is_never_the_callers(db):
    answer = Client().get("/healthz/", headers={"x-request-id": "forged\r\nx: y"})
    assert re.fullmatch(r"[0-9a-f]{32}", answer["X-Request-ID"])


# ── What runs ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_tasks_are_json_with_ids_alone_and_keep_no_result():
    """celery CVE-2021-23727, django-celery-results CVE-2020-17495, superset's pickles, flower CVE-2022-30034."""
    assert (app.conf.task_serializer, app.conf.accept_content) == ("json", ("json",))
    assert app.conf.result_backend is None
    assert app.conf.task_ignore_result
    ours = [task for name, task in app.tasks.items() if name.startswith(("claims.", "reviews."))]
    taken = {kind for task in ours for name, kind in task.run.__annotations__.items() if name != "return"}
    assert taken == {int}


def test_no_module_unpacks_objects_or_makes_queries_of_what_was_sent():
    """label-studio-ml CVE-2025-5173; Django CVE-2025-57833, 2025-64459: `filter(**request.GET)`."""
    unpack = {"pickle", "marshal", "shelve", "dill", "joblib"}
    asking = {"filter", "exclude", "annotate", "get", "order_by", "alias", "extra", "Q"}
    for path in CODE:
        if "training" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = {alias.name for alias in node.names} | {getattr(node, "module", None)}
                assert not names & unpack, path
            if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in asking:
                spread = [ast.unparse(word.value) for word in node.keywords if word.arg is None]
                assert not any(re.search(r"request|\bdata\b|\bgiven\b|GET|POST", said) for said in spread), (
                    path,
                    node.lineno,
                )


# ── What a page holds ─────────────────────────────────────────────────────────────────────────────────────────────

PAGES = ("/fact-checks/", "/fact-checks/about/", "/fact-checks/search/?q=crime", "/fact-checks/ask/",
         "/accounts/login/",
         "/desk/", "/desk/triage/", "/desk/queue/", "/desk/articles/", "/desk/inbox/", "/desk/search/", "/admin/",
         "/admin/claims/claim/", "/admin/reviews/retention/add/", "/api/v1/docs/")  # fmt: skip
LOADS = re.compile(
    r"<(?:script|img|iframe|source|audio|video|embed|input)\b[^>]*?\ssrc=[\"']([^\"']+)"
    r"|<link\b(?=[^>]*rel=[\"'](?:stylesheet|icon|preload|modulepreload|manifest))[^>]*?\shref=[\"']([^\"']+)"
    r"|url\([\"']?(https?:[^)]+)|@import\s+[\"'](https?:[^\"']+)|<form\b[^>]*?\saction=[\"'](https?:[^\"']+)"
)


def test_no_page_loads_anything_from_another_site(newsroom, as_staff):
    newsroom.review("published")
    client = as_staff(newsroom.admin)
    for path in PAGES:
        answer = client.get(path, follow=True)
        assert answer.status_code == 200, path
        loaded = {next(filter(None, found)) for found in LOADS.findall(answer.content.decode())}
        assert {one for one in loaded if not re.match(r"/(?!/)|data:", one)} == set(), path
        sources = re.findall(r"https?://|\*|//", answer["Content-Security-Policy"])
        assert sources == [], (path, answer["Content-Security-Policy"])


def test_our_styles_and_scripts_name_no_other_site():
    for path in [*ROOT.glob("claims/static/**/*"), *ROOT.glob("reviews/**/static/**/*")]:
        if path.suffix in {".css", ".js"}:
            calls = re.findall(
                r"(?:url\(|@import|fetch\(|import\(|from )\s*[\"'`]?(?:https?:)?//[^\"'`)]+", path.read_text()
            )
            assert calls == [], path


def test_hostile_words_stay_words_in_a_text_and_in_what_changed_in_it(newsroom, as_staff):
    """wagtail CVE-2023-28836, CVE-2026-28222; label-studio CVE-2023-47115, CVE-2025-25296; zulip CVE-2026-24050."""
    article: Article = factories.ArticleFactory(
        desk=newsroom.desk, title=f"Title {HOSTILE}", byline=HOSTILE, url="https://news.example/?" + HOSTILE
    )
    for number, text in enumerate(
        (f"Crime fell {HOSTILE}.", f"Crime fell by {HOSTILE} {HOSTILE} 12 percent."), start=1
    ):
        factories.RevisionFactory(article=article, number=number, text=text)
    claim = newsroom.claim(
        text=f"Crime {HOSTILE}", claimant=factories.ClaimantFactory(desk=newsroom.desk, name=HOSTILE)
    )
    client = as_staff(newsroom.admin)
    pages = (f"/desk/articles/{article.pk}/", f"/desk/articles/{article.pk}/?to=2", "/desk/articles/", "/desk/triage/",
             "/admin/claims/claim/", "/admin/claims/article/", page_of(article), page_of(claim),
             f"/desk/search/?q={HOSTILE}", f"/fact-checks/search/?q={HOSTILE}")  # fmt: skip
    for path in pages:
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert "<img src=x" not in answer.content.decode(), path


@pytest.mark.parametrize("page", ["SECURITY.md", "docs/asvs.md"])
def test_every_test_that_is_named_as_a_proof_is_there(page):
    written = (ROOT / page).read_text()
    files = {path.relative_to(ROOT / "tests").as_posix() for path in (ROOT / "tests").rglob("test_*.py")}
    names = {path.rpartition("/")[2] for path in files}
    for named in re.findall(r"`((?:\w+/)*test_\w+\.py)`", written):
        assert named.removeprefix("tests/") in files | names, named
    whole = Path(__file__).read_text()
    for named in re.findall(r"`(test_\w+)`", written):
        assert f"def {named}(" in whole, named
