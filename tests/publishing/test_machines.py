"""Feeds, sitemaps and dumps, read back by the readers that others wrote."""

import csv
import io
import json
from datetime import timedelta
from itertools import islice
from xml.etree import ElementTree

import feedparser
import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from claims.models import Source
from reviews.models import ClaimReview, Rating, Snapshot
from reviews.publishing import bulkmarkup, dumps
from reviews.publishing import services as publishing
from reviews.publishing.jsonld import claim_review
from reviews.publishing.models import FactCheck
from reviews.publishing.words import every
from tests.config.test_children import until
from tests.conftest import Newsroom
from tests.factories import AppearanceFactory, ArticleFactory, ClaimantFactory, RatingFactory, RevisionFactory

S = ClaimReview.State
HOME = "/fact-checks/"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


@pytest.fixture
def page(newsroom):
    claimant = ClaimantFactory(desk=newsroom.desk, name="=cmd|' /C calc'!A0")
    return newsroom.review(S.PUBLISHED, claimant=claimant).fact_check


def read(path, **headers):
    answer = Client().get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer.body = answer.getvalue().decode()
    return answer


def feed(path, version):
    parsed = feedparser.parse(read(path).body)
    assert (parsed.bozo, parsed.version) == (False, version)
    return parsed


@pytest.mark.parametrize("where", ["", "desk", "ratings/mostly-false/", "languages/en/"])
def test_every_list_has_its_feeds_and_they_say_the_same(newsroom, page, settings, where):
    place = HOME + (f"desks/{newsroom.desk.slug}/" if where == "desk" else where)
    address = settings.BASE_URL + page.get_absolute_url()
    for form, version in (("atom", "atom10"), ("rss", "rss20")):
        (entry,) = feed(f"{place}feed.{form}", version).entries
        assert (entry.id, entry.link) == (address, address)
        assert entry.title == "Mostly false: Crime fell, but by less than the mayor says"
        assert [tag.term for tag in entry.tags] == ["Mostly false"]
        assert entry.author == newsroom.desk.name
    written = json.loads(read(f"{place}feed.json").body)
    assert written["version"] == "https://jsonfeed.org/version/1.1"
    assert written["feed_url"] == f"{settings.BASE_URL}{place}feed.json"
    assert written["home_page_url"] == settings.BASE_URL + place
    (item,) = written["items"]
    assert (item["id"], item["url"], item["tags"]) == (address, address, ["Mostly false"])
    assert "<strong>7 percent</strong>" in item["content_html"]
    assert item["date_published"] == page.published_at.isoformat()


def test_a_retracted_fact_check_says_so_in_every_feed(newsroom, page):
    publishing.retract_review(page.review, note="The source withdrew.", by=newsroom.editor)
    place = f"{HOME}ratings/mostly-false/"
    titles = [feed(f"{place}feed.{form}", version).entries[0].title for form, version in FORMS]
    titles.append(json.loads(read(f"{place}feed.json").body)["items"][0]["title"])
    assert titles == ["Retracted: Crime fell, but by less than the mayor says"] * 3


FORMS = (("atom", "atom10"), ("rss", "rss20"))


def test_what_has_not_changed_is_not_sent_again(newsroom, page):
    day_before = page.modified_at - timedelta(days=1)
    FactCheck.objects.update(published_at=day_before, modified_at=day_before)
    paths = [f"{HOME}feed.{form}" for form in ("atom", "rss", "json")]
    paths += [f"{HOME}data/{name}" for name in DUMPS] + [f"{HOME}sitemap.xml"]
    for path in paths:
        first = read(path)
        assert first.status_code == 200
        since = first.headers["Last-Modified"]
        assert read(path, If_Modified_Since=since).status_code == 304, path
        assert not first.cookies
    publishing.retract_review(page.review, note="Wrong.", by=newsroom.editor)
    for path in paths:
        assert read(path, If_Modified_Since=since).status_code == 200, path


DUMPS = ("datafeed.json", "fact-checks.json", "fact-checks.ndjson", "fact-checks.csv")


