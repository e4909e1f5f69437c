"""Words that would like to be code: shown as words in the page, the list, the feed, the markup and the tombstone."""

import json

import html5lib
import pytest
from django.test import Client
from lxml import etree

from claims.models import Article, Claim, Source
from reviews import richtext
from reviews import services as review_services
from reviews.models import ClaimReview, Criterion
from reviews.publishing import feeds
from reviews.publishing import services as publishing
from reviews.publishing.models import FactCheck
from reviews.publishing.words import original
from tests.factories import ClaimantFactory, RatingFactory

S = ClaimReview.State
ATOM = "{http://www.w3.org/2005/Atom}"
CORPUS = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "</script x><script x>alert(1)</script x>",
    "]]><script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "<svg/onload=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<a href=\"javascript:alert(1)\">x</a>",
    "{{ 7*7 }}{% debug %}${7*7}",
    "</title></head><base href=//evil.example>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<plaintext>",
    "\u202e\u2028\u2029<b>🙂</b>",
]  # fmt: skip
MARKDOWN = [
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](vbscript:msgbox(1))",
    "[x]: javascript:alert(1)\n\n[x]",
    "<javascript:alert(1)>",
    "![x](https://evil.example/pixel.gif)",
    "![x](javascript:alert(1))",
    "[x](https://ok.example/ \"a' onmouseover='alert(1)\")",
    "[x](https://ok.example/\"onmouseover=\"alert(1))",
    "`<script>alert(1)</script>`",
    "```\n</code></pre><script>alert(1)</script>\n```",
    "# </h1><script>alert(1)</script>",
    "<details open ontoggle=alert(1)>",
    "<style>*{display:none}</style>",
    "<form action=//evil.example><input name=password></form>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "*" * 3000 + "x",
    "[" * 3000,
    "> " * 300 + "x",
]  # fmt: skip
HARMLESS = {
    "a", "article", "b", "blockquote", "body", "br", "code", "em", "footer", "h1", "h2", "h3", "h4", "head", "header",
    "hr", "html", "i", "li", "link", "main", "meta", "nav", "ol", "p", "pre", "q", "section", "span", "strong", "time",
    "title", "ul",
}  # fmt: skip


def browser_tree(source):
    """The tree that a browser builds of it."""
    return html5lib.parse(source, treebuilder="lxml", namespaceHTMLElements=False).getroot()


def assert_inert(root, scripts=0):
    """Nothing in the tree runs, loads, submits or leads to anything but a web page."""
    elements = [element for element in root.iter() if isinstance(element.tag, str)]
    assert [element.tag for element in elements].count("script") == scripts
    assert {element.tag for element in elements} - {"script"} <= HARMLESS
    for element in elements:
        for name, value in element.attrib.items():
            assert not name.lower().startswith("on"), (element.tag, name)
            assert name not in {"style", "srcdoc", "src", "formaction", "http-equiv"}, (element.tag, name)
            if name == "href":
                assert value.startswith(("https://", "http://", "/", "?", "#")), value


def without_code(root):
    """A fact-check's page without the fields that give its address and code, which are ours to the last element."""
    (share,) = root.xpath("//details[@class='share']")
    ours = ["details", "summary", "p", "label", "input", "p", "label", "textarea", "p", "a"]
    assert [element.tag for element in share.iter()] == ours
    share.getparent().remove(share)
    return root


class Hostile:
    """A published fact-check whose every word is `payload`."""

    def __init__(self, newsroom, payload, explanation=None):
        self.newsroom, self.payload = newsroom, payload
        self.explanation = explanation or payload
        newsroom.desk.name = payload
        newsroom.desk.website = "https://courier.example/?q='\"><script>"
        newsroom.desk.save()
        newsroom.rating = RatingFactory(scale=newsroom.rating.scale, label=payload[:60], value=3, meaning=payload)
        Criterion.objects.get_or_create(desk=newsroom.desk, code="claim_neutral", level="off")  # it says the rating
        self.review = newsroom.review()
        claimant = ClaimantFactory(desk=newsroom.desk, name=payload, same_as="https://ok.example/?a='\"><svg/onload=x>")
        Claim.objects.filter(pk=self.review.claim_id).update(text=payload, claimant=claimant)
        self.review.claim.refresh_from_db()
        source = Source.objects.create(desk=newsroom.desk, name=payload)
        Article.objects.update(title=payload, url="https://paper.example/?x='\"><script>", source=source)
        review_services.add_evidence(
            self.review, url="https://ok.example/?q=\"'<script>&x=1", stance="refutes", title=payload, quote=payload,
            note=payload, by=newsroom.reviewer,
        )  # fmt: skip
        verdict = {"rating": newsroom.rating, "headline": payload, "explanation": self.explanation}
        review_services.submit_review(self.review, by=newsroom.reviewer, **verdict)
        review_services.approve_review(self.review, by=newsroom.second)
        self.fact_check = publishing.publish_review(self.review, by=newsroom.editor)
        correction = publishing.propose_correction(
            self.fact_check, kind="correction", note=payload, by=newsroom.reviewer, **verdict
        )
        publishing.correct_review(correction, by=newsroom.editor)

    def source(self, path=None):
        answer = Client().get(path or self.fact_check.get_absolute_url())
        assert answer.status_code == 200
        return answer.content.decode()


