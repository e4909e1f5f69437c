"""Lists: pages by key without loss or repeat, orderings, strict parameters, and a fixed number of SQL statements."""

from datetime import date, timedelta

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims.api.pagination import SALT
from claims.models import Claim
from reviews.publishing.models import FactCheck
from tests.api.manyrows import articles_of_one_day, many
from tests.api.operations import DETAILS, LISTS, OPERATIONS, documented
from tests.api.problems import problem
from tests.factories import ClaimFactory, MembershipFactory
from tests.plans import most_rows_read

PATHS = [OPERATIONS[name].path for name in LISTS]
ORDERINGS = {
    "appearances/": ["-id", "id"],
    "memberships/": ["id", "-id"],
    "revisions/": ["-id", "id"],
    "articles/": ["-id", "id", "-published_on"],
    "claimants/": ["-id", "id", "name"],
    "claim-pairs/": ["-score"],
    "claims/": ["-id", "id", "-check_worthiness"],
    "corrections/": ["-id", "id"],
    "criteria/": ["id", "-id", "position"],
    "decisions/": ["-id", "id"],
    "desks/": ["name"],
    "extractions/": ["-id", "id"],
    "fact-checks/": ["-published_at", "-modified_at"],
    "notices/": ["-id", "id"],
    "rating-scales/": ["id", "-id"],
    "saved-searches/": ["id", "-id", "name"],
    "topics/": ["id", "-id", "name"],
    "reader-requests/": ["-id", "id"],
    "reply-requests/": ["-id", "id", "answer_until"],
    "reviews/": ["-id", "id"],
    "worklist/": ["-priority", "-id", "id"],
}


def walk(client, path, way="next", **query):
    """Every page in one direction, by following the links."""
    answer = client.get(path, **query)
    pages = []
    while True:
        assert answer.status_code == 200, answer.content
        pages.append(answer.json())
        if pages[-1][way] is None:
            return pages
        answer = Client().get(pages[-1][way], headers=client.headers)


def ids(pages):
    return [row["id"] for page in pages for row in page["results"]]


def there_and_back(client, path, **query):
    """The ids met on the way to the last page, and those met on the way back from it."""
    there = walk(client, path, **query)
    back = [there[-1]]
    while back[-1]["previous"]:
        back.append(Client().get(back[-1]["previous"], headers=client.headers).json())
    return ids(there), ids(reversed(back))


def test_a_hundred_and_twenty_rows_are_walked_both_ways_without_loss_or_repeat(newsroom, api):
    rows = ClaimFactory.create_batch(120, desk=newsroom.desk)
    client = api(newsroom.viewer)
    for size in (7, 50, 100):
        there, back = there_and_back(client, "claims/", page_size=size)
        assert there == back == sorted((row.pk for row in rows), reverse=True)


def test_rows_that_only_their_ids_tell_apart_are_walked_without_loss_or_repeat(newsroom, api):
    rows = articles_of_one_day(newsroom, 30)
    there, back = there_and_back(api(newsroom.viewer), "articles/", ordering="-published_on", page_size=4)
    assert there == back == sorted((row.pk for row in rows), reverse=True)


def test_more_ties_than_any_offset_would_allow_come_to_an_end(newsroom, api):
    claims = [Claim(desk=newsroom.desk, text="Crime fell.", check_worthiness=0.5) for _ in range(1500)]
    Claim.objects.bulk_create(claims)
    found = ids(walk(api(newsroom.viewer), "claims/", ordering="-check_worthiness", page_size=100))
    assert len(found) == len(set(found)) == 1500


def test_a_row_that_comes_or_goes_meanwhile_neither_repeats_nor_hides_another(newsroom, api):
    rows = articles_of_one_day(newsroom, 9)
    client = api(newsroom.viewer)
    first = client.get("articles/", ordering="-published_on", page_size=3).json()
    articles_of_one_day(newsroom, 2)
    second = Client().get(first["next"], headers=client.headers).json()
    assert ids([first, second]) == [row.pk for row in reversed(rows)][:6]


@pytest.mark.parametrize(
    ("path", "ordering"), [(path, ordering) for path, known in ORDERINGS.items() for ordering in known]
)
def test_every_ordering_orders_and_pages_alike(newsroom, api, path, ordering):
    many(newsroom, path, 5)
    if path == "desks/":
        [MembershipFactory(user=newsroom.viewer) for _ in range(5)]
    spread_out()
    client = api(newsroom.viewer)
    there, back = there_and_back(client, path, ordering=ordering, page_size=2)
    assert there == back
    assert len(there) == len(set(there)) >= 5
    rows = client.get(path, ordering=ordering).json()["results"]
    values = [row[ordering.removeprefix("-")] for row in rows]
    assert values == sorted(values, reverse=ordering.startswith("-"))
    assert [row["id"] for row in rows] == there


