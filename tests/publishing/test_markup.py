"""The ClaimReview in a page, read back as a search engine's parser does, and what schema.org asks of it."""

import json
from datetime import date

import extruct
import pytest
from django.test import Client
from lxml import html

from claims import services as claim_services
from claims.models import Article, Claim, Source
from reviews.models import ClaimReview, RatingScale
from reviews.publishing import services as publishing
from tests.factories import AppearanceFactory, ArticleFactory, ClaimantFactory, RatingFactory, RevisionFactory

S = ClaimReview.State


def source_of(fact_check):
    return Client().get(fact_check.get_absolute_url()).content.decode()


def markup(fact_check):
    """The page's one ClaimReview, out of extruct."""
    found = extruct.extract(source_of(fact_check), syntaxes=["json-ld"], uniform=False)["json-ld"]
    assert len(found) == 1
    return found[0]


@pytest.fixture
def page(newsroom):
    newsroom.desk.website = "https://courier.example/facts"
    newsroom.desk.save()
    return newsroom.review(S.PUBLISHED).fact_check


def test_the_markup_is_one_object_and_the_first_script_of_the_page(page):
    first = html.fromstring(source_of(page)).xpath("//script")[0]
    assert first.get("type") == "application/ld+json"
    review = json.loads(first.text)
    assert isinstance(review, dict)
    assert "@graph" not in review
    assert (review["@context"], review["@type"]) == ("https://schema.org", "ClaimReview")


def test_the_markup_says_what_was_entered(newsroom, page, settings):
    review = markup(page)
    url = f"{settings.BASE_URL}{page.get_absolute_url()}"
    assert html.fromstring(source_of(page)).xpath("//link[@rel='canonical']/@href") == [url]
    assert review["url"] == url
    assert review["claimReviewed"] == "Crime fell by 12 percent in two years."
    assert review["name"] == "Crime fell, but by less than the mayor says"
    assert review["reviewRating"] == {
        "@type": "Rating", "alternateName": "Mostly false", "ratingValue": 2, "worstRating": 1, "bestRating": 5,
        "ratingExplanation": newsroom.rating.meaning,
    }  # fmt: skip
    assert review["author"] == {"@type": "Organization", "name": newsroom.desk.name, "url": newsroom.desk.website}
    assert review["inLanguage"] == "en"
    assert review["citation"] == [
        {"@type": "CreativeWork", "url": "https://statistics.example/crime-2026", "name": "Crime figures 2026"}
    ]
    assert "correction" not in review


def test_the_claimant_and_where_it_was_said_are_named(newsroom):
    claimant = ClaimantFactory(desk=newsroom.desk, name="Ilse Brandt", same_as="https://encyclopaedia.example/brandt")
    page = newsroom.review(S.PUBLISHED, claimant=claimant, said_on="2026-10-11", said_until="2026-10-11").fact_check
    Article.objects.update(
        url="https://paper.example/wall", source=Source.objects.create(desk=newsroom.desk, name="Almery Courier")
    )
    reviewed = markup(page)["itemReviewed"]
    assert reviewed["author"] == {
        "@type": "Person", "name": "Ilse Brandt", "sameAs": "https://encyclopaedia.example/brandt",
    }  # fmt: skip
    assert reviewed["datePublished"] == "2026-10-11"
    assert reviewed["firstAppearance"] == reviewed["appearance"][0] == {
        "@type": "CreativeWork", "url": "https://paper.example/wall", "headline": Article.objects.get().title,
        "datePublished": "2026-10-14", "publisher": {"@type": "Organization", "name": "Almery Courier"},
    }  # fmt: skip


@pytest.mark.parametrize(("kind", "written"), [("person", "Person"), ("organisation", "Organization"), ("", "Thing")])
def test_a_claimant_is_of_a_type_that_schema_org_knows(newsroom, kind, written):
    claimant = ClaimantFactory(desk=newsroom.desk, name="Harbour", kind=kind)
    page = newsroom.review(S.PUBLISHED, claimant=claimant).fact_check
    assert markup(page)["itemReviewed"]["author"] == {"@type": written, "name": "Harbour"}


