"""What comes back, and what is to be looked at again, is told once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims.models import Appearance
from reviews import announcing
from reviews.models import Notice, Practice, UntoldAppearance
from reviews.publishing import again, dispatch, returning, tasks
from reviews.publishing.hookmodels import OutgoingEvent, UnsentEvent, WebhookDelivery
from reviews.publishing.models import FactCheck
from reviews.publishing.services import retract_review
from tests.factories import AppearanceFactory, ArticleFactory, ClaimFactory, RevisionFactory
from tests.reviews.conftest import together

QUOTE = "Crime fell by 12 percent in two years"


@pytest.fixture
def published(newsroom):
    review = newsroom.review("published")
    announcing.announce()
    returning.compare()
    Notice.objects.all().delete()
    return review


def told(newsroom):
    return set(Notice.objects.filter(kind="repeated").values_list("recipient", flat=True))


def everybody(newsroom):
    return {person.pk for person in (newsroom.reviewer, newsroom.second, newsroom.editor, newsroom.admin)}


def says(newsroom, words):
    """A new candidate of the desk, quoted with these words."""
    revision = RevisionFactory(article=ArticleFactory(desk=newsroom.desk), text=f"He said: {words}. Nothing else.")
    claim = ClaimFactory(desk=newsroom.desk, text=f"The mayor says that {words}")
    return AppearanceFactory(claim=claim, revision=revision, quote=words)


def test_what_appeared_before_it_was_published_did_not_come_back(newsroom):
    newsroom.review("published")
    returning.compare()
    assert told(newsroom) == set()


def test_another_appearance_of_a_published_claim_is_told_to_the_desk_once(newsroom, published):
    AppearanceFactory(claim=published.claim)
    assert returning.compare() == 1
    assert told(newsroom) == everybody(newsroom)
    count = Notice.objects.count()
    assert returning.compare() == 0
    assert Notice.objects.count() == count


@pytest.mark.parametrize(
    "words", [QUOTE, "crime  FELL by 12 percent – in two years", "“Crime fell by 12 percent in two years”"]
)
def test_a_new_candidate_with_the_same_words_is_told(newsroom, published, words):
    says(newsroom, words)
    returning.compare()
    assert told(newsroom) == everybody(newsroom)


@pytest.mark.parametrize("words", ["Crime fell by 13 percent in two years", "Crime fell by -12 percent in two years",
                                   "Crime fell", "Преступность упала на 12 процентов за два года"])  # fmt: skip
def test_other_words_are_another_claim(newsroom, published, words):
    says(newsroom, words)
    returning.compare()
    assert told(newsroom) == set()


def test_what_was_retracted_and_what_another_desk_published_do_not_count(newsroom, published):
    foreign = newsroom.stranger.memberships.get().desk
    revision = RevisionFactory(article=ArticleFactory(desk=foreign), text=f"{QUOTE}.")
    AppearanceFactory(claim=ClaimFactory(desk=foreign), revision=revision, quote=QUOTE)
    retract_review(published, note="The source withdrew its figures.", by=newsroom.editor)
    says(newsroom, QUOTE)
    returning.compare()
    assert Notice.objects.filter(kind="repeated").count() == 0


def test_whoever_dies_while_telling_has_told_nothing_and_the_next_one_tells_all_of_it_once(
    newsroom, published, hook, monkeypatch
):
    place = AppearanceFactory(claim=published.claim)

    def die(**_):
        raise SystemExit("killed")

    for where in (UnsentEvent.objects, UntoldAppearance.objects):
        name = "get_or_create" if where is UnsentEvent.objects else "filter"
        with monkeypatch.context() as killed:
            killed.setattr(where, name, die)
            with pytest.raises(SystemExit):
                returning.compare()
        assert (told(newsroom), UntoldAppearance.objects.count()) == (set(), 1)
    for _ in range(3):
        returning.compare()
        while dispatch.dispatch():
            pass
    notices = Notice.objects.filter(kind="repeated", key__endswith=f":{place.pk}")
    assert sorted(notices.values_list("recipient", flat=True)) == sorted(everybody(newsroom))
    (event,) = OutgoingEvent.objects.filter(type="claim.repeated")
    assert WebhookDelivery.objects.filter(event=event).count() == 1


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_tell_of_everything_once(newsroom, published):
    for _ in range(6):
        AppearanceFactory(claim=published.claim)
    together(*[lambda: returning.compare(limit=2)] * 4)
    while returning.compare():
        pass
    assert Notice.objects.filter(kind="repeated").count() == 6 * len(everybody(newsroom))
    assert UntoldAppearance.objects.count() == 0


def test_one_sweep_compares_more_than_a_batch_so_that_it_keeps_up_with_what_is_found(newsroom, published):
    revision = RevisionFactory(article=ArticleFactory(desk=newsroom.desk), text="Word " * 250)
    claim = ClaimFactory(desk=newsroom.desk, text="Word")
    Appearance.objects.bulk_create(
        Appearance(claim=claim, revision=revision, start=5 * n, end=5 * n + 4, quote="Word") for n in range(250)
    )
    tasks.compare_appearances()
    assert UntoldAppearance.objects.count() == 0


def test_on_its_day_a_fact_check_is_to_be_looked_at_again_and_told_once(newsroom, published):
    FactCheck.objects.update(review_again_on=timezone.localdate() + timedelta(days=1))
    assert again.remind() == 0
    FactCheck.objects.update(review_again_on=timezone.localdate())
    assert again.remind() == 1
    assert again.remind() == 0
    people = {newsroom.reviewer.pk, newsroom.editor.pk, newsroom.admin.pk}
    assert set(Notice.objects.filter(kind="again").values_list("recipient", flat=True)) == people
    FactCheck.objects.update(review_again_on=timezone.localdate() - timedelta(days=1))
    assert again.remind() == 1


def test_the_day_is_what_the_desks_practice_says(newsroom):
    assert newsroom.review("published").fact_check.review_again_on is None
    Practice.objects.create(desk=newsroom.desk, review_again_days=90)
    assert newsroom.review("published").fact_check.review_again_on == timezone.localdate() + timedelta(days=90)


def test_a_retracted_fact_check_is_looked_at_no_more(newsroom, published):
    FactCheck.objects.update(review_again_on=timezone.localdate())
    retract_review(published, note="The source withdrew its figures.", by=newsroom.editor)
    assert again.remind() == 0


def test_many_claims_that_nobody_published_are_compared_in_the_statements_of_two(newsroom, published):
    def statements(count):
        for number in range(count):
            says(newsroom, f"Burglaries fell by {number} percent in {count} years")
        with CaptureQueriesContext(connection) as asked:
            assert returning.compare() == count
        return len(asked)

    assert statements(30) == statements(2)
    assert told(newsroom) == set()
