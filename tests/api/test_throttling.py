"""How many requests a minute the REST API takes: counted for all processes, told in headers, and never in the way."""

import re
import time

import pytest
from django.test import Client

from claims import rates
from tests.api.operations import documented
from tests.api.problems import problem


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """A minute of each test's own, ten seconds in, so that none of them is cut in two and none shares a counter."""
    rates._Counter.silent_until = 0.0
    now = [(int(time.time_ns() // 1000) % 10**9) * 60 + 10]
    monkeypatch.setattr(rates.time, "time", lambda: now[0])
    return now


def test_a_person_reads_and_writes_so_often_a_minute_whichever_token_they_use(newsroom, api, settings, clock):
    settings.API_READS_PER_MINUTE, settings.API_WRITES_PER_MINUTE = 3, 1
    tokens = [api(newsroom.reviewer), api(newsroom.reviewer)]
    answers = [tokens[number % 2].get("claims/") for number in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    problem(answers[-1], 429)
    assert answers[-1].headers["Retry-After"] == "50"
    assert tokens[0].post("articles/", {}).status_code == 400
    problem(tokens[0].post("articles/", {}), 429)
    assert api(newsroom.second).get("claims/").status_code == 200
    clock[0] += 50
    assert tokens[0].get("claims/").status_code == 200


def test_every_answer_says_how_many_more_there_may_be(newsroom, api, settings):
    settings.API_READS_PER_MINUTE = 2
    client = api(newsroom.reviewer)
    answers = [client.get("claims/"), client.get("claims/0/"), client.get("claims/")]
    assert [answer.headers["RateLimit"] for answer in answers] == [f'"reads";r={left};t=50' for left in (1, 0, 0)]
    assert {answer.headers["RateLimit-Policy"] for answer in answers} == {'"reads";q=2;w=60'}


def test_a_load_in_bulk_counts_as_one_and_says_so(newsroom, api, settings):
    settings.API_WRITES_PER_MINUTE = 2
    answer = api(newsroom.reviewer).send_lines("articles/bulk/", {"text": "a"}, {"text": "b"})
    assert (answer.status_code, answer.headers["RateLimit"]) == (200, '"writes";r=1;t=50')
    refused = Client().post("/api/v1/articles/bulk/", "{}", content_type="application/x-ndjson")
    assert (refused.status_code, refused.headers["RateLimit-Policy"][:11]) == (401, '"anonymous"')


def test_who_is_refused_was_counted_too_by_address(db, settings):
    settings.API_ANONYMOUS_PER_MINUTE = 2
    wrong = {"Authorization": "Bearer cd_wrong"}
    answers = [Client().get("/api/v1/claims/", headers=wrong, REMOTE_ADDR="192.0.2.7") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [401, 401, 429]
    assert Client().get("/api/v1/claims/", headers=wrong, REMOTE_ADDR="192.0.2.8").status_code == 401


def test_the_description_itself_is_not_drawn_without_end(db, settings):
    settings.API_ANONYMOUS_PER_MINUTE = 1
    assert Client().get("/api/v1/docs/", REMOTE_ADDR="192.0.2.9").status_code == 200
    assert Client().get("/api/v1/schema/", REMOTE_ADDR="192.0.2.9").status_code == 429


def test_a_customer_with_many_addresses_is_one(db, settings):
    settings.API_ANONYMOUS_PER_MINUTE = 1
    first, second = (Client().get("/api/v1/claims/", REMOTE_ADDR=f"2001:db8::{host}") for host in (1, 2))
    assert (first.status_code, second.status_code) == (401, 429)


def test_without_a_limit_nobody_is_counted(newsroom, api, settings):
    settings.API_READS_PER_MINUTE = 0
    assert "RateLimit" not in api(newsroom.reviewer).get("claims/").headers


def test_where_nobody_counts_everybody_may_and_waits_once(newsroom, api, settings, monkeypatch):
    settings.API_READS_PER_MINUTE, settings.REDIS_URL = 1, "redis://127.0.0.1:1/0"
    client = api(newsroom.reviewer)
    assert [client.get("claims/").status_code for _ in range(3)] == [200, 200, 200]
    monkeypatch.setattr(rates, "_counters", lambda url: pytest.fail("It is to be left alone for a while."))
    assert client.get("claims/").status_code == 200


def test_the_counters_tell_nobody_who_called(newsroom, api):
    api(newsroom.reviewer).get("claims/")
    Client().get("/api/v1/claims/", REMOTE_ADDR="192.0.2.99")
    names = [name.decode() for name in rates._counters(rates.settings.REDIS_URL).scan_iter(f"{rates.PREFIX}:*")]
    assert names
    assert all(re.fullmatch(r"claimdesk:rate:[a-z]+:[0-9a-f]{32}:\d+", name) for name in names)


def test_every_operation_is_described_as_limited():
    assert all("429" in operation["responses"] for operation in documented().values())


def test_an_answer_of_the_counter_that_comes_too_late_refuses_nobody(newsroom, api, monkeypatch):
    def reads_on(url):
        raise ValueError("I/O operation on closed file.")

    monkeypatch.setattr(rates, "_counters", reads_on)
    monkeypatch.setattr(rates._Counter, "silent_until", 0.0)
    assert api(newsroom.viewer).get("claims/").status_code == 200
    assert rates._Counter.silent_until > 0
