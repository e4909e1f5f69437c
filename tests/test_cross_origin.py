"""Programs on pages of other sites: only named origins, only the APIs and public data, never with a session."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from config.cross_origin import exact

FRIEND = "https://news.example"
HOSTILE = [
    "https://evil.example", "https://news.example.evil.example", "https://evilnews.example", "http://news.example",
    "https://news.example:8443", "https://NEWS.example.", "https://sub.news.example", "null",
    "https://news.example%00.evil.example", "",
]  # fmt: skip
API = ["/api/v1/claims/", "/api/v1/no-such-address/", "/v1alpha1/claims:search?query=crime"]
PUBLIC = [
    "/fact-checks/feed.atom", "/fact-checks/feed.json", "/fact-checks/ratings/false/feed.rss",
    "/fact-checks/data/datafeed.json", "/fact-checks/data/fact-checks.csv", "/fact-checks/oembed",
    "/v1alpha1/claims:search?query=crime",
]  # fmt: skip
PAGES = [
    "/",
    "/fact-checks/",
    "/desk/",
    "/admin/",
    "/accounts/login/",
    "/fact-checks/ask/",
    "/healthz/",
    "/api/",
    "/api/v2/x",
]


def ask(path, origin, **more):
    answer = Client(**more).get(path, headers={"Origin": origin})
    if answer.streaming:
        answer.getvalue()
    return answer


def preflight(path, origin, method="POST", headers="authorization, idempotency-key, if-match"):
    asked = {"Origin": origin, "Access-Control-Request-Method": method, "Access-Control-Request-Headers": headers}
    return Client().options(path, headers=asked)


def allowed(answer):
    named = {name.title(): value for name, value in answer.headers.items()}
    return {name: value for name, value in named.items() if name.startswith("Access-Control-")}


@pytest.fixture
def friend(settings, db):
    settings.CORS_ALLOWED_ORIGINS = [FRIEND]


@pytest.mark.parametrize("path", [*API, *PUBLIC, *PAGES])
def test_nothing_is_open_unless_somebody_is_named(db, path):
    assert allowed(ask(path, FRIEND)) == {}
    assert allowed(preflight(path, FRIEND)) == {}


@pytest.mark.parametrize("path", [*API, *PUBLIC])
def test_a_named_origin_reads_answers_and_refusals_and_the_headers_that_matter(friend, path):
    told = allowed(answer := ask(path, FRIEND))
    assert told.pop("Access-Control-Allow-Origin") == FRIEND
    assert {"ETag", "Retry-After", "Idempotency-Replayed"} <= set(told.pop("Access-Control-Expose-Headers").split(", "))
    assert told == {}  # no credentials
    assert "origin" in answer.headers["Vary"].lower()


@pytest.mark.parametrize("path", API)
def test_a_named_origin_may_write_with_a_token(friend, path):
    answer = preflight(path, FRIEND)
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == FRIEND
    assert {"authorization", "idempotency-key", "if-match"} <= set(
        answer.headers["Access-Control-Allow-Headers"].split(", ")
    )
    assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.parametrize("origin", HOSTILE)
def test_what_only_looks_like_a_named_origin_is_another(friend, origin):
    for path in (*API, *PUBLIC):
        answer = ask(path, origin)
        assert allowed(answer) == {}, path
        assert "origin" in answer.headers["Vary"].lower()
        assert "Access-Control-Allow-Origin" not in preflight(path, origin).headers, path


@pytest.mark.parametrize("path", PAGES)
def test_pages_of_ours_are_open_to_nobody(friend, settings, path):
    settings.PUBLIC_DATA_FOR_ALL_ORIGINS = True
    assert allowed(ask(path, FRIEND)) == {}
    assert allowed(preflight(path, FRIEND)) == {}


def test_a_session_is_no_use_to_a_page_of_another_site(friend, newsroom):
    client = Client(enforce_csrf_checks=True)
    client.force_login(newsroom.reviewer)
    read = client.get("/api/v1/claims/", headers={"Origin": FRIEND})
    assert "Access-Control-Allow-Credentials" not in read.headers
    written = client.post("/api/v1/articles/", {}, "application/json", headers={"Origin": FRIEND})
    assert written.status_code == 403


@pytest.mark.parametrize("path", PUBLIC)
def test_public_data_is_open_to_all_where_the_installation_says_so(friend, settings, path):
    settings.PUBLIC_DATA_FOR_ALL_ORIGINS = True
    assert allowed(ask(path, "https://anybody.example")) == {"Access-Control-Allow-Origin": "*"}
    assert ask(path, FRIEND).headers["Access-Control-Allow-Origin"] == FRIEND


@pytest.mark.parametrize("path", ["/api/v1/claims/", "/v1alpha1/pages"])
def test_what_needs_a_token_is_never_open_to_all(db, settings, path):
    settings.PUBLIC_DATA_FOR_ALL_ORIGINS = True
    assert allowed(ask(path, "https://anybody.example")) == {}


@pytest.mark.parametrize(
    "wrong",
    ["*", "https://*.example", "news.example", "https://news.example/", "null", "https://News.example", "^https"],
)
def test_a_setting_that_is_no_exact_origin_is_refused_at_the_start(wrong):
    with pytest.raises(ImproperlyConfigured, match="CORS_ALLOWED_ORIGINS"):
        exact([FRIEND, wrong])
    assert exact([FRIEND, "http://127.0.0.1:3000", "http://[::1]:3000"])
