"""What a hostile or careless body is answered at every operation that takes one: a 4xx that says where."""

import json
import time
from itertools import product

import pytest
from django.conf import settings

from claims.models import Claim
from tests.api.operations import OPERATIONS, WITH_BODY, Operation
from tests.api.problems import pointers, problem
from tests.api.test_isolation import everything

DEEP = 100_000
SURROGATE = "\ud800"
RAW = {
    "not JSON": b"{'title': 1}",
    "cut off": b'{"title": "Har',
    "two values": b"{} {}",
    "a list": b"[]",
    "a string": b'"text"',
    "a number": b"7",
    "null": b"null",
    "NaN": b'{"note": NaN}',
    "Infinity": b'{"note": -Infinity}',
    "not UTF-8": b'{"note": "\xff\xfe"}',
    "5,000 digits": b'{"note": ' + b"9" * 5000 + b"}",
    "an exponent": b'{"note": 1e400}',
    "deep lists": b'{"note": ' + b"[" * DEEP + b"]" * DEEP + b"}",
    "deep objects": b'{"note":' * DEEP + b"1" + b"}" * DEEP,
    "as deep as Python's stack": b'{"note": ' + b"[" * 600 + b"]" * 600 + b"}",
    "an unknown member": b'{"is_superuser": true}',
    "an unknown member with a lone surrogate": b'{"\\ud800": 1}',
}
AT_EVERY_DOOR = ("not JSON", "a list", "NaN", "deep objects", "an unknown member")  # by which a door's parser is known


MAY_BE_EMPTY = {  # which takes all of them away, or says that examples tell it
    ("rating-scales/{id}/names/", "names"), ("topics/", "keywords"),
}  # fmt: skip
NULLABLE = {  # where null takes something away
    ("worklist/{id}/assign/", "to"), ("worklist/{id}/due/", "due_on"), ("worklist/{id}/embargo/", "until"),
    ("reviews/{id}/draft/", "rating"), ("imports/", "published_on"), ("desks/{id}/retention/", "notice_days"),
}  # fmt: skip


