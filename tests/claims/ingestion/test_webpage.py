"""Reading the article out of a web page, and refusing hostile pages before they are parsed."""

import contextlib
import random
import time
from datetime import UTC, date, datetime, timedelta

import pytest

from claims.errors import UnreadableInput
from claims.ingestion.webpage import MAX_PAGE_BYTES, read_web_page

URL = "https://post.example.org/news/toll?from=feed"
HEAD = """
<title>Harbour toll falls - Almery Post</title>
<meta property="og:title" content="Harbour toll falls">
<meta property="og:site_name" content="Almery Post">
<meta name="author" content="Ines Valloy">
<meta property="article:published_time" content="2026-10-05T08:00:00Z">
<link rel="canonical" href="https://post.example.org/news/toll">
"""
PARAGRAPHS = (
    "The harbour toll fell by 12 percent last year, the port authority said on Monday.",
    "“We moved more goods for less money,” said director Ines Valloy, who has run the port since 2019.",
    "She added that 4,100 ships called at the port – up from 3,870 the year before – and that none was turned away.",
    "Fishermen’s groups doubt the figure & say that small boats were not counted.",
)
DAY = date(2026, 10, 5)


def page(paragraphs=PARAGRAPHS, head=HEAD, lang="en-GB"):
    body = "".join(f"<p>{words.replace('&', '&amp;')}</p>\n" for words in paragraphs)
    return f"""<!doctype html><html lang="{lang}"><head><meta charset="utf-8">{head}</head><body>
    <nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav>
    <article><h1>Harbour toll falls</h1>{body}</article>
    <aside><a href="/1">Most read: ten boats that sank</a></aside><footer>All rights reserved.</footer></body></html>"""


def read(markup, **given):
    data = markup if isinstance(markup, bytes) else markup.encode()
    return read_web_page(data, **{"url": URL, **given})


def refusal_of(markup, **given):
    with pytest.raises(UnreadableInput) as refusal:
        read(markup, **given)
    message = str(refusal.value)
    assert message.startswith("https://post.example.org/")
    return message


def test_a_news_page_gives_its_article_and_what_it_says_about_itself():
    draft = read(page())
    assert draft.text == "\n\n".join(PARAGRAPHS)
    assert (draft.title, draft.published_on, draft.byline) == ("Harbour toll falls", DAY, "Ines Valloy")
    assert (draft.site_name, draft.language) == ("Almery Post", "en")
    assert draft.url == "https://post.example.org/news/toll"


def test_title_and_date_that_a_person_gives_win_over_the_page():
    draft = read(page(), title="A better\n title", published_on=date(2026, 10, 1))
    assert (draft.title, draft.published_on) == ("A better title", date(2026, 10, 1))


def test_json_ld_is_read_where_there_are_no_meta_elements():
    ld = """<script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle",
    "headline": "Harbour toll falls",
    "datePublished": "2026-10-05", "author": {"@type": "Person", "name": "Ines Valloy"}}
    </script>"""
    draft = read(page(head=ld))
    assert (draft.title, draft.published_on, draft.byline) == ("Harbour toll falls", DAY, "Ines Valloy")


def test_an_article_inside_a_layout_table_is_found_on_the_second_try():
    cells = "".join(f"<p>{words}</p>" for words in PARAGRAPHS[:3])
    markup = f"<html><head>{HEAD}</head><body><table><tr><td>Menu</td><td>{cells}</td></tr></table></body></html>"
    text = read(markup).text
    assert all(words in text for words in PARAGRAPHS[:3])


@pytest.mark.parametrize(
    ("canonical", "url"),
    [
        ("https://post.example.org/news/toll", "https://post.example.org/news/toll"),
        ("https://www.post.example.org/news/toll", "https://www.post.example.org/news/toll"),
        ("https://bigger-paper.example.net/news/toll", URL),
        ("javascript:alert(1)", URL),
        ("https://me@post.example.org/", URL),
        ("https://[", URL),
        ("", URL),
    ],
)
def test_a_canonical_address_is_believed_on_its_own_host_only(canonical, url):
    head = f'<title>Harbour toll falls</title><link rel="canonical" href="{canonical}">'
    assert read(page(head=head), published_on=DAY).url == url


