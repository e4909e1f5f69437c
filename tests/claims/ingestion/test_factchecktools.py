"""Answers of a Fact Check Tools API are read or refused, whatever they hold."""

import json

from hypothesis import given
from hypothesis import strategies as st

from claims.errors import UnreadableInput
from claims.ingestion.claimreview import KnownDraft
from claims.ingestion.factchecktools import read_page

MEMBERS = ("text", "claimant", "claimDate", "claimReview", "publisher", "name", "site", "url", "title", "textualRating")
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20) | st.just("https://facts.example/"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(MEMBERS), inner),
    max_leaves=12,
)  # fmt: skip


@given(JSON, JSON)
def test_no_answer_is_an_error_of_ours(value, token):
    review = {"url": "https://facts.example/", "title": value} | (value if isinstance(value, dict) else {})
    claims = [value, {"text": "It fell.", "claimReview": [value, review]}]
    for answer in (value, {"claims": value, "nextPageToken": token}, {"claims": claims}):
        try:
            page = read_page(json.dumps(answer).encode(), name="Page 1")
        except UnreadableInput:
            continue
        assert page.token.isascii()
        assert {type(entry) for entry in page.entries} <= {KnownDraft, UnreadableInput}