@pytest.mark.parametrize("payload", CORPUS)
def test_hostile_words_stay_words_on_every_page(newsroom, payload):
    hostile = Hostile(newsroom, payload)
    page = browser_tree(hostile.source())
    assert_inert(without_code(page), scripts=1)
    assert payload in "".join(page.xpath("//h1")[0].itertext())
    assert payload in "".join(page.xpath("//title")[0].itertext())
    assert page.xpath("//meta[@property='og:title']/@content") == [payload]
    for place in ("blockquote", "li", "section"):
        assert any(payload in "".join(found.itertext()) for found in page.xpath(f"//{place}")), place
    listing = browser_tree(hostile.source("/fact-checks/"))
    assert_inert(listing)
    assert payload in "".join(listing.xpath("//article//h2")[0].itertext())
    publishing.retract_review(hostile.review, note=payload, by=newsroom.editor)
    tombstone = browser_tree(hostile.source())
    assert_inert(tombstone)
    assert payload in "".join(tombstone.xpath("//section")[-1].itertext())


@pytest.mark.parametrize("payload", CORPUS)
def test_hostile_words_neither_end_the_markup_nor_change_in_it(newsroom, payload):
    page = browser_tree(Hostile(newsroom, payload).source())
    review = json.loads(page.xpath("//script")[0].text)
    assert page.xpath("//script")[0].get("type") == "application/ld+json"
    assert {review["name"], review["claimReviewed"], review["itemReviewed"]["author"]["name"], review["author"]["name"],
            review["citation"][0]["name"], review["correction"][0]["text"]} == {payload}  # fmt: skip
    assert review["reviewRating"]["alternateName"] == payload[:60]


@pytest.mark.parametrize("payload", CORPUS)
def test_hostile_words_stay_words_in_the_feed(newsroom, payload):
    hostile = Hostile(newsroom, payload)
    for is_retracted in (False, True):
        if is_retracted:
            publishing.retract_review(hostile.review, note=payload, by=newsroom.editor)
        root = etree.fromstring(hostile.source("/fact-checks/feed.atom").encode())
        assert {element.tag for element in root.iter()} <= {ATOM + name for name in (
            "feed", "title", "link", "id", "updated", "entry", "published", "author", "name", "summary", "category",
            "subtitle")}  # fmt: skip
        entry = root.find(f"{ATOM}entry")
        assert payload in entry.findtext(f"{ATOM}title")
        assert entry.find(f"{ATOM}title").get("type", "text") == "text"
        summary = entry.find(f"{ATOM}summary")
        assert summary.get("type") == "html"
        assert_inert(browser_tree(summary.text))


@pytest.mark.parametrize("markdown", MARKDOWN)
def test_hostile_markdown_is_text_or_a_harmless_tag(newsroom, markdown):
    assert_inert(browser_tree(richtext.render(markdown)))
    hostile = Hostile(newsroom, "Crime fell", explanation=markdown)
    assert_inert(without_code(browser_tree(hostile.source())), scripts=1)
    assert_inert(browser_tree(hostile.source("/fact-checks/")))


def test_what_reviewers_need_of_markdown_is_there():
    rendered = richtext.render(
        "# One\n\n## Two\n\n**b** *i* [l](https://ok.example/a?b=1&c=2)\n\n- x\n\n1. y\n\n> q\n\n`c`"
    )
    tree = browser_tree(rendered)
    for tag in ("h2", "strong", "em", "ul", "ol", "blockquote", "code"):
        assert tree.xpath(f"//{tag}"), tag
    assert not tree.xpath("//h1")
    (link,) = tree.xpath("//a")
    assert link.get("href") == "https://ok.example/a?b=1&c=2"
    assert set(link.get("rel").split()) == {"noopener", "nofollow", "ugc"}


def test_even_harmless_html_is_not_taken_for_markup():
    assert browser_tree(richtext.render("So <em>they</em> say.")).xpath("string(//p)") == "So <em>they</em> say."


@pytest.mark.parametrize("unprintable", ["\x01", "\x0b", "\x1b[0m", "\ufffe", "\uffff"])
def test_what_xml_cannot_hold_costs_readers_neither_the_feed_nor_the_page(newsroom, unprintable):
    hostile = Hostile(newsroom, f"Crime {unprintable} fell")
    root = etree.fromstring(hostile.source("/fact-checks/feed.atom").encode())
    assert "Crime" in root.findtext(f"{ATOM}entry/{ATOM}title")
    assert "Crime" in hostile.source()


def test_the_feed_is_well_formed_whatever_the_name_of_the_site(newsroom):
    page = FactCheck.objects.with_content().get(pk=newsroom.review(S.PUBLISHED).fact_check.pk)
    xml = feeds.atom([original(page)], feeds.Channel("https://ok.example", "A & B <i>", "/fact-checks/feed.atom"))
    assert etree.fromstring(xml.encode()).findtext(f"{ATOM}title") == "A & B <i>: fact-checks"
