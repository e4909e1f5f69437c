"""The lists, search, corrections, method and about pages, and the card that may stand in a frame."""

from pathlib import Path

import html5lib
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from claims.models import ClaimTopic, Topic
from claims.services import take_off_topic
from reviews.models import ClaimReview
from reviews.publishing import services as publishing
from tests.factories import ClaimantFactory, RatingFactory, RatingScaleFactory

S = ClaimReview.State
HOME = "/fact-checks/"


@pytest.fixture
def page(newsroom):
    claimant = ClaimantFactory(desk=newsroom.desk, name="Ilse Brandt")
    return newsroom.with_media(S.PUBLISHED, claimant=claimant).fact_check


def visit(path, **query):
    return Client().get(path, query)


def tree(path, **query):
    answer = visit(path, **query)
    assert answer.status_code == 200, path
    return html.fromstring(answer.content.decode())


def words(path, **query):
    return " ".join(tree(path, **query).text_content().split())


def shown(path, **query):
    return tree(path, **query).xpath("//article//h2/a/@href")


def lists_of(newsroom, page):
    claimant = page.verdict.claimant
    return [f"{HOME}desks/{newsroom.desk.slug}/", f"{HOME}claimants/ilse-brandt-{claimant.pk}/",
            f"{HOME}ratings/mostly-false/", f"{HOME}languages/en/"]  # fmt: skip


def every_page(newsroom, page):
    return [HOME, *lists_of(newsroom, page), f"{HOME}search/", f"{HOME}search/?q=crime", f"{HOME}corrections/",
            f"{HOME}method/", f"{HOME}about/", page.get_absolute_url(),
            f"{HOME}card/{page.slug}/"]  # fmt: skip


