"""What the validator finds wrong with a ClaimReview, and that nothing wrong is published."""

import copy
from datetime import timedelta

import pytest
from django.utils import timezone

from claims.models import Article, Claim
from reviews.models import ClaimReview, Criterion, Snapshot
from reviews.publishing import markup
from reviews.publishing import services as publishing
from reviews.publishing.jsonld import claim_review
from reviews.publishing.models import FactCheck
from reviews.publishing.words import original
from reviews.workflow import NotReady
from tests.factories import AppearanceFactory, ArticleFactory, RatingFactory, RevisionFactory

S = ClaimReview.State
WHOLE = {
    "@context": "https://schema.org",
    "@type": "ClaimReview",
    "url": "https://facts.example/fact-checks/crime-1/",
    "claimReviewed": "Crime fell by 12 percent in two years.",
    "datePublished": "2026-10-14",
    "inLanguage": "en",
    "author": {"@type": "Organization", "name": "Courier", "url": "https://courier.example/"},
    "itemReviewed": {
        "@type": "Claim",
        "datePublished": "2026-10-11",
        "appearance": [{"@type": "CreativeWork", "url": "https://paper.example/wall"}],
    },
    "reviewRating": {"@type": "Rating", "alternateName": "False", "ratingValue": 1, "worstRating": 1, "bestRating": 5},
}
LEFT_OUT = object()


def changed(pointer, value):
    markup = copy.deepcopy(WHOLE)
    *parents, last = pointer.split("/")
    place = markup
    for name in parents:
        place = place[name]
    if value is LEFT_OUT:
        del place[last]
    else:
        place[last] = value
    return markup


def of(fact_check):
    fact_check = FactCheck.objects.with_content().get(pk=fact_check.pk)
    return claim_review(original(fact_check), base_url="https://facts.example", site_name="Facts")


def test_a_whole_claim_review_has_no_problems():
    assert markup.problems(WHOLE) == []


@pytest.mark.parametrize(
    ("pointer", "value", "words", "is_blocking"),
    [
        ("@type", "Review", "type ClaimReview", True),
        ("url", LEFT_OUT, "no absolute address", True),
        ("url", "/fact-checks/crime-1/", "no absolute address", True),
        ("url", "https://[", "no absolute address", True),
        ("datePublished", LEFT_OUT, "day of publication", True),
        ("datePublished", "yesterday", "day of publication", True),
        ("inLanguage", LEFT_OUT, "language", False),
        ("claimReviewed", " ", "claim that was checked is missing", True),
        ("claimReviewed", "It is false that crime fell.", "words of the rating (“False”)", False),
        ("claimReviewed", "x" * 76, "76 characters", False),
        ("reviewRating", LEFT_OUT, "no words", True),
        ("reviewRating/alternateName", "", "no words", True),
        ("reviewRating/bestRating", LEFT_OUT, "needs its value", True),
        ("reviewRating/ratingValue", "1", "needs its value", True),
        ("reviewRating/worstRating", 0, "begins at 1", True),
        ("reviewRating/worstRating", 5, "best is above the worst", True),
        ("reviewRating/ratingValue", 6, "outside its scale, 1 to 5", True),
        ("author/name", "", "has no name", True),
        ("author/url", LEFT_OUT, "no address on the web", True),
        ("itemReviewed/appearance", [], "can be opened", False),
        ("itemReviewed/appearance", [{"headline": "Wall"}], "has no address", True),
        ("itemReviewed/author", {"@type": "Thing"}, "Leave the claimant out", True),
        ("itemReviewed/datePublished", LEFT_OUT, "When the claim was made", False),
    ],
)
def test_what_is_missing_is_named_in_words(pointer, value, words, is_blocking):
    found = markup.problems(changed(pointer, value))
    assert any(words in one.detail and one.is_blocking == is_blocking for one in found), found


def test_a_rating_whose_words_are_part_of_another_word_is_not_in_the_claim():
    assert markup.problems(changed("claimReviewed", "The falsehoods of 2026 were counted.")) == []


