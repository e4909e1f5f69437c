"""Articles in bulk: each line answered in order, bad ones refused alone, and nothing lost or doubled by a break."""

import gzip
import http.client
import json
import socket
import time

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework.exceptions import APIException

from claims.api.articles import SubmitArticleInput, pasted
from claims.api.bulklines import read_line
from claims.api.bulkload import ANSWERS_AHEAD, BATCH_LINES, LONGEST_LINE
from claims.errors import UnreadableInput
from claims.ingestion.textfile import vet_draft
from claims.models import Article, Extraction, Revision, Role
from tests.api.problems import problem
from tests.conftest import ApiClient
from tests.factories import MembershipFactory
from tests.servers import forget_connections

NDJSON = "application/x-ndjson"


def article(number=1, **facts):
    text = f"The council spent {number} million crowns on the harbour wall last year, the mayor said."
    return {"title": f"Harbour wall {number}", "published_on": "2026-10-14", "text": text} | facts


def body(*lines):
    return b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines)


def send(client, data, query="", content_type=NDJSON, **headers):
    return client.client.generic(
        "POST", f"/api/v1/articles/bulk/{query}", data, content_type=content_type, headers=client.headers | headers
    )


def answers(answer):
    """The lines of an answer, and its summary."""
    *lines, last = [json.loads(line) for line in answer.getvalue().splitlines()]
    return lines, last["summary"]


@pytest.fixture
def client(newsroom, api):
    return api(newsroom.reviewer)


def test_each_line_is_answered_in_order_and_a_bad_one_stops_no_other(client, newsroom):
    lines = [
        article(1), b"{'title': 1}", b"", article(1), article(2, title="Harbour wall 1"), {"title": "No text"},
        article(3, published_on="2026-02-30"), b"[]", {"url": "https://example.org/a"}, article(4, colour="red"),
        article(5, text="…"), b"\xff\xfe", b"[" * 50_000, b'{"title": NaN}', article(6, desk="another"),
        article(7, desk=newsroom.desk.slug, byline="Rosa Tallis", url="https://example.org/wall"),
        {"text": "date 2026-10-14 Trams are late\n\nTen trams were late on Monday, the company said."},
    ]  # fmt: skip
    found, summary = answers(send(client, body(*lines)))
    assert [one["line"] for one in found] == [1, 2, *range(4, 18)]
    outcomes = {one["line"]: one["outcome"] for one in found}
    taken = {1: "new", 4: "unchanged", 5: "revised", 16: "new", 17: "new"}
    assert outcomes == dict.fromkeys(outcomes, "refused") | taken
    assert summary == {
        "is_complete": True, "next_line": 18, "new": 3, "revised": 1, "unchanged": 1, "refused": 11
    }  # fmt: skip
    pointers = {one["line"]: [error["pointer"] for error in one["problem"].get("errors", [])]
                for one in found if "problem" in one}  # fmt: skip
    assert pointers == {2: [], 6: ["#/text"], 7: ["#/published_on"], 8: ["#"], 9: ["#/text"], 10: ["#/colour"],
                        11: [], 12: [], 13: [], 14: [], 15: ["#/desk"]}  # fmt: skip
    wall = Article.objects.get(pk=found[-2]["article"])
    assert (wall.byline, wall.url, wall.origin, wall.desk) == (
        "Rosa Tallis", "https://example.org/wall", "bulk", newsroom.desk
    )  # fmt: skip
    for one in found:
        if one["outcome"] != "refused":
            extraction = Extraction.objects.get(pk=one["extraction"])
            assert (extraction.revision_id, extraction.is_in_bulk) == (one["revision"], True)


def test_the_same_load_again_changes_nothing(client):
    load = body(*[article(n) for n in range(BATCH_LINES + 20)])
    first, _ = answers(send(client, load))
    before = Article.objects.count(), Revision.objects.count(), Extraction.objects.count()
    again, summary = answers(send(client, load))
    assert (summary["unchanged"], summary["new"]) == (BATCH_LINES + 20, 0)
    assert [one["extraction"] for one in again] == [one["extraction"] for one in first]
    assert (Article.objects.count(), Revision.objects.count(), Extraction.objects.count()) == before


def test_a_load_goes_on_from_the_line_that_is_named(client):
    found, summary = answers(send(client, body(b"no JSON", article(2), article(3)), "?from_line=3"))
    assert [one["line"] for one in found] == [3]
    assert (summary["new"], summary["next_line"]) == (1, 4)


def test_a_line_that_is_too_long_is_refused_alone(client):
    found, _ = answers(send(client, body(article(1), b"x" * (LONGEST_LINE + 1), article(2))))
    assert [one["outcome"] for one in found] == ["new", "refused", "new"]
    assert "longer" in found[1]["problem"]["detail"]


def test_a_body_may_be_packed(client):
    load = body(article(1), article(2))
    found, _ = answers(send(client, gzip.compress(load), Content_Encoding="gzip"))
    assert [one["outcome"] for one in found] == ["new", "new"]
    problem(send(client, load, **{"Content-Encoding": "br"}), 415)


def test_a_packed_body_that_is_damaged_keeps_what_came_before(client):
    damaged = gzip.compress(body(*[article(n) for n in range(3)]) + b"\n")[:-8]
    found, summary = answers(send(client, damaged, **{"Content-Encoding": "gzip"}))
    assert [one["outcome"] for one in found] == ["new"] * 3
    assert (summary["is_complete"], summary["next_line"]) == (False, 4)
    assert "breaks off" in summary["problem"]["detail"]


