"""Every operation of the OpenAPI document as somebody who must not: nothing is shown, and nothing changes."""

import json

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from claims.api.describing import SENT_BY_ALL
from claims.models import Claim, Heartbeat, Role, Scope
from tests.api.operations import LISTS, OPERATIONS, documented, perform
from tests.api.problems import problem
from tests.api.published import fact_check
from tests.api.rows import extraction, review
from tests.api.test_authentication import scope_for
from tests.factories import ClaimantFactory, ClaimFactory, RevisionFactory

TABLES = [
    model
    for label in ("claims", "reviews", "publishing")
    for model in apps.get_app_config(label).get_models()
    if model is not Heartbeat  # a worker of another test may say at any time that it works
]
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
def test_whoever_may_not_is_refused_and_leaves_no_trace_before_the_right_person_may(newsroom, api, name):
    knock = Knock(newsroom, api, OPERATIONS[name])
    before = everything()
    knock.asks_nobody_in()
    knock.tells_a_stranger_the_same_of_a_foreign_row_as_of_none()
    knock.lets_a_viewer_read_and_not_write()
    knock.keeps_what_is_the_desk_admins_own_from_an_editor()
    knock.keeps_what_is_an_editors_from_a_reviewer()
    knock.tells_its_options()
    assert everything() == before
    knock.needs_a_scope()
    knock.lets_the_right_person_in_with_one_scope()


class Knock:
    """One operation, its row and body, and everybody who may come to its door."""

    def __init__(self, newsroom, api, operation):
        self.newsroom, self.operation = newsroom, operation
        self.row = operation.row(newsroom) if operation.row else None
        self.body = operation.body(newsroom, self.row) if operation.body else None
        self.clients = {who: api(getattr(newsroom, who)) for who in ("stranger", "viewer", "second", "editor")}
        person, scope = getattr(newsroom, operation.by), scope_for(operation)
        self.without_scope = api(person, [other for other in Scope.values if other != scope])
        self.whole = api(person)
        self.right = api(person, [scope] if scope else [])

    def by(self, who):
        """What that person is answered to the operation as it would succeed."""
        return perform(self.operation, self.clients[who], self.newsroom, self.row)

    def needs_a_scope(self):
        if not self.operation.is_public:
            refused = perform(self.operation, self.without_scope, self.newsroom, self.row)
            assert "scope" in problem(refused, 403)["detail"]

    def tells_its_options(self):
        address = f"/api/v1/{self.operation.address(self.row)}"
        assert self.whole.client.options(address, headers=self.whole.headers).status_code == 200

    def lets_the_right_person_in_with_one_scope(self):
        answer = perform(self.operation, self.right, self.newsroom, self.row)
        assert answer.status_code == self.operation.done, answer.content

    def asks_nobody_in(self):
        if self.operation.is_public:
            return
        body = {} if self.body is None else {"data": json.dumps(self.body)}
        ask = getattr(Client(), self.operation.method)
        answer = ask(f"/api/v1/{self.operation.address(self.row)}", **body, content_type="application/json")
        problem(answer, 401)
        assert answer.headers["WWW-Authenticate"] == 'Bearer realm="Claimdesk"'

    def tells_a_stranger_the_same_of_a_foreign_row_as_of_none(self):
        if not self.operation.is_detail:
            return
        ask = getattr(self.clients["stranger"], self.operation.method)
        given = () if self.body is None else (self.body,)
        foreign = ask(self.operation.address(self.row), *given)
        absent = ask(self.operation.path.replace("{id}", "999999999"), *given)
        problem(foreign, 404)
        for answer in (foreign, absent):
            for name in SENT_BY_ALL:  # how many more requests there may be; not said while nobody counts
                answer.headers.pop(name, None)
            assert answer.headers.pop("X-Request-ID")
        assert (foreign.content, foreign.headers.items()) == (absent.content, absent.headers.items())

    def lets_a_viewer_read_and_not_write(self):
        if self.operation.is_write and not self.operation.is_for_everybody:
            ask = getattr(self.clients["viewer"], self.operation.method)
            problem(ask(self.operation.address(self.row), *(() if self.body is None else (self.body,))), 403)
        elif self.operation.method == "get" and self.operation.by != "admin":
            assert self.by("viewer").status_code == 200

    def keeps_what_is_the_desk_admins_own_from_an_editor(self):
        if self.operation.is_detail and self.operation.by == "admin" and not self.operation.is_write:
            problem(self.by("editor"), 403)

    def keeps_what_is_an_editors_from_a_reviewer(self):
        if self.operation.is_write and self.operation.by in {"editor", "admin"}:
            problem(self.by("second"), 403)


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


@pytest.mark.parametrize("member", ["revision", "claim", "into", "other", "rating"])
def test_naming_another_desks_row_in_a_body_is_refused_as_none(newsroom, foreign, api, member):
    client, mine = foreign.client, foreign.claim
    if member == "revision":
        ids = newsroom.claim().appearances.get().revision_id
        path, body = "claims/", {"start": 0, "end": 4}
    elif member == "claim":
        ids, path, body = newsroom.claim(Claim.State.ACCEPTED).pk, "reviews/", {}
    elif member == "into":
        ids, path, body = newsroom.claim().pk, f"claims/{mine.pk}/merge/", {}
    elif member == "other":
        ids, path, body = newsroom.claim().pk, f"claims/{mine.pk}/tell-apart/", {}
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
