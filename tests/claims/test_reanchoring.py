"""Changed articles: claims keep their place where their words do, and the desk is told where they do not."""

import pytest
from django.urls import reverse

from claims import reanchoring, services, tasks
from claims.models import Appearance, Claim, PassageChange, UncomparedRevision
from reviews import silentedits
from reviews.models import ClaimReview, Notice
from reviews.publishing import returning
from tests.factories import AppearanceFactory, ArticleFactory, ClaimFactory, RevisionFactory
from tests.races import race

WALL = "The harbour wall cost 4.2 million crowns, twice as much as planned."
TRAM = "Ten trams were late on Monday, the company said in its report."
TEXT = f"The council met on Monday.\n\n{WALL}\n\n{TRAM}"


@pytest.fixture
def article(newsroom):
    return ArticleFactory(desk=newsroom.desk, title="The wall")


def printed(newsroom, article, *quotes, text=TEXT, number=1, state="accepted"):
    """Claims with these quotes in a text of the article."""
    revision = RevisionFactory(article=article, number=number, text=text)
    claims = [ClaimFactory(desk=newsroom.desk, text=quote) for quote in quotes]
    for claim, quote in zip(claims, quotes, strict=True):
        AppearanceFactory(claim=claim, revision=revision, quote=quote)
        if state == Claim.State.ACCEPTED:
            services.accept_claim(claim, by=newsroom.reviewer)
    return claims


def changed_to(article, text, number=2):
    revision = RevisionFactory(article=article, number=number, text=text)
    tasks.compare_revisions()
    return revision


def test_the_same_words_further_down_are_one_more_appearance_and_no_news(newsroom, article):
    (claim,) = printed(newsroom, article, WALL)
    revision = changed_to(article, "A correction was added on top.\n\n" + TEXT)
    assert list(claim.appearances.values_list("revision__number", "quote")) == [(1, WALL), (2, WALL)]
    assert revision.text[slice(*claim.appearances.values_list("start", "end").last())] == WALL
    assert not PassageChange.objects.exists()
    assert not UncomparedRevision.objects.exists()


def test_a_changed_figure_is_noted_with_its_place_and_a_deleted_sentence_as_gone(newsroom, article):
    wall, tram = printed(newsroom, article, WALL, TRAM)
    revision = changed_to(article, TEXT.replace("4.2", "5.1").replace(TRAM, ""))
    found = {change.before.claim: change for change in PassageChange.objects.all()}
    assert found[wall].quote == WALL.replace("4.2", "5.1") == revision.text[found[wall].start : found[wall].end]
    assert found[tram].is_gone
    assert Appearance.objects.filter(revision=revision).count() == 0


def test_what_was_dismissed_is_not_followed(newsroom, article):
    (claim,) = printed(newsroom, article, WALL, state="candidate")
    services.dismiss_claim(claim, by=newsroom.reviewer, reason="opinion")
    changed_to(article, TEXT.replace("4.2", "5.1"))
    assert not PassageChange.objects.exists()


def test_two_workers_compare_a_text_once(newsroom, article, transactional_db):
    printed(newsroom, article, WALL)
    RevisionFactory(article=article, number=2, text=TEXT.replace("4.2", "5.1"))
    race(reanchoring.compare, reanchoring.compare)
    assert PassageChange.objects.count() == 1
    assert not UncomparedRevision.objects.exists()


def test_texts_that_came_in_bulk_are_compared_too(newsroom, article):
    printed(newsroom, article, WALL)
    assert not UncomparedRevision.objects.exists(), "the first text has nothing before it"
    RevisionFactory(article=article, number=2, text=TEXT.replace("4.2", "5.1"))
    RevisionFactory(article=article, number=3, text=TEXT)
    tasks.compare_revisions()
    assert list(PassageChange.objects.values_list("revision__number", flat=True)) == [2]


def test_the_reviewer_and_the_editors_are_told_once_of_a_passage_that_is_checked(newsroom):
    review = newsroom.review(ClaimReview.State.PUBLISHED)
    before = review.claim.appearances.get()
    text = before.revision.text.replace("12 percent", "2 percent")
    RevisionFactory(article=before.revision.article, number=2, text=text)
    tasks.compare_revisions()
    silentedits.tell()
    PassageChange.objects.update(told_at=None)
    silentedits.tell()
    told = Notice.objects.filter(kind="edited")
    assert set(told.values_list("recipient__username", flat=True)) >= {
        newsroom.reviewer.username, newsroom.editor.username
    }  # fmt: skip
    assert told.filter(recipient=newsroom.reviewer).count() == 1
    notice = told.get(recipient=newsroom.reviewer)
    assert "12 percent" in notice.text
    assert notice.review == review


def test_nobody_is_told_of_a_candidate_but_it_is_on_the_list(newsroom, article):
    printed(newsroom, article, WALL, state="candidate")
    changed_to(article, TEXT.replace("4.2", "5.1"))
    silentedits.tell()
    assert not Notice.objects.filter(kind="edited").exists()
    assert PassageChange.objects.unseen().count() == 1
    assert not PassageChange.objects.filter(told_at=None).exists()


def test_a_claim_that_still_stands_in_its_article_has_not_come_back(newsroom):
    review = newsroom.review(ClaimReview.State.PUBLISHED)
    before = review.claim.appearances.get()
    returning.compare()
    Notice.objects.all().delete()
    RevisionFactory(article=before.revision.article, number=2, text="News.\n\n" + before.revision.text)
    tasks.compare_revisions()
    assert review.claim.appearances.count() == 2
    returning.compare()
    assert not Notice.objects.filter(kind="repeated").exists()


def test_the_list_shows_what_went_and_what_came_until_somebody_has_looked(newsroom, article, client):
    printed(newsroom, article, WALL, TRAM)
    changed_to(article, TEXT.replace("4.2", "5.1").replace(TRAM, ""))
    client.force_login(newsroom.viewer)
    shown = client.get(reverse("workspace:changes")).text
    assert "<del>4.2</del><ins>5.1</ins>" in shown
    assert f"<del>{TRAM}</del>" in shown
    assert "I have looked at it" not in shown
    change = PassageChange.objects.first()
    seen = reverse("workspace:change-see", args=(change.pk,))
    assert client.post(seen).status_code == 403
    client.force_login(newsroom.reviewer)
    assert "badge-warn" in client.get(reverse("workspace:articles")).text
    assert "Noted." in client.post(seen, follow=True).text
    assert "Somebody else has looked" in client.post(seen, follow=True).text
    assert client.get(reverse("workspace:changes")).text.count('class="card"') == 1
    assert client.get(reverse("workspace:changes") + "?show=all").text.count('class="card"') == 2
    client.force_login(newsroom.stranger)
    assert client.post(seen).status_code == 404
    assert "The wall" not in client.get(reverse("workspace:changes")).text
