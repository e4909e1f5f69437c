"""The pages of a fact-check in further languages: what readers see, and what machines get."""

import json
from xml.etree import ElementTree

import extruct
import feedparser
import html5lib
import pytest
from django.db.models import Max
from django.test import Client
from lxml import html

from reviews.models import ClaimReview, Rating
from reviews.publishing import services as publishing
from reviews.publishing import translating, translations
from reviews.publishing.models import FactCheck, Translation
from tests.factories import RatingFactory

S = ClaimReview.State
T = Translation.State
HOME = "/fact-checks/"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture
def page(newsroom):
    return newsroom.review(S.PUBLISHED).fact_check


@pytest.fixture
def german(newsroom, page):
    return newsroom.translation(fact_check=page)


def visit(path, **query):
    answer = Client().get(path, query)
    assert answer.status_code == 200, path
    return answer.getvalue().decode()


def tree(path, **query):
    return html.fromstring(visit(path, **query))


def words(path):
    return " ".join(tree(path).xpath("//main")[0].text_content().split())


def markup(path):
    found = extruct.extract(visit(path), syntaxes=["json-ld"], uniform=False)["json-ld"]
    return found[0] if found else None


def alternates(path):
    links = tree(path).xpath("//link[@rel='alternate'][@hreflang]")
    return {one.get("hreflang"): one.get("href") for one in links}


def half_true(newsroom):
    return RatingFactory(scale=newsroom.rating.scale, label="Half true", value=3)


# ── What readers see ──────────────────────────────────────────────────────────────────────────────────────────────


def test_each_language_has_a_page_that_names_the_others(newsroom, page, german, settings):
    french = newsroom.translation(fact_check=page, language="fr", headline="La criminalité a baissé")
    addresses = {"en": page, "de": german, "fr": french, "x-default": page}
    expected = {tag: settings.BASE_URL + one.get_absolute_url() for tag, one in addresses.items()}
    for tag, one in addresses.items():
        root = tree(one.get_absolute_url())
        assert alternates(one.get_absolute_url()) == expected
        if tag != "x-default":
            assert root.get("lang") == tag
            assert root.xpath("//link[@rel='canonical']/@href") == [expected[tag]]
            links = root.xpath("//nav[@class='languages']//a/@href")
            assert set(links) == {each.get_absolute_url() for each in addresses.values()} - {one.get_absolute_url()}
    said = {
        one.get("property"): one.get("content") for one in tree(german.get_absolute_url()).xpath("//meta[@property]")
    }
    assert (said["og:locale"], said["og:title"]) == ("de_DE", german.shown.headline)
    locales = tree(german.get_absolute_url()).xpath("//meta[@property='og:locale:alternate']/@content")
    assert set(locales) == {"en_GB", "fr_FR"}


def test_a_fact_check_in_one_language_names_no_others(page):
    assert alternates(page.get_absolute_url()) == {}
    assert tree(page.get_absolute_url()).xpath("//nav[@class='languages']") == []


def test_the_page_shares_everything_but_the_words_and_speaks_its_language(newsroom, page, german):
    text = words(german.get_absolute_url())
    for part in (german.shown.headline, german.shown.claim_text, "Das Statistikamt zählt 7 Prozent", "Die Behauptung",
                 "Belege", "Crime figures 2026", "Mostly false", "Widerlegt die Behauptung"):  # fmt: skip
        assert part in text, part
    for part in ("The claim", "What we found", page.verdict.headline):
        assert part not in text, part
    assert tree(german.get_absolute_url()).xpath("//header/@lang") == ["en"]


def test_around_words_in_a_language_that_the_site_does_not_speak_it_says_that_it_is_english(newsroom, page):
    root = tree(newsroom.translation(fact_check=page, language="ja").get_absolute_url())
    assert root.get("lang") == "ja"
    assert root.xpath("//main/@lang") == ["en"]
    assert root.xpath("//h1/@lang") == ["ja"]


def test_the_markup_is_of_that_language_with_what_is_shared(newsroom, page, german, settings):
    ours, theirs = markup(page.get_absolute_url()), markup(german.get_absolute_url())
    assert theirs["inLanguage"] == "de"
    assert (theirs["name"], theirs["claimReviewed"]) == (german.shown.headline, german.shown.claim_text)
    assert theirs["url"] == settings.BASE_URL + german.get_absolute_url()
    assert theirs["translationOfWork"] == {"@type": "CreativeWork", "url": ours["url"], "inLanguage": "en"}
    for shared in ("reviewRating", "citation", "itemReviewed", "author"):
        assert theirs[shared] == ours[shared]


