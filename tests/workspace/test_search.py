"""Search: what is found and what is not, for whom, how it is marked, and at what cost."""

import re
from datetime import date

import pytest
from django.contrib.postgres.lookups import TrigramWordSimilar
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.models import Claim
from reviews import services
from reviews.models import SavedSearch
from reviews.publishing import finding
from reviews.publishing.finding import ARTICLES, BEGIN, CLAIMS, END, FACT_CHECKS, Wanted
from reviews.publishing.services import publish_review
from reviews.services.searches import MOST_SAVED, TooManySaved
from tests.factories import ArticleFactory, ClaimantFactory, ClaimFactory, MembershipFactory
from tests.multiplied import copy_row
from tests.races import race

SEARCH = reverse("workspace:search")


def look(newsroom, at_desk, q, person=None, **filters):
    return at_desk(person or newsroom.reviewer).get(SEARCH, {"q": q, **filters})


def found(answer):
    """The ids of what holds the words, by kind."""
    parts = answer.context.get("parts", [])
    return {part["kind"].name: [hit.row.pk for hit, _ in part["hits"]] for part in parts if part["hits"]}


def nearly(answer):
    return {part["kind"].name: [hit.row.pk for hit, _ in part["near"]] for part in answer.context["parts"]}


def test_claims_articles_and_fact_checks_are_found_by_their_words(newsroom, at_desk):
    claim = newsroom.claim(text="The bridge cost 4.2 million crowns.")
    article = ArticleFactory(desk=newsroom.desk, title="A dear wall")
    page = newsroom.review("published").fact_check
    assert found(look(newsroom, at_desk, "bridge cost")) == {"claims": [claim.pk]}
    assert found(look(newsroom, at_desk, "dear wall")) == {"articles": [article.pk]}
    assert found(look(newsroom, at_desk, "statistics office counts")) == {"fact-checks": [page.pk]}
    everything = look(newsroom, at_desk, "crime")
    assert set(found(everything)) == {"claims", "fact-checks"}
    assert f"/desk/reviews/{page.review_id}/" in everything.text
    assert page.get_absolute_url() in everything.text


def test_english_words_are_found_by_their_stems_and_other_languages_as_written(newsroom, at_desk):
    claim = newsroom.claim(text="Crime fell by 12 percent in two years.")
    assert found(look(newsroom, at_desk, "crimes year")) == {"claims": [claim.pk]}
    assert '<mark class="found">Crime</mark>' in look(newsroom, at_desk, "crimes").text
    newsroom.desk.language = "de-AT"
    newsroom.desk.save()
    assert found(look(newsroom, at_desk, "crimes")) == {}
    assert found(look(newsroom, at_desk, "CRIME")) == {"claims": [claim.pk]}


def test_phrases_either_and_without(newsroom, at_desk):
    wall, bridge = newsroom.claim(text="The ferry is cheap."), newsroom.claim(text="The bridge is cheap.")
    assert found(look(newsroom, at_desk, '"ferry is cheap"')) == {"claims": [wall.pk]}
    assert found(look(newsroom, at_desk, '"cheap ferry"')) == {}
    assert found(look(newsroom, at_desk, "“cheap ferry”")) == {}
    assert found(look(newsroom, at_desk, "ferry or bridge")) == {"claims": [bridge.pk, wall.pk]}
    assert found(look(newsroom, at_desk, "cheap -ferry")) == {"claims": [bridge.pk]}


def test_who_said_it_is_found_by_name(newsroom, at_desk):
    claimant = ClaimantFactory(desk=newsroom.desk, name="Ilse Brandt")
    claim = newsroom.claim(claimant=claimant)
    ClaimantFactory(desk=newsroom.desk, name="Ilse Other")
    newsroom.claim()
    assert found(look(newsroom, at_desk, "ilse brandt")) == {"claims": [claim.pk]}


def test_what_fits_better_comes_first(newsroom, at_desk):
    twice = newsroom.claim(text="Crime is crime.")
    newsroom.claim(text="Of all that fell in these two years, crime is one of many things that people name.")
    assert found(look(newsroom, at_desk, "crime"))["claims"][0] == twice.pk


def test_words_that_are_mistyped_are_found_nearly(newsroom, at_desk):
    claim = newsroom.claim(text="The lighthouse tower cost 4.2 million crowns.")
    article = ArticleFactory(desk=newsroom.desk, title="Lighthouse tower opened")
    newsroom.claim(text="Crime fell.")
    answer = look(newsroom, at_desk, "ligthhouse tower")
    assert found(answer) == {}
    assert nearly(answer) == {"claims": [claim.pk], "articles": [article.pk]}
    assert "Nearly these words" in answer.text


