"""Claims that come back: exact repeats, suggestions, merging and undoing, telling apart, and how each has spread."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims import apart, extraction, services
from claims.detection import Detection
from claims.detectors import Found
from claims.errors import StaleVersion
from claims.matching import filling
from claims.matching.duplicates import judged, suggested_for
from claims.matching.guard import compare
from claims.models import Appearance, Article, Claim, Encoder, Revision, Source, ToldApart, digest_of
from claims.spreading import MOST_YEARS, bars_of, spread_of, unit_for
from reviews.models import Assignment, ClaimReview
from tests.factories import AppearanceFactory, ArticleFactory, ClaimFactory, ExtractionFactory, RevisionFactory
from tests.plans import forget_statistics, most_rows_read, nodes_of
from tests.races import race

S = Claim.State
QUOTE = "Crime fell by 12 percent in two years"


def read(desk, quote, *, wording="", claimant=None, **facts):
    """An article of the desk with this one sentence is read; the claim that the sentence has then."""
    new = {"article": facts.get("article") or ArticleFactory(desk=desk), "text": f"He said: {quote}. Nothing else."}
    revision = RevisionFactory(**(new | facts))
    start = revision.text.index(quote)
    detection = Detection(
        start=start, end=start + len(quote), quote=quote, wording=wording, claimant=claimant, claimant_kind="person",
        cue=None, said_on=None, dates=(), kind="quantity", check_worthiness=0.7, reasons=("a number",), features={},
    )  # fmt: skip
    lease = extraction.take(ExtractionFactory(revision=revision).pk)
    assert extraction.store(lease, Found([detection]))
    return Appearance.objects.select_related("claim").get(revision=revision).claim


def make_vectors():
    encoder = filling.wanted()
    if not encoder.asked_at:
        filling._ask(encoder)
    while filling.make():
        pass
    Encoder.objects.filter(pk=encoder.pk).update(served_at="2026-10-14T00:00Z")


def suggested(newsroom, claim, by=None):
    return [one.claim for one in suggested_for([claim], user=by or newsroom.viewer)[claim.pk]]


# ── Exact repeats ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_same_words_in_another_article_are_one_more_appearance_whatever_their_case_spaces_and_marks(newsroom):
    claim = read(newsroom.desk, QUOTE, claimant="Ilse Brandt")
    services.accept_claim(claim, by=newsroom.reviewer)
    for words in (QUOTE, "crime fell  by 12 percent in two years", "“Crime fell by 12 percent” in two years"):
        assert read(newsroom.desk, words, claimant="Ilse Brandt") == claim
    assert claim.appearances.count() == 4
    assert (Claim.objects.count(), claim.events.count()) == (1, 2)


def test_words_that_mean_something_else_are_a_claim_of_their_own(newsroom):
    known = read(newsroom.desk, QUOTE, wording=f"{QUOTE} up to 2024", claimant="Ilse Brandt")
    others = [
        read(newsroom.desk, QUOTE, wording=f"{QUOTE} up to 2026", claimant="Ilse Brandt"),  # another year
        read(newsroom.desk, QUOTE, wording=known.text, claimant="Max Moor"),  # another claimant
        read(newsroom.desk, "Crime fell by -12 percent in two years", claimant="Ilse Brandt"),
        read(newsroom.stranger.memberships.get().desk, QUOTE, wording=known.text, claimant="Ilse Brandt"),
    ]
    assert len({known, *others}) == 5
    assert read(newsroom.desk, "Crime fell") != read(newsroom.desk, "Crime fell"), "the same by chance"


def test_a_dismissed_claim_takes_nothing_and_an_accepted_one_before_a_merged_one_before_a_candidate(newsroom):
    dismissed = read(newsroom.desk, QUOTE)
    services.dismiss_claim(dismissed, by=newsroom.reviewer, reason="opinion")
    first = read(newsroom.desk, QUOTE)
    assert first != dismissed
    accepted = ClaimFactory(desk=newsroom.desk, text=QUOTE, state=S.ACCEPTED)
    AppearanceFactory(claim=accepted)
    assert read(newsroom.desk, QUOTE) == accepted
    services.merge_claim(first, into=accepted, by=newsroom.reviewer)
    services.dismiss_claim(accepted, by=newsroom.reviewer, reason="trivial")
    assert read(newsroom.desk, QUOTE) == first


@pytest.mark.django_db(transaction=True)
def test_two_articles_with_the_same_words_read_at_once_give_one_claim(newsroom):
    found = race(*[lambda: read(newsroom.desk, QUOTE)] * 4)
    assert len({claim.pk for claim in found}) == 1
    assert Appearance.objects.count() == 4


# ── Suggestions ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_known_claim_in_other_words_is_suggested_and_one_with_another_figure_is_not(newsroom):
    known = newsroom.claim(S.ACCEPTED, text="Crime in Almery fell by two fifths in two years.")
    newsroom.claim(S.ACCEPTED, text="Crime in Almery fell by 14 % in two years.")
    newsroom.claim(S.ACCEPTED, text="Crime in Almery did not fall by 40 % in two years.")
    newsroom.claim(S.DISMISSED, text="Crime in Almery fell by 40 % in two years.")
    ClaimFactory(text="Crime in Almery fell by 40 % in two years.", state=S.ACCEPTED)  # of another desk
    claim = newsroom.claim(text="In two years, crime in Almery fell by 40 %.")
    make_vectors()
    (found,) = suggested_for([claim], user=newsroom.viewer)[claim.pk]
    assert found.claim == known
    assert 0.5 <= found.score <= 1
    assert "Almery" in found.comparison.agreeing
    assert suggested(newsroom, claim, by=newsroom.stranger) == []
    assert claim.state == S.CANDIDATE, "nothing is merged by a score"


def test_what_differs_in_sentences_built_otherwise_takes_more_to_be_suggested(newsroom):
    long = (
        "The cable that links the wind farm to the mainland cost 530 million crowns,"
        " and its price is spread over all customers."
    )
    texts = (long, "It was the first real increase since 2022.", "The tram line cost 412 million crowns, all in all.")
    known = [newsroom.claim(S.ACCEPTED, text=text) for text in texts]
    turnout = "At the last election, in 2022, turnout was 48.6 percent, the lowest since the first one of 1990."
    claims = [newsroom.claim(text=text) for text in ("The line cost 412 million crowns.", turnout)]
    make_vectors()
    found = suggested_for(claims, user=newsroom.viewer)
    assert [[one.claim for one in found[claim.pk]] for claim in claims] == [[known[2]], []]
    differing = compare(claims[0].text, long)
    assert (differing.is_contrary, bool(differing.doubtful)) == (False, True)
    assert judged(0.9, differing) == pytest.approx(0.54)
    assert judged(0.9, compare(claims[0].text, texts[2])) == 0.9


def test_what_is_likely_for_one_of_several_claims_is_not_suggested_for_the_others(newsroom):
    known = newsroom.claim(S.ACCEPTED, text="Crime in Almery fell by two fifths in two years.")
    claim = newsroom.claim(text="In two years, crime in Almery fell by 40 %.")
    other = newsroom.claim(text="The mayor of Almery opened the harbour.")
    make_vectors()
    found = suggested_for([claim, other], user=newsroom.viewer)
    assert [one.claim for one in found[claim.pk]] == [known]
    assert found[other.pk] == []


def test_only_what_was_there_before_is_suggested_for_a_candidate_and_nothing_for_what_is_decided_away(newsroom):
    first, second = newsroom.claim(), newsroom.claim()
    assert (suggested(newsroom, first), suggested(newsroom, second)) == ([], [first])
    services.accept_claim(second, by=newsroom.reviewer)
    assert suggested(newsroom, first) == [second]
    services.merge_claim(first, into=second, by=newsroom.reviewer)
    assert suggested(newsroom, first) == []


def test_what_a_person_told_apart_is_not_suggested_again_until_it_is_taken_back(newsroom):
    known, claim = newsroom.claim(S.ACCEPTED), newsroom.claim(S.ACCEPTED)
    services.tell_claims_apart(claim, other=known, by=newsroom.reviewer, expected=2)
    assert (suggested(newsroom, claim), suggested(newsroom, known)) == ([], [])
    assert claim.events.latest("version").data == {"other": known.pk}
    with pytest.raises(apart.ToldAlready):
        services.tell_claims_apart(known, other=claim, by=newsroom.second)
    with pytest.raises(StaleVersion):
        services.take_back_apart(claim, other=known, by=newsroom.second, expected=2)
    services.take_back_apart(claim, other=known, by=newsroom.second, expected=3)
    assert (suggested(newsroom, claim), ToldApart.objects.count()) == ([known], 0)
    with pytest.raises(apart.ToldAlready):
        services.take_back_apart(claim, other=known, by=newsroom.second)
    for other in (claim, ClaimFactory()):
        with pytest.raises(apart.NotAPair):
            services.tell_claims_apart(claim, other=other, by=newsroom.reviewer)
    claim.refresh_from_db()
    assert (claim.version, claim.events.count()) == (4, 4)


def test_many_claims_take_no_more_statements_than_one_and_the_nearest_are_found_by_an_index(newsroom):
    known = newsroom.claim(S.ACCEPTED, text="The jobless rate hit a half-century low in April.")
    Claim.objects.bulk_create(
        Claim(desk=newsroom.desk, state=S.ACCEPTED, check_worthiness=0.5,
              text=f"Ship {n} of {n % 97} carried {n * 7} tonnes of coal to Saltmere.")
        for n in range(1500)
    )  # fmt: skip
    text = "Unemployment fell to its lowest level in 50 years in April."
    claims = [newsroom.claim(text=text) for _ in range(12)]
    make_vectors()
    encoder = filling.serving()
    index = filling.INDEX.replace("CONCURRENTLY", "").format(
        name="near", table="claims_claimvector", dimensions=encoder.dimensions, encoder=encoder.pk
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SET CONSTRAINTS ALL IMMEDIATE; {index}; ANALYZE claims_claimvector; ANALYZE claims_claim")
    counts = []
    for some in (claims[:1], claims):
        with CaptureQueriesContext(connection) as seen:
            found = suggested_for(some, user=newsroom.viewer)
        assert all(known in [one.claim for one in found[claim.pk]] for claim in some[:1])
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 11
    (sql,) = [one["sql"] for one in seen if "<=>" in one["sql"] and "LIMIT" in one["sql"]]
    assert "near" in [node.get("Index Name") for node in nodes_of(sql)]


# ── Merging and undoing ───────────────────────────────────────────────────────────────────────────────────────────


def facts(claim):
    """Everything that a merge and its undoing must leave as it was."""
    claim.refresh_from_db()
    work = Assignment.objects.filter(claim=claim).values_list("is_open", "assigned_to", "due_on")
    places = claim.appearances.order_by("pk").values_list("pk", flat=True)
    return (
        claim.state, claim.duplicate_of, claim.text, list(places),
        list(ClaimReview.objects.filter(claim=claim).values_list("state", "reviewer", "evidence")), list(work),
    )  # fmt: skip


@pytest.mark.parametrize("since", ["nothing", "dismissed", "merged on"])
def test_undoing_a_merge_restores_both_claims_whatever_became_of_the_other(newsroom, since):
    review = newsroom.review("draft")
    newsroom.add_evidence(review)
    claim, other, third = review.claim, newsroom.claim(S.ACCEPTED), newsroom.claim(S.ACCEPTED)
    before = facts(claim), facts(other)
    services.merge_claim(claim, into=other, by=newsroom.reviewer)
    assert claim.appearances.count() == 1, "its appearances stay with it"
    assert spread_of([other])[other.pk].articles == 2, "and count for both"
    assert facts(other) == before[1]
    if since == "dismissed":
        services.dismiss_claim(other, by=newsroom.second, reason="trivial")
    elif since == "merged on":
        services.merge_claim(other, into=third, by=newsroom.second)
        assert spread_of([third])[third.pk].articles == 3
    services.undo_decision(claim, by=newsroom.reviewer)
    assert facts(claim) == before[0]
    assert since != "nothing" or facts(other) == before[1]
    assert [event.name for event in claim.events.order_by("version")][-2:] == ["merge", "restore"]
    assert claim.events.latest("version").note == "Undone: merge."
    review.refresh_from_db()
    assert (review.state, review.reviewer) == ("draft", newsroom.reviewer)


def test_undoing_gives_back_the_state_before_and_not_always_a_candidate(newsroom):
    for state in (S.CANDIDATE, S.ACCEPTED):
        claim = newsroom.claim(state)
        services.dismiss_claim(claim, by=newsroom.reviewer, reason="trivial")
        services.undo_decision(claim, by=newsroom.reviewer)
        assert (claim.state, claim.dismiss_reason) == (state, "")


# ── How a claim has spread ────────────────────────────────────────────────────────────────────────────────────────


def printed(claim, day, source=None):
    article = ArticleFactory(desk=claim.desk, published_on=day, source=source)
    return AppearanceFactory(claim=claim, revision=RevisionFactory(article=article))


def test_the_spread_counts_articles_and_sources_by_day_with_what_is_merged_into_the_claim(newsroom):
    source = Source.objects.create(desk=newsroom.desk, name="Almery Courier")
    claim, merged, nowhere = (ClaimFactory(desk=newsroom.desk) for _ in range(3))
    first = printed(claim, date(2026, 10, 1), source)
    RevisionFactory(article=first.revision.article, number=2)
    AppearanceFactory(claim=claim, revision=first.revision.article.revisions.get(number=2))
    printed(claim, date(2026, 10, 3), source)
    printed(merged, date(2026, 10, 3))
    services.merge_claim(merged, into=claim, by=newsroom.reviewer)
    with CaptureQueriesContext(connection) as asked:
        found = spread_of([claim, merged, nowhere])
    assert len(asked) == 1
    assert nowhere.pk not in found
    told = found[claim.pk]
    assert (told.first_seen, told.last_seen, told.articles, told.sources) == (
        date(2026, 10, 1),
        date(2026, 10, 3),
        3,
        1,
    )
    assert (told.appearances, told.unit, [bar.articles for bar in told.bars]) == (4, "day", [1, 0, 2])
    assert found[merged.pk].articles == 1


@pytest.mark.parametrize(
    ("days", "unit", "bars"),
    [(0, "day", 1), (30, "day", 31), (31, "week", 6), (370, "week", 54), (371, "month", 13), (5000, "year", 14),
     (700_000, "year", MOST_YEARS)],
)  # fmt: skip
def test_a_long_time_is_drawn_by_longer_units_without_gaps(days, unit, bars):
    last = date(2026, 10, 14)
    first = last - timedelta(days=days)
    assert unit_for(first, last) == unit
    found = bars_of({first: 1, last: 2} if days else {last: 3}, unit)
    assert len(found) == bars
    assert found[-1].articles == (2 if days else 3)
    assert bars_of({date.min: 1, date.max: 1}, "year")[-1].first == date(9999, 1, 1)


def test_the_spread_of_ten_thousand_appearances_reads_each_once_whatever_the_planner_believes(newsroom):
    claim, by = ClaimFactory(desk=newsroom.desk), newsroom.reviewer
    articles = Article.objects.bulk_create(
        Article(desk=newsroom.desk, title=f"Number {n}", published_on=date(2026, 1, 1) + timedelta(days=n % 300),
                origin="bulk", identity=f"many-{n}", submitted_by=by)
        for n in range(10_000)
    )  # fmt: skip
    revisions = Revision.objects.bulk_create(
        Revision(article=one, number=1, text=f"{QUOTE}, number {one.pk}.", digest=digest_of(str(one.pk)))
        for one in articles
    )
    Appearance.objects.bulk_create(
        Appearance(claim=claim, revision=one, start=0, end=len(QUOTE), quote=QUOTE) for one in revisions
    )
    tables = ("claims_claim", "claims_article", "claims_revision", "claims_appearance")
    for thought_empty in (True, False):
        forget_statistics(*tables, thought_empty=thought_empty)
        with CaptureQueriesContext(connection) as asked:
            told = spread_of([claim])[claim.pk]
        assert (told.articles, told.unit, sum(bar.articles for bar in told.bars)) == (10_000, "week", 10_000)
        for table in tables:
            assert most_rows_read(asked[0]["sql"], table)[1] <= 10_000, (table, thought_empty)
