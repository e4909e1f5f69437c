"""`fields` and `expand`: rows in the shape that a caller wants, in a constant number of statements, without a leak."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.models import Claim
from tests.api.manyrows import many
from tests.api.operations import LISTS, OPERATIONS, ROWS, documented
from tests.api.problems import problem
from tests.api.published import fact_check
from tests.api.rows import appearance
from tests.api.test_description import validate
from tests.factories import ClaimFactory

MEMBERS = {
    name: next(p["schema"]["items"]["enum"] for p in documented()[name]["parameters"] if p["name"] == "fields")
    for name in (*LISTS, *ROWS)
}
EXPANSIONS = {
    (name, member)
    for name in LISTS
    for parameter in documented()[name]["parameters"]
    if parameter["name"] == "expand"
    for member in parameter["schema"]["items"]["enum"]
}
# Where the expanded row stands by itself.
HOMES = {
    "article": "articles", "claim": "claims", "duplicate_of": "claims", "review": "reviews", "revision": "revisions",
}  # fmt: skip


def a_duplicate(newsroom):
    return newsroom.claim(Claim.State.DUPLICATE)


def rows_for(newsroom, name, count):
    """Rows of a list that point to something."""
    if name == "get claims/":
        return [a_duplicate(newsroom) for _ in range(count)]
    return many(newsroom, OPERATIONS[name].path, count)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_keeps_the_members_that_are_wanted(newsroom, api, name):
    client = api(getattr(newsroom, OPERATIONS[name].by))
    if name not in {"get webhooks/"}:
        many(newsroom, OPERATIONS[name].path, 2)
    first, last = MEMBERS[name][0], MEMBERS[name][-1]
    whole = client.get(OPERATIONS[name].path).json()
    kept = client.get(OPERATIONS[name].path, fields=f"{first},{last}").json()
    assert kept["results"] == [{first: row[first], last: row[last]} for row in whole["results"]]
    assert [row.keys() for row in whole["results"]] == [set(MEMBERS[name])] * len(whole["results"])
    repeated = client.get(OPERATIONS[name].path, fields=[first, last]).json()
    assert repeated["results"] == kept["results"]


@pytest.mark.parametrize("name", ROWS)
def test_a_single_row_keeps_the_members_that_are_wanted(newsroom, api, name):
    operation = OPERATIONS[name]
    row, client = operation.row(newsroom), api(getattr(newsroom, operation.by))
    whole, wanted = client.get(operation.address(row)).json(), MEMBERS[name][-1]
    assert client.get(operation.address(row), fields=wanted).json() == {wanted: whole[wanted]}
    assert set(whole) == set(MEMBERS[name])


@pytest.mark.parametrize("name", [*LISTS, *ROWS])
def test_a_member_that_there_is_not_is_a_400(newsroom, api, name):
    operation = OPERATIONS[name]
    row = operation.row(newsroom) if operation.row and operation.is_detail else None
    client = api(getattr(newsroom, operation.by))
    for wrong in ("nonsense", "id,", "", "id,password", "desk__members"):
        problem(client.get(operation.address(row), fields=wrong), 400, at="#/fields")
        if any(listed == name for listed, _ in EXPANSIONS):
            problem(client.get(operation.address(row), expand=wrong), 400, at="#/expand")


@pytest.mark.parametrize(("name", "member"), sorted(EXPANSIONS))
def test_an_expanded_row_is_what_it_is_at_its_own_address(newsroom, api, name, member):
    rows_for(newsroom, name, 2)
    client = api(newsroom.viewer)
    plain = client.get(OPERATIONS[name].path).json()["results"]
    rows = client.get(OPERATIONS[name].path, expand=member).json()["results"]
    assert any(row[member] for row in rows)
    for before, row in zip(plain, rows, strict=True):
        own = row[member] and client.get(f"{HOMES[member]}/{row[member]}/").json()
        assert row == before | {"expanded": {member: own}}
        alone = client.get(f"{OPERATIONS[name].path}{row['id']}/", expand=member).json()
        assert alone["expanded"] == row["expanded"]
        described = documented()[name.replace("/", "/{id}/", 1)]["responses"]["200"]["content"]
        validate(alone, described["application/json"]["schema"])


@pytest.mark.parametrize(("name", "member"), sorted(EXPANSIONS))
def test_expanding_costs_the_same_whether_few_rows_or_many(newsroom, api, name, member):
    client = api(newsroom.viewer)

    def statements():
        with CaptureQueriesContext(connection) as asked:
            assert client.get(OPERATIONS[name].path, expand=member).status_code == 200
        return len(asked)

    rows_for(newsroom, name, 1)
    client.get(OPERATIONS[name].path)
    few = statements()
    rows_for(newsroom, name, 4)
    client.get(OPERATIONS[name].path)
    assert statements() == few


def test_what_a_row_points_to_on_another_desk_is_null_as_if_there_were_none(newsroom, api):
    mine, foreign = newsroom.claim(), ClaimFactory(text="A secret of another desk.")
    Claim.objects.filter(pk=mine.pk).update(duplicate_of=foreign, state=Claim.State.DUPLICATE)
    row = api(newsroom.editor).get(f"claims/{mine.pk}/", expand="duplicate_of")
    assert row.json()["expanded"] == {"duplicate_of": None}
    assert "secret" not in row.content.decode()
    there = appearance(newsroom)
    assert api(newsroom.stranger).get(f"appearances/{there.pk}/", expand="article,claim,revision").status_code == 404
    assert api(newsroom.stranger).get("appearances/", expand="article").json()["results"] == []


def test_both_at_once_keep_what_was_expanded(newsroom, api):
    page = fact_check(newsroom)
    row = api(newsroom.viewer).get(f"fact-checks/{page.pk}/", fields="headline", expand="review").json()
    assert set(row) == {"headline", "expanded"}
    assert row["expanded"]["review"]["id"] == page.review_id


def test_an_annotation_has_one_shape(newsroom, api):
    client, row = api(newsroom.viewer), appearance(newsroom)
    client.headers["Accept"] = "application/ld+json"
    problem(client.get(f"appearances/{row.pk}/", fields="id"), 400, at="#/fields")


def test_pages_of_a_shaped_list_follow_in_that_shape(newsroom, api):
    [newsroom.claim() for _ in range(3)]
    client = api(newsroom.viewer)
    following = client.get("claims/", fields="id", page_size=2).json()["next"]
    assert "fields=id" in following
    answer = client.client.get(following, headers=client.headers).json()
    assert [set(row) for row in answer["results"]] == [{"id"}]


def test_what_is_not_wanted_is_not_read(newsroom, api):
    newsroom.claim()
    client = api(newsroom.viewer)
    tables = {}
    for fields in ("id,text", "id,appearances"):
        with CaptureQueriesContext(connection) as asked:
            client.get("claims/", fields=fields)
        tables[fields] = [
            query["sql"] for query in asked.captured_queries if 'FROM "claims_appearance"' in query["sql"]
        ]
    assert [len(tables[fields]) for fields in ("id,text", "id,appearances")] == [0, 1]
