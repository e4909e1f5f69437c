"""The admin's set-up pages of a desk: practice, checklist, topics and scales; and the doors of the second person."""

import pytest
from django.urls import reverse

from claims.models import Claim, Topic
from reviews import services
from reviews.models import Assignment, ClaimReview, Criterion, Practice, RatingScale
from tests.conftest import page_of
from tests.factories import RatingFactory, RatingScaleFactory

S = ClaimReview.State


def add_page(model):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")


FORMS = [
    (Practice, {"second_verdict": "blind", "reply_days": 3}),
    (Criterion, {"code": "primary", "label": "", "level": "required", "position": 0}),
    (Criterion, {"code": "", "label": "I looked for what speaks against it.", "level": "advised", "position": 1}),
    (Topic, {"name": "Housing", "keywords": "rents\nnew  flats\n\nrents", "weight": 4}),
]


@pytest.mark.parametrize(("model", "given"), FORMS)
def test_a_desk_admin_sets_up_their_own_desk_and_nobody_else_does(newsroom, as_staff, model, given):
    given = given | {"desk": newsroom.desk.pk}
    for person in (newsroom.editor, newsroom.stranger):
        as_staff(person).post(add_page(model), given)
        assert not model.objects.exists()
    answer = as_staff(newsroom.admin).post(add_page(model), given)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    row = model.objects.get()
    assert row.desk == newsroom.desk
    assert as_staff(newsroom.viewer).get(page_of(row)).status_code == 200
    assert as_staff(newsroom.stranger).get(page_of(row)).status_code == 302
    assert as_staff(newsroom.admin).get(page_of(row)).status_code == 200


@pytest.mark.parametrize(
    "wrong", [{"code": "", "label": ""}, {"code": "primary", "label": "Both"}, {"code": "embargo"}]
)
def test_a_criterion_is_a_check_that_a_desk_may_choose_or_a_line_to_tick(newsroom, as_staff, wrong):
    given = {"desk": newsroom.desk.pk, "code": "", "label": "", "level": "required", "position": 0} | wrong
    assert as_staff(newsroom.admin).post(add_page(Criterion), given).status_code == 200
    assert not Criterion.objects.exists()


def test_a_topic_that_is_written_down_moves_the_claims_that_wait(newsroom, as_staff):
    claim = newsroom.claim(Claim.State.ACCEPTED)
    services.rank_worklist([newsroom.desk])
    before = Assignment.objects.get(claim=claim).priority
    given = {"desk": newsroom.desk.pk, "name": "Safety", "keywords": "crime\npolice", "weight": 5}
    as_staff(newsroom.admin).post(add_page(Topic), given)
    services.rank_worklist([newsroom.desk])
    assert Assignment.objects.get(claim=claim).priority == before + 5
    assert Topic.objects.get().keywords == ["crime", "police"]
    for keywords in ("", "w" * 61, "\n".join(map(str, range(101)))):
        answer = as_staff(newsroom.admin).post(add_page(Topic), given | {"name": "Other", "keywords": keywords})
        assert "keywords" in answer.context["adminform"].form.errors


def test_a_desk_admin_copies_the_shared_scale_and_revises_the_copy(newsroom, as_staff):
    shared = newsroom.rating.scale
    client = as_staff(newsroom.admin)
    assert client.post(page_of(shared, "copy"), {"name": "Ours", "desk": ""}).status_code == 302
    own = RatingScale.objects.get(name="Ours")
    assert own.desk == newsroom.desk
    shown = [entry["door"].name for entry in client.get(page_of(shared)).context["doors"]]
    assert shown == ["copy"]
    lines = "Wrong | 1 | It is wrong.\nRight|2|\n\nSatire | | Never meant to be believed."
    refused = client.post(page_of(own, "revise"), {"worst": 1, "best": 2, "ratings": "Wrong | x |"})
    assert "is no whole number" in refused.text
    refused = client.post(page_of(own, "revise"), {"worst": 1, "best": 2, "ratings": "Wrong | 9 |\nRight | 2 |"})
    assert "a value from 1 to 2" in refused.text
    assert client.post(page_of(own, "revise"), {"worst": 1, "best": 2, "ratings": lines}).status_code == 302
    made = RatingScale.objects.get(name="Ours", edition=2)
    assert [(one.label, one.value) for one in made.ratings.all()] == [("Wrong", 1), ("Right", 2), ("Satire", None)]
    assert "followed by another one" in client.get(page_of(own)).text


def test_scales_are_copied_and_revised_by_desk_admins_of_that_desk_only(newsroom, as_staff):
    own = RatingScaleFactory(desk=newsroom.desk)
    assert as_staff(newsroom.editor).post(page_of(own, "revise"), {}).status_code == 403
    assert as_staff(newsroom.editor).post(page_of(newsroom.rating.scale, "copy"), {}).status_code == 403
    assert as_staff(newsroom.stranger).post(page_of(own, "revise"), {}).status_code == 404
    given = {"name": "Ours", "desk": newsroom.desk.slug}
    refused = as_staff(newsroom.stranger).post(page_of(newsroom.rating.scale, "copy"), given)
    assert "Name one of the desks" in refused.text


def test_in_the_admin_too_an_approver_rates_before_seeing(newsroom, as_staff):
    services.set_practice(newsroom.desk, second_verdict="blind", by=newsroom.admin)
    review = newsroom.review(S.SUBMITTED)
    client = as_staff(newsroom.second)
    page = client.get(page_of(review))
    assert review.verdict.headline not in page.text
    shown = [entry["door"].name for entry in page.context["doors"]]
    assert shown == ["return", "second_verdict"]
    listed = client.get(reverse("admin:reviews_claimreview_changelist")).text
    assert newsroom.rating.label not in listed
    assert newsroom.rating.label not in client.get(page_of(review.claim)).text
    foreign = RatingFactory(scale=RatingScaleFactory(desk=newsroom.stranger.memberships.get().desk), label="Foreign")
    given = {"rating": foreign.pk, "reasoning": "The table says so."}
    assert client.post(page_of(review, "second_verdict"), given).status_code == 200
    client.post(page_of(review, "second_verdict"), given | {"rating": newsroom.rating.pk})
    page = client.get(page_of(review))
    assert review.verdict.headline in page.text
    assert [entry["door"].name for entry in page.context["doors"]] == ["approve", "return"]


def test_emergencies_are_a_desk_admins_and_a_review_changes_hands_by_an_editor(newsroom, as_staff):
    review = newsroom.review()
    client = as_staff(newsroom.editor)
    assert client.post(page_of(review, "reassign"), {"to": newsroom.viewer.pk}).status_code == 200
    assert client.post(page_of(review, "reassign"), {"to": newsroom.second.pk, "note": "Ill."}).status_code == 302
    assert ClaimReview.objects.get(pk=review.pk).reviewer == newsroom.second
    waiting = newsroom.review(S.SUBMITTED)
    assert client.post(page_of(waiting, "override"), {"reason": "Now."}).status_code == 403
    assert as_staff(newsroom.admin).post(page_of(waiting, "override"), {"reason": "Now."}).status_code == 302
    assert ClaimReview.objects.get(pk=waiting.pk).override_reason == "Now."