def test_the_pages_and_cards_are_valid_cacheable_and_lead_nowhere_wrong(newsroom, page, german):
    card = f"{HOME}card/de/{german.slug}/"
    for path in (german.get_absolute_url(), card):
        html5lib.HTMLParser(strict=True).parse(visit(path))
        answer = Client().get(path)
        assert "public" in answer.headers["Cache-Control"]
        for link in set(html.fromstring(answer.content).xpath("//@href[starts-with(., '/fact-checks/')]")):
            assert Client().get(link).status_code == 200, link
    assert german.shown.headline in visit(card)
    for wrong in (f"{HOME}fr/{german.slug}/", f"{HOME}DE/{german.slug}/", f"{HOME}de/{page.slug}/", f"{HOME}de/x/"):
        assert Client().get(wrong).status_code == 404, wrong


def test_oembed_knows_the_page_of_a_translation(newsroom, german, settings):
    address = settings.BASE_URL + german.get_absolute_url()
    answer = Client().get(f"{HOME}oembed", {"url": address}).json()
    assert answer["title"] == german.shown.headline
    assert f"{settings.BASE_URL}{HOME}card/de/{german.slug}/" in answer["html"]
    wrong = f"{settings.BASE_URL}{HOME}de/x\0y/"
    assert Client().get(f"{HOME}oembed", {"url": wrong}).status_code == 404


# ── Corrected and retracted ───────────────────────────────────────────────────────────────────────────────────────


def test_after_a_correction_the_translation_says_that_it_is_of_an_earlier_version(newsroom, page, german):
    newsroom.correct(page)
    text = words(german.get_absolute_url())
    assert "Diese Übersetzung gibt eine frühere Fassung wieder." in text
    assert "We had the wrong year." in text  # the note, until somebody translates it
    assert tree(german.get_absolute_url()).xpath("//section[contains(@class,'outdated')]//a/@href") == [
        page.get_absolute_url()
    ]
    told = markup(german.get_absolute_url())
    assert told["correction"][0]["text"] == "We had the wrong year."
    assert "earlier version" not in words(page.get_absolute_url())


def test_brought_up_to_date_it_says_so_no_more_and_its_note_is_translated(newsroom, page, german):
    correction = newsroom.correct(page)
    translations.revise_translation(german, by=newsroom.reviewer)
    newsroom.translate(german, headline="Kriminalität sank um 9 Prozent", notes={str(correction.pk): "Falsches Jahr."})
    assert "frühere Fassung" in words(german.get_absolute_url())  # readers still see the former words
    assert "um 9 Prozent" not in words(german.get_absolute_url())
    translations.submit_translation(german, by=newsroom.reviewer)
    translations.approve_translation(german, by=newsroom.editor)
    text = words(german.get_absolute_url())
    assert "frühere Fassung" not in text
    assert "Falsches Jahr." in text
    assert "wrong year" not in text
    assert markup(german.get_absolute_url())["correction"][0]["text"] == "Falsches Jahr."


def test_words_that_argue_for_a_former_rating_are_given_to_no_machine(newsroom, page, german, settings):
    newsroom.correct(page, rating=half_true(newsroom))
    path = german.get_absolute_url()
    assert "begründet noch die frühere" in words(path)
    assert "Half true" in words(path)
    assert markup(path) is None
    assert tree(path).xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert alternates(path) == {}
    assert set(alternates(page.get_absolute_url())) <= {"en", "x-default"}
    assert path not in visit(f"{HOME}sitemap-{page.pk // 10_000}.xml")
    assert path not in visit(f"{HOME}sitemap-news.xml")
    assert path not in visit(f"{HOME}data/fact-checks.ndjson")
    assert "claims" not in search("Kriminalität")
    assert tree(f"{HOME}languages/de/").xpath("//article") == []
    assert feedparser.parse(visit(f"{HOME}languages/de/feed.atom")).entries == []


def test_a_retraction_is_a_tombstone_in_every_language(newsroom, page, german):
    publishing.retract_review(page.review, note="The source withdrew its figures.", by=newsroom.editor)
    text = words(german.get_absolute_url())
    for part in ("Zurückgenommen", german.shown.headline, german.shown.claim_text, "The source withdrew its figures."):
        assert part in text, part
    assert "Statistikamt" not in text
    assert markup(german.get_absolute_url()) is None
    assert tree(german.get_absolute_url()).xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert german.get_absolute_url() not in visit(f"{HOME}data/fact-checks.ndjson")
    assert "Zurückgenommen" in visit(f"{HOME}card/de/{german.slug}/")
    (entry,) = feedparser.parse(visit(f"{HOME}languages/de/feed.atom")).entries
    assert entry.title == f"Zurückgenommen: {german.shown.headline}"
    with pytest.raises(translating.NotInForce):
        translations.revise_translation(german, by=newsroom.reviewer)
    with pytest.raises(translating.NotInForce):
        translations.begin_translation(page, language="fr", by=newsroom.reviewer)


