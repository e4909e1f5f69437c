"""An article's way over REST, from the file to a fact-check that machines read: published, corrected, retracted."""

import json
import re
import time

import extruct
import feedparser
import pytest
from django.conf import settings
from django.test import Client
from lxml import html

from seeds import reference
from tests.conftest import Newsroom

SEEDS = sorted((settings.BASE_DIR.parent / "shared" / "seeds").glob("*.txt"))
OWN = settings.BASE_DIR / "seeds" / "data" / "articles" / "05_crime_figures_fall.txt"
FEED = "/fact-checks/feed.atom"
HEADER = re.compile(r"\s*date (\d{4}-\d\d-\d\d) (.+)")

FINDING = {
    "headline": "The figures say less than this claim",
    "explanation": "The office counts **7 percent**, not more.",
}
CORRECTED = {
    "headline": "The figures say half of this claim",
    "explanation": "With the figures of May, half of it is right.",
}
EVIDENCE = {
    "url": "https://statistics.example/figures-2026",
    "stance": "refutes",
    "title": "Figures of the statistics office",
    "quote": "The number fell by 7 percent.",
}


def files():
    """The article handed to every developer, where there is one, and always one of our own."""
    if SEEDS:
        yield from (pytest.param(path, id=path.stem) for path in SEEDS)
    else:
        absent = pytest.mark.skip(reason="There is no shared/seeds beside this repository.")
        yield pytest.param(None, id="shared seeds", marks=absent)
    yield pytest.param(OWN, id=OWN.stem)


def done(answer, status=200):
    assert answer.status_code == status, answer.content
    return answer.json()


def within(seconds, ask):
    """What `ask` answers as soon as it answers anything."""
    deadline = time.monotonic() + seconds
    while not (found := ask()):
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.1)
    return found


def reworded(quote, edits):
    """The claim sentence that the edits make of the printed words; each says why."""
    for edit in sorted(edits, key=lambda one: one["start"], reverse=True):
        assert quote[edit["start"] : edit["end"]] == edit["before"]
        assert edit["why"]
        quote = quote[: edit["start"]] + edit["after"] + quote[edit["end"] :]
    return quote


class Reader:
    """The public, with a browser, a search engine and a feed reader."""

    def __init__(self, path):
        self.path = path

    @property
    def source(self):
        answer = Client().get(self.path)
        assert answer.status_code == 200
        return answer.content.decode()

    @property
    def text(self):
        return " ".join(html.fromstring(self.source).text_content().split())

    @property
    def markup(self):
        """What the page's first script says, which is what extruct finds."""
        (found,) = extruct.extract(self.source, syntaxes=["json-ld"], uniform=False)["json-ld"]
        assert json.loads(html.fromstring(self.source).xpath("//script")[0].text) == found
        assert found["@type"] == "ClaimReview"
        assert "@graph" not in found
        return found

    @property
    def entries(self):
        feed = feedparser.parse(Client().get(FEED).content)
        assert not feed.bozo
        return [entry for entry in feed.entries if entry.link == settings.BASE_URL + self.path]


class Journey:
    """One article and what five people make of it."""

    def __init__(self, api):
        self.newsroom = Newsroom()
        scale = reference.load()
        self.ratings = {rating.label: rating for rating in scale.ratings.all()}
        self.author, self.second, self.editor, self.admin = (
            api(person)
            for person in (self.newsroom.reviewer, self.newsroom.second, self.newsroom.editor, self.newsroom.admin)
        )

    def hand_in(self, path):
        """Submit the file and wait for the worker."""
        written = path.read_text(encoding="utf-8")
        article = done(self.author.post("articles/", {"text": written}), 202)
        assert HEADER.match(written).groups() == (article["published_on"], article["title"])
        extraction = within(30, lambda: self._settled(article["extraction"]["id"]))
        assert (extraction["state"], extraction["dropped"]) == ("done", 0)
        return article, extraction

    def _settled(self, pk):
        extraction = done(self.author.get(f"extractions/{pk}/"))
        return extraction if extraction["state"] in {"done", "quarantined"} else None

    def candidates(self, article, extraction):
        """The claims that were found, each checked against the words that were printed."""
        (revision,) = done(self.author.get(f"articles/{article['id']}/revisions/"))
        found = done(self.author.get("claims/", article=article["id"], ordering="-check_worthiness", page_size=100))
        claims = found["results"]
        assert len(claims) == extraction["found"] > 0
        for claim in claims:
            (appearance,) = claim["appearances"]
            assert (claim["state"], appearance["revision"]) == ("candidate", revision["id"])
            assert revision["text"][appearance["start"] : appearance["end"]] == appearance["quote"]
            assert claim["text"] == reworded(appearance["quote"], claim["wording_edits"])
            assert 0 < claim["check_worthiness"] <= 1
            assert claim["reasons"]
        return claims

    def check(self, claim):
        """Accept, open, gather, submit and approve; the author's own approval is refused."""
        address = f"claims/{claim['id']}/"
        tag = self.author.get(address).headers["ETag"]
        done(self.author.patch(address, {"claimant": "Rosalind Keth"}, If_Match=tag))
        assert done(self.author.post(f"{address}accept/"))["state"] == "accepted"
        review = f"reviews/{done(self.author.post('reviews/', {'claim': claim['id']}), 201)['id']}/"
        verdict = FINDING | {"rating": self.ratings["Mostly false"].pk}
        assert self.author.post(f"{review}submit/", verdict).json()["type"].endswith(":NoEvidence")
        done(self.author.post(f"{review}evidence/", EVIDENCE), 201)
        assert done(self.author.post(f"{review}submit/", verdict))["state"] == "submitted"
        refused = self.author.post(f"{review}approve/")
        assert (refused.status_code, refused.headers["Content-Type"]) == (422, "application/problem+json")
        assert refused.json()["type"] == "urn:claimdesk:problem:SecondPairOfEyes"
        assert self.editor.post(f"{review}publish/").status_code == 409
        assert done(self.second.post(f"{review}approve/"))["approver"] == self.newsroom.second.username
        assert self.second.post(f"{review}publish/").status_code == 403
        return review


