"""Many articles at once: the outcome is that of handing them in one by one, also when two loads meet."""

from datetime import date

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims import services
from claims.errors import UnreadableInput
from claims.ingestion import storing
from claims.ingestion.draft import ArticleDraft
from claims.models import Article, Extraction, Revision, Role, Source
from tests.factories import DeskFactory, MembershipFactory, UserFactory
from tests.races import race

FACTS = ("title", "byline", "published_on", "url", "language", "origin", "source__name", "identity")


def draft(title="Harbour wall", text="It cost 4.2 million crowns, the mayor said.", **facts):
    return ArticleDraft(title=title, text=text, **{"published_on": date(2026, 10, 14)} | facts)


DRAFTS = st.builds(
    draft,
    title=st.sampled_from(["Harbour wall", "harbour  WALL", "Trams", "A\\tab\\N"]),
    text=st.sampled_from(
        ["It cost 4.2 million crowns.", "It cost 5 million.\n\nSo they\tsaid \\.", "Die Bahn fährt heute nicht.", "\\."]
    ).map(lambda text: f"{text} word"),
    url=st.sampled_from(["", "", "https://harbour.example/wall"]),
    byline=st.sampled_from(["", "Rosa Tallis"]),
    site_name=st.sampled_from(["", "Harbour News", "Tram Post"]),
    language=st.sampled_from(["", "", "de"]),
    published_on=st.sampled_from([date(2026, 10, 14), date(2026, 10, 15)]),
)


def story(desk):
    """Everything that is stored, in the order in which it came."""
    articles = list(Article.objects.filter(desk=desk).order_by("pk").values_list(*FACTS))
    texts = Revision.objects.filter(article__desk=desk).order_by("pk")
    extractions = Extraction.objects.filter(revision__article__desk=desk).order_by("pk")
    return (
        articles,
        list(texts.values_list("article__identity", "number", "text", "digest")),
        sorted(extractions.values_list("revision__digest", "revision__number", "detector_version", "state")),
        sorted(Source.objects.filter(desk=desk).values_list("name", flat=True)),
    )


def one_by_one(drafts, desk, by):
    stored = [services.submit_article(one, desk=desk, origin="bulk", by=by).stored for one in drafts]
    return [(one.outcome, one.article.identity, one.revision.number, one.revision.digest) for one in stored]


def at_once(drafts, desk, by):
    landed = services.submit_articles(drafts, desk=desk, origin="bulk", by=by)
    texts = Revision.objects.select_related("article").in_bulk([one.revision_id for one, _ in landed])
    for one, extraction_id in landed:
        assert texts[one.revision_id].article_id == one.article_id
        assert Extraction.objects.get(pk=extraction_id).revision_id == one.revision_id
    found = [(one.outcome, texts[one.revision_id]) for one, _ in landed]
    return [(outcome, text.article.identity, text.number, text.digest) for outcome, text in found]


@pytest.mark.django_db(transaction=True)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(DRAFTS, max_size=6), min_size=1, max_size=3))
def test_many_at_once_come_to_what_they_come_to_one_by_one(batches):
    one, other, by = DeskFactory(), DeskFactory(), UserFactory()
    for drafts in batches:
        assert at_once(drafts, other, by) == one_by_one(drafts, one, by)
    assert story(other) == story(one)


def test_an_article_without_words_stops_the_batch_before_anything_is_stored(db):
    member = MembershipFactory(role=Role.REVIEWER)
    with pytest.raises(UnreadableInput):
        services.submit_articles([draft(), draft(title="…")], desk=member.desk, origin="bulk", by=member.user)
    assert not Article.objects.exists()


def test_a_later_load_numbers_its_articles_in_the_order_of_its_lines(db):
    member = MembershipFactory()
    drafts = [draft(title=f"Title {n}", text=f"Text {n}") for n in range(40)]
    landed = services.submit_articles(drafts, desk=member.desk, origin="bulk", by=member.user)
    ids = [one.article_id for one, _ in landed]
    assert ids == sorted(ids)
    assert list(Article.objects.order_by("pk").values_list("title", flat=True)) == [one.title for one in drafts]


@pytest.mark.parametrize("second", ["the same", "other texts"])
def test_two_loads_of_the_same_articles_neither_double_nor_deadlock_nor_fail(transactional_db, second):
    member = MembershipFactory()
    forth = [draft(title=f"Title {n}", text=f"Text {n}") for n in range(120)]
    back = [draft(title=one.title, text=one.text + ("" if second == "the same" else "!")) for one in reversed(forth)]

    def load(drafts):
        batches = [drafts[at : at + 30] for at in range(0, len(drafts), 30)]
        return [services.submit_articles(one, desk=member.desk, origin="bulk", by=member.user) for one in batches]

    outcomes = race(lambda: load(forth), lambda: load(back), lambda: load(forth), lambda: one_by_one(
        back, member.desk, member.user))  # fmt: skip
    assert [one for one in outcomes if not isinstance(one, list)] == []
    assert Article.objects.count() == 120
    assert Revision.objects.filter(number=1).count() == 120
    assert Extraction.objects.count() == Revision.objects.count()
    news = sum(one.outcome == "new" for load in outcomes[:3] for batch in load for one, _ in batch)
    assert news + sum(one[0] == "new" for one in outcomes[3]) == 120


def test_the_look_up_reads_no_whole_table_however_old_the_statistics_are(db):
    member = MembershipFactory()
    drafts = [draft(title=f"Title {n}", text=f"Text {n}") for n in range(2000)]
    services.submit_articles(drafts, desk=member.desk, origin="bulk", by=member.user)
    before = _rows_read_in_sequence()
    landed = services.submit_articles(drafts[:500], desk=member.desk, origin="bulk", by=member.user)
    assert {one.outcome for one, _ in landed} == {"unchanged"}
    assert _rows_read_in_sequence() == before


def _rows_read_in_sequence():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(seq_tup_read) FROM pg_stat_xact_user_tables WHERE relname IN "
            "('claims_article', 'claims_revision', 'claims_extraction')"
        )
        return cursor.fetchone()[0]


def test_an_article_whose_twin_is_forgotten_while_it_comes_in_is_stored(db, monkeypatch):
    member, found = MembershipFactory(role=Role.REVIEWER), [None]
    add = storing._added  # at first the twin is there, and by the next look its words are gone
    monkeypatch.setattr(storing, "_added", lambda *of, **more: found.pop() if found else add(*of, **more))
    stored = storing.store(draft(), desk=member.desk, origin="paste", by=member.user)
    assert (stored.outcome, stored.revision.text, found) == ("new", draft().text, [])