def test_every_page_is_valid_small_cacheable_and_without_cookies(newsroom, page):
    for path in every_page(newsroom, page):
        answer = Client().get(path, headers={"Cookie": "sessionid=abc; csrftoken=def"})
        html5lib.HTMLParser(strict=True).parse(answer.content.decode())
        assert len(answer.content) < 100_000
        assert not answer.cookies
        assert "cookie" not in answer.headers.get("Vary", "").lower()
        assert "public" in answer.headers["Cache-Control"]
        root = html.fromstring(answer.content.decode())
        assert len(root.xpath("//link[@rel='stylesheet' or @rel='icon']/@href | //*[@src]")) <= 2
        assert Client().get(path, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
        assert Client().post(path).status_code == 405


def test_a_fact_check_leads_to_the_lists_that_hold_it(newsroom, page):
    links = set(tree(page.get_absolute_url()).xpath("//main//a/@href"))
    assert set(lists_of(newsroom, page)[:3]) <= links
    for path in lists_of(newsroom, page):
        assert shown(path) == [page.get_absolute_url()]


def test_a_list_holds_nothing_else(newsroom, page):
    newsroom.rating = RatingFactory(scale=newsroom.rating.scale, label="True", value=5)
    other = newsroom.review(S.PUBLISHED).fact_check
    desk, claimant, rating, language = lists_of(newsroom, page)
    assert shown(claimant) == shown(rating) == [page.get_absolute_url()]
    assert shown(desk) == shown(language) == [other.get_absolute_url(), page.get_absolute_url()]
    assert shown(f"{HOME}ratings/true/") == [other.get_absolute_url()]


def test_a_topic_holds_what_has_its_words_and_is_linked_from_there(newsroom, page, settings):
    topic = Topic.objects.create(desk=newsroom.desk, name="Crime & safety", keywords=["burglary", "two years"])
    path = f"{HOME}topics/crime-safety-{topic.pk}/"
    assert shown(path) == [page.get_absolute_url()]
    assert path in tree(page.get_absolute_url()).xpath("//main//a/@href")
    other = Topic.objects.create(desk=newsroom.desk, name="Harbour", keywords=["years two"])
    assert visit(f"{HOME}topics/harbour-{other.pk}/").status_code == 404
    claim, given = page.review.claim, Topic.objects.create(desk=newsroom.desk, name="By example", keywords=[])
    by_example = f"{HOME}topics/by-example-{given.pk}/"
    assert visit(by_example).status_code == 404
    ClaimTopic.objects.create(claim=claim, topic=given, origin="example", why="like claim 1 (0.61)")
    assert shown(by_example) == [page.get_absolute_url()]
    assert by_example in tree(page.get_absolute_url()).xpath("//main//a/@href")
    take_off_topic(claim, topic=topic, by=newsroom.reviewer)
    assert visit(path).status_code == 404, "a person has the last word"
    assert path not in visit(page.get_absolute_url()).content.decode()
    ClaimTopic.objects.filter(topic=topic).delete()
    settings.PUBLIC_TOPICS = False
    assert visit(path).status_code == 404
    assert path not in visit(page.get_absolute_url()).content.decode()


def test_what_was_never_published_has_no_list(newsroom, page):
    unknown = ClaimantFactory(desk=newsroom.desk, name="Secret Person")
    newsroom.review(S.APPROVED, claimant=unknown)
    RatingFactory(scale=newsroom.rating.scale, label="Satire", value=None)
    for path in (f"claimants/secret-person-{unknown.pk}", "ratings/satire", "languages/fr", "languages/e",
                 f"desks/{newsroom.stranger.memberships.get().desk.slug}", "topics/1", "claimants/x", "claimants/0",
                 "desks/%00", "ratings/%00", "claimants/" + "9" * 50, "colours/red"):  # fmt: skip
        assert visit(f"{HOME}{path}/").status_code == 404, path


def test_a_list_has_pages_of_its_own(newsroom):
    made = [newsroom.review(S.PUBLISHED).fact_check.get_absolute_url() for _ in range(22)]
    path = f"{HOME}ratings/mostly-false/"
    (older,) = tree(path).xpath("//a[@rel='next']/@href")
    assert shown(path) + shown(path + older) == made[::-1]
    assert tree(path + older).xpath("//nav[@class='pages']/a/@href")[0] == path


def test_search_finds_by_all_words_of_claim_headline_and_speaker(newsroom, page):
    path = f"{HOME}search/"
    for query in ("crime", "CRIMES fell", "brandt percent", "mayor"):
        assert shown(path, q=query) == [page.get_absolute_url()], query
    assert "No fact-check holds all these words" in words(path, q="crime absent")
    assert "No fact-check holds" not in words(path)
    for hostile in ("'", "a\0b", "<script>", "x" * 5000, "& | !"):
        assert visit(path, q=hostile).status_code == 200
    assert b"<script>" not in visit(path, q="<script>").content
    publishing.retract_review(page.review, note="Wrong.", by=newsroom.editor)
    assert shown(path, q="crime") == []


def test_search_takes_the_same_number_of_statements_however_much_it_finds(newsroom, page):
    def statements():
        with CaptureQueriesContext(connection) as captured:
            visit(f"{HOME}search/", q="crime")
        return len(captured)

    few = statements()
    for _ in range(10):
        newsroom.review(S.PUBLISHED)
    assert statements() == few


def test_the_corrections_page_tells_of_every_correction_and_retraction(newsroom, page):
    path = f"{HOME}corrections/"
    assert "Nothing has been corrected so far" in words(path)
    other = RatingFactory(scale=newsroom.rating.scale, label="Half true", value=3)
    proposed = publishing.propose_correction(
        page, kind="correction", note="We had the wrong year.", rating=other, headline="Crime fell by 9 percent",
        explanation="The office counts 9 percent.", by=newsroom.reviewer, reason="error",
    )  # fmt: skip
    assert "wrong year" not in words(path)
    publishing.correct_review(proposed, by=newsroom.editor)
    publishing.retract_review(page.review, note="The source withdrew its figures.", by=newsroom.editor)
    text = words(path)
    for part in ("We had the wrong year.", "Why: We made a mistake.", "from Mostly false to Half true", "Retraction",
                 "The source withdrew its figures."):  # fmt: skip
        assert part in text, part
    assert set(tree(path).xpath("//section//h2/a/@href")) == {page.get_absolute_url()}


def test_the_method_explains_the_scales_that_were_used(newsroom, page):
    RatingFactory(scale=RatingScaleFactory(desk=newsroom.desk, name="Never used"), label="Hidden")
    text = words(f"{HOME}method/")
    for part in ("A second person approves it", "Mostly false", newsroom.rating.meaning):
        assert part in text
    assert "Hidden" not in text


def test_the_about_page_says_who_pays_as_it_was_set_up(db, settings):
    assert "has not stated here yet who pays" in words(f"{HOME}about/")
    settings.SITE_ORGANISATION, settings.SITE_CONTACT = "Almery Press Trust", "facts@courier.example"
    settings.SITE_FUNDING, settings.SITE_METHOD = "Paid by **readers**. <script>alert(1)</script>", "We also *phone*."
    about = visit(f"{HOME}about/").content.decode()
    assert "<strong>readers</strong>" in about
    assert "<script" not in about
    assert "Almery Press Trust" in words(HOME)
    assert "facts@courier.example" in words(HOME)
    assert "<em>phone</em>" in visit(f"{HOME}method/").content.decode()


def test_a_page_describes_itself_to_other_sites(newsroom, page, settings):
    root = tree(page.get_absolute_url())
    said = {one.get("property") or one.get("name"): one.get("content") for one in root.xpath("//meta[@content]")}
    assert said["og:title"] == page.verdict.headline
    assert said["og:url"] == settings.BASE_URL + page.get_absolute_url()
    assert said["og:site_name"] == settings.SITE_NAME
    assert said["twitter:card"] == "summary"
    (address,) = root.xpath("//link[@type='application/json+oembed']/@href")
    assert visit(address.removeprefix(settings.BASE_URL)).json()["title"] == page.verdict.headline


def test_oembed_answers_with_a_frame_of_the_card(newsroom, page, settings):
    address = settings.BASE_URL + page.get_absolute_url()
    answer = visit(f"{HOME}oembed", url=address, maxwidth=300, maxheight=9000).json()
    assert (answer["version"], answer["type"], answer["width"], answer["height"]) == ("1.0", "rich", 300, 300)
    frame = html.fromstring(answer["html"])
    assert frame.get("src") == f"{settings.BASE_URL}{HOME}card/{page.slug}/"
    assert (frame.get("width"), frame.get("sandbox")) == ("300", "allow-popups allow-popups-to-escape-sandbox")
    assert visit(f"{HOME}oembed", url=address, format="xml").status_code == 501
    assert visit(f"{HOME}oembed", url=address, maxwidth="x").json()["width"] == 560
    for wrong in ("", "x", "https://[", "https://elsewhere.example" + page.get_absolute_url(), f"{address}more/",
                  f"{settings.BASE_URL}{HOME}", f"{settings.BASE_URL}{HOME}\0/"):  # fmt: skip
        assert visit(f"{HOME}oembed", url=wrong).status_code == 404, wrong


def test_the_page_gives_the_code_that_shows_its_card_elsewhere(newsroom, page, settings):
    root = tree(page.get_absolute_url())
    (code,) = root.xpath("//textarea[@id='share-frame']")
    frame = html.fragment_fromstring(code.text_content())
    assert (frame.tag, visit(frame.get("src").removeprefix(settings.BASE_URL)).status_code) == ("iframe", 200)
    assert root.xpath("//input[@id='share-address']/@value") == root.xpath("//link[@rel='canonical']/@href")


def test_only_the_card_may_stand_in_a_frame(newsroom, page):
    card = visit(f"{HOME}card/{page.slug}/")
    assert "X-Frame-Options" not in card.headers
    assert "frame-ancestors *" in card.headers["Content-Security-Policy"]
    for path in every_page(newsroom, page)[:-1]:
        answer = visit(path)
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def test_the_card_of_a_retracted_fact_check_says_so(newsroom, page):
    publishing.retract_review(page.review, note="Wrong.", by=newsroom.editor)
    text = words(f"{HOME}card/{page.slug}/")
    assert "Retracted" in text
    assert "Mostly false" not in text


def test_the_script_that_makes_cards_is_small():
    script = Path("reviews/publishing/static/publishing/embed.js")
    assert script.stat().st_size < 2000


def test_nothing_is_linked_that_is_not_there(newsroom, page):
    for path in every_page(newsroom, page):
        for link in set(tree(path).xpath("//@href[starts-with(., '/fact-checks/')]")):
            answer = Client().get(link)
            assert answer.status_code == 200, (path, link)
            assert answer.getvalue() if answer.streaming else answer.content


def test_a_correction_moves_a_fact_check_to_the_list_of_its_new_rating(newsroom, page):
    other = RatingFactory(scale=newsroom.rating.scale, label="Half true", value=3)
    proposed = publishing.propose_correction(
        page, kind="correction", note="Wrong year.", rating=other, headline="Crime fell", explanation="9 percent.",
        by=newsroom.reviewer,
    )  # fmt: skip
    publishing.correct_review(proposed, by=newsroom.editor)
    assert shown(f"{HOME}ratings/half-true/") == [page.get_absolute_url()]
    assert visit(f"{HOME}ratings/mostly-false/").status_code == 404