class Door:
    """One operation with its row, knocked at with anything."""

    def __init__(self, newsroom, api, operation: Operation) -> None:
        self.row = operation.row(newsroom) if operation.row else None
        self.body = operation.body(newsroom, self.row)
        self.client = api(getattr(newsroom, operation.by))
        self.path = operation.path
        self.method, self.address = operation.method, f"/api/v1/{operation.address(self.row)}"

    def send(self, body, content_type="application/json"):
        """`body` as it is where it is bytes, else as JSON."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = self.client.headers | {"If-Match": "*"}
        return self.client.client.generic(
            self.method.upper(), self.address, raw, content_type=content_type, headers=headers
        )


@pytest.fixture(params=WITH_BODY)
def door(request, newsroom, api):
    return Door(newsroom, api, OPERATIONS[request.param])


def test_a_careless_body_is_refused_with_where_it_is_wrong_and_changes_nothing(door):
    before = everything()
    refuses_a_body_that_is_no_flat_json_object(door, AT_EVERY_DOOR)
    names_each_member_that_is_not_of_its_type(door)
    refuses_members_that_only_the_service_writes(door)
    refuses_another_content_type(door)
    refuses_a_number_out_of_range_wherever_one_is_taken(door)
    assert everything() == before
    takes_an_empty_body_for_no_input(door)


@pytest.mark.parametrize("name", ["post articles/", "post claims/{id}/dismiss/", "put reviews/{id}/draft/"])
def test_whatever_the_bytes_a_body_is_json_or_refused(newsroom, api, name):
    refuses_a_body_that_is_no_flat_json_object(Door(newsroom, api, OPERATIONS[name]), RAW)


def refuses_a_body_that_is_no_flat_json_object(door, kinds):
    for kind, body in ((kind, RAW[kind]) for kind in kinds):
        began = time.thread_time()
        answer = door.send(body)
        assert answer.status_code == 400, kind
        assert ("nested" in problem(answer, 400)["detail"]) == ("deep" in kind), kind
        assert time.thread_time() - began < 2, kind


def names_each_member_that_is_not_of_its_type(door):
    for name, good in door.body.items():
        wrong = [None, True, [], {}, [good], {"$ne": ""}, 1.5, "\x00", "a\x00b", SURROGATE, "\x1b[31m"]
        wrong += ["7", str(good)] if isinstance(good, int) else [7]
        for value in wrong:
            if value is None and (door.path, name) in NULLABLE:
                continue
            if value == [] and (door.path, name) in MAY_BE_EMPTY:
                continue
            if value is True and isinstance(good, bool):
                continue
            if name == "text" and value == "\x1b[31m" and "title" in door.body:
                continue  # an article's text is judged by its reader, see test_articles
            answer = door.send(door.body | {name: value})
            assert answer.status_code == 400, (name, value, answer.content)
            named = [one for one in pointers(answer) if one == f"#/{name}" or one.startswith(f"#/{name}/")]
            assert named, (name, value)


def refuses_members_that_only_the_service_writes(door):
    owned = ["id", "state", "version", "desk_id", "reviewer", "approver", "verdict", "is_staff", "role",
             "created_at", "submitted_by", "author", "check_worthiness", "published_at", "decided_by", "slug", "pk",
             "__class__"]  # fmt: skip
    foreign = sorted(set(owned) - set(door.body))
    answer = door.send(door.body | dict.fromkeys(foreign, 1))
    assert pointers(answer) == [f"#/{name}" for name in foreign]


def refuses_another_content_type(door):
    for content_type in ("text/plain", "application/x-www-form-urlencoded", "application/xml", "x", ""):
        problem(door.send(door.body or {"note": ""}, content_type), 415)


def refuses_a_number_out_of_range_wherever_one_is_taken(door):
    numbers = [name for name, good in door.body.items() if isinstance(good, int)]
    for name, number in product(numbers, [0, -1, 2**31, 2**63, 10**30, 10**4000]):
        if (name, number) not in {("start", 0), ("weight", 0)}:
            answer = door.send(door.body | {name: number})
            assert answer.status_code == (422 if name in {"start", "end"} and number > 0 else 400), (name, number)
            assert answer.headers["Content-Type"] == "application/problem+json"


def takes_an_empty_body_for_no_input(door):
    answer = door.send(b"")
    if any(door.body) and door.method != "patch":
        assert set(pointers(answer)) <= {f"#/{name}" for name in door.body}
    else:
        assert answer.status_code < 300


def test_a_body_larger_than_a_request_may_be_is_refused_unread(newsroom, api):
    client = api(newsroom.reviewer)
    body = json.dumps({"text": "x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE})
    answer = client.client.post("/api/v1/articles/", body, content_type="application/json", headers=client.headers)
    problem(answer, 413)


@pytest.mark.parametrize("charset", ["utf-16", "rot13", "hex", "nonsense", "utf-8-sig"])
def test_a_charset_that_is_none_of_json_is_no_fault_of_ours(newsroom, api, charset):
    client = api(newsroom.reviewer)
    answer = client.client.generic(
        "POST", f"/api/v1/claims/{newsroom.claim().pk}/accept/", b'{"note": "n"}',
        content_type=f"application/json; charset={charset}", headers=client.headers,
    )  # fmt: skip
    assert answer.status_code in {200, 400}


def test_a_pointer_is_escaped_as_its_standard_says(newsroom, api):
    answer = api(newsroom.reviewer).post(f"claims/{newsroom.claim().pk}/accept/", {"a/b~c d%": 1})
    assert pointers(answer) == ["#/a~1b~0c%20d%25"]


@pytest.mark.parametrize("kind", ["articles", "claims", "corrections", "desks", "evidence", "extractions",
                                  "fact-checks", "rating-scales", "reviews", "comments", "notices", "reader-requests",
                                  "reply-requests", "snapshots", "worklist", "claimants", "criteria", "topics",
                                  "saved-searches", "imports", "media"])  # fmt: skip
def test_an_id_that_cannot_be_is_not_found(newsroom, api, kind):
    client = api(newsroom.admin)
    for pk in ("0", "-1", "abc", "9" * 19, "9" * 400, "9" * 5000, "1e3", "%00", "%F0%9F%99%82", "1%2f2"):
        problem(client.get(f"{kind}/{pk}/"), 404)


@pytest.mark.parametrize("given", ['3"', "3", '"x"', '"1", "2"', '""', '"-1"', '"٣"', '"9999999999"', "W/3", "\x00"])
def test_an_if_match_that_is_no_version_is_a_400(newsroom, api, given):
    claim = newsroom.claim()
    answer = api(newsroom.reviewer).post(f"claims/{claim.pk}/accept/", {}, If_Match=given)
    problem(answer, 400, at="#/If-Match")
    claim.refresh_from_db()
    assert claim.state == Claim.State.CANDIDATE
