"""Claims that may be the same, all of a desk in one list: merged or told apart there, and undone."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims import services
from claims.models import Claim, ClaimPair, ClaimTopic, Topic, pairs
from tests.factories import AppearanceFactory, ArticleFactory, RevisionFactory
from tests.plans import forget_statistics, many_pairs, most_rows_read

S = Claim.State
SCRIPT = {"HX-Request": "true"}


def a_pair(newsroom, score=0.8, state=S.CANDIDATE):
    known, claim = newsroom.claim(state), newsroom.claim(text="In two years, crime fell by 12 percent.")
    return ClaimPair.objects.create(desk=newsroom.desk, earlier=known, later=claim, score=score, is_open=True)


def decide(client, pair, act, **given):
    return client.post(reverse("workspace:pair-decide", args=(pair.pk, act)), given, headers=SCRIPT)


def shown(client, **query):
    return [one.row for one in client.get(reverse("workspace:pairs"), query).context["pairs"]]


def test_the_pairs_of_a_desk_stand_the_likeliest_first_page_by_page_in_as_few_statements(newsroom, at_desk):
    pairs = [a_pair(newsroom, score) for score in (0.6, 0.9, *[0.7] * 20)]
    ClaimPair.objects.create(
        desk=newsroom.desk, earlier=pairs[0].earlier, later=pairs[1].later, score=0.99, is_open=False
    )
    desk = at_desk(newsroom.viewer)
    first = shown(desk)
    assert first == [pairs[1], *reversed(pairs[3:])]
    page = desk.get(reverse("workspace:pairs")).text
    assert f"after={first[-1].pk}" in page
    assert "Not the same" not in page, "a viewer decides nothing"
    assert shown(desk, after=first[-1].pk) == [pairs[2], pairs[0]]
    assert shown(desk, after="x") == first
    counts = []
    for size in (22, 3):
        ClaimPair.objects.exclude(pk__in=[one.pk for one in pairs[:size]]).delete()
        with CaptureQueriesContext(connection) as captured:
            desk.get(reverse("workspace:pairs"))
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert shown(at_desk(newsroom.stranger)) == []


@pytest.mark.parametrize("few", [pairs.FEW, 0])
def test_pairs_are_narrowed_by_the_language_of_an_article_and_by_topic_and_an_empty_list_says_why(
    newsroom, at_desk, monkeypatch, few
):
    monkeypatch.setattr(pairs, "FEW", few)
    one, other = a_pair(newsroom), a_pair(newsroom)
    german = RevisionFactory(article=ArticleFactory(desk=newsroom.desk, language="de"))
    AppearanceFactory(claim=one.later, revision=german)
    topic = Topic.objects.create(desk=newsroom.desk, name="Crime", keywords=["crime"])
    ClaimTopic.objects.create(claim=other.earlier, topic=topic, origin="hand", decided_by=newsroom.editor)
    desk = at_desk(newsroom.reviewer)
    assert (shown(desk, language="de"), shown(desk, topic=topic.pk)) == ([one], [other])
    page = desk.get(reverse("workspace:pairs"), {"language": "fr"}).text
    assert "No pair matches" in page
    ClaimPair.objects.all().delete()
    assert "No two claims look the same" in desk.get(reverse("workspace:pairs")).text


def test_pairs_of_a_rare_topic_or_language_are_looked_up_and_not_looked_for_among_all(newsroom, at_desk):
    many_pairs(newsroom, 3000)
    rare = ClaimPair.objects.order_by("pk")[1500]
    topic = Topic.objects.create(desk=newsroom.desk, name="Crime", keywords=["crime"])
    ClaimTopic.objects.create(claim=rare.earlier, topic=topic, origin="hand", decided_by=newsroom.editor)
    german = RevisionFactory(article=ArticleFactory(desk=newsroom.desk, language="de"))
    AppearanceFactory(claim=rare.earlier, revision=german)
    desk = at_desk(newsroom.viewer)
    for thought_empty in (False, True):
        forget_statistics("claims_claimpair", "claims_claimtopic", thought_empty=thought_empty)
        for query in ({"topic": topic.pk}, {"language": "de"}):
            with CaptureQueriesContext(connection) as captured:
                assert rare in shown(desk, **query)
            (sql,) = (one["sql"] for one in captured if 'ORDER BY "claims_claimpair"."score" DESC' in one["sql"])
            assert most_rows_read(sql, "claims_claimpair")[1] < 10, (query, thought_empty)


@pytest.mark.parametrize(("act", "said"), [("merge", "Merged."), ("apart", "Told apart.")])
def test_a_pair_is_decided_where_it_stands_and_that_is_undone(newsroom, at_desk, act, said):
    pair = a_pair(newsroom, state=S.ACCEPTED)
    desk = at_desk(newsroom.reviewer)
    answer = decide(desk, pair, act, version=1)
    assert (answer.status_code, said in answer.text, "Undo" in answer.text) == (200, True, True)
    pair.refresh_from_db()
    assert (pair.is_open, shown(desk)) == (False, [])
    assert (pair.later.duplicate_of == pair.earlier) == (act == "merge")
    again = decide(desk, pair, act, version=1)
    assert (again.status_code, 'role="alert"' in again.text) == (412, True)
    answer = decide(desk, pair, "undo", version=2)
    assert (answer.status_code, "Not the same" in answer.text) == (200, True)
    assert shown(desk) == [pair]
    assert Claim.objects.get(pk=pair.later_id).state == S.CANDIDATE
    assert decide(desk, pair, "undo", version=3).status_code == 422, "there is nothing to undo"


def test_who_may_not_decides_nothing_and_plain_forms_are_led_on(newsroom, at_desk):
    pair = a_pair(newsroom)
    for person, status in ((newsroom.viewer, 403), (newsroom.stranger, 404)):
        assert decide(at_desk(person), pair, "merge", version=1).status_code == status
    desk = at_desk(newsroom.reviewer)
    assert decide(desk, pair, "burn").status_code == 404
    assert decide(desk, pair, "merge", version="x").status_code == 422
    page = desk.post(reverse("workspace:pair-decide", args=(pair.pk, "merge")), {"version": 1}, follow=True)
    assert [one.row for one in page.context["done"]] == [pair]
    assert "Merged." in page.text


def test_what_was_decided_elsewhere_says_so(newsroom, at_desk):
    pair = a_pair(newsroom)
    services.dismiss_claim(pair.earlier, by=newsroom.second, reason="trivial")
    answer = decide(at_desk(newsroom.reviewer), pair, "merge", version=1)
    assert (answer.status_code, "Decided elsewhere." in answer.text, "Undo" in answer.text) == (422, True, False)
