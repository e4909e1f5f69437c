"""What readers and machines are told of images, videos and recordings: the page, its markup, dumps and corrections."""

import csv
import io
import json

import extruct
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.ingestion.claimreview import claim_reviews_in
from reviews import media, services
from reviews.models import ClaimReview, MediaItem
from reviews.publishing import bulkmarkup
from reviews.publishing import services as publishing
from reviews.publishing.jsonld import claim_review
from reviews.publishing.mediareview import CATEGORIES, media_reviews
from reviews.publishing.models import FactCheck
from reviews.publishing.words import every
from tests.conftest import Newsroom
from tests.factories import ClaimantFactory, RatingFactory

S = ClaimReview.State
DATA = "/fact-checks/data/"
SITE = {"base_url": "https://facts.example", "site_name": "Facts"}
PLACES = (
    media.Place(
        "https://video.example/watch/1", "https://video.example/1.mp4", "https://archive.example/1",
        "Posted by “Almery Now”", "00:01:10", "00:01:25",
    ),
    media.Place("https://social.example/9"),
)  # fmt: skip
VIDEO = {
    "kind": "video", "description": "The mayor </script> speaks", "categories": ("missing_context", "edited"),
    "original_url": "https://council.example/speech", "original_context": "Filmed in 2019 & cut.",
    "appearances": PLACES,
}  # fmt: skip
IMAGE = {"kind": "image", "description": "The wall", "categories": ("staged",), "appearances": PLACES[1:]}


@pytest.fixture
def page(newsroom):
    newsroom.desk.website = "https://courier.example/"
    newsroom.desk.save()
    claimant = ClaimantFactory(desk=newsroom.desk, name="Ilse Brandt")
    return newsroom.with_media(S.PUBLISHED, VIDEO, IMAGE, claimant=claimant).fact_check


def body_of(path):
    return Client().get(path).getvalue().decode() if path.startswith(DATA) else Client().get(path).content.decode()


def markup(path):
    return extruct.extract(body_of(path), syntaxes=["json-ld"], uniform=False)["json-ld"]


def change(newsroom, item, **facts):
    services.change_media(item, media.Facts(**(IMAGE | facts)), by=newsroom.reviewer)


# ── The page ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_independent_reader_finds_each_media_review_beside_the_claim_review(newsroom, page, settings):
    review, video, image = markup(page.get_absolute_url())
    address = settings.BASE_URL + page.get_absolute_url()
    assert review["@type"] == "ClaimReview"
    assert review["associatedMediaReview"] == [
        {"@type": "Review", "url": f"{address}#media-1"}, {"@type": "Review", "url": f"{address}#media-2"},
    ]  # fmt: skip
    assert video == {
        "@context": "https://schema.org",
        "@type": "MediaReview",
        "url": f"{address}#media-1",
        "datePublished": review["datePublished"],
        "dateModified": review["dateModified"],
        "inLanguage": "en",
        "author": {"@type": "Organization", "name": newsroom.desk.name, "url": "https://courier.example/"},
        "sdPublisher": review["sdPublisher"],
        "mediaAuthenticityCategory": ["DecontextualizedContent", "EditedOrCroppedContent"],
        "originalMediaContextDescription": "Filmed in 2019 & cut.",
        "originalMediaLink": "https://council.example/speech",
        "itemReviewed": {
            "@type": "MediaReviewItem",
            "description": "The mayor </script> speaks",
            "creator": {"@type": "Person", "name": "Ilse Brandt"},
            "interpretedAsClaim": {"@type": "Claim", "description": review["claimReviewed"]},
            "mediaItemAppearance": [
                {
                    "@type": "VideoObject",
                    "url": "https://video.example/watch/1",
                    "contentUrl": "https://video.example/1.mp4",
                    "archivedAt": "https://archive.example/1",
                    "description": "Posted by “Almery Now”",
                    "startTime": "00:01:10",
                    "endTime": "00:01:25",
                },
                {
                    "@type": "VideoObject",
                    "url": "https://social.example/9",
                    "contentUrl": "https://social.example/9",
                },
            ],
        },
        "associatedClaimReview": {"@type": "Review", "url": address},
    }
    assert image["mediaAuthenticityCategory"] == "StagedContent"
    assert "originalMediaLink" not in image
    assert [one["@type"] for one in image["itemReviewed"]["mediaItemAppearance"]] == ["ImageObject"]