@pytest.mark.parametrize("charset", ["utf-8", "windows-1252", "iso-8859-1", "utf-16", "UTF-8-unheard-of"])
def test_the_charset_of_the_header_is_honoured_when_it_fits(charset):
    data = page(head=HEAD).encode(
        "utf-16" if charset == "utf-16" else "utf-8" if "UTF" in charset or charset == "utf-8" else "cp1252"
    )
    assert read(data, content_type=f"text/html; charset={charset}").text == "\n\n".join(PARAGRAPHS)


@pytest.mark.parametrize(
    "charset", ["punycode", "idna", "unicode_escape", "utf-7", "base64", "zlib", "undefined", "rot13"]
)
def test_a_charset_that_is_a_trick_is_passed_over(charset):
    assert read(page(), content_type=f"text/html; charset={charset}").text == "\n\n".join(PARAGRAPHS)


def test_the_charset_of_the_meta_element_is_used_when_the_header_names_none():
    markup = page().replace('charset="utf-8"', 'http-equiv="Content-Type" content="text/html; charset=windows-1251"')
    assert "“We moved" in read(markup.encode("cp1251")).text


def test_a_stray_byte_does_not_cost_the_page():
    words = ("The harbour kept its calm through the night, and boats came and went as they always do. ") * 40
    data = page((words, *PARAGRAPHS)).encode().replace(b"calm", b"cal\xffm", 1)
    assert "cal\ufffdm" in read(data).text


def test_a_page_that_a_library_chokes_on_is_refused_as_damaged(monkeypatch):
    def choke(*args, **kwargs):
        raise AssertionError("an inner matter of the library")

    monkeypatch.setattr("trafilatura.bare_extraction", choke)
    message = refusal_of(page())
    assert "it is damaged" in message
    assert "inner matter" not in message


def test_plain_text_in_the_file_form_is_an_article():
    text = "date 2026-10-05 Harbour toll falls\n\nBy Ines Valloy\n\n" + "\n\n".join(PARAGRAPHS)
    draft = read(text, content_type="text/plain; charset=utf-8")
    assert (draft.title, draft.byline, draft.text, draft.url) == (
        "Harbour toll falls",
        "Ines Valloy",
        "\n\n".join(PARAGRAPHS),
        URL,
    )


def test_plain_text_is_an_article_when_a_person_gives_title_and_date():
    draft = read("\n\n".join(PARAGRAPHS), content_type="text/plain", title="Harbour toll falls", published_on=DAY)
    assert (draft.title, draft.text, draft.published_on) == ("Harbour toll falls", "\n\n".join(PARAGRAPHS), DAY)


def test_plain_text_without_a_date_is_refused_with_the_way_out():
    assert "no date in its first line" in refusal_of("\n\n".join(PARAGRAPHS), content_type="text/plain")


def test_a_page_without_a_date_is_refused_with_the_way_out():
    assert "does not say when it was published" in refusal_of(page(head="<title>Harbour toll falls</title>"))


def test_a_date_given_for_the_far_future_is_refused():
    assert "in the future" in refusal_of(page(), published_on=datetime.now(UTC).date() + timedelta(days=5))


def test_a_refusal_shows_only_the_beginning_of_a_long_address():
    assert len(refusal_of("", url=URL + "a" * 1_900)) < 250


def test_a_page_that_claims_a_day_to_come_has_no_date():
    assert "does not say when" in refusal_of(page(head=HEAD.replace("2026-10-05", "2199-10-05")))


@pytest.mark.parametrize("markup", ["", " ", "<html></html>", "<html><body><p>Accept cookies</p></body></html>"])
def test_a_page_without_an_article_is_refused(markup):
    assert "holds no article" in refusal_of(markup, published_on=DAY, title="Title")