def test_the_dumps_hold_what_is_in_force_and_nothing_else(newsroom, page, settings):
    gone = newsroom.review(S.RETRACTED).fact_check
    newsroom.review(S.APPROVED)
    other = newsroom.review(S.PUBLISHED).fact_check
    addresses = [settings.BASE_URL + one.get_absolute_url() for one in (page, other)]
    whole = json.loads(read(f"{HOME}data/fact-checks.json").body)
    assert [one["url"] for one in whole] == addresses
    assert [json.loads(line) for line in read(f"{HOME}data/fact-checks.ndjson").body.splitlines()] == whole
    data = json.loads(read(f"{HOME}data/datafeed.json").body)
    assert (data["@type"], data["@context"]) == ("DataFeed", "https://schema.org")
    assert data["dateModified"] == max(FactCheck.objects.values_list("modified_at", flat=True)).isoformat()
    assert [one["item"] for one in data["dataFeedElement"]] == [[one] for one in whole]
    for element in data["dataFeedElement"]:
        assert {"@type", "dateCreated", "dateModified", "url", "item"} == set(element)
    rows = list(csv.DictReader(io.StringIO(read(f"{HOME}data/fact-checks.csv").body)))
    assert [row["url"] for row in rows] == addresses
    assert rows[0]["reviewRating.alternateName"] == "Mostly false"
    assert rows[0]["author.name"] == newsroom.desk.name
    assert gone.slug not in json.dumps(whole)


def test_no_cell_is_a_formula(page):
    (row,) = csv.DictReader(io.StringIO(read(f"{HOME}data/fact-checks.csv").body))
    assert row["itemReviewed.author.name"] == "'=cmd|' /C calc'!A0"
    for cell in ("=1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", " =1", "＝1"):
        assert dumps.harmless(cell).startswith("'"), cell
    for cell in ("1", "a=1", "", "'", "Crime fell - by less"):
        assert dumps.harmless(cell) == cell


def test_an_empty_dump_is_whole(db):
    assert json.loads(read(f"{HOME}data/fact-checks.json").body) == []
    assert json.loads(read(f"{HOME}data/datafeed.json").body)["dataFeedElement"] == []
    assert read(f"{HOME}data/fact-checks.ndjson").body == ""
    assert read(f"{HOME}data/fact-checks.csv").body.startswith("url,name,claimReviewed")


def test_a_dump_is_read_a_chunk_at_a_time_and_two_ahead(transactional_db, monkeypatch):
    monkeypatch.setattr(bulkmarkup, "CHUNK", 2)
    newsroom, read, asked = Newsroom(), bulkmarkup._written, []
    made = [newsroom.review(S.PUBLISHED).fact_check.slug for _ in range(9)]
    monkeypatch.setattr(bulkmarkup, "_written", lambda *of, **more: asked.append(more["after"]) or read(*of, **more))
    before = sessions()

    for count, most in ((1, 1), (2, 1), (3, 3), (5, 4), (None, 5)):
        asked.clear()
        rows = bulkmarkup.in_force(**SITE)
        found = [one.url.split("/")[-2] for one in islice(rows, count)]
        until(lambda most=most: len(asked) >= most)
        assert (len(asked), found) == (most, made[:count])
        rows.close()
    until(lambda: sessions() == before)