# ── Feeds, sitemaps, dumps, search ────────────────────────────────────────────────────────────────────────────────


def search(query, **more):
    return Client().get("/v1alpha1/claims:search", {"query": query, **more}).json()


def test_search_finds_a_translation_by_its_words_and_by_language(newsroom, page, german, settings):
    (claim,) = search("Kriminalität")["claims"]
    (review,) = claim["claimReview"]
    assert claim["text"] == german.shown.claim_text
    assert review["url"] == settings.BASE_URL + german.get_absolute_url()
    assert (review["languageCode"], review["textualRating"], review["title"]) == (
        "de", "Mostly false", german.shown.headline,
    )  # fmt: skip
    assert search("Kriminalität", languageCode="de-CH")["claims"] == [claim]
    assert search("Kriminalität", languageCode="en") == {}
    by_site = search("", reviewPublisherSiteFilter="127.0.0.1")["claims"]
    assert [one["claimReview"][0]["languageCode"] for one in by_site] == ["de", "en"]
    first = search("", reviewPublisherSiteFilter="127.0.0.1", pageSize=1)
    rest = search("", reviewPublisherSiteFilter="127.0.0.1", pageSize=1, pageToken=first["nextPageToken"])
    assert [*first["claims"], *rest["claims"]] == by_site


def test_readers_find_a_fact_check_by_the_words_of_a_translation_and_are_led_there(newsroom, page, german):
    newsroom.review(S.PUBLISHED)
    path = f"{HOME}search/"
    assert tree(path, q="Kriminalität").xpath("//article//h2/a/@href") == [german.get_absolute_url()]
    both = tree(path, q="crime fell").xpath("//article//h2/a/@href")
    assert (len(both), page.get_absolute_url() in both, german.get_absolute_url() in both) == (2, True, False)
    publishing.retract_review(page.review, note="Wrong.", by=newsroom.editor)
    assert tree(path, q="Kriminalität").xpath("//article//h2/a/@href") == []


def test_the_list_and_feeds_of_a_language_hold_its_translations(newsroom, page, german, settings):
    untranslated = newsroom.review(S.PUBLISHED).fact_check
    place = f"{HOME}languages/de/"
    assert tree(place).xpath("//article//h2/a/@href") == [german.get_absolute_url()]
    (entry,) = feedparser.parse(visit(f"{place}feed.atom")).entries
    assert (entry.link, entry.title) == (
        settings.BASE_URL + german.get_absolute_url(), f"Mostly false: {german.shown.headline}",
    )  # fmt: skip
    (item,) = json.loads(visit(f"{place}feed.json"))["items"]
    assert (item["language"], "<strong>7 Prozent</strong>" in item["content_html"]) == ("de", True)
    english = feedparser.parse(visit(f"{HOME}languages/en/feed.rss")).entries
    assert {one.link for one in english} == {settings.BASE_URL + one.get_absolute_url() for one in (page, untranslated)}
    assert german.get_absolute_url() not in visit(f"{HOME}feed.atom")


def test_what_was_translated_last_stands_first_in_the_feed_of_its_language(newsroom, page):
    later = newsroom.review(S.PUBLISHED).fact_check
    newsroom.translation(fact_check=later, headline="Zuerst übersetzt")
    newsroom.translation(fact_check=page, headline="Zuletzt übersetzt")
    titles = [one.title for one in feedparser.parse(visit(f"{HOME}languages/de/feed.atom")).entries]
    assert titles == ["Mostly false: Zuletzt übersetzt", "Mostly false: Zuerst übersetzt"]


def test_the_sitemap_lists_every_page_with_its_alternates(newsroom, page, german, settings):
    root = ElementTree.fromstring(visit(f"{HOME}sitemap-{page.pk // 10_000}.xml"))
    ours, theirs = (settings.BASE_URL + one.get_absolute_url() for one in (page, german))
    urls = root.findall(f"{MAP}url")
    assert [one.find(f"{MAP}loc").text for one in urls] == [ours, theirs]
    for url in urls:
        links = {one.get("hreflang"): one.get("href") for one in url.findall(f"{XHTML}link")}
        assert links == {"en": ours, "de": theirs, "x-default": ours}
    alone = newsroom.review(S.PUBLISHED).fact_check
    urls = ElementTree.fromstring(visit(f"{HOME}sitemap-{page.pk // 10_000}.xml")).findall(f"{MAP}url")
    assert urls[-1].find(f"{MAP}loc").text == settings.BASE_URL + alone.get_absolute_url()
    assert urls[-1].findall(f"{XHTML}link") == []
    assert theirs in visit(f"{HOME}sitemap-news.xml")