def spread_out():
    """Give what is ordered by more than its id two values that several rows share."""
    for pk in Claim.objects.values_list("pk", flat=True):
        Claim.objects.filter(pk=pk).update(check_worthiness=(0.1 + 0.2, 0.7)[pk % 2])
    now = timezone.now()
    for pk in FactCheck.objects.values_list("pk", flat=True):
        at = now - timedelta(microseconds=pk % 2)
        FactCheck.objects.filter(pk=pk).update(published_at=at, modified_at=at)


def test_a_page_keeps_the_filters_it_was_asked_with(newsroom, api):
    for state in (Claim.State.ACCEPTED, Claim.State.CANDIDATE) * 4:
        newsroom.claim(state)
    pages = walk(api(newsroom.viewer), "claims/", state="accepted", page_size=1)
    assert [row["state"] for page in pages for row in page["results"]] == ["accepted"] * 4


def test_the_first_page_has_no_previous_the_last_no_next_and_an_empty_list_neither(newsroom, api):
    client = api(newsroom.viewer)
    assert client.get("claims/").json() == {"next": None, "previous": None, "results": []}
    ClaimFactory.create_batch(2, desk=newsroom.desk)
    whole = client.get("claims/", page_size=2).json()
    assert (whole["next"], whole["previous"], len(whole["results"])) == (None, None, 2)


