"""Every operation of the OpenAPI document as somebody who must not: nothing is shown, and nothing changes."""

import json

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from claims.models import Claim, Role
from tests.api.operations import DETAILS, LISTS, OPERATIONS, WRITES, documented, perform
from tests.api.problems import problem
from tests.api.rows import extraction, fact_check, review
from tests.factories import ClaimantFactory, ClaimFactory, RevisionFactory

TABLES = [model for label in ("claims", "reviews", "publishing") for model in apps.get_app_config(label).get_models()]
LINES = " UNION ALL ".join(
    f"SELECT '{model.__name__}', (to_jsonb(row) - 'last_used_at')::text FROM {model._meta.db_table} row"
    for model in TABLES
)


def everything():
    """Every row of ours, but for when tokens were last used; read at once, since this is done twice a test."""
    with connection.cursor() as cursor:
        cursor.execute(LINES)
        return sorted(cursor.fetchall())


def test_these_tests_know_every_operation_of_the_api():
    assert set(OPERATIONS) == set(documented())


@pytest.mark.parametrize("name", OPERATIONS)
def test_the_right_person_may(newsroom, api, name):
    operation = OPERATIONS[name]
    answer = perform(operation, api(getattr(newsroom, operation.by)), newsroom)
    assert answer.status_code == operation.done, answer.content


@pytest.mark.parametrize("name", [name for name, operation in OPERATIONS.items() if not operation.is_public])
def test_nobody_is_asked_who_they_are_and_changes_nothing(newsroom, name):
    operation = OPERATIONS[name]
    row = operation.row(newsroom) if operation.row else None
    body = json.dumps(operation.body(newsroom, row)) if operation.body else None
    before = everything()
    address = f"/api/v1/{operation.address(row)}"
    answer = getattr(Client(), operation.method)(address, body, content_type="application/json") if body else (
        getattr(Client(), operation.method)(address)
    )  # fmt: skip
    problem(answer, 401)
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="Claimdesk"'
    assert everything() == before


@pytest.mark.parametrize("name", DETAILS)
def test_a_stranger_is_told_the_same_of_a_foreign_row_as_of_none(newsroom, api, name):
    operation = OPERATIONS[name]
    row = operation.row(newsroom)
    body = operation.body(newsroom, row) if operation.body else None
    stranger = api(newsroom.stranger)
    before = everything()
    ask = getattr(stranger, operation.method)
    given = () if body is None else (body,)
    foreign = ask(operation.address(row), *given)
    absent = ask(operation.path.replace("{id}", "999999999"), *given)
    problem(foreign, 404)
    for answer in (foreign, absent):
        answer.headers.pop("RateLimit", None)  # how many more requests there may be, and for how many seconds
    assert (foreign.content, foreign.headers.items()) == (absent.content, absent.headers.items())
    assert everything() == before


@pytest.mark.parametrize("name", [name for name in WRITES if not OPERATIONS[name].is_for_everybody])
def test_a_viewer_may_not_write(newsroom, api, name):
    operation = OPERATIONS[name]
    row = operation.row(newsroom) if operation.row else None
    body = operation.body(newsroom, row) if operation.body else None
    viewer = api(newsroom.viewer)
    before = everything()
    answer = getattr(viewer, operation.method)(operation.address(row), *(() if body is None else (body,)))
    problem(answer, 403)
    assert everything() == before


@pytest.mark.parametrize(
    "name", [name for name, one in OPERATIONS.items() if one.method == "get" and one.by != "admin"]
)
def test_a_viewer_may_read_everything_of_the_desk(newsroom, api, name):
    assert perform(OPERATIONS[name], api(newsroom.viewer), newsroom).status_code == 200


@pytest.mark.parametrize(
    "name", [name for name in DETAILS if OPERATIONS[name].by == "admin" and not OPERATIONS[name].is_write]
)
def test_what_is_the_desk_admins_own_is_read_by_nobody_else(newsroom, api, name):
    problem(perform(OPERATIONS[name], api(newsroom.editor), newsroom), 403)


@pytest.mark.parametrize("name", [name for name in WRITES if OPERATIONS[name].by in {"editor", "admin"}])
def test_a_reviewer_may_not_do_what_is_an_editors(newsroom, api, name):
    operation = OPERATIONS[name]
    row = operation.row(newsroom) if operation.row else None
    client = api(newsroom.second)
    before = everything()
    problem(perform(operation, client, newsroom, row), 403)
    assert everything() == before


def test_somebody_who_left_the_desk_sees_nothing_of_it_any_more(newsroom, api):
    claim = newsroom.claim()
    client = api(newsroom.editor)
    assert client.get(f"claims/{claim.pk}/").status_code == 200
    newsroom.editor.memberships.all().delete()
    problem(client.get(f"claims/{claim.pk}/"), 404)
    assert client.get("claims/").json()["results"] == []