@pytest.mark.parametrize(
    ("data", "kind"), [(b"%PDF-1.7 ", "a PDF"), (b"PK\x03\x04", "a ZIP"), (b"<p>\x00</p>", "zero bytes")]
)
def test_a_binary_answer_is_refused_by_its_kind(data, kind):
    assert kind in refusal_of(data, content_type="text/html")


def test_scripts_comments_and_styles_do_not_count_as_nesting():
    noise = f"<script>var s = '{'<div>' * 500}';</script><!-- {'<div>' * 500} --><style>{'<b>' * 500}</style>"
    assert read(page(head=HEAD + noise)).text == "\n\n".join(PARAGRAPHS)


def test_paragraphs_that_are_never_closed_do_not_count_as_nesting():
    markup = page().replace("</p>", "") + "<p>More and more words.<br>" * 500
    assert PARAGRAPHS[0] in read(markup).text


def test_a_page_that_nests_deeper_than_the_parser_reads_is_refused():
    inner = "".join(f"<p>{words}</p>" for words in PARAGRAPHS[:3])
    markup = page(()).replace("</article>", f"{'<div>' * 260}{inner}{'</div>' * 260}</article>")
    assert "more than 240 deep" in refusal_of(markup)


def test_no_word_is_lost_at_the_deepest_nesting_that_is_taken():
    inner = "".join(f"<p>{words}</p>" for words in PARAGRAPHS[:3])
    markup = page(()).replace("</article>", f"{'<div>' * 230}{inner}{'</div>' * 230}</article>")
    assert read(markup).text == "\n\n".join(PARAGRAPHS[:3])


HOSTILE = {
    "wide and deep": b"<ul>" * 200 + b"<li><a href=x>hello there, this is text.</a></li>" * 6_000,
    "25k tags in a paragraph": b"<p>" + b"hello <span>there</span> " * 12_000,
    "200k nested divs": b"<html><body>" + b"<div>" * 200_000 + b"hello",
    "nested tables": b"<table><tr><td>x" * 5_000,
    "100k paragraphs": b"<p>hello there, this is text.</p>" * 100_000,
    "only opening brackets": b"<" * 4_900_000,
    "comments never closed": b"<!--" * 1_200_000,
    "scripts never closed": b"<script" * 700_000,
    "a tag of attributes": b"<p " + b"a='b' " * 800_000 + b">x",
    "entities": b"<p>" + b"&lt;" * 1_000_000,
    "entity bomb": b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "'
    + b"&a;" * 1000
    + b'">]><html><body><p>'
    + b"&b;" * 1000,
    "nested JSON-LD": b'<script type="application/ld+json">' + b'{"a":' * 100_000 + b"</script><p>x",
    "blank lines": b"<p>" + b"\n " * 900_000,
    "html declarations": b"<html " * 800_000,
    "meta charsets": b"<meta " * 600 + b"<meta" * 800_000,
    "closing tags": b"<div>" * 200 + b"</i>" * 30_000,
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_page_is_read_or_refused_within_two_seconds(data):
    started = time.thread_time()
    with contextlib.suppress(UnreadableInput):
        read(data, published_on=DAY, title="Title")
    assert time.thread_time() - started < 2


def test_a_page_above_the_size_limit_is_refused_before_anything_else():
    data = b"<div>" * 10_000_000
    started = time.thread_time()
    assert "too large: 50.0 MB" in refusal_of(data)
    assert time.thread_time() - started < 0.1
    assert MAX_PAGE_BYTES == 5_000_000


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_page_is_read_or_refused_and_nothing_else(seed):
    chance = random.Random(seed)
    data = bytearray(page().encode())
    for _ in range(chance.randint(1, 200)):
        at = chance.randrange(len(data))
        data[at : at + chance.randint(0, 5)] = chance.choice(
            [b"<", b">", b"\xff", b"</", b'"', b"<!--", b"&#1;", b"&#xd800;", b"\x1b", b"<svg>"]
        )
    try:
        draft = read(bytes(data))
    except UnreadableInput:
        return
    assert draft.title
    assert draft.text
    assert draft.text.isprintable() or "\n" in draft.text