def test_editing_the_claim_afterwards_changes_nothing_that_was_published(newsroom):
    claimant = ClaimantFactory(desk=newsroom.desk, name="Ilse Brandt")
    page = newsroom.review(S.PUBLISHED, claimant=claimant, said_on="2026-10-11", said_until="2026-10-11").fact_check
    before = markup(page), source_of(page)
    claim = Claim.objects.get(pk=page.review.claim_id)
    claim_services.edit_claim(claim, by=newsroom.reviewer, text="Else.", claimant="Bo Marr", said_on=date(2026, 1, 1))
    assert (markup(page), source_of(page)) == before


def test_an_unknown_claimant_is_left_out(page):
    reviewed = markup(page)["itemReviewed"]
    assert reviewed["@type"] == "Claim"
    assert "author" not in reviewed
    assert "The speaker is not known" in source_of(page)


def test_each_article_appears_once_and_the_earliest_is_the_first(newsroom, page):
    Article.objects.update(url="https://paper.example/wall")
    for title, day in [
        ("Later report", "2026-10-20"),
        ("Earlier report", "2026-01-02"),
        ("Latest report", "2026-10-21"),
    ]:
        article = ArticleFactory(desk=newsroom.desk, published_on=day, title=title, url=f"https://paper.example/{day}")
        for number in (1, 2):
            AppearanceFactory(claim=page.review.claim, revision=RevisionFactory(article=article, number=number))
    reviewed = markup(page)["itemReviewed"]
    days = [appearance["datePublished"] for appearance in reviewed["appearance"]]
    assert days == ["2026-01-02", "2026-10-14", "2026-10-20", "2026-10-21"]
    assert reviewed["firstAppearance"]["headline"] == "Earlier report"


def test_a_rating_without_a_number_carries_none(newsroom):
    newsroom.rating = RatingFactory(scale=newsroom.rating.scale, label="Unproven", value=None, meaning="")
    page = newsroom.review(S.PUBLISHED).fact_check
    assert markup(page)["reviewRating"] == {"@type": "Rating", "alternateName": "Unproven"}


def test_a_number_lies_between_the_ends_of_its_scale(newsroom):
    RatingScale.objects.filter(pk=newsroom.rating.scale_id).update(worst=1, best=10)
    rating = markup(newsroom.review(S.PUBLISHED).fact_check)["reviewRating"]
    assert rating["worstRating"] <= rating["ratingValue"] <= rating["bestRating"] == 10


def test_nothing_in_the_markup_is_null_or_empty(page):
    def values(value):
        if isinstance(value, dict):
            return [inner for one in value.values() for inner in values(one)] or [None]
        if isinstance(value, list):
            return [inner for one in value for inner in values(one)] or [None]
        return [value]

    assert all(value not in (None, "") for value in values(markup(page)))


def test_a_correction_is_in_the_markup_with_its_note_and_day(newsroom, page):
    correction = publishing.propose_correction(
        page, kind="correction", note="We had the wrong year.", rating=newsroom.rating, by=newsroom.reviewer,
        headline="Crime fell by 9 percent", explanation="The office counts 9 percent.",
    )  # fmt: skip
    publishing.correct_review(correction, by=newsroom.editor)
    review = markup(page)
    day = correction.decided_at.date().isoformat()
    assert review["correction"] == [
        {"@type": "CorrectionComment", "text": "We had the wrong year.", "datePublished": day}
    ]
    assert review["name"] == "Crime fell by 9 percent"
    assert review["dateModified"] > review["datePublished"]


def test_a_retracted_fact_check_has_no_markup(newsroom):
    page = newsroom.review(S.RETRACTED).fact_check
    found = extruct.extract(source_of(page), syntaxes=["json-ld", "microdata", "rdfa"], uniform=True)
    assert not any("ClaimReview" in json.dumps(items) for items in found.values())


def test_the_claim_is_quoted_as_it_stood_when_the_verdict_was_given(newsroom, page):
    Claim.objects.filter(pk=page.review.claim_id).update(text="Other words.")
    assert markup(page)["claimReviewed"] == "Crime fell by 12 percent in two years."