GARBAGE = [
    "", "x", "!!!!", "cD0xMjM=", "bz0xJnI9MSZwPSUwMA==", "bz05OTk5OTk5OTk5", "\x00", "%00", "é🙂", "A" * 5000,
    "WyItaWQiLGZhbHNlLDEsMV0:1tT0pX:forged", ":", "::", ".::", "null", "[]",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_what_a_list_does_not_offer_is_a_400_that_says_where(newsroom, api, path):
    client = api(newsroom.viewer)
    refuses_a_cursor_that_is_not_ours(client, path)
    has_from_one_to_a_hundred_rows(client, path)
    takes_only_the_offered_orderings(client, path)
    refuses_an_unknown_parameter(client, path)


def refuses_a_cursor_that_is_not_ours(client, path):
    for cursor in GARBAGE:
        problem(client.get(path, cursor=cursor), 400, at="#/cursor")


def has_from_one_to_a_hundred_rows(client, path):
    for size in ("0", "101", "-1", "abc", "", " 5", "5 ", "1e1", "0010000", "٣", "9" * 5000, "1.0", "\x00"):
        problem(client.get(path, page_size=size), 400, at="#/page_size")
    for size in ("1", "100"):
        assert client.get(path, page_size=size).status_code == 200


def takes_only_the_offered_orderings(client, path):
    for ordering in ("", "pk", "--id", "id,-id", "desk__name", "-submitted_by__password", "?", "\x00", "state"):
        problem(client.get(path, ordering=ordering), 400, at="#/ordering")


def refuses_an_unknown_parameter(client, path):
    names = ("nonsense", "desk__slug", "id", "pk", "limit", "offset", "page", "submitted_by__password__regex",
             "q[]", "_connector", "claim__desk__memberships__user__password__regex", "State")  # fmt: skip
    for name in names:
        problem(client.get(path, **{name: "x"}), 400, at=f"#/{name.replace('[]', '%5B%5D')}")


def test_a_cursor_signed_for_something_else_or_for_another_ordering_is_a_400(newsroom, api):
    client = api(newsroom.viewer)
    problem(client.get("claims/", cursor=signing.dumps(["-id", False, 1, 1])), 400, at="#/cursor")
    ours = signing.dumps(["-id", False, 1, 1], salt=SALT)
    assert client.get("claims/", cursor=ours).status_code == 200
    problem(client.get("claims/", cursor=ours, ordering="id"), 400, at="#/cursor")
    problem(client.get("claims/", cursor=ours[:-1] + ("A" if ours[-1] != "A" else "B")), 400, at="#/cursor")


def test_an_absurd_number_of_parameters_is_a_400(newsroom, api):
    problem(api(newsroom.viewer).get("claims/", **{f"p{number}": "1" for number in range(600)}), 400)


WRONG = {
    "articles/": {"published_from": ["yesterday", "2026-13-01", "20261301", "\x00"], "published_to": ["x"],
                  "origin": ["fax"], "q": ["\x00"], "desk": ["a\x00"]},
    "claims/": {"state": ["nope", ""], "kind": ["opinion"], "article": ["x", "1.5", "-1e999999", "NaN", "9" * 5000],
                "min_check_worthiness": ["2", "-1", "NaN", "Infinity", "x", "1e400"], "said_from": ["x"],
                "said_to": ["0000-00-00"], "claimant": ["\x00"], "q": ["\x00"]},
    "extractions/": {"state": ["accepted"], "article": ["1.0.0", "one", "2.5", "1e3"]},
    "fact-checks/": {"retracted": ["maybe", "1", "True"], "review": ["x", "1.5"], "rating": ["\x00"], "desk": ["\x00"]},
    "worklist/": {"overdue": ["maybe", "1"], "holder": ["\x00"], "assigned_to": ["\x00"], "desk": ["\x00"]},
    "reviews/": {"state": ["open"], "claim": ["x", "0.5"], "reviewer": ["\x00"]},
}  # fmt: skip


@pytest.mark.parametrize(("path", "name"), [(path, name) for path, filters in WRONG.items() for name in filters])
def test_a_filter_of_the_wrong_kind_is_a_400_and_not_all_rows(newsroom, api, path, name):
    client = api(newsroom.viewer)
    for value in WRONG[path][name]:
        problem(client.get(path, **{name: value}), 400, at=f"#/{name}")


@pytest.mark.parametrize(
    ("path", "name"),
    [("claims/", "article"), ("extractions/", "article"), ("fact-checks/", "review"), ("reviews/", "claim")],
)
def test_an_id_too_large_to_exist_finds_nothing(newsroom, api, path, name):
    many(newsroom, path, 1)
    for number in (0, -5, 2**31, 2**63, 10**40):
        answer = api(newsroom.viewer).get(path, **{name: number})
        assert (answer.status_code, answer.json()["results"]) == (200, []), number


def test_claims_are_filtered_by_what_they_are(newsroom, api):
    said = date(2026, 10, 10)
    plain = newsroom.claim()
    special = ClaimFactory(
        desk=newsroom.desk, text="Rents rose by 9% in a year_", kind="causal", check_worthiness=0.95,
        said_on=said, said_until=said + timedelta(days=2), state=Claim.State.ACCEPTED,
    )  # fmt: skip
    client = api(newsroom.viewer)

    def found(**query):
        return {row["id"] for row in client.get("claims/", **query).json()["results"]}

    assert found() == {plain.pk, special.pk}
    for query in (
        {"q": "rENTS"}, {"q": "9% in"}, {"q": "year_"}, {"kind": "causal"}, {"kind": ["causal", "law"]},
        {"state": ["accepted", "dismissed"]}, {"min_check_worthiness": "0.9"}, {"said_from": "2026-10-12"},
        {"said_to": "2026-10-10", "said_from": "2026-10-01"},
    ):  # fmt: skip
        assert found(**query) == {special.pk}, query
    for query in ({"q": "9_ in"}, {"q": "%"} | {"state": "candidate"}, {"said_from": "2026-10-13"}):
        assert special.pk not in found(**query), query
    assert found(article=plain.appearances.get().revision.article_id) == {plain.pk}
    assert found(desk=newsroom.desk.slug, state=Claim.State.values) == {plain.pk, special.pk}


def test_fact_checks_are_filtered_by_whether_they_stand(newsroom, api):
    (standing,) = many(newsroom, "fact-checks/", 1)
    retracted = newsroom.review("retracted").fact_check
    client = api(newsroom.viewer)

    def found(**query):
        return {row["id"] for row in client.get("fact-checks/", **query).json()["results"]}

    assert found(retracted="true") == {retracted.pk}
    assert found(retracted="false") == {standing.pk}
    assert found() == found(rating="mostly FALSE") == {standing.pk, retracted.pk}
    assert found(rating="True") == set()
    assert found(review=standing.review_id) == {standing.pk}


def test_articles_extractions_and_reviews_are_filtered(newsroom, api):
    one, other = many(newsroom, "extractions/", 2)
    review = newsroom.review("submitted")
    client = api(newsroom.viewer)

    def found(path, **query):
        return {row["id"] for row in client.get(path, **query).json()["results"]}

    assert found("extractions/", article=one.revision.article_id) == {one.pk}
    assert found("extractions/", state="queued") == {one.pk, other.pk}
    assert found("extractions/", state="done") == set()
    assert found("articles/", q=other.revision.article.title[-6:]) >= {other.revision.article_id}
    assert found("articles/", published_from="2026-10-15") == set()
    assert found("articles/", published_from="2026-10-14", published_to="2026-10-14") >= {one.revision.article_id}
    assert found("articles/", origin="url") == set()
    assert found("reviews/", claim=review.claim_id, state="submitted", reviewer=newsroom.reviewer) == {review.pk}
    assert found("reviews/", reviewer=newsroom.second.username) == set()


@pytest.mark.parametrize("path", [path for path in PATHS if path not in {"desks/", "webhooks/"}])
def test_a_list_takes_the_same_number_of_statements_for_three_rows_as_for_ten(newsroom, api, path):
    client = api(newsroom.viewer)
    client.get(path)  # the token's last use is written once a minute

    def statements(size):
        with CaptureQueriesContext(connection) as captured:
            rows = client.get(path, page_size=size).json()["results"]
        assert len(rows) == size
        return len(captured)

    many(newsroom, path, 10)
    assert statements(3) == statements(10)


MOST_STATEMENTS = 6  # the token, the caller's desk, the rows, and what is shown beside them
FEWER = {"fact-checks/": 5}
OF_ONE = {
    "get claims/{id}/known/": 15,  # two shelves by words and by vectors, in a transaction with a limit on its time
    "get claims/{id}/similar/": 9,  # in a transaction of its own, with a limit on its time
    "get claims/{id}/suggestions/": 13,  # likewise
    "get desks/{id}/overview/": 10,  # eight figures, none of which reads all rows
    "get reviews/{id}/gate/": 10,  # every criterion looks at what it is about
}


@pytest.mark.parametrize("path", PATHS)
def test_a_list_takes_few_statements_whoever_asks(newsroom, api, path):
    many(newsroom, path, 3)
    user = newsroom.admin if OPERATIONS[f"get {path}"].by == "admin" else newsroom.viewer
    takes_few_statements(api(user), path)
    if any(one["name"] == "desk" for one in documented()[f"get {path}"]["parameters"]):
        takes_few_statements(api(user), path, desk=newsroom.desk.slug)
    MembershipFactory(user=user, role="admin")
    takes_few_statements(api(user), path)
    user.is_superuser = True
    user.save()
    takes_few_statements(api(user), path)


def takes_few_statements(client, path, **query):
    client.get(path)  # the token's last use is written once a minute
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path, **query).json()["results"]
    assert len(captured) <= FEWER.get(path, MOST_STATEMENTS), [one["sql"] for one in captured]


