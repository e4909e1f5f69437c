"""Where claims were printed, as rows and as W3C Web Annotations."""

import pytest

from claims import services
from claims.annotations import AROUND, MEDIA_TYPE
from tests.api.problems import problem
from tests.factories import RevisionFactory

TEXT = "🌊 Port Almery — “Crime fell by 12 percent,” the mayor said. Nobody else in the hall agreed with her figures."
QUOTE = "“Crime fell by 12 percent,”"


@pytest.fixture
def printed(newsroom):
    revision = RevisionFactory(article__desk=newsroom.desk, article__url="https://courier.example/crime", text=TEXT)
    start = TEXT.index(QUOTE)
    claim = services.add_claim(revision, start=start, end=start + len(QUOTE), text="Crime fell.", by=newsroom.reviewer)
    return claim.appearances.get()


def ask(client, row, accept):
    return client.client.get(f"/api/v1/appearances/{row.pk}/", headers=client.headers | {"Accept": accept})


@pytest.mark.parametrize("accept", [MEDIA_TYPE, "application/ld+json"])
def test_an_appearance_is_a_web_annotation_whose_selectors_find_the_quote(newsroom, api, printed, accept):
    client = api(newsroom.viewer)
    answer = ask(client, printed, accept)
    assert (answer.status_code, answer["Content-Type"]) == (200, MEDIA_TYPE)
    note = answer.json()
    assert (note["@context"], note["type"]) == ("http://www.w3.org/ns/anno.jsonld", "Annotation")
    assert note["id"] == f"http://testserver/api/v1/appearances/{printed.pk}/"
    assert note["body"]["value"] == "Crime fell."
    assert note["target"]["scope"] == "https://courier.example/crime"
    source = client.client.get(note["target"]["source"], headers=client.headers).json()["text"]
    quote, place = note["target"]["selector"]
    assert source[place["start"] : place["end"]] == quote["exact"] == QUOTE
    assert source.index(quote["prefix"] + quote["exact"] + quote["suffix"]) == 0
    assert (quote["prefix"], len(quote["suffix"])) == (TEXT[: place["start"]], AROUND)


def test_without_being_asked_for_it_is_a_row_like_others(newsroom, api, printed):
    for accept in ("application/json", "*/*"):
        answer = ask(api(newsroom.viewer), printed, accept)
        assert (answer["Content-Type"], answer.json()["claim"]) == ("application/json", printed.claim_id), accept
    problem(ask(api(newsroom.viewer), printed, "text/turtle"), 406)


def test_appearances_and_texts_are_found_by_what_they_belong_to(newsroom, api, printed):
    newsroom.claim()
    client = api(newsroom.viewer)

    def found(path, **query):
        return [row["id"] for row in client.get(path, **query).json()["results"]]

    assert len(found("appearances/")) == 2
    article = printed.revision.article_id
    for query in ({"claim": printed.claim_id}, {"article": article}, {"revision": printed.revision_id}):
        assert found("appearances/", **query) == [printed.pk], query
    assert found("revisions/", article=article) == [printed.revision_id]
    assert "text" not in client.get("revisions/", article=article).json()["results"][0]
    assert found("revisions/", desk="none-such") == found("appearances/", desk="none-such") == []