@pytest.mark.parametrize(
    ("given", "host"),
    [("https://www.Courier.example:8000/x", "courier.example"), ("WWW.courier.example", "courier.example"),
     ("courier.example/a", "courier.example"), ("", ""), ("https://[", "")],
)  # fmt: skip
def test_a_bare_host_is_told_from_addresses_and_hosts(given, host):
    assert markup.bare_host(given) == host


def test_a_rating_outside_its_scale_is_not_published(newsroom):
    review = newsroom.review(S.APPROVED)
    scale = newsroom.rating.scale
    scale.worst = 3
    scale.save()
    with pytest.raises(NotReady, match="outside its scale, 3 to 5") as refused:
        publishing.publish_review(review, by=newsroom.editor)
    assert refused.value.errors[0]["pointer"] == "#/reviewRating/ratingValue"
    review.refresh_from_db()
    assert review.state == S.APPROVED
    assert not FactCheck.objects.exists()


def test_what_a_desk_may_leave_open_is_named_in_the_api_and_does_not_hold_it_up(newsroom, api):
    Criterion.objects.create(desk=newsroom.desk, code="claim_neutral", level="off")
    newsroom.rating = RatingFactory(scale=newsroom.rating.scale, label="Two years", value=1)
    page = newsroom.review(S.PUBLISHED).fact_check
    found = api(newsroom.viewer).get(f"fact-checks/{page.pk}/").json()["markup_problems"]
    assert any("words of the rating" in one for one in found)
    assert "When the claim was made is not said." in found
    publishing.retract_review(page.review, note="Wrong.", by=newsroom.editor)
    assert api(newsroom.viewer).get(f"fact-checks/{page.pk}/").json()["markup_problems"] == []


def test_the_site_is_named_as_the_publisher_of_the_data(newsroom):
    data = of(newsroom.review(S.PUBLISHED).fact_check)
    assert data["sdPublisher"] == {"@type": "Organization", "name": "Facts", "url": "https://facts.example/"}
    assert data["author"]["url"] == "https://facts.example/"


def test_a_copy_at_a_public_archive_is_cited_and_shown_and_our_own_copy_is_not(newsroom, client):
    page = newsroom.review(S.PUBLISHED).fact_check
    (evidence,) = page.verdict.evidence.all()
    now = timezone.now()
    kept = {"evidence": evidence, "state": "kept", "sha256": "0" * 64, "captured_at": now, "next_attempt_at": now,
            "nudged_at": now}  # fmt: skip
    Snapshot.objects.filter(evidence=evidence).delete()
    Snapshot.objects.create(number=1, **kept)
    assert "archivedAt" not in of(page)["citation"][0]
    copied = "https://archive.example/web/20261014/https://statistics.example/crime-2026"
    Snapshot.objects.create(number=2, public_copy=copied, **kept)
    assert of(page)["citation"][0]["archivedAt"] == copied
    assert f'href="{copied}"' in client.get(page.get_absolute_url()).content.decode()


def test_only_works_that_can_be_opened_are_appearances(newsroom):
    page = newsroom.review(S.PUBLISHED).fact_check
    assert "appearance" not in of(page)["itemReviewed"]
    Article.objects.update(url="https://paper.example/wall")
    item = of(page)["itemReviewed"]
    assert [work["url"] for work in item["appearance"]] == [item["firstAppearance"]["url"]]


def test_a_later_work_is_not_called_the_first_where_the_first_cannot_be_opened(newsroom):
    page = newsroom.review(S.PUBLISHED).fact_check
    claim = Claim.objects.get(pk=page.review.claim_id)
    day = Article.objects.get().published_on + timedelta(days=1)
    article = ArticleFactory(desk=newsroom.desk, url="https://paper.example/later", published_on=day)
    AppearanceFactory(claim=claim, revision=RevisionFactory(article=article))
    item = of(page)["itemReviewed"]
    assert [work["url"] for work in item["appearance"]] == ["https://paper.example/later"]
    assert "firstAppearance" not in item
