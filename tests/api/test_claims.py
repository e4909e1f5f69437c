"""Claims over REST: what is shown, every move from every state, versions, edits, and claims added by hand."""

from datetime import datetime, timedelta

import pytest

from claims import triage
from claims.models import Claim, ClaimEvent
from tests.api.problems import pointers, problem
from tests.factories import AppearanceFactory, ClaimantFactory, RevisionFactory

S = Claim.State
BODIES = {"accept": {}, "dismiss": {"reason": "opinion"}, "reopen": {}}


@pytest.fixture
def client(newsroom, api):
    return api(newsroom.reviewer)


def test_an_edit_without_a_version_is_refused_before_it_undoes_what_others_wrote(newsroom, api):
    claim, client = newsroom.claim(), api(newsroom.reviewer)
    said = problem(client.patch(f"claims/{claim.pk}/", {"text": "Crime fell."}), 428)
    assert "If-Match" in said["detail"]
    claim.refresh_from_db()
    assert (claim.version, claim.text) == (1, "Crime fell by 12 percent in two years.")
    assert client.patch(f"claims/{claim.pk}/", {"text": "Crime fell."}, If_Match="*").status_code == 200
    assert client.post(f"claims/{claim.pk}/accept/").status_code == 200


def test_a_claim_is_shown_with_its_exact_quote_in_code_points(newsroom, client):
    revision = RevisionFactory(article__desk=newsroom.desk, text="🙂 “Ten ships were sold,” she said.")
    claim = newsroom.claim()
    AppearanceFactory(claim=claim, revision=revision, quote="Ten ships were sold", start=3)
    answer = client.get(f"claims/{claim.pk}/")
    shown = answer.json()
    text = client.get(f"articles/{revision.article_id}/revisions/").json()[0]["text"]
    there = next(a for a in shown["appearances"] if a["revision"] == revision.pk)
    assert (text[there["start"] : there["end"]], there["article"]) == ("Ten ships were sold", revision.article_id)
    assert answer.headers["ETag"] == '"1"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert shown["moves"] == ["accept", "dismiss", "merge"]
    assert (shown["state"], shown["version"], shown["desk"]) == ("candidate", 1, newsroom.desk.slug)


@pytest.mark.parametrize("state", S.values)
@pytest.mark.parametrize("name", triage.MOVES)
def test_every_move_from_every_state_is_made_or_is_a_409(newsroom, client, name, state):
    claim = newsroom.claim(state)
    body = BODIES.get(name) or ({"into": newsroom.claim().pk} if name == "merge" else {})
    answer = client.post(f"claims/{claim.pk}/{name}/", body | {"note": "Because."})
    offered = name in client.get(f"claims/{claim.pk}/").json()["moves"] or answer.status_code == 200
    move = triage.MOVES[name]
    if not move.starts_from(state):
        problem(answer, 409, kind="IllegalMove")
        assert not offered
        return
    shown = answer.json()
    assert (shown["state"], shown["version"], answer.headers["ETag"]) == (
        move.target, claim.version + 1, f'"{claim.version + 1}"',
    )  # fmt: skip
    last = client.get(f"claims/{claim.pk}/events/").json()[-1]
    assert (last["name"], last["actor"], last["note"]) == (name, newsroom.reviewer.username, "Because.")


def test_a_version_that_somebody_else_overtook_is_a_412_and_changes_nothing(newsroom, client, api):
    claim = newsroom.claim()
    tag = client.get(f"claims/{claim.pk}/").headers["ETag"]
    assert api(newsroom.second).patch(f"claims/{claim.pk}/", {"kind": "event"}, If_Match=tag).status_code == 200
    for method, path, body in [
        ("post", "accept", {}),
        ("post", "dismiss", {"reason": "opinion"}),
        ("post", "merge", {"into": newsroom.claim().pk}),
        ("patch", "", {"text": "Other words."}),
    ]:
        address = f"claims/{claim.pk}/{path}/".replace("//", "/")
        problem(getattr(client, method)(address, body, If_Match=tag), 412, kind="StaleVersion")
    claim.refresh_from_db()
    assert (claim.state, claim.version, claim.events.count()) == (S.CANDIDATE, 2, 2)
    assert client.post(f"claims/{claim.pk}/accept/", {}, If_Match='W/"2"').headers["ETag"] == '"3"'
    assert client.post(f"claims/{claim.pk}/dismiss/", {"reason": "opinion"}, If_Match="*").status_code == 200


