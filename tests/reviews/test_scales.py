"""Editions of rating scales: verdicts keep theirs, new ones use the next, and an unsound scale is refused."""

import pytest

from reviews import services, workflow
from reviews.models import ClaimReview, RatingScale
from reviews.scales import RetiredScale, Saying, SharedScale, Step, UnusableScale
from tests.conftest import Newsroom, page_of
from tests.factories import RatingFactory, RatingScaleFactory
from tests.races import race

S = ClaimReview.State
STEPS = (Step("Wrong", 1, "It is wrong."), Step("Half", 2), Step("Right", 3), Step("Satire"))


def revise(scale, newsroom, steps=STEPS, worst=1, best=3):
    return services.revise_scale(scale, ratings=steps, worst=worst, best=best, by=newsroom.admin)


def own_scale(newsroom):
    shared = newsroom.rating.scale
    return services.copy_scale(shared, desk=newsroom.desk, by=newsroom.admin)


def test_a_copy_of_the_shared_scale_is_the_desks_own(newsroom):
    RatingFactory(scale=newsroom.rating.scale, label="Satire", value=None)
    own = own_scale(newsroom)
    assert (own.desk, own.edition, own.name) == (newsroom.desk, 1, newsroom.rating.scale.name)
    assert [(one.label, one.value) for one in own.ratings.all()] == [("Mostly false", 2), ("Satire", None)]
    with pytest.raises(UnusableScale, match="choose another name"):
        own_scale(newsroom)
    assert services.copy_scale(own, desk=newsroom.desk, name="Other", by=newsroom.admin).name == "Other"


def test_a_revised_scale_is_another_edition_and_verdicts_keep_theirs(newsroom):
    own = own_scale(newsroom)
    newsroom.rating = own.ratings.get()
    given = newsroom.review(S.PUBLISHED)
    made = revise(own, newsroom)
    assert (made.edition, made.name, made.retired_at) == (2, own.name, None)
    assert own.retired_at is not None
    assert [(one.label, one.value, one.common) for one in made.ratings.all()] == [
        ("Wrong", 1, 1.0), ("Half", 2, 3.0), ("Right", 3, 5.0), ("Satire", None, None),
    ]  # fmt: skip
    given.verdict.refresh_from_db()
    assert given.verdict.rating.label == "Mostly false"
    draft = newsroom.review()
    newsroom.add_evidence(draft)
    with pytest.raises(workflow.WrongScale):
        newsroom.submit(draft)
    newsroom.rating = made.ratings.first()
    newsroom.submit(draft)
    with pytest.raises(RetiredScale):
        revise(own, newsroom)


def test_the_shared_scale_is_not_one_desks_to_revise(newsroom):
    with pytest.raises(SharedScale):
        revise(newsroom.rating.scale, newsroom)


@pytest.mark.parametrize(
    ("steps", "worst", "best"),
    [((), 1, 5), (STEPS[:1], 1, 3), (STEPS, 3, 1), (STEPS, 0, 3), (STEPS, 1, 2), (STEPS, 1, 10**6),
     ((Step("A", 1), Step(" a ", 2)), 1, 2), ((Step("A", 1), Step("B", 1)), 1, 2), ((Step(" "), Step("B")), 1, 2),
     ((Step("A" * 61), Step("B")), 1, 2), ((Step("A", None, "m" * 301), Step("B")), 1, 2),
     (tuple(Step(f"Step {n}") for n in range(31)), 1, 2)],
)  # fmt: skip
def test_a_scale_that_no_verdict_could_use_is_refused_without_a_trace(newsroom, steps, worst, best):
    own = RatingScaleFactory(desk=newsroom.desk)
    with pytest.raises(UnusableScale):
        revise(own, newsroom, steps, worst, best)
    own.refresh_from_db()
    assert own.retired_at is None
    assert RatingScale.objects.filter(desk=newsroom.desk).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_revise_a_scale_at_once_one_is_told():
    newsroom = Newsroom()
    own = own_scale(newsroom)
    outcomes = race(*[lambda: revise(RatingScale.objects.get(pk=own.pk), newsroom)] * 2)
    assert sorted(type(one).__name__ for one in outcomes) == ["RatingScale", "RetiredScale"]
    assert RatingScale.objects.filter(desk=newsroom.desk, retired_at=None).count() == 1


