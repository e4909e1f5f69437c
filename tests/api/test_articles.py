"""Handing in articles over REST: as a file, in parts, by address; once, twice and changed; and what is refused."""

from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from claims.extraction import MAX_CRASHES
from claims.models import Article, Extraction, Revision, digest_of
from tests.api.problems import pointers, problem
from tests.api.rows import failed_extraction
from tests.factories import TEXT, MembershipFactory
from tests.loopback import serving

FILE = f" date 2026-10-14 Harbour wall costs more\n\nBy Staff, Agencies\n\n{TEXT}\n"
PARTS = {"title": "Harbour wall costs more", "published_on": "2026-10-14", "text": TEXT}
PAGE = f"""<!doctype html><html lang="en"><head><title>Harbour wall costs more</title>
<meta property="article:published_time" content="2026-10-14T08:00:00+00:00">
<meta property="og:title" content="Harbour wall costs more"><meta name="author" content="Mira Solheim"></head>
<body><article><h1>Harbour wall costs more</h1>
<p>{TEXT.replace(chr(10) * 2, "</p><p>")}</p>
<p>The council will vote on the next stage of the works in November, a spokeswoman said on Monday, after it has heard
the engineers and the fishermen whose boats lie in the harbour.</p></article></body></html>"""


class Page(BaseHTTPRequestHandler):
    def do_GET(self):
        body = self.server.body
        self.send_response(200)
        self.send_header("Content-Type", self.server.content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture
def paper(settings):
    """A newspaper's web server on loopback, which the deployment vouches for."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    server.body, server.content_type = PAGE.encode(), "text/html; charset=utf-8"
    server.address = f"http://127.0.0.1:{server.server_port}/harbour-wall"
    settings.FETCH_ALLOW = [f"127.0.0.1:{server.server_port}"]
    with serving(server):
        yield server


@pytest.fixture
def client(newsroom, api):
    return api(newsroom.reviewer)


def test_a_file_is_stored_word_for_word_and_its_extraction_queued(newsroom, client):
    answer = client.post("articles/", {"text": FILE})
    body = answer.json()
    assert answer.status_code == 202
    assert (body["outcome"], body["origin"], body["desk"]) == ("new", "file", newsroom.desk.slug)
    assert (body["title"], body["published_on"], body["byline"]) == (
        "Harbour wall costs more", "2026-10-14", "Staff, Agencies",
    )  # fmt: skip
    assert (body["revision_number"], body["extraction"]["state"]) == (1, "queued")
    (revision,) = client.get(f"articles/{body['id']}/revisions/").json()
    assert (revision["id"], revision["text"], revision["digest"]) == (body["revision"], TEXT, digest_of(TEXT))
    assert client.get(f"extractions/{body['extraction']['id']}/").json() == body["extraction"]
    assert client.get(f"articles/{body['id']}/").json() == {k: v for k, v in body.items() if k != "outcome"}


def test_text_with_title_and_day_is_stored_as_pasted(client):
    body = client.post("articles/", PARTS | {"byline": "Mira Solheim", "url": "https://paper.example/wall"}).json()
    assert (body["origin"], body["byline"], body["url"]) == ("paste", "Mira Solheim", "https://paper.example/wall")
    assert Revision.objects.get(pk=body["revision"]).text == TEXT


def test_a_page_is_fetched_and_read(client, paper):
    answer = client.post("articles/", {"url": paper.address})
    body = answer.json()
    assert (answer.status_code, body["origin"], body["url"]) == (202, "url", paper.address)
    assert (body["title"], body["published_on"], body["language"]) == ("Harbour wall costs more", "2026-10-14", "en")
    assert "spent 4.2 million crowns on the harbour wall" in Revision.objects.get(pk=body["revision"]).text


def test_what_a_page_does_not_say_may_be_given_with_its_address(client, paper):
    paper.body, paper.content_type = TEXT.encode(), "text/plain; charset=utf-8"
    problem(client.post("articles/", {"url": paper.address}), 422, kind="UnreadableInput")
    told = {"url": paper.address, "title": "Harbour wall costs more", "published_on": "2026-10-14"}
    body = client.post("articles/", told).json()
    assert (body["title"], body["published_on"]) == ("Harbour wall costs more", "2026-10-14")


@pytest.mark.parametrize("form", [{"text": FILE}, PARTS, None])
def test_the_same_article_twice_changes_nothing(client, paper, form):
    form = form or {"url": paper.address}
    first = client.post("articles/", form).json()
    again = client.post("articles/", form)
    assert again.status_code == 200
    assert again.json() == first | {"outcome": "unchanged"}
    assert (Article.objects.count(), Revision.objects.count(), Extraction.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize("form", [{"text": FILE}, PARTS, None])
def test_a_changed_text_is_the_next_revision_of_the_same_article(client, paper, form):
    form = form or {"url": paper.address}
    first = client.post("articles/", form).json()
    if "text" in form:
        form = form | {"text": form["text"].replace("4.2 million", "4.7 million")}
    else:
        paper.body = paper.body.replace(b"4.2 million", b"4.7 million")
    answer = client.post("articles/", form)
    body = answer.json()
    assert (answer.status_code, body["outcome"], body["revision_number"]) == (202, "revised", 2)
    assert (body["id"], body["extraction"]["state"]) == (first["id"], "queued")
    assert body["extraction"]["id"] != first["extraction"]["id"]
    revisions = client.get(f"articles/{body['id']}/revisions/").json()
    assert [revision["number"] for revision in revisions] == [2, 1]
    assert ["4.7 million" in revision["text"] for revision in revisions] == [True, False]


def test_the_same_words_at_another_address_are_the_article_that_is_there(client):
    first = client.post("articles/", {"text": FILE}).json()
    again = client.post("articles/", PARTS | {"title": "Another title"})
    assert (again.status_code, again.json()["id"]) == (200, first["id"])


def test_two_desks_may_hold_the_same_article_and_do_not_meet(newsroom, client, api):
    elsewhere = api(MembershipFactory().user)
    ours, theirs = (who.post("articles/", PARTS).json() for who in (client, elsewhere))
    assert (ours["outcome"], theirs["outcome"]) == ("new", "new")
    assert ours["id"] != theirs["id"]


TODAY = datetime.now(UTC).date()
FAR = (TODAY + timedelta(days=30)).isoformat()
REFUSED = {
    "no date": ({"text": TEXT}, "date"),
    "no such day": ({"text": FILE.replace("2026-10-14", "2026-02-30")}, "2026-02-30"),
    "another form of date": ({"text": FILE.replace("2026-10-14", "14/10/2026")}, "date"),
    "no title": ({"text": f" date 2026-10-14\n\n{TEXT}"}, "title"),
    "no paragraphs": ({"text": " date 2026-10-14 Harbour wall costs more\n\nBy Staff\n"}, "paragraphs"),
    "the future": ({"text": FILE.replace("2026-10-14", FAR)}, "future"),
    "HTML in a file": ({"text": PAGE}, "HTML"),
    "a control character in a file": ({"text": FILE + "\x1b[31m"}, "U+001B"),
    "pasted from the future": (PARTS | {"published_on": FAR}, "future"),
    "pasted from before newspapers": (PARTS | {"published_on": "0001-01-01"}, "before"),
    "a control character in pasted text": (PARTS | {"text": TEXT + "\x08"}, "U+0008"),
    "a pasted byte-order mark": (PARTS | {"text": "\ufeff"}, "words"),
    "pasted invisible characters": (PARTS | {"text": "\u200b\u2060\n\u200b"}, "words"),
    "pasted punctuation": (PARTS | {"text": "…!?"}, "words"),
    "an invisible title": (PARTS | {"title": "\u200b"}, "words"),
    "an intranet address": ({"url": "http://10.0.0.7/wall"}, "public"),
    "a metadata address": ({"url": "http://169.254.169.254/latest/meta-data/"}, "public"),
    "loopback": ({"url": "http://127.0.0.1/"}, "public"),
    "another port": ({"url": "http://paper.example:8080/wall"}, "ports"),
    "a password": ({"url": "https://ann:secret@paper.example/"}, "password"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_article_is_refused_with_its_reason_and_leaves_nothing(client, case):
    body, reason = REFUSED[case]
    refusal = problem(client.post("articles/", body), 422, kind="FetchRefused" if "url" in body else "UnreadableInput")
    assert reason in refusal["detail"]
    assert not Article.objects.exists()


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "#/text"),
        ({"text": " \n\t "}, "#/text"),
        ({"title": "T", "published_on": "2026-10-14"}, "#/text"),
        ({"text": TEXT, "title": "T"}, "#/published_on"),
        ({"text": TEXT, "published_on": "2026-10-14"}, "#/title"),
        (PARTS | {"published_on": "14.10.2026"}, "#/published_on"),
        (PARTS | {"published_on": 20261014}, "#/published_on"),
        (PARTS | {"published_on": "2026-10-14T08:00:00Z"}, "#/published_on"),
        (PARTS | {"title": "T" * 501}, "#/title"),
        (PARTS | {"byline": "B" * 501}, "#/byline"),
        (PARTS | {"text": "x" * 500_001}, "#/text"),
        (PARTS | {"text": "a\x00b"}, "#/text"),
        (PARTS | {"text": "a\ud800b"}, "#/text"),
        (PARTS | {"title": "a\x07b"}, "#/title"),
        (PARTS | {"url": "javascript:alert(1)"}, "#/url"),
        (PARTS | {"url": "data:text/html,x"}, "#/url"),
        ({"url": "ftp://paper.example/wall"}, "#/url"),
        ({"url": "https://paper.example/" + "w" * 2000}, "#/url"),
        ({"url": "http://[::1"}, "#/url"),
        (PARTS | {"desk": ""}, "#/desk"),
        (PARTS | {"desk": "nowhere"}, "#/desk"),
    ],
)
def test_input_with_errors_is_refused_where_they_are(client, body, pointer):
    assert pointer in pointers(client.post("articles/", body))
    assert not Article.objects.exists()


def test_a_member_of_two_desks_names_one(newsroom, client):
    elsewhere = MembershipFactory(user=newsroom.reviewer).desk
    assert pointers(client.post("articles/", PARTS)) == ["#/desk"]
    assert client.post("articles/", PARTS | {"desk": elsewhere.slug}).json()["desk"] == elsewhere.slug


def test_what_is_read_as_markup_elsewhere_is_kept_as_the_words_it_is(client):
    text = TEXT + "\n\n<script>alert(1)</script> {{ 7*7 }} '; DROP TABLE claims_claim; -- \u202e"
    body = client.post("articles/", PARTS | {"text": text}).json()
    assert client.get(f"articles/{body['id']}/revisions/").json()[0]["text"] == text


def test_only_a_failed_extraction_is_tried_again(newsroom, client):
    failed = failed_extraction(newsroom)
    Extraction.objects.filter(pk=failed.pk).update(crashes=MAX_CRASHES)
    answer = client.post(f"extractions/{failed.pk}/retry/")
    assert (answer.status_code, answer.json()["state"], answer.json()["crashes"]) == (202, "queued", 0)
    problem(client.post(f"extractions/{failed.pk}/retry/"), 422, kind="NothingToRetry")