def test_a_stale_version_is_told_before_an_illegal_move(newsroom, client):
    claim = newsroom.claim(S.ACCEPTED)
    problem(client.post(f"claims/{claim.pk}/accept/", {}, If_Match='"1"'), 412, kind="StaleVersion")
    problem(client.post(f"claims/{claim.pk}/accept/", {}, If_Match='"2"'), 409, kind="IllegalMove")


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        ({"text": "  Crime fell from 2024 to 2026. "}, {"text": "Crime fell from 2024 to 2026."}),
        ({"kind": "causal"}, {"kind": "causal"}),
        ({"said_on": "2026-10-11"}, {"said_on": "2026-10-11", "said_until": "2026-10-11", "said_granularity": "day"}),
        ({"said_on": None}, {"said_on": None, "said_until": None, "said_granularity": ""}),
        ({"claimant": ""}, {"claimant": None}),
    ],
)  # fmt: skip
def test_an_edit_changes_what_it_names_and_nothing_else(newsroom, client, change, shown):
    claim = newsroom.claim()
    Claim.objects.filter(pk=claim.pk).update(claimant=ClaimantFactory(desk=newsroom.desk), said_on="2026-10-01")
    before = client.get(f"claims/{claim.pk}/").json()
    after = client.patch(f"claims/{claim.pk}/", change, If_Match="*").json()
    assert after == before | shown | {"version": 2}


def test_an_edit_names_a_claimant_of_the_desk_once(newsroom, client):
    first, second = newsroom.claim(), newsroom.claim()
    one = client.patch(f"claims/{first.pk}/", {"claimant": "Ilse Brandt"}, If_Match="*").json()["claimant"]
    other = client.patch(f"claims/{second.pk}/", {"claimant": " Ilse   Brandt "}, If_Match="*").json()["claimant"]
    assert one == other
    assert one["name"] == "Ilse Brandt"


@pytest.mark.parametrize(
    ("change", "pointer"),
    [({"text": ""}, "#/text"), ({"text": " "}, "#/text"), ({"kind": "opinion"}, "#/kind"), ({"kind": ""}, "#/kind"),
     ({"text": "x" * 2001}, "#/text"), ({"claimant": "x" * 201}, "#/claimant"), ({"said_on": "Monday"}, "#/said_on"),
     ({"said_until": "2026-10-14"}, "#/said_until"), ({"check_worthiness": 0}, "#/check_worthiness")],
)  # fmt: skip
def test_an_edit_with_errors_changes_nothing(newsroom, client, change, pointer):
    claim = newsroom.claim()
    assert pointers(client.patch(f"claims/{claim.pk}/", change, If_Match="*")) == [pointer]
    assert client.get(f"claims/{claim.pk}/").json()["version"] == 1


@pytest.mark.parametrize(
    ("body", "pointer"),
    [({}, "#/reason"), ({"reason": "because"}, "#/reason"), ({"reason": ["opinion"]}, "#/reason"),
     ({"reason": "opinion", "note": "n" * 5001}, "#/note")],
)  # fmt: skip
def test_a_dismissal_needs_one_of_the_reasons(newsroom, client, body, pointer):
    claim = newsroom.claim()
    assert pointers(client.post(f"claims/{claim.pk}/dismiss/", body)) == [pointer]


def test_a_claim_is_merged_only_into_another_live_one(newsroom, client):
    claim = newsroom.claim()
    for other in (claim, newsroom.claim(S.DISMISSED), newsroom.claim(S.DUPLICATE)):
        problem(client.post(f"claims/{claim.pk}/merge/", {"into": other.pk}), 422, kind="CannotMerge")
    known = newsroom.claim(S.ACCEPTED)
    assert client.post(f"claims/{claim.pk}/merge/", {"into": known.pk}).json()["duplicate_of"] == known.pk