# ── In other languages ────────────────────────────────────────────────────────────────────────────────────────────


GERMAN = Saying("de", "mostly FALSE", "Größtenteils falsch", "Die Hauptsache stimmt nicht.")


def test_a_rating_is_named_in_another_language_even_after_a_verdict_gave_it(newsroom):
    own = own_scale(newsroom)
    newsroom.rating = own.ratings.get()
    newsroom.review(S.PUBLISHED)
    services.name_ratings(own, sayings=[GERMAN], by=newsroom.admin)
    rating = own.ratings.get()
    assert rating.in_language("de") == rating.in_language("de-AT") == (
        "Größtenteils falsch", "Die Hauptsache stimmt nicht.",
    )  # fmt: skip
    assert rating.in_language("fr") == (rating.label, rating.meaning)
    services.name_ratings(own, sayings=[], by=newsroom.admin)
    assert own.ratings.get().labels == {}


def test_names_go_with_copies_and_with_the_next_edition(newsroom):
    own = own_scale(newsroom)
    services.name_ratings(own, sayings=[GERMAN], by=newsroom.admin)
    copied = services.copy_scale(own, desk=newsroom.desk, name="Other", by=newsroom.admin)
    revised = revise(own, newsroom, (Step("Mostly false", 1), Step("Right", 3)))
    for made in (copied, revised):
        assert made.ratings.get(label="Mostly false").in_language("de")[0] == "Größtenteils falsch"
    assert revised.ratings.get(label="Right").labels == {}


@pytest.mark.parametrize(
    ("sayings", "told"),
    [
        ([Saying("de", "Unheard of", "Nie gehört")], "no rating"),
        ([GERMAN, GERMAN], "named twice in de"),
        ([Saying("de", "Mostly false", "x" * 61)], "60 characters"),
        ([Saying("de", "Mostly false", "Falsch", "x" * 301)], "longer than 300"),
    ],
)
def test_unsound_names_are_refused_and_leave_no_trace(newsroom, sayings, told):
    own = own_scale(newsroom)
    with pytest.raises(UnusableScale, match=told):
        services.name_ratings(own, sayings=sayings, by=newsroom.admin)
    assert own.ratings.get().labels == {}


def test_only_an_operator_names_the_ratings_that_every_desk_shares(newsroom):
    shared = newsroom.rating.scale
    with pytest.raises(SharedScale):
        services.name_ratings(shared, sayings=[GERMAN], by=newsroom.admin)
    newsroom.admin.is_superuser = True
    services.name_ratings(shared, sayings=[GERMAN], by=newsroom.admin)
    assert shared.ratings.get().in_language("de")[0] == "Größtenteils falsch"


def test_a_desk_admin_names_them_in_the_admin_a_line_each(newsroom, as_staff):
    own = own_scale(newsroom)
    client = as_staff(newsroom.admin)
    lines = "DE | Mostly false | Größtenteils falsch | Die Hauptsache | und mehr\nfr | Mostly false | Plutôt faux"
    assert client.post(page_of(own, "names"), {"sayings": lines}).status_code == 302
    rating = own.ratings.get()
    assert rating.in_language("de") == ("Größtenteils falsch", "Die Hauptsache | und mehr")
    assert rating.in_language("fr") == ("Plutôt faux", "")
    page = client.get(page_of(own, "names")).content.decode()
    assert "fr | Mostly false | Plutôt faux | " in page
    for wrong in ("de | Mostly false", "german | Mostly false | Falsch", "de | Unheard of | Falsch"):
        assert client.post(page_of(own, "names"), {"sayings": wrong}).status_code == 200, wrong
    assert own.ratings.get() == rating