def sessions():
    """How many connections to the database there are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
        return cursor.fetchone()[0]


SITE = {"base_url": "https://facts.example", "site_name": "Facts"}


def test_the_database_writes_what_a_page_says(newsroom, page):
    """Everything that a fact-check can carry, and nothing that it can lack, is the same in dump and page."""
    newsroom.desk.website = "https://courier.example/"
    newsroom.desk.save()
    claimant = ClaimantFactory(desk=newsroom.desk, kind="organisation", same_as="https://encyclopaedia.example/x")
    newsroom.rating = RatingFactory(scale=newsroom.rating.scale, label="Unproven", value=None, meaning="")
    full = newsroom.review(S.PUBLISHED, claimant=claimant, said_on="2026-10-11", said_until="2026-10-11").fact_check
    source = Source.objects.create(desk=newsroom.desk, name="“Paper” \\ </script>\u2028")
    for day, url in (("2026-10-20", "https://paper.example/2"), ("2026-01-01", "https://paper.example/1")):
        article = ArticleFactory(desk=newsroom.desk, published_on=day, url=url, source=source)
        for number in (1, 2):
            AppearanceFactory(claim=full.review.claim, revision=RevisionFactory(article=article, number=number))
    for number in (1, 2):
        correction = publishing.propose_correction(
            full, kind="correction", note=f"Note {number}\n\t\"", rating=newsroom.rating, headline="Crime 🙂",
            explanation="9 percent.", by=newsroom.reviewer,
        )  # fmt: skip
        publishing.correct_review(correction, by=newsroom.editor)
        full.refresh_from_db()
    Rating.objects.filter(pk=full.verdict.rating.pk).update(labels={"de": {"label": "Unbelegt", "meaning": ""}})
    notes = {str(full.corrections.earliest("pk").pk): "Zahl falsch"}
    for language, told in (("pt-BR", {}), ("de", notes)):
        newsroom.translation(fact_check=full, language=language, notes=told, headline=f"So „{language}“ \\ 🙂")
    now = timezone.now()
    for number, copied in ((7, "https://archive.example/7"), (8, "https://archive.example/8"), (9, "")):
        Snapshot.objects.create(
            evidence=full.verdict.evidence.get(), number=number, public_copy=copied, next_attempt_at=now, nudged_at=now
        )
    dumped = [json.loads(one.text) for one in bulkmarkup.in_force(**SITE)]
    fact_checks = FactCheck.objects.with_content().order_by("pk")
    shown = [claim_review(words, **SITE) for one in fact_checks for words in every(one)]
    assert dumped == shown == [json.loads(text) for text in bulkmarkup.texts_in_force(**SITE)]
    columns, texts = dumps.COLUMNS, [json.dumps(one) for one in shown]
    told = [[cell or "" for cell in row] for row in bulkmarkup.cells_in_force(**SITE)]
    assert [dict(zip(columns, row, strict=True)) for row in told] == [
        dict(zip(columns, row, strict=True)) for row in dumps.cells(texts, columns)
    ]
    assert [one["inLanguage"] for one in shown[1:]] == ["en", "de", "pt-BR"]
    assert [one["text"] for one in shown[2]["correction"]] == ["Zahl falsch", shown[1]["correction"][1]["text"]]
    labels = [one["reviewRating"]["alternateName"] for one in shown[1:]]
    assert labels == ["Unproven", "Unbelegt", "Unproven"]
    assert len(shown[1]["correction"]) == 2
    assert shown[1]["citation"][0]["archivedAt"] == "https://archive.example/7"
    assert shown[1]["itemReviewed"]["firstAppearance"]["url"] == "https://paper.example/1"


def test_the_sitemaps_hold_what_is_in_force(newsroom, page, settings):
    gone = newsroom.review(S.RETRACTED).fact_check
    index = ElementTree.fromstring(read(f"{HOME}sitemap.xml").body)
    met = []
    for file in index.findall(f"{MAP}sitemap/{MAP}loc"):
        urls = ElementTree.fromstring(read(file.text.removeprefix(settings.BASE_URL)).body)
        met += [one.text for one in urls.findall(f"{MAP}url/{MAP}loc")]
    assert met == [settings.BASE_URL + page.get_absolute_url()]
    assert gone.slug not in met[0]
    assert read(f"{HOME}sitemap-{10**15}.xml").status_code == 404
    assert f"Sitemap: {settings.BASE_URL}{HOME}sitemap.xml" in read("/robots.txt").body
    assert read(read("/favicon.ico").headers["Location"]).body.startswith("<svg")


def test_the_news_are_those_of_two_days(newsroom, page, settings):
    old = newsroom.review(S.PUBLISHED).fact_check
    before = timezone.now() - timedelta(days=3)
    FactCheck.objects.filter(pk=old.pk).update(published_at=before)
    urls = ElementTree.fromstring(read(f"{HOME}sitemap-news.xml").body)
    assert [one.text for one in urls.findall(f"{MAP}url/{MAP}loc")] == [settings.BASE_URL + page.get_absolute_url()]
    assert urls.find(f".//{NEWS}title").text == page.verdict.headline
    assert urls.find(f".//{NEWS}publication/{NEWS}name").text == settings.SITE_NAME