@pytest.mark.parametrize("name", [name for name in DETAILS if OPERATIONS[name].method == "get"])
def test_what_belongs_to_one_row_takes_few_statements(newsroom, api, name):
    operation = OPERATIONS[name]
    row, client = operation.row(newsroom), api(getattr(newsroom, operation.by))
    client.get(operation.address(row))
    with CaptureQueriesContext(connection) as captured:
        assert client.get(operation.address(row)).status_code == 200
    assert len(captured) <= OF_ONE.get(name, MOST_STATEMENTS), [one["sql"] for one in captured]


# What was added just now waits in a list of its own, which costs as much to read as a table: vacuum sorts it in.
SORTED_IN = """
SELECT gin_clean_pending_list(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    JOIN pg_am a ON a.oid = c.relam WHERE i.indrelid = 'claims_claim'::regclass AND a.amname = 'gin'
"""


@pytest.mark.parametrize(
    "query",
    [
        {"state": "candidate", "ordering": "-check_worthiness"},
        {"state": "candidate", "desk": "mine"},
        {"ordering": "id"},
        {"q": "crime"},
        {"q": "a kiosk in Brellmouth"},
    ],
)
def test_a_list_of_claims_reads_few_of_very_many_rows(newsroom, api, query):
    claims = [Claim(desk=newsroom.desk, text="Rents rose.", check_worthiness=0.5) for _ in range(60)]
    claims += [
        Claim(desk=newsroom.desk, text="Tax on a kiosk in Brellmouth rose.", check_worthiness=0.4, state="accepted")
    ]
    claims += [
        Claim(desk=newsroom.desk, text="Crime fell.", check_worthiness=0.5, state="accepted") for _ in range(4000)
    ]
    Claim.objects.bulk_create(claims)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE claims_claim")
        cursor.execute(SORTED_IN)
    asked = query | ({"desk": newsroom.desk.slug} if "desk" in query else {})
    caller = api(newsroom.viewer)
    assert caller.get("claims/", **asked).json()["results"]
    with CaptureQueriesContext(connection) as captured:
        caller.get("claims/", **asked)
    if "kiosk" in query.get("q", ""):  # these ways win while the table is this small
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
    (sql,) = [one["sql"] for one in captured if 'FROM "claims_claim"' in one["sql"]]
    assert most_rows_read(sql, "claims_claim")[1] <= 60
    assert len(captured) <= (6 if "q" in query else 5)
