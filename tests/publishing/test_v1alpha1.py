"""What no well-meaning client sends to the Fact Check Tools API, and how it is refused: always in Google's shape."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.models import ApiToken, Scope
from reviews.models import ClaimReview
from reviews.publishing import pagebody
from reviews.publishing.models import MarkupPage
from reviews.publishing.searching import Wanted, places
from reviews.publishing.v1alpha1.fields import BadMask, kept, read_mask

S = ClaimReview.State
SEARCH, PAGES = "/v1alpha1/claims:search", "/v1alpha1/pages"
CLAIM = {"claimReviewed": "The wall cost nine million.", "rating": {"textualRating": "False"}}
PAGE = {"pageUrl": "https://courier.example/wall", "claimReviewMarkups": [CLAIM]}


@pytest.fixture
def editor(newsroom):
    newsroom.desk.website = "https://courier.example/"
    newsroom.desk.save()
    _, secret = ApiToken.objects.issue(newsroom.editor, name="test", scopes=[Scope.CLAIMS_READ, Scope.PUBLISH])
    return Client(headers={"Authorization": f"Bearer {secret}"}, raise_request_exception=False)


def send(editor, body, address=PAGES, method="post"):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return getattr(editor, method)(address, raw, content_type="application/json")


def assert_refused(answer, code, state):
    assert answer.status_code == code, answer.content
    assert answer.headers["Content-Type"] == "application/json"
    error = answer.json()["error"]
    assert (error["code"], error["status"]) == (code, state)
    assert error["message"]
    return error["message"]


@pytest.mark.parametrize(
    "query",
    [
        {}, {"query": "  "}, {"query": "x\0y"}, {"query": "x", "pageSize": "-1"}, {"query": "x", "pageSize": "ten"},
        {"query": "x", "pageSize": "1e3"}, {"query": "x", "pageSize": "٣"}, {"query": "x", "offset": "9" * 30},
        {"query": "x", "offset": "-1"}, {"query": "x", "maxAgeDays": "1.5"}, {"query": "x", "pageToken": "made-up"},
        {"query": "x", "colour": "red"}, {"query": "x", "alt": "proto"}, {"query": "x", "callback": "run"},
        {"query": "x", "fields": "claims("}, {"query": "x", "fields": "claims)"}, {"query": "x", "fields": "secret"},
        {"query": "x", "fields": "claims(" * 400}, {"query": "x" * 10_001}, {"languageCode": "en"},
    ],
)  # fmt: skip
def test_a_query_that_cannot_be_read_is_refused(db, query):
    assert_refused(Client().get(SEARCH, query), 400, "INVALID_ARGUMENT")


@pytest.mark.parametrize(
    "query",
    ["'", "\\", "a & | ! b", "(((", ":*", "x" * 5000, "'; DROP TABLE x; --", "\u202e", "🙂", "%", "the of and", "-12",
     '"unclosed', "a" * 2046, "<->", "word " * 1900],
)  # fmt: skip
def test_any_words_are_only_words(newsroom, query):
    newsroom.review(S.PUBLISHED)
    answer = Client().get(SEARCH, {"query": query})
    assert answer.status_code == 200
    assert answer.json() == {}


@pytest.mark.parametrize("language", ["", "en", "EN-gb", "sr-Latn", "xx", "🙂", "-", "en_US"])
def test_any_language_may_be_asked_for(newsroom, language):
    newsroom.review(S.PUBLISHED)
    answer = Client().get(SEARCH, {"query": "crime", "languageCode": language})
    assert bool(answer.json()) == (language.lower()[:2] in {"", "en"})


def test_a_site_that_is_none_finds_nothing(newsroom):
    newsroom.review(S.PUBLISHED)
    for site in ("https://[", "...", "//", "\u202e"):
        assert Client().get(SEARCH, {"reviewPublisherSiteFilter": site}).json() == {}


def test_a_token_belongs_to_its_query(newsroom):
    for _ in range(3):
        newsroom.review(S.PUBLISHED)
    token = Client().get(SEARCH, {"query": "crime", "pageSize": 1}).json()["nextPageToken"]
    assert Client().get(SEARCH, {"query": "crime", "pageSize": 2, "pageToken": token}).json()["claims"]
    assert_refused(Client().get(SEARCH, {"query": "fell", "pageToken": token}), 400, "INVALID_ARGUMENT")


def test_page_size_zero_is_the_default_and_a_hundred_is_honoured(newsroom):
    for _ in range(12):
        newsroom.review(S.PUBLISHED)
    counts = [len(Client().get(SEARCH, {"query": "crime", "pageSize": size}).json()["claims"]) for size in (0, 100)]
    assert counts == [10, 12]


def test_a_search_takes_the_same_number_of_statements_however_much_it_finds(newsroom):
    def statements():
        with CaptureQueriesContext(connection) as captured:
            Client().get(SEARCH, {"query": "crime", "pageSize": 100})
        return len(captured)

    newsroom.review(S.PUBLISHED)
    few = statements()
    for _ in range(10):
        newsroom.review(S.PUBLISHED)
    assert statements() == few <= 3


@pytest.mark.parametrize(
    ("method", "address", "code", "state"),
    [
        ("get", "/v1alpha1/", 404, "NOT_FOUND"), ("get", f"{SEARCH}/", 404, "NOT_FOUND"),
        ("get", f"{PAGES}/", 404, "NOT_FOUND"), ("get", "/v1alpha1/claims", 404, "NOT_FOUND"),
        ("post", SEARCH, 405, "UNIMPLEMENTED"), ("delete", SEARCH, 405, "UNIMPLEMENTED"),
        ("get", PAGES, 401, "UNAUTHENTICATED"), ("post", PAGES, 401, "UNAUTHENTICATED"),
        ("put", f"{PAGES}/1", 401, "UNAUTHENTICATED"), ("delete", f"{PAGES}/1", 401, "UNAUTHENTICATED"),
    ],
)  # fmt: skip
def test_what_is_no_method_or_needs_a_token_is_refused_without_a_redirect(db, method, address, code, state):
    assert_refused(getattr(Client(), method)(address), code, state)


def test_a_wrong_token_is_refused(db):
    answer = Client().get(PAGES, headers={"Authorization": "Bearer cd_nonsense"})
    assert_refused(answer, 401, "UNAUTHENTICATED")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_browser_session_does_not_open_the_pages(newsroom):
    client = Client()
    client.force_login(newsroom.editor)
    assert_refused(client.get(PAGES), 401, "UNAUTHENTICATED")


def test_the_search_sets_no_cookie_and_says_the_same_to_everybody(newsroom):
    newsroom.review(S.PUBLISHED)
    client = Client()
    client.force_login(newsroom.editor)
    theirs, answer = client.get(SEARCH, {"query": "crime"}), Client().get(SEARCH, {"query": "crime"})
    assert theirs.content == answer.content
    assert not answer.cookies


def test_only_a_get_may_hide_in_a_post(editor):
    form = "application/x-www-form-urlencoded"
    for method in ("DELETE", "PUT", "PATCH", "get!"):
        answer = editor.post(PAGES, "a=b", content_type=form, headers={"X-HTTP-Method-Override": method})
        assert_refused(answer, 400, "INVALID_ARGUMENT")
    found = Client().post(SEARCH, "query=x", content_type=form, headers={"X-HTTP-Method-Override": "GET"})
    assert (found.status_code, found.json()) == (200, {})


def test_a_form_with_too_much_in_it_is_refused(db):
    form, headers = "application/x-www-form-urlencoded", {"X-HTTP-Method-Override": "GET"}
    for body in ("&".join(f"a{number}=1" for number in range(600)), "query=" + "x" * 5_000_000):
        answer = Client(raise_request_exception=False).post(SEARCH, body, content_type=form, headers=headers)
        assert answer.status_code in {400, 413}
        assert answer.json()["error"]["status"] == "INVALID_ARGUMENT"


def having(**changes):
    return PAGE | changes


NO_MARKUP = (
    b"", b"{", b"null", b"[]", b'"x"', b"\xff", {}, {"pageUrl": "https://courier.example/"},
    having(pageUrl="courier.example/wall"), having(pageUrl="javascript:alert(1)"), having(pageUrl=7),
    having(pageUrl="https://courier.example/" + "x" * 2000), having(pageUrl="https://courier.example/é"),
    having(pageUrl="https://["), having(colour="red"), having(publishDate="yesterday"),
    having(publishDate="0000-00-00"), having(claimReviewMarkups=[]), having(claimReviewMarkups={}),
    having(claimReviewMarkups=[CLAIM] * 101), having(claimReviewMarkups=["x"]),
    having(claimReviewMarkups=[{"claimReviewed": "x"}]),
    having(claimReviewMarkups=[CLAIM | {"claimReviewed": " "}]),
    having(claimReviewMarkups=[CLAIM | {"claimReviewed": "x\0y"}]),
    having(claimReviewMarkups=[CLAIM | {"claimReviewed": "\ud800"}]),
    having(claimReviewMarkups=[CLAIM | {"claimDate": "soon"}]),
    having(claimReviewMarkups=[CLAIM | {"url": "https://elsewhere.example/"}]),
    having(claimReviewMarkups=[CLAIM | {"claimFirstAppearance": "javascript:alert(1)"}]),
    having(claimReviewMarkups=[CLAIM | {"claimAppearances": ["https://a.example", 7]}]),
    having(claimReviewMarkups=[CLAIM | {"rating": {"textualRating": "x", "ratingValue": "1"}}]),
    having(claimReviewMarkups=[CLAIM | {"rating": {"textualRating": "x", "ratingValue": 1}}]),
    having(claimReviewMarkups=[
        CLAIM | {"rating": {"textualRating": "x", "ratingValue": 0, "worstRating": 0, "bestRating": 5}}
    ]),
    having(claimReviewMarkups=[
        CLAIM | {"rating": {"textualRating": "x", "ratingValue": 2**40, "worstRating": 1, "bestRating": 5}}
    ]),
    b'{"pageUrl": ' + b"[" * 5000 + b"]" * 5000 + b"}",
)  # fmt: skip


def test_a_body_that_is_not_the_markup_of_a_page_is_refused(editor):
    for body in NO_MARKUP:
        assert_refused(send(editor, body), 400, "INVALID_ARGUMENT")
        assert not MarkupPage.objects.exists(), body


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_a_body_of_another_kind_is_refused(editor, kind):
    assert_refused(editor.post(PAGES, json.dumps(PAGE), content_type=kind), 400, "INVALID_ARGUMENT")


@pytest.mark.parametrize("name", ["0", "x", "-1", "1.5", "9" * 30, "٣", "%00", "1%2F2"])
def test_a_name_that_is_none_is_not_found(editor, name):
    for method in ("get", "delete"):
        assert_refused(getattr(editor, method)(f"{PAGES}/{name}"), 404, "NOT_FOUND")


def test_an_update_names_its_own_page_and_a_version_that_was_read(editor):
    address = "/v1alpha1/" + send(editor, PAGE).json()["name"]
    assert_refused(send(editor, having(name="pages/0"), address, "put"), 400, "INVALID_ARGUMENT")
    assert_refused(send(editor, having(versionId="x"), address, "put"), 400, "INVALID_ARGUMENT")
    assert_refused(send(editor, having(versionId="7"), address, "put"), 409, "ABORTED")
    assert send(editor, PAGE, address, "put").json()["versionId"] == "2"


def test_an_update_to_the_address_of_another_page_is_refused(editor):
    send(editor, PAGE)
    other = send(editor, having(pageUrl="https://courier.example/other")).json()["name"]
    assert_refused(send(editor, PAGE, f"/v1alpha1/{other}", "put"), 409, "ALREADY_EXISTS")


def test_a_desk_without_a_site_marks_up_nothing(newsroom, editor):
    newsroom.desk.website = ""
    newsroom.desk.save()
    assert "is not the site of a desk" in assert_refused(send(editor, PAGE), 403, "PERMISSION_DENIED")


def test_a_masked_answer_keeps_what_was_named_and_nothing_else():
    answer = {"claims": [{"text": "a", "claimReview": [{"url": "b", "title": "c"}]}], "nextPageToken": "d"}
    assert kept(answer, read_mask("claims/claimReview/url")) == {"claims": [{"claimReview": [{"url": "b"}]}]}
    assert kept(answer, read_mask("claims(text),nextPageToken")) == {"claims": [{"text": "a"}], "nextPageToken": "d"}
    assert kept(answer, read_mask("*")) == answer
    for wrong in ("claims,", ",", "claims(text", "claims//text", "claims text", "/".join(["claims"] * 20)):
        with pytest.raises(BadMask):
            read_mask(wrong)


def test_what_a_body_leaves_empty_is_left_out():
    body = pagebody.read(having(publishDate="", claimReviewAuthor={"name": ""}, versionId=None))
    assert body == PAGE


def test_a_rare_word_among_many_fact_checks_is_found_by_the_index(newsroom):
    newsroom.review(S.PUBLISHED)
    with connection.cursor() as cursor:
        cursor.execute(MANY)
        cursor.execute("ANALYZE publishing_factcheck")
        wanted = Wanted(words="crime brandt")
        with CaptureQueriesContext(connection) as captured:
            places(wanted, base_url="https://facts.example", after=None, offset=0, limit=11)
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF) {captured[-1]['sql']}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "fact_check_document" in plan
    assert "Seq Scan on publishing_factcheck" not in plan


# 20,000 fact-checks beside a real one, without the reviews that they would have: only how they are found is looked at.
MANY = """
SET session_replication_role = replica;
INSERT INTO publishing_factcheck (review_id, slug, published_by_id, published_at, modified_at, document)
SELECT -number, 'many-' || number, published_by_id, published_at - number * interval '1 minute', modified_at,
       claimdesk_document('en', 'Number ' || number || ' about harbours and walls ' || md5(number::text))
FROM publishing_factcheck, generate_series(1, 20000) AS number;
SET session_replication_role = origin;
"""
