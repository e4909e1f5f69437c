"""Others' fact-checks are kept once a desk, changed where they changed, and found by readers and programs."""

import json
from dataclasses import replace
from datetime import date

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from claims.ingestion.claimreview import claim_reviews_in, read_claim_review
from claims.ingestion.knowing import know
from claims.models import KnownFactCheck
from tests.claims.ingestion.test_claimreview import REVIEW
from tests.factories import DeskFactory
from tests.races import race

DRAFT = read_claim_review(REVIEW)


def search(**query):
    return Client().get("/v1alpha1/claims:search", query).json()


def test_the_same_fact_check_is_kept_once_and_changed_where_it_changed(db):
    desk, other = DeskFactory.create_batch(2)
    more = replace(DRAFT, claim_reviewed="The wall is new")
    assert know([DRAFT, more, DRAFT], desk=desk) == ["new", "new", "unchanged"]
    assert know([DRAFT, more], desk=desk) == ["unchanged", "unchanged"]
    assert know([replace(DRAFT, rating_label="Half true", reviewed_on=date(2026, 10, 20))], desk=desk) == ["changed"]
    assert know([DRAFT], desk=other) == ["new"]
    row = KnownFactCheck.objects.get(desk=desk, claim_reviewed=DRAFT.claim_reviewed)
    assert (row.rating_label, row.listed_at.date()) == ("Half true", date(2026, 10, 20))


def test_who_says_less_than_the_markup_takes_nothing_away_but_a_scale_that_does_not_fit_its_words(db):
    desk, scale = DeskFactory(), dict.fromkeys(("rating_value", "rating_best", "rating_worst", "rating_of_five"))
    know([DRAFT], desk=desk)
    before = KnownFactCheck.objects.values().get()
    less = replace(DRAFT, title="", reviewed_on=None, said_on=None, claimant="", language="", **scale)
    assert know([less], desk=desk, are_partial=True) == ["unchanged"]
    assert know([replace(less, rating_label="")], desk=desk, are_partial=True) == ["unchanged"]
    assert KnownFactCheck.objects.values().get() == before
    assert know([replace(less, rating_label="Half true")], desk=desk, are_partial=True) == ["changed"]
    row = KnownFactCheck.objects.values().get()
    assert row == before | scale | {"rating_label": "Half true"}
    assert know([less], desk=desk) == ["changed"], "markup that says nothing of it means it"


def test_two_that_import_the_same_at_once_double_nothing(transactional_db):
    desk = DeskFactory()
    drafts = [replace(DRAFT, url=f"https://facts.example/{n}") for n in range(100)]

    def keep(order):
        with transaction.atomic():
            return know(order, desk=desk)

    outcomes = race(lambda: keep(drafts), lambda: keep(drafts[::-1]), lambda: keep(drafts))
    assert all(isinstance(one, list) for one in outcomes), outcomes
    assert KnownFactCheck.objects.count() == 100


def test_programs_find_them_beside_our_own_each_once(newsroom):
    newsroom.review("published")
    for desk in (newsroom.desk, DeskFactory()):
        know([replace(DRAFT, claim_reviewed="Crime fell by 12 percent, he said")], desk=desk)
    found = search(query="crime fell")["claims"]
    assert len(found) == 2
    (imported,) = [one for one in found if one["claimReview"][0]["publisher"]["site"] == "facts.example"]
    assert imported == {
        "text": "Crime fell by 12 percent, he said",
        "claimant": "Ilse Brandt",
        "claimDate": "2026-10-11T00:00:00Z",
        "claimReview": [
            {
                "publisher": {"name": "Facts", "site": "facts.example"},
                "url": "https://www.facts.example/harbour/",
                "title": "No, the wall cost less",
                "reviewDate": "2026-10-14T00:00:00Z",
                "textualRating": "False",
                "languageCode": "en-GB",
            }
        ],
    }
    assert search(query="crime", reviewPublisherSiteFilter="facts.example")["claims"] == [imported]
    assert len(search(query="crimes", languageCode="en-US")["claims"]) == 2, "by stems"
    assert "claims" not in search(query="crime fell", languageCode="de")


def test_pages_of_results_lose_and_double_nothing_where_kinds_and_moments_meet(newsroom):
    newsroom.review("published")
    drafts = [replace(DRAFT, url=f"https://facts.example/{n}", claim_reviewed="Crime fell again") for n in range(25)]
    know(drafts, desk=newsroom.desk)
    query, urls = {"query": "crime", "pageSize": 4}, []
    while True:
        answer = search(**query)
        urls += [one["claimReview"][0]["url"] for one in answer["claims"]]
        if "nextPageToken" not in answer:
            break
        query["pageToken"] = answer["nextPageToken"]
    assert len(urls) == len(set(urls)) == 26


@pytest.mark.parametrize("name", ["datafeed.json", "fact-checks.ndjson", "fact-checks.json"])
def test_our_own_archive_is_imported_elsewhere_and_not_found_twice_here(newsroom, name):
    fact_check = newsroom.review("published").fact_check
    data = b"".join(Client().get(f"/fact-checks/data/{name}").streaming_content)
    value = [json.loads(line) for line in data.splitlines()] if name.endswith("ndjson") else json.loads(data)
    (markup,) = claim_reviews_in(value)
    draft = read_claim_review(markup)
    assert know([draft], desk=DeskFactory()) == ["new"]
    verdict = fact_check.verdict
    assert (draft.claim_reviewed, draft.title) == (verdict.claim_text, verdict.headline)
    assert (draft.rating_label, draft.rating_of_five) == (verdict.rating.label, verdict.rating.value)
    assert draft.url == settings.BASE_URL + fact_check.get_absolute_url()
    assert len(search(query="crime")["claims"]) == 1


def test_the_desk_reads_its_own_over_rest(newsroom, api):
    know([DRAFT, replace(DRAFT, claim_reviewed="Trams are late", rating_of_five=None)], desk=newsroom.desk)
    member, stranger = api(newsroom.viewer), api(newsroom.stranger)
    assert [row["claim_reviewed"] for row in member.get("known-fact-checks/", q="nine or crown").json()["results"]] == [
        "The wall cost 9 million crowns"
    ]
    assert (
        len(member.get("known-fact-checks/", rating_of_five=1, publisher_site="facts.example").json()["results"]) == 1
    )
    assert stranger.get("known-fact-checks/").json()["results"] == []