@pytest.mark.parametrize("path", list(files()))
def test_an_article_becomes_a_fact_check_that_is_corrected_and_retracted_in_public(worker, api, path):
    journey = Journey(api)
    article, extraction = journey.hand_in(path)
    claim = journey.candidates(article, extraction)[0]
    review = journey.check(claim)
    page = done(journey.editor.post(f"{review}publish/"), 201)
    reader = Reader(page["url"].removeprefix(settings.BASE_URL))

    assert_published(reader, journey, article, claim, page)
    assert_corrected(reader, journey, page)
    assert_retracted(reader, journey, review)
    events = done(journey.author.get(f"{review}events/"))
    assert [event["name"] for event in events] == [
        "open", "add_evidence", "submit", "approve", "publish", "propose_correction", "correct", "retract",
    ]  # fmt: skip
    assert [event["version"] for event in events] == list(range(1, 9))


def assert_published(reader, journey, article, claim, page):
    markup = reader.markup
    assert markup == page["claim_review"]
    assert html.fromstring(reader.source).xpath("//link[@rel='canonical']/@href") == [markup["url"]] == [page["url"]]
    assert (markup["claimReviewed"], markup["name"]) == (claim["text"], FINDING["headline"])
    rating = markup["reviewRating"]
    assert [rating[name] for name in ("alternateName", "worstRating", "ratingValue", "bestRating")] == [
        "Mostly false", 1, 2, 5,
    ]  # fmt: skip
    reviewed = markup["itemReviewed"]
    assert reviewed["author"]["name"] == "Rosalind Keth"
    assert reviewed["datePublished"] == claim["said_on"]
    assert "firstAppearance" not in reviewed  # a text that was handed in has no address that anybody could open
    assert markup["author"]["name"] == journey.newsroom.desk.name
    assert [citation["url"] for citation in markup["citation"]] == [EVIDENCE["url"]]
    for words in (
        " ".join(claim["text"].split()),
        FINDING["headline"],
        "Mostly false",
        "Rosalind Keth",
        EVIDENCE["quote"],
    ):
        assert words in reader.text
    (entry,) = reader.entries
    assert (entry.id, entry.title) == (page["url"], f"Mostly false: {FINDING['headline']}")
    assert "corrected" not in json.dumps(markup)


def assert_corrected(reader, journey, page):
    (before,) = reader.entries
    proposal = CORRECTED | {
        "rating": journey.ratings["Half true"].pk, "kind": "correction", "note": "We had left out the figures of May.",
    }  # fmt: skip
    proposed = done(journey.author.post(f"fact-checks/{page['id']}/corrections/", proposal), 201)
    assert reader.markup == page["claim_review"]
    assert journey.author.post(f"corrections/{proposed['id']}/approve/").status_code == 403
    done(journey.admin.post(f"corrections/{proposed['id']}/approve/"))
    assert proposal["note"] in reader.text
    assert "Rating changed from Mostly false to Half true" in reader.text
    markup = reader.markup
    assert (markup["reviewRating"]["ratingValue"], markup["name"]) == (3, CORRECTED["headline"])
    assert [correction["text"] for correction in markup["correction"]] == [proposal["note"]]
    (entry,) = reader.entries
    assert (entry.id, entry.published) == (before.id, before.published)
    assert entry.updated >= before.updated
    assert entry.title == f"Half true: {CORRECTED['headline']}"


def assert_retracted(reader, journey, review):
    note = "The office withdrew its figures."
    done(journey.editor.post(f"{review}retract/", {"note": note}))
    found = extruct.extract(reader.source, syntaxes=["json-ld", "microdata", "rdfa"], uniform=True)
    assert not any("ClaimReview" in json.dumps(items) for items in found.values())
    assert "We have withdrawn this fact-check" in reader.text
    assert note in reader.text
    assert "We had left out the figures of May." in reader.text
    (entry,) = reader.entries
    assert entry.title == f"Retracted: {CORRECTED['headline']}"
    assert note in entry.summary
    assert reader.path not in Client().get("/fact-checks/").content.decode()


def test_a_changed_article_is_read_again_and_its_known_claims_gain_an_appearance(worker, api):
    journey = Journey(api)
    article, extraction = journey.hand_in(OWN)
    known = {claim["id"] for claim in journey.candidates(article, extraction)}
    longer = OWN.read_text(encoding="utf-8").rstrip() + "\n\nThe city spent 4.2 million crowns on patrols in 2025.\n"
    revised = done(journey.second.post("articles/", {"text": longer}), 202)
    assert (revised["outcome"], revised["id"], revised["revision_number"]) == ("revised", article["id"], 2)
    within(30, lambda: journey._settled(revised["extraction"]["id"]))
    claims = done(journey.author.get("claims/", article=article["id"], page_size=100))["results"]
    assert known < {claim["id"] for claim in claims}
    assert all(len(claim["appearances"]) == 2 for claim in claims if claim["id"] in known)
    (new,) = [claim for claim in claims if claim["id"] not in known]
    assert "4.2 million crowns" in new["appearances"][0]["quote"]
