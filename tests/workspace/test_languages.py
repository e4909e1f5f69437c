"""Filters by the language of the article: triage, queue, articles, search, and the same over REST."""

from django.urls import reverse

from claims import services
from tests.factories import AppearanceFactory, ArticleFactory, ClaimFactory, RevisionFactory


def german(newsroom, text):
    article = ArticleFactory(desk=newsroom.desk, language="de", title="Rents: die Mieten")
    claim = ClaimFactory(desk=newsroom.desk, text=text, check_worthiness=0.3)
    AppearanceFactory(claim=claim, revision=RevisionFactory(article=article))
    return claim, article


def test_everything_with_claims_is_filtered_by_the_language_of_the_article(newsroom, at_desk, api):
    english = newsroom.claim(text="Rents rose a lot.", check_worthiness=0.9)
    newsroom.claim("accepted", text="Rents rose in Harbour Street.")
    (candidate, first), (accepted, second) = german(newsroom, "Rents: 5 Euro."), german(newsroom, "Rents: 9 Euro.")
    services.accept_claim(accepted, by=newsroom.reviewer)
    published = newsroom.review("published", text="Rents fell.")
    browser = at_desk(newsroom.reviewer)

    def shown(page, **query):
        return browser.get(reverse(f"workspace:{page}"), query).context

    assert shown("triage")["chosen"] == english
    assert shown("triage", language="de")["chosen"] == candidate
    for page in ("triage", "queue", "articles", "search"):
        assert browser.get(reverse(f"workspace:{page}"), {"q": "rents", "language": "\0d"}).status_code == 200
    assert shown("triage", language="xx").get("article") is None
    assert [row["one"].claim for row in shown("queue", language="de")["rows"]] == [accepted]
    assert [one.article for one in shown("articles", language="de")["listed"]] == [second, first]
    assert "Deutsch" in browser.get(reverse("workspace:articles")).text
    found = shown("search", q="rents", language="de")
    assert [tab.get("count") for tab in found["tabs"]] == [None, "2", "2", "0"]
    in_english = shown("search", q="rents", language="en", kind="fact-checks")["tabs"]
    assert next(tab["count"] for tab in in_english if tab["is_here"]) == "1"

    client = api(newsroom.reviewer)

    def ids(path, **query):
        return {row["id"] for row in client.get(path, **query).json()["results"]}

    assert ids("claims/", language="de") == {candidate.pk, accepted.pk}
    assert ids("claims/", language="DE", state="candidate") == {candidate.pk}
    assert published.claim_id in ids("claims/", language="en")
    assert ids("articles/", language="de") == {first.pk, second.pk}
    assert len(ids("worklist/", language="de")) == 1
    counts = client.get(f"desks/{newsroom.desk.pk}/search/", q="rents", language="de").json()
    assert [one["count"] for one in counts] == [2, 2, 0]
