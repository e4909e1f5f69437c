"""Others' fact-checks are read as they come: in lists, graphs, feeds, with strings for numbers and none for names."""

import io
import json
import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.errors import UnreadableInput
from claims.ingestion.claimreview import KnownDraft, claim_reviews_in, of_five, read_claim_review
from claims.ingestion.jsonld import json_ld_of
from claims.ingestion.jsonvalues import MAX_DEPTH, TooMuch, elements_of

REVIEW = {
    "@context": "https://schema.org",
    "@type": "ClaimReview",
    "url": "https://www.facts.example/harbour/",
    "name": "No, the wall cost less",
    "claimReviewed": "The wall cost 9 million crowns",
    "datePublished": "2026-10-14T08:00:00+02:00",
    "inLanguage": "en-GB",
    "author": {"@type": "Organization", "name": "Facts", "url": "https://www.facts.example/"},
    "itemReviewed": {"@type": "Claim", "author": {"name": "Ilse Brandt"}, "datePublished": "2026-10-11"},
    "reviewRating": {"alternateName": "False", "ratingValue": "1", "bestRating": 5, "worstRating": "1"},
}
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(sorted(REVIEW)), inner),
    max_leaves=12,
)  # fmt: skip


def test_everything_that_a_review_says_is_read():
    assert read_claim_review(REVIEW) == KnownDraft(
        url="https://www.facts.example/harbour/",
        claim_reviewed="The wall cost 9 million crowns",
        publisher="Facts",
        publisher_site="facts.example",
        claimant="Ilse Brandt",
        said_on=date(2026, 10, 11),
        reviewed_on=date(2026, 10, 14),
        rating_label="False",
        rating_value=1.0,
        rating_best=5.0,
        rating_worst=1.0,
        rating_of_five=1,
        title="No, the wall cost less",
        language="en-GB",
    )


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"author": [{"name": "Facts"}, {"name": "More"}]}, {"publisher": "Facts", "publisher_site": "facts.example"}),
        ({"author": "Facts"}, {"publisher": "Facts"}),
        ({"name": 10**400, "headline": "No"}, {"title": ""}),
        ({"author": None}, {"publisher": "facts.example"}),
        ({"itemReviewed": [{"author": [{"name": "The mayor"}]}]}, {"claimant": "The mayor", "said_on": None}),
        ({"itemReviewed": "a claim"}, {"claimant": ""}),
        ({"claimReviewed": "&quot;It fell&quot;,\n <b>she</b> said"}, {"claim_reviewed": '"It fell", she said'}),
        ({"reviewRating": {"ratingValue": "Pants on fire"}}, {"rating_label": "Pants on fire", "rating_value": None}),
        ({"reviewRating": {"ratingValue": -1, "name": "Satire"}}, {"rating_value": -1, "rating_of_five": None}),
        ({"reviewRating": None}, {"rating_label": "", "rating_of_five": None}),
        ({"inLanguage": {"name": "German", "alternateName": "de"}}, {"language": "de"}),
        ({"datePublished": "2026-02-30"}, {"reviewed_on": None}),
        ({"url": "javascript:alert(1)", "@id": "https://facts.example/x"}, {"url": "https://facts.example/x"}),
    ],
)  # fmt: skip
def test_it_is_read_in_whatever_form_it_comes(changes, found):
    draft = read_claim_review(REVIEW | changes)
    assert {name: getattr(draft, name) for name in found} == found


@pytest.mark.parametrize(("member", "word"), [("claimReviewed", "claimReviewed"), ("url", "url")])
def test_what_says_too_little_is_refused_with_what_is_missing(member, word):
    with pytest.raises(UnreadableInput, match=word):
        read_claim_review({name: value for name, value in REVIEW.items() if name != member})


def test_markup_without_an_address_stands_for_its_page():
    assert read_claim_review(REVIEW | {"url": ""}, page="https://facts.example/p").url == "https://facts.example/p"


@given(JSON)
def test_no_value_is_an_error_of_ours(value):
    for markup in ([value, {"@type": "ClaimReview", "x": value}], value):
        list(claim_reviews_in(markup))
    try:
        draft = read_claim_review(REVIEW | (value if isinstance(value, dict) else {"itemReviewed": value}))
    except UnreadableInput:
        return
    assert draft.claim_reviewed
    assert draft.url.startswith("http")
    assert draft.rating_of_five in {None, 1, 2, 3, 4, 5}


@given(st.floats(-10, 110), st.floats(-10, 110), st.floats(-10, 110))
def test_the_place_of_five_rises_with_the_value_and_ends_at_its_ends(value, worst, best):
    place = of_five(value, best=best, worst=worst)
    assert (place is None) == (worst >= best or not worst <= value <= best)
    if worst < best:
        assert (of_five(worst, best=best, worst=worst), of_five(best, best=best, worst=worst)) == (1, 5)


@pytest.mark.parametrize(
    "value",
    [REVIEW, [REVIEW], {"@graph": [{"@type": "WebPage"}, REVIEW]}, {"dataFeedElement": [{"item": [REVIEW]}]},
     {"dataFeedElement": {"item": REVIEW}}, REVIEW | {"@type": ["Review", "ClaimReview"]}],
)  # fmt: skip
def test_reviews_are_found_wherever_they_stand(value):
    (found,) = claim_reviews_in(value)
    assert found["claimReviewed"] == REVIEW["claimReviewed"]


def test_a_page_may_carry_several_and_damaged_ones_are_named():
    text = json.dumps(REVIEW)
    page = f"""<html><head><script type="application/ld+json">//<![CDATA[
        {text} //]]></script><SCRIPT TYPE='application/ld+json; charset=utf-8'><!-- [{text}, {text}] --></SCRIPT>
        <script type="application/ld+json">{{"a": "line\nfeed"}}</script>
        <script type="application/ld+json">{{oops</script><script>var x = {text}</script>"""
    values, problems = json_ld_of(page.encode(), content_type="text/html", name="The page")
    assert len(list(claim_reviews_in(values))) == 3
    assert len(problems) == 1


def elements(data):
    return list(elements_of(io.BytesIO(data), name="feed.json"))


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b'{"name": "x", "dataFeedElement": [{"item": [1]}, {"item": {}}], "z": 1}', [{"item": [1]}, {"item": {}}]),
        (b"[1, [2], {}]", [1, [2], {}]),
        (b'{"@graph": [1], "item": [2]}', [1]),
        (b'{"@type": "ClaimReview", "item": [1]}', [{"@type": "ClaimReview", "item": [1]}]),
        (b"[]", []),
    ],
)
def test_the_elements_of_a_file_come_one_at_a_time(data, found):
    assert elements(data) == found


def test_an_element_that_is_too_deep_or_too_large_is_left_out_alone():
    deep = b'[{"n": 1}, ' + b"[" * 200_000 + b"]" * 200_000 + b', {"n": 2}]'
    wide = b'[{"n": 1}, [' + b"0," * 500_000 + b'0], {"n": 2}]'
    for data in (deep, wide):
        began = time.thread_time()
        first, bad, last = elements(data)
        assert (first, last, isinstance(bad, TooMuch)) == ({"n": 1}, {"n": 2}, True)
        assert time.thread_time() - began < 3
    assert len(elements(b"[" * (MAX_DEPTH - 1) + b"]" * (MAX_DEPTH - 1))) == 1


@pytest.mark.parametrize("data", [b"", b"no JSON", b'[{"a": 1}, {"b"', b"\xff\xfe[]", b"[" * 100_000])
def test_a_file_that_is_none_says_so(data):
    with pytest.raises(UnreadableInput, match=r"feed\.json"):
        elements(data)