def test_a_copy_of_the_dump_is_out_of_date_once_a_translation_is_published(newsroom, page):
    before = Client().get(f"{HOME}data/fact-checks.ndjson")
    assert before.getvalue()
    german = newsroom.translation(fact_check=page)
    assert Translation.objects.aggregate(at=Max("modified_at"))["at"] == german.modified_at
    lines = [json.loads(line) for line in visit(f"{HOME}data/fact-checks.ndjson").splitlines()]
    assert [line["inLanguage"] for line in lines] == ["en", "de"]
    feed = json.loads(visit(f"{HOME}data/datafeed.json"))["dataFeedElement"]
    assert [one["url"] for one in feed] == [line["url"] for line in lines]


# ── Ratings in other languages ────────────────────────────────────────────────────────────────────────────────────


def test_a_rating_is_called_as_its_scale_calls_it_in_that_language(newsroom, page, german):
    Rating.objects.filter(pk=newsroom.rating.pk).update(
        labels={"de": {"label": "Größtenteils falsch", "meaning": "Manches stimmt, die Hauptsache nicht."}}
    )
    text = words(german.get_absolute_url())
    assert "Größtenteils falsch" in text
    assert "Manches stimmt" in text
    assert "Mostly false" not in text
    rating = markup(german.get_absolute_url())["reviewRating"]
    assert (rating["alternateName"], rating["ratingValue"]) == ("Größtenteils falsch", 2)
    assert search("Kriminalität")["claims"][0]["claimReview"][0]["textualRating"] == "Größtenteils falsch"
    assert "Mostly false" in words(page.get_absolute_url())
    newsroom.correct(page, rating=half_true(newsroom))
    assert "Größtenteils falsch" in words(german.get_absolute_url())  # in the note that the rating changed


# ── Withdrawn ─────────────────────────────────────────────────────────────────────────────────────────────────────


def dumped():
    answer = Client().get(f"{HOME}data/fact-checks.json")
    return answer.headers["Last-Modified"], [one["inLanguage"] for one in json.loads(answer.getvalue())]


def test_a_withdrawn_translation_leaves_a_tombstone_that_leads_to_the_original(newsroom, page, german, settings):
    french = newsroom.translation(fact_check=page, language="fr")
    FactCheck.objects.update(published_at="2026-10-14T12:00Z", modified_at="2026-10-14T12:00Z")
    Translation.objects.update(published_at="2026-10-14T12:00Z", modified_at="2026-10-14T12:00Z")
    before = dumped()
    assert before == ("Wed, 14 Oct 2026 12:00:00 GMT", ["en", "de", "fr"])
    translations.withdraw_translation(german, note="Names were mixed up.", by=newsroom.editor)
    path = german.get_absolute_url()
    text = words(path)
    assert "Übersetzung zurückgezogen" in text
    assert "Names were mixed up." in text
    assert "Kriminalität sank" not in visit(path)
    assert tree(path).xpath("//main//a/@href") == [page.get_absolute_url()]
    assert tree(path).xpath("//meta[@name='robots']/@content") == ["noindex"]
    html5lib.HTMLParser(strict=True).parse(visit(path))
    assert markup(path) is None
    assert set(alternates(page.get_absolute_url())) == {"en", "fr", "x-default"}
    changed_at, languages = dumped()
    assert (changed_at == before[0], languages) == (False, ["en", "fr"])
    found = search("Kriminalität")["claims"]
    assert [one["claimReview"][0]["languageCode"] for one in found] == ["fr"]
    assert path not in visit(f"{HOME}sitemap-0.xml")
    assert Client().get(f"{HOME}languages/de/").status_code == 404
    card = visit(f"{HOME}card/de/{german.slug}/")
    assert page.verdict.headline in card
    assert french.get_absolute_url() in visit(page.get_absolute_url())


def test_approved_again_it_is_back_at_its_address(newsroom, page, german):
    translations.withdraw_translation(german, note="Names were mixed up.", by=newsroom.editor)
    translations.revise_translation(german, by=newsroom.reviewer)
    newsroom.translate(german, headline="Mit den richtigen Namen")
    translations.submit_translation(german, by=newsroom.reviewer)
    assert "Übersetzung zurückgezogen" in words(german.get_absolute_url())
    translations.approve_translation(german, by=newsroom.editor)
    assert "Mit den richtigen Namen" in words(german.get_absolute_url())
    assert "de" in alternates(page.get_absolute_url())