def test_every_filter_narrows_it_down_to_what_it_can_be_asked_of(newsroom, at_desk):
    mayor = ClaimantFactory(desk=newsroom.desk, name="Ilse Brandt")
    candidate = newsroom.claim(claimant=mayor, said_on=date(2026, 5, 1), said_until=date(2026, 5, 31))
    accepted = newsroom.claim("accepted", said_on=date(2026, 7, 1), said_until=date(2026, 7, 1))
    article = ArticleFactory(desk=newsroom.desk, title="Crime fell", published_on=date(2026, 5, 20))
    page, gone = newsroom.review("published").fact_check, newsroom.review("retracted").fact_check

    def by(**filters):
        return found(look(newsroom, at_desk, "crime", **filters))

    assert by(state="candidate") == {"claims": [candidate.pk]}
    assert by(state="published") == {"fact-checks": [page.pk]}
    assert by(state="retracted") == {"fact-checks": [gone.pk]}
    assert by(claimant="brandt") == {"claims": [candidate.pk]}
    assert set(by(rating=newsroom.rating.label)["fact-checks"]) == {page.pk, gone.pk}
    assert by(since="2026-05-15", until="2026-06-01") == {"claims": [candidate.pk], "articles": [article.pk]}
    assert by(since="2026-06-01", until="2026-07-31") == {"claims": [accepted.pk]}
    assert by(kind="articles") == {"articles": [article.pk]}
    assert by(state="candidate", kind="articles") == {}


def test_filters_that_make_no_sense_filter_nothing(newsroom, at_desk):
    claim = newsroom.claim()
    answer = look(
        newsroom, at_desk, "crime", state="x", rating="y", since="never", until="2026-02-31", kind="z", page="-1",
        after="-7", up_to="\0x"
    )  # fmt: skip
    assert found(answer) == {"claims": [claim.pk]}
    assert answer.text.count('class="errorlist"') == 4
    assert answer.context["query"] == "q=crime"


def test_another_desks_things_are_not_found(newsroom, at_desk):
    newsroom.claim(text="The harbour wall cost 4.2 million crowns.")
    ArticleFactory(desk=newsroom.desk, title="Harbour wall opened")
    newsroom.review("published", claimant=ClaimantFactory(desk=newsroom.desk, name="Ilse Brandt"))
    for words in ("harbour wall", "harbuor", "crime", "Brandt", "statistics"):
        answer = look(newsroom, at_desk, words, person=newsroom.stranger)
        assert (found(answer), answer.context["is_anything"]) == ({}, False)
    assert look(newsroom, at_desk, "x", person=newsroom.stranger, desk=newsroom.desk.slug).status_code == 404
    both = newsroom.stranger
    MembershipFactory(desk=newsroom.desk, user=both)
    own = both.memberships.exclude(desk=newsroom.desk).get().desk
    assert found(look(newsroom, at_desk, "wall", person=both, desk=own.slug)) == {}


def test_a_verdict_that_is_not_published_is_not_found(newsroom, at_desk):
    for state in ("draft", "submitted", "returned", "approved"):
        newsroom.review(state)
    assert found(look(newsroom, at_desk, "statistics office")) == {}


def test_hostile_words_are_shown_as_words(newsroom, at_desk):
    evil = f'{BEGIN}<script>alert(1)</script>{END} crime & <img src=x onerror="alert(2)"> <mark>{END}{END}'
    newsroom.claim(text=evil)
    ArticleFactory(desk=newsroom.desk, title=evil)
    review = newsroom.review("draft", text=evil)
    newsroom.add_evidence(review)
    newsroom.submit(review, headline=evil[:190])
    for q in ("crime", "<script>alert(1)</script>", f"crime {BEGIN}", '"><script>alert(3)</script>'):
        page = look(newsroom, at_desk, q).text
        assert ("<script>alert" in page, "<img src=x" in page, BEGIN in page) == (False, False, False)
    page = look(newsroom, at_desk, "crime").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert '<mark class="found">crime</mark>' in page