def test_a_claim_is_added_by_hand_with_the_words_between_its_offsets(newsroom, client):
    revision = RevisionFactory(article__desk=newsroom.desk, text="🙂 Ten ships were sold. מחיר עלה")
    body = {"revision": revision.pk, "start": 2, "end": 22, "claimant": "Ilse Brandt"}
    answer = client.post("claims/", body)
    shown = answer.json()
    assert (answer.status_code, answer.headers["ETag"]) == (201, '"1"')
    assert shown["appearances"][0]["quote"] == shown["text"] == "Ten ships were sold."
    assert (shown["check_worthiness"], shown["claimant"]["name"]) == (1.0, "Ilse Brandt")
    assert ClaimEvent.objects.get(claim=shown["id"]).name == "add"
    problem(client.post("claims/", body), 422, kind="AlreadyAClaim")
    for start, end in [(5, 4), (5, 5), (2, 900), (1, 2), (900, 901)]:
        problem(client.post("claims/", body | {"start": start, "end": end}), 422, kind="NotInTheText")
    assert pointers(client.post("claims/", {"revision": revision.pk})) == ["#/start", "#/end"]


def test_a_history_is_whole_and_says_who_and_why(newsroom, client, api):
    claim = newsroom.claim()
    client.post(f"claims/{claim.pk}/accept/", {"note": "Worth it."})
    api(newsroom.second).post(f"claims/{claim.pk}/dismiss/", {"reason": "trivial"})
    api(newsroom.editor).post(f"claims/{claim.pk}/reopen/")
    events = client.get(f"claims/{claim.pk}/events/").json()
    assert [(event["version"], event["name"], event["actor"]) for event in events] == [
        (1, "find", None), (2, "accept", newsroom.reviewer.username), (3, "dismiss", newsroom.second.username),
        (4, "reopen", newsroom.editor.username),
    ]  # fmt: skip
    assert (events[1]["note"], events[2]["data"]) == ("Worth it.", {"reason": "trivial"})


def test_ones_own_decision_is_undone_and_nobody_elses(newsroom, client, api):
    claim = newsroom.claim(S.DISMISSED)
    problem(api(newsroom.second).post(f"claims/{claim.pk}/undo/"), 422, kind="NothingToUndo")
    problem(client.post(f"claims/{claim.pk}/undo/", {}, If_Match='"1"'), 412, kind="StaleVersion")
    undone = client.post(f"claims/{claim.pk}/undo/", {}, If_Match='"2"')
    assert (undone.json()["state"], undone.headers["ETag"]) == ("candidate", '"3"')
    assert client.get(f"claims/{claim.pk}/events/").json()[-1]["note"] == "Undone: dismiss."
    problem(client.post(f"claims/{claim.pk}/undo/"), 409, kind="IllegalMove")


def test_what_may_still_be_undone_is_listed_until_something_else_happens_to_the_claim(newsroom, client, api):
    first, second = newsroom.claim(S.ACCEPTED), newsroom.claim(S.DISMISSED)

    def listed(client, **query):
        rows = client.get("decisions/", **query).json()["results"]
        return [(row["claim"], row["name"], row["version"]) for row in rows]

    assert listed(client) == [(second.pk, "dismiss", 2), (first.pk, "accept", 2)]
    assert listed(client, name="accept") == listed(client, name=["accept", "merge"]) == [(first.pk, "accept", 2)]
    assert listed(client, desk=newsroom.desk.slug) == listed(client)
    assert listed(client, desk="another") == listed(api(newsroom.second)) == []
    row = client.get("decisions/").json()["results"][0]
    assert (row["claim_text"], row["desk"]) == (second.text, newsroom.desk.slug)
    begin, end = (datetime.fromisoformat(row[name]) for name in ("created_at", "undo_until"))
    assert end - begin == timedelta(days=1)
    assert client.post(f"claims/{second.pk}/undo/", {}, If_Match=f'"{row["version"]}"').status_code == 200
    api(newsroom.second).patch(f"claims/{first.pk}/", {"text": "Crime fell."}, If_Match="*")
    assert listed(client) == []


def test_who_left_the_desk_is_not_told_what_they_decided_there(newsroom, client):
    newsroom.claim(S.ACCEPTED)
    newsroom.reviewer.memberships.all().delete()
    assert client.get("decisions/").json()["results"] == []


def test_what_says_nearly_the_same_is_told_with_the_figures_that_differ(newsroom, client):
    claim, near = newsroom.claim(), newsroom.claim(text="Crime fell by 7 percent in two years.")
    newsroom.claim(text="The council sold two trams to Saltmere.")
    (one,) = client.get(f"claims/{claim.pk}/similar/").json()
    assert (one["id"], one["text"], one["state"]) == (near.pk, near.text, "candidate")
    assert (one["only_here"], one["only_there"]) == (["12"], ["7"])
    assert 0.4 <= one["likeness"] < 1