@pytest.mark.parametrize("name", LISTS)
def test_a_strangers_lists_hold_nothing_of_the_desk(newsroom, api, name):
    make_one_of_each(newsroom)
    rows = api(newsroom.stranger).get(OPERATIONS[name].path).json()["results"]
    if name == "get desks/":
        assert [row["slug"] for row in rows] == [newsroom.stranger.memberships.get().desk.slug]
    elif name == "get memberships/":
        assert [row["user"] for row in rows] == [newsroom.stranger.username]
    else:
        assert [row for row in rows if name != "get rating-scales/" or row["desk"]] == []


def make_one_of_each(newsroom):
    extraction(newsroom)
    review()(newsroom)
    return fact_check(newsroom)


@pytest.mark.parametrize(
    ("path", "filters"),
    [
        ("articles/", ["desk"]),
        ("claims/", ["desk", "article", "claimant", "q"]),
        ("extractions/", ["article"]),
        ("fact-checks/", ["desk", "review", "claimant", "rating"]),
        ("reviews/", ["desk", "claim", "reviewer"]),
    ],
)
def test_filters_by_what_is_another_desks_find_nothing(newsroom, api, path, filters):
    make_one_of_each(newsroom)
    claimant = ClaimantFactory(desk=newsroom.desk, name="Ilse Brandt")
    page = newsroom.review("published", claimant=claimant).fact_check
    claim = page.review.claim
    article = claim.appearances.get().revision.article
    extraction_of = RevisionFactory._meta.model.objects.filter(extractions__isnull=False).first().article_id
    wanted = {
        "desk": newsroom.desk.slug,
        "article": extraction_of if path == "extractions/" else article.pk,
        "claimant": "Brandt",
        "q": "Crime",
        "review": page.review_id,
        "rating": newsroom.rating.label,
        "claim": claim.pk,
        "reviewer": newsroom.reviewer.username,
    }
    insider, stranger = api(newsroom.viewer), api(newsroom.stranger)
    for name in filters:
        assert insider.get(path, **{name: wanted[name]}).json()["results"], name
        assert stranger.get(path, **{name: wanted[name]}).json()["results"] == [], name


def test_a_cursor_of_another_desks_list_shows_nothing_of_it(newsroom, api):
    for _ in range(3):
        newsroom.claim()
    following = api(newsroom.viewer).get("claims/", page_size=2).json()["next"]
    answer = Client().get(following, headers=api(newsroom.stranger).headers)
    assert answer.json()["results"] == []


class Foreign:
    """Two desks of which the caller is on one, to mix up their ids."""

    def __init__(self, newsroom, api):
        self.home = newsroom.stranger.memberships.get().desk
        self.client = api(newsroom.stranger)
        self.claim = ClaimFactory(desk=self.home)


@pytest.fixture
def foreign(newsroom, api):
    return Foreign(newsroom, api)


def test_handing_in_an_article_for_another_desk_is_refused_as_for_none(newsroom, foreign):
    body = {"title": "T", "published_on": "2026-10-14", "text": "Crime fell by 12 percent."}
    before = everything()
    there, nowhere = (foreign.client.post("articles/", body | {"desk": slug}) for slug in (newsroom.desk.slug, "none"))
    problem(there, 400, at="#/desk")
    assert there.content == nowhere.content
    assert everything() == before


@pytest.mark.parametrize("member", ["revision", "claim", "into", "rating"])
def test_naming_another_desks_row_in_a_body_is_refused_as_none(newsroom, foreign, api, member):
    client, mine = foreign.client, foreign.claim
    if member == "revision":
        ids = newsroom.claim().appearances.get().revision_id
        path, body = "claims/", {"start": 0, "end": 4}
    elif member == "claim":
        ids, path, body = newsroom.claim(Claim.State.ACCEPTED).pk, "reviews/", {}
    elif member == "into":
        ids, path, body = newsroom.claim().pk, f"claims/{mine.pk}/merge/", {}
    else:
        scales = OPERATIONS["get rating-scales/{id}/"].row(Newsdesk(foreign.home))
        ids, client = scales.ratings.get().pk, api(newsroom.reviewer)
        draft = OPERATIONS["post reviews/{id}/submit/"].row(newsroom)
        path, body = f"reviews/{draft.pk}/submit/", {"headline": "H", "explanation": "E"}
    before = everything()
    there, nowhere = (client.post(path, body | {member: pk}) for pk in (ids, 999_999_999))
    problem(there, 400, at=f"#/{member}")
    assert there.content == nowhere.content
    assert everything() == before


class Newsdesk:
    """As much of a newsroom as a maker of rows asks for."""

    def __init__(self, desk):
        self.desk = desk


def test_somebody_on_two_desks_does_not_merge_across_them(newsroom, api):
    elsewhere = ClaimFactory()
    elsewhere.desk.memberships.create(user=newsroom.reviewer, role=Role.EDITOR)
    claim = newsroom.claim()
    answer = api(newsroom.reviewer).post(f"claims/{claim.pk}/merge/", {"into": elsewhere.pk})
    problem(answer, 422, kind="CannotMerge")


def test_a_role_on_one_desk_counts_for_nothing_on_another(newsroom, api):
    elsewhere = ClaimFactory()
    elsewhere.desk.memberships.create(user=newsroom.editor, role=Role.VIEWER)
    problem(api(newsroom.editor).post(f"claims/{elsewhere.pk}/accept/"), 403)