@pytest.mark.parametrize(
    "q",
    ["\x00", "a\x00b", "x" * 10_000, "crime " * 2_000, "(((", "a & | !", "'\\", '"', "-", "or", "%_%", "🙂",
     "שלום עולם", "a:*b", "the"],
)  # fmt: skip
def test_anything_may_be_typed(newsroom, at_desk, q):
    newsroom.claim()
    assert look(newsroom, at_desk, q).status_code == 200


def test_nothing_typed_and_nothing_found_say_what_to_do(newsroom, at_desk):
    assert "What are you looking for?" in look(newsroom, at_desk, "  ").text
    answer = look(newsroom, at_desk, "zeppelin", state="candidate")
    assert "Nothing has these words" in answer.text
    assert "search without them" in answer.text


def test_what_takes_too_long_is_said_and_the_page_is_there(newsroom, at_desk, monkeypatch):
    newsroom.claim()
    monkeypatch.setattr(finding, "PATIENCE", 1)
    slow = "SELECT pg_sleep(0.2)"
    monkeypatch.setattr(finding, "find", lambda *args, **given: connection.cursor().execute(slow))
    answer = look(newsroom, at_desk, "crime")
    assert (answer.status_code, "This took too long" in answer.text) == (200, True)


def test_counts_are_capped_and_pages_end_with_them(newsroom, at_desk):
    Claim.objects.bulk_create(Claim(desk=newsroom.desk, text="Crime fell.", check_worthiness=0.5) for _ in range(130))
    answer = look(newsroom, at_desk, "crime")
    assert [tab.get("count") for tab in answer.context["tabs"]] == [None, "100+", "0", "0"]
    assert len(found(answer)["claims"]) == 5
    seen, query = [], answer.context["tabs"][1]["query"]
    while query:
        answer = at_desk(newsroom.reviewer).get(f"{SEARCH}?{query}")
        seen += found(answer)["claims"]
        query = answer.context["next_query"]
    assert (len(seen), len(set(seen))) == (100, 100)
    assert "The first hundred are shown" in answer.text


def test_a_search_is_kept_under_a_name_and_removed_again(newsroom, at_desk):
    client = at_desk(newsroom.viewer)
    save, query = reverse("workspace:search-save"), "q=harbour+wall&state=accepted&page=3&junk=%00&since=never"
    answer = client.post(save, {"name": "The wall", "query": query})
    assert answer.url == f"{SEARCH}?q=harbour+wall&state=accepted"
    saved = SavedSearch.objects.get()
    assert (saved.query, saved.desk, saved.user) == ("q=harbour+wall&state=accepted", newsroom.desk, newsroom.viewer)
    assert 'href="?q=harbour+wall&amp;state=accepted" aria-current="true"' in client.get(answer.url).text
    client.post(save, {"name": "The wall", "query": "q=bridge"})
    assert SavedSearch.objects.get().query == "q=bridge"
    client.post(reverse("workspace:search-forget", args=(SavedSearch.objects.get().pk,)))
    assert not SavedSearch.objects.exists()
    assert "Give the search a name" in client.post(save, {"name": " ", "query": "q=x"}, follow=True).text
    assert "Nothing to save" in client.post(save, {"name": "Empty", "query": "junk=1"}, follow=True).text


def test_saved_searches_are_their_owners_alone(newsroom, at_desk):
    saved = services.save_search(newsroom.desk, name="My hunch", query="q=wall", by=newsroom.reviewer)
    forget, alert = (reverse(f"workspace:search-{act}", args=(saved.pk,)) for act in ("forget", "alert"))
    for somebody in (newsroom.admin, newsroom.stranger):
        client = at_desk(somebody)
        assert "My hunch" not in client.get(SEARCH).text
        assert client.post(forget).status_code == client.post(alert, {"is_alerting": "1"}).status_code == 404
    newsroom.desk.memberships.filter(user=newsroom.reviewer).delete()
    MembershipFactory(user=newsroom.reviewer)
    assert at_desk(newsroom.reviewer).post(forget).status_code == 404
    assert SavedSearch.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_at_once_do_not_keep_more_than_there_is_room_for(newsroom):
    for n in range(MOST_SAVED - 1):
        services.save_search(newsroom.desk, name=f"Search {n}", query="q=x", by=newsroom.reviewer)
    outcomes = race(
        *[lambda n=n: services.save_search(newsroom.desk, name=f"Last {n}", query="q=x", by=newsroom.reviewer)
          for n in range(4)]
    )  # fmt: skip
    assert SavedSearch.objects.count() == MOST_SAVED
    assert sum(isinstance(outcome, TooManySaved) for outcome in outcomes) == 3