def test_every_category_has_a_name_in_schema_org():
    names = {
        "OriginalMediaContent", "DecontextualizedContent", "EditedOrCroppedContent", "TransformedContent",
        "StagedContent", "SatireOrParodyContent",
    }  # fmt: skip
    assert (set(CATEGORIES), set(CATEGORIES.values())) == (set(MediaItem.Category.values), names)


def test_readers_are_told_in_plain_words_what_was_done_and_where_the_original_is(page):
    source = body_of(page.get_absolute_url())
    for words in (
        'id="media-1"', "Missing context", "Edited or cropped", "shown as something else", "Filmed in 2019 &amp; cut.",
        "The mayor &lt;/script&gt; speaks", 'href="https://council.example/speech"', 'href="https://archive.example/1"',
        'href="https://video.example/1.mp4"', "From 00:01:10 to 00:01:25", "Posted by “Almery Now”", 'id="media-2"',
        "the screenshot of a post that never was",
    ):  # fmt: skip
        assert words in source, words
    assert "<video" not in source
    assert "<img" not in source


def test_a_fact_check_of_words_says_nothing_of_media(newsroom):
    page = newsroom.review(S.PUBLISHED).fact_check
    (review,) = markup(page.get_absolute_url())
    assert "associatedMediaReview" not in review
    assert "media-1" not in body_of(page.get_absolute_url())


@pytest.mark.parametrize(
    ("language", "word"),
    [
        ("de", "Geschnitten oder beschnitten"),
        ("fr", "Monté ou recadré"),
        ("es", "Editado o recortado"),
        ("nl", "Edited"),
    ],
)
def test_translations_share_it_in_words_of_their_language(newsroom, page, language, word):
    row = newsroom.translation(fact_check=page, language=language)
    source = body_of(row.get_absolute_url())
    assert word in source
    assert '<span lang="en">Filmed in 2019' in source
    review, video, _ = markup(row.get_absolute_url())
    assert review["associatedMediaReview"][0]["url"] == video["url"]
    assert (video["inLanguage"], video["associatedClaimReview"]["url"]) == (language, review["url"])


def test_a_page_is_read_in_the_same_statements_however_many_there_are(newsroom):
    few, many = (newsroom.with_media(S.PUBLISHED, *[VIDEO] * count).fact_check for count in (1, 12))

    def statements(fact_check):
        with CaptureQueriesContext(connection) as captured:
            body_of(fact_check.get_absolute_url())
        return len(captured)

    assert statements(few) == statements(many)


# ── Corrections ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_changed_afterwards_is_seen_from_the_next_correction_on(newsroom, page):
    path, item = page.get_absolute_url(), MediaItem.objects.get(kind="image")
    before = body_of(path), markup(path)
    change(newsroom, item, categories=("transformed",))
    services.remove_media(MediaItem.objects.get(kind="video"), by=newsroom.reviewer)
    assert (body_of(path), markup(path)) == before
    newsroom.correct(page)
    source, found = body_of(path), markup(path)
    assert [one.get("mediaAuthenticityCategory") for one in found] == [None, "TransformedContent"]
    assert (
        "What we say of the media changed from <b>Video: Missing context, Edited or cropped; Image: Staged</b>"
        in source
    )
    assert "to <b>Image: Altered</b>" in source


def test_a_correction_of_something_else_says_nothing_of_media(newsroom, page):
    newsroom.correct(page)
    assert "What we say of the media" not in body_of(page.get_absolute_url())


def test_a_retracted_fact_check_and_words_that_are_contradicted_give_machines_nothing(newsroom, page):
    german = newsroom.translation(fact_check=page)
    newsroom.correct(page, rating=RatingFactory(scale=newsroom.rating.scale, label="False", value=1))
    assert markup(german.get_absolute_url()) == []
    assert "Geschnitten oder beschnitten" in body_of(german.get_absolute_url())
    assert {one["inLanguage"] for one in json.loads(body_of(f"{DATA}media-reviews.json"))} == {"en"}
    publishing.retract_review(ClaimReview.objects.get(pk=page.review_id), note="Wrong.", by=newsroom.editor)
    assert markup(page.get_absolute_url()) == []
    assert json.loads(body_of(f"{DATA}media-reviews.json")) == []