@pytest.mark.parametrize("query", ["?from_line=0", "?from_line=x", "?live=perhaps", "?colour=red", "?desk=none"])
def test_a_wrong_address_is_refused_before_anything_is_read(client, query):
    problem(send(client, body(article(1)), query), 400)
    assert not Article.objects.exists()


def test_another_type_of_body_is_refused(client):
    problem(send(client, body(article(1)), content_type="application/json"), 415)


def test_a_viewer_and_a_reading_token_may_not(newsroom, api):
    problem(send(api(newsroom.viewer), body(article(1))), 403)
    problem(send(api(newsroom.reviewer, scopes=["claims:read"]), body(article(1))), 403)
    problem(send(api(newsroom.stranger), body(article(1)), f"?desk={newsroom.desk.slug}"), 400)
    assert not Article.objects.exists()


VALUES = st.one_of(
    st.none(), st.integers(), st.just("https://example.org/a"), st.just("2026-10-14"),
    st.sampled_from(["", " ", "desk-x"]), st.text(max_size=30), st.text("ab \t\n\x00\x1c\x85\u2028\ud800", max_size=8),
)  # fmt: skip
MEMBERS = st.sampled_from(["title", "text", "published_on", "byline", "url", "desk", "colour"])


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(MEMBERS, VALUES) | st.fixed_dictionaries(
    {"title": VALUES, "text": VALUES, "published_on": st.just("2026-10-14")}, optional={"byline": VALUES, "url": VALUES}
))  # fmt: skip
def test_a_line_is_read_by_the_rules_of_a_single_article(value):
    try:
        found = read_line(json.dumps(value).encode(), desk="desk-x")
    except (APIException, UnreadableInput):
        found = None
    assert found == alone(value)


def alone(value):
    """The article that a single input describes, or None where it is refused."""
    form = SubmitArticleInput(data=value)
    if not form.is_valid() or not form.validated_data["text"] or form.validated_data["desk"] not in {"", "desk-x"}:
        return None
    try:
        draft = pasted(form.validated_data)
        vet_draft(draft)
    except UnreadableInput:
        return None
    return draft


class Line:
    """A connection to the live server on which a load is sent piece by piece."""

    def __init__(self, url, headers, query="", length=None):
        host, _, port = url.removeprefix("http://").partition(":")
        self.http = http.client.HTTPConnection(host, int(port), timeout=20)
        self.http.putrequest("POST", f"/api/v1/articles/bulk/{query}")
        for name, value in (headers | {"Content-Type": NDJSON, "Content-Length": str(length)}).items():
            self.http.putheader(name, value)
        self.http.endheaders()
        self.socket = self.http.sock

    def send(self, data):
        self.http.send(data)

    def cut(self):
        """In the middle of the body."""
        self.socket.shutdown(socket.SHUT_RDWR)

    def answer(self):
        return self.http.getresponse()


def wait_for(question, seconds=10):
    deadline = time.monotonic() + seconds
    while not question() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert question()


def test_a_line_that_breaks_costs_nothing_and_the_load_is_taken_up_again(live_server, newsroom):
    headers = ApiClient(newsroom.reviewer).headers
    load = [json.dumps(article(n)).encode() + b"\n" for n in range(3 * BATCH_LINES)]
    line = Line(live_server.url, headers, "?live=true", length=sum(map(len, load)))
    line.send(b"".join(load[: 2 * BATCH_LINES - 1]) + load[2 * BATCH_LINES][:50])
    answer = line.answer()
    seen = [json.loads(answer.readline()) for _ in range(BATCH_LINES)]
    assert [one["line"] for one in seen] == list(range(1, BATCH_LINES + 1)), "answered while the body comes in"
    line.cut()
    wait_for(lambda: Article.objects.count() == 2 * BATCH_LINES - 1)
    rest = Line(live_server.url, headers, f"?from_line={seen[-1]['line'] + 1}", length=sum(map(len, load)))
    rest.send(b"".join(load))
    *found, last = [json.loads(one) for one in rest.answer().read().splitlines()]
    assert [one["line"] for one in found] == list(range(BATCH_LINES + 1, 3 * BATCH_LINES + 1))
    assert last["summary"]["is_complete"]
    assert Article.objects.count() == Revision.objects.count() == Extraction.objects.count() == 3 * BATCH_LINES
    connection.close()


def test_who_sends_everything_before_reading_anything_is_not_kept_waiting(live_server, newsroom):
    """More answers than the buffers between two programs hold: they wait for the end of the body."""
    headers = ApiClient(newsroom.reviewer).headers
    refused = b"?\n" * 60_000
    line = Line(live_server.url, headers, length=len(refused))
    line.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, ANSWERS_AHEAD)
    line.send(refused)
    lines = line.answer().read().splitlines()
    assert len(lines) == 60_001
    assert sum(map(len, lines)) > 10 * ANSWERS_AHEAD


def test_a_broker_that_is_away_costs_no_line_and_no_answer(transactional_db, monkeypatch):
    member = MembershipFactory(role=Role.REVIEWER)
    monkeypatch.setenv("CELERY_BROKER_URL", "redis://127.0.0.1:1/0")
    forget_connections()
    found, summary = answers(send(ApiClient(member.user), body(article(1), article(2))))
    monkeypatch.undo()
    forget_connections()
    assert [one["outcome"] for one in found] == ["new", "new"]
    assert (summary["is_complete"], summary["new"]) == (True, 2)
