"""The list of reviews: what it tells of each, and to whom."""

from django.urls import reverse

from reviews.models import ClaimReview, Practice

S = ClaimReview.State


def test_the_list_shows_a_submitted_verdict_but_on_a_blind_desk_to_its_author_only(newsroom, at_desk):
    newsroom.review(S.SUBMITTED)
    newsroom.review(S.RETURNED)
    address, label = reverse("workspace:reviews") + "?show=all", f">{newsroom.rating.label}</span>"
    assert at_desk(newsroom.second).get(address).content.decode().count(label) == 2
    Practice.objects.create(desk=newsroom.desk, second_verdict="blind")
    assert at_desk(newsroom.second).get(address).content.decode().count(label) == 0
    assert at_desk(newsroom.reviewer).get(address).content.decode().count(label) == 2