def test_a_changed_text_is_found_by_its_new_words_only(newsroom, at_desk):
    claim = newsroom.claim()
    claim.edit("edit", by=newsroom.reviewer, text="The bridge was sold.")
    assert found(look(newsroom, at_desk, "bridge")) == {"claims": [claim.pk]}
    assert found(look(newsroom, at_desk, "crime")) == {}


def test_it_asks_the_same_number_of_questions_however_much_there_is(newsroom, at_desk):
    counts = []
    for many in (12, 40):
        for n in range(many):
            newsroom.review("published" if n % 2 else "draft", claimant=ClaimantFactory(desk=newsroom.desk))
            ArticleFactory(desk=newsroom.desk, title="Crime again")
        look(newsroom, at_desk, "crime")
        for kind in ("", "claims", "articles", "fact-checks"):
            with CaptureQueriesContext(connection) as asked:
                look(newsroom, at_desk, "crime -zeppelin", kind=kind)
            counts.append(len(asked))
    assert counts[:4] == counts[4:]
    assert max(counts) <= 30


WORDS = ["harbour", "wall", "mayor", "crowns", "percent", "tax", "school", "bridge", "fell", "rose", "cost", "council"]


@pytest.fixture
def many(newsroom):
    """A desk with 25 000 claims and titles, and as many of another desk."""
    other = ClaimFactory().desk
    rows = (
        f"{WORDS[n % 12]} {WORDS[n * 5 % 7]} {WORDS[n * 7 % 11]} number {n}" + (" zeppelin" if n % 5000 == 1 else "")
        for n in range(25_000)
    )
    texts = list(rows)
    for desk in (newsroom.desk, other):
        copy_row(ClaimFactory(desk=desk, check_worthiness=0.5), texts, {"text": "made.text"})
    article = ArticleFactory(desk=newsroom.desk, submitted_by=newsroom.reviewer)
    copy_row(article, texts, {"title": "made.text", "identity": "'many-' || made.number"})
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE claims_claim; ANALYZE claims_article")
    return newsroom


def plan_of(rows):
    return rows.explain(analyze=True)


def test_words_are_found_by_their_index_in_a_great_many(many):
    for kind, index in ((CLAIMS, "claim_words"), (ARTICLES, "article_title_words")):
        for words in ("zeppelin", "zeppelin mayor"):
            wanted = Wanted(words)
            plan = plan_of(finding.with_ranks(kind, wanted, many.reviewer, many.desk))
            assert index in plan
            assert "Seq Scan on claims_claim" not in plan
            assert float(re.search(r"Execution Time: ([\d.]+)", plan)[1]) < 200
    with finding.patiently():
        rows = Claim.objects.filter(TrigramWordSimilar(F("text"), "zepelin"), desk=many.desk)
        assert "claim_text_trigrams" in plan_of(rows)
        assert rows.count() == 5


def test_the_most_frequent_word_is_answered_in_time(many, at_desk):
    for words in ("number", "harbour wall", "harbuor", "number -wall"):
        answer = look(many, at_desk, words)
        assert not answer.context.get("is_slow")
    plan = plan_of(finding.with_ranks(CLAIMS, Wanted("number"), many.reviewer, many.desk))
    assert float(re.search(r"Execution Time: ([\d.]+)", plan)[1]) < 1000


def test_fact_checks_are_found_by_the_index_of_verdicts(newsroom):
    newsroom.review("published")
    with connection.cursor() as cursor:
        for way in ("seqscan", "indexscan", "nestloop"):  # a handful of rows is found faster without an index
            cursor.execute(f"SET LOCAL enable_{way} = off")
    plan = finding.with_ranks(FACT_CHECKS, Wanted("statistics"), newsroom.reviewer, newsroom.desk).explain()
    assert "verdict_words" in plan


def test_an_excerpt_shows_where_the_words_stand_without_its_markup(newsroom, at_desk):
    review = newsroom.review("draft", text="Crime fell behind the lighthouse.")
    newsroom.add_evidence(review)
    newsroom.submit(review)
    services.approve_review(review, by=newsroom.second)
    publish_review(review, by=newsroom.editor)
    page = look(newsroom, at_desk, "lighthouse", kind="fact-checks").text
    assert 'behind the <mark class="found">lighthouse</mark>' in page
    page = look(newsroom, at_desk, "percent", kind="fact-checks").text
    assert '7 <mark class="found">percent</mark>' in page
    assert "**" not in page