# ── Everything at once ────────────────────────────────────────────────────────────────────────────────────────────


def test_the_dumps_say_what_the_pages_say(newsroom, page):
    newsroom.translation(fact_check=page)
    plain = newsroom.review(S.PUBLISHED).fact_check
    pages = [page.get_absolute_url(), page.translations.get().get_absolute_url(), plain.get_absolute_url()]
    shown = [markup(path) for path in pages]
    media_shown = [one for found in shown for one in found[1:]]
    whole = json.loads(body_of(f"{DATA}media-reviews.json"))
    assert whole == media_shown
    assert [json.loads(line) for line in body_of(f"{DATA}media-reviews.ndjson").splitlines()] == whole
    assert json.loads(body_of(f"{DATA}fact-checks.json")) == [found[0] for found in shown]
    feed = json.loads(body_of(f"{DATA}datafeed.json"))
    assert [one["item"] for one in feed["dataFeedElement"]] == shown
    assert [one["url"] for one in claim_reviews_in(feed)] == [found[0]["url"] for found in shown]


def test_the_database_writes_the_same_links_as_a_page(newsroom, page):
    newsroom.translation(fact_check=page)
    newsroom.review(S.PUBLISHED)
    for only_media in (False, True):
        rows = FactCheck.objects.with_content().order_by("pk")
        rows = [one for one in rows if one.verdict.media or not only_media]
        expected = [claim_review(words, **SITE) for one in rows for words in every(one)]
        found = list(bulkmarkup.in_force(**SITE, only_media=only_media))
        assert [json.loads(one.text) for one in found] == expected
    assert found[0].media_reviews == media_reviews(expected[0], page.verdict.media)


def test_the_table_has_a_line_for_each_and_no_formula(newsroom):
    place = media.Place("https://social.example/9")
    newsroom.with_media(S.PUBLISHED, VIDEO, IMAGE | {"description": "=cmd|' /C calc'!A0", "appearances": (place,) * 2})
    answer = Client().get(f"{DATA}media-reviews.csv")
    assert answer["Content-Disposition"] == 'attachment; filename="media-reviews.csv"'
    video, image = csv.DictReader(io.StringIO(answer.getvalue().decode()))
    assert video["mediaAuthenticityCategory"] == "DecontextualizedContent EditedOrCroppedContent"
    assert video["itemReviewed.mediaItemAppearance.url"] == "https://video.example/watch/1 https://social.example/9"
    assert video["itemReviewed.mediaItemAppearance.archivedAt"] == "https://archive.example/1"
    assert image["itemReviewed.description"] == "'=cmd|' /C calc'!A0"
    assert image["itemReviewed.mediaItemAppearance.@type"] == "ImageObject ImageObject"
    assert image["originalMediaLink"] == ""


def test_a_dump_of_media_passes_over_what_has_none_a_chunk_at_a_time(transactional_db, monkeypatch):
    monkeypatch.setattr(bulkmarkup, "CHUNK", 2)
    newsroom, read, asked = Newsroom(), bulkmarkup._written, []
    monkeypatch.setattr(bulkmarkup, "_written", lambda *of, **more: asked.append(more["after"]) or read(*of, **more))
    for number in range(7):
        newsroom.with_media(S.PUBLISHED) if number % 2 else newsroom.review(S.PUBLISHED)
    assert len(list(bulkmarkup.in_force(**SITE, only_media=True))) == 3
    assert len(asked) == 2


# ── What the database holds ───────────────────────────────────────────────────────────────────────────────────────


def test_a_verdict_keeps_what_it_said_whatever_becomes_of_the_items(newsroom, page):
    kept = page.verdict.media
    for item in MediaItem.objects.all():
        services.remove_media(item, by=newsroom.reviewer)
    page.refresh_from_db()
    assert page.verdict.media == kept
    assert [one["kind"] for one in kept] == ["video", "image"]
