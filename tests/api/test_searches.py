"""The desk's search over REST, and saved searches: one's own, a handful, and an older one of the name gives way."""

import pytest
from django.db import connection

from reviews import services
from reviews.models import ClaimReview
from reviews.publishing import finding
from reviews.services.searches import MOST_SAVED
from tests.api.problems import problem
from tests.api.rows import saved_search


def test_a_search_is_kept_found_again_and_forgotten(newsroom, api):
    client = api(newsroom.viewer)
    saved = client.post("saved-searches/", {"name": "Harbour", "query": "q=harbour+wall"}).json()
    again = client.post("saved-searches/", {"name": "Harbour", "query": "q=harbour&state=published"}).json()
    assert (again["id"], again["query"]) == (saved["id"], "q=harbour&state=published")
    assert client.get("saved-searches/", desk=newsroom.desk.slug).json()["results"] == [again]
    assert client.delete(f"saved-searches/{saved['id']}/").status_code == 204
    assert client.get("saved-searches/").json()["results"] == []


def test_an_alert_is_switched_on_and_off_for_a_search_that_finds_claims(newsroom, api):
    client = api(newsroom.viewer)
    saved = client.post("saved-searches/", {"name": "Harbour", "query": "q=harbour&state=candidate"}).json()
    at = f"saved-searches/{saved['id']}/"
    assert saved["is_alerting"] is False
    for choice in (True, True, False, True):
        assert client.patch(at, {"is_alerting": choice}).json() == saved | {"is_alerting": choice}
    problem(api(newsroom.admin).patch(at, {"is_alerting": False}), 404)
    problem(client.patch(at, {"is_alerting": "1"}), 400, at="#/is_alerting")
    same = client.post("saved-searches/", {"name": "Harbour", "query": saved["query"]}).json()
    assert same == saved | {"is_alerting": True}
    for query in ("state=candidate", "q=+&kind=claims", "q=a&kind=articles", "q=a&rating=False", "q=a&state=published"):
        other = client.post("saved-searches/", {"name": "Harbour", "query": query}).json()
        assert (other["id"], other["is_alerting"]) == (saved["id"], False)  # it gave way, with its alert
        problem(client.patch(at, {"is_alerting": True}), 422, kind="FindsNoClaims")
        assert client.patch(at, {"is_alerting": False}).status_code == 200


def test_what_an_alert_told_of_is_found_by_its_ids(newsroom, api):
    first, second, third = (newsroom.claim(text="The wall stands.") for _ in range(3))
    client = api(newsroom.viewer)
    parts = found(client, newsroom, q="wall", after=first.pk, up_to=second.pk)
    assert [[hit["id"] for hit in parts[kind]["results"]] for kind in parts] == [[second.pk], [], []]
    (last,) = found(client, newsroom, q="wall", kind="claims", after=second.pk)["claims"]["results"]
    assert last["id"] == third.pk


def test_nobody_sees_or_forgets_what_a_colleague_keeps(newsroom, api):
    row, colleague = saved_search(newsroom), api(newsroom.admin)
    problem(colleague.get(f"saved-searches/{row.pk}/"), 404)
    problem(colleague.delete(f"saved-searches/{row.pk}/"), 404)
    assert colleague.get("saved-searches/").json()["results"] == []
    assert api(newsroom.viewer).get(f"saved-searches/{row.pk}/").status_code == 200


def test_one_keeps_no_more_than_can_be_read_at_a_glance(newsroom, api):
    for number in range(MOST_SAVED):
        services.save_search(newsroom.desk, name=f"S {number}", query="q=x", by=newsroom.viewer)
    problem(api(newsroom.viewer).post("saved-searches/", {"name": "More", "query": "q=x"}), 422, kind="TooManySaved")


def found(client, newsroom, **query):
    answer = client.get(f"desks/{newsroom.desk.pk}/search/", **query)
    assert answer.status_code == 200, answer.content
    return {part["kind"]: part for part in answer.json()}


def test_words_are_found_by_their_stems_in_claims_articles_and_fact_checks(newsroom, api):
    page = newsroom.review(ClaimReview.State.PUBLISHED).fact_check
    other = newsroom.claim(text="The council sold two trams to Saltmere.")
    client = api(newsroom.viewer)
    parts = found(client, newsroom, q="crimes", claimant="")
    assert list(parts) == ["claims", "articles", "fact-checks"]
    assert [hit["id"] for hit in parts["fact-checks"]["results"]] == [page.pk]
    assert other.pk not in [hit["id"] for hit in parts["claims"]["results"]]
    assert (parts["claims"]["count"], parts["claims"]["is_more"]) == (1, False)
    assert "7 percent" in parts["fact-checks"]["results"][0]["excerpt"]
    (near,) = found(client, newsroom, q="Saltmeer", kind="claims")["claims"]["results"]
    assert (near["id"], near["title"], near["is_near"]) == (other.pk, other.text, True)
    assert found(client, newsroom, q="tram", kind="claims", state="accepted")["claims"]["results"] == []
    assert found(client, newsroom) == {}


def test_a_strangers_desk_holds_nothing_of_ours(newsroom, api):
    newsroom.claim()
    home = newsroom.stranger.memberships.get().desk
    client = api(newsroom.stranger)
    problem(client.get(f"desks/{newsroom.desk.pk}/search/", q="crime"), 404)
    assert all(not part["results"] for part in client.get(f"desks/{home.pk}/search/", q="crime").json())


@pytest.mark.parametrize(
    "wrong",
    [{"kind": "people"}, {"state": "open"}, {"since": "yesterday"}, {"most": "0"}, {"most": "101"}, {"most": "x"},
     {"after": "-1"}, {"up_to": str(2**63)},
     {"q": "a\x00"}, {"q": "w" * 201}, {"nonsense": "1"}],
)  # fmt: skip
def test_a_search_that_makes_no_sense_is_a_400(newsroom, api, wrong):
    answer = api(newsroom.viewer).get(f"desks/{newsroom.desk.pk}/search/", **{"q": "crime"} | wrong)
    problem(answer, 400, at=f"#/{next(iter(wrong))}")


def test_a_search_that_takes_too_long_says_so(newsroom, api, monkeypatch):
    monkeypatch.setattr(finding, "PATIENCE", 1)
    monkeypatch.setattr(finding, "find", lambda *args, **given: connection.cursor().execute("SELECT pg_sleep(1)"))
    problem(api(newsroom.viewer).get(f"desks/{newsroom.desk.pk}/search/", q="crime"), 422, kind="TooSlow")
