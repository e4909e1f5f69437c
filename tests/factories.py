"""Rows for tests, with plain values; states beyond the first are reached through the services."""

from datetime import date
from typing import Any

import factory
from django.utils import timezone

from claims.detectors import version_for
from claims.models import (
    Appearance,
    Article,
    Claim,
    Claimant,
    Desk,
    Extraction,
    Membership,
    Revision,
    Role,
    User,
    digest_of,
)
from reviews.models import ClaimReview, Evidence, Rating, RatingScale

TEXT = (
    "PORT ALMERY — The council spent 4.2 million crowns on the harbour wall last year, the mayor said.\n\n"
    "“Crime fell by 12 percent in two years,” Mayor Ilse Brandt told reporters on Sunday."
)


class UserFactory(factory.django.DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user{n}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@newsroom.example")


class DeskFactory(factory.django.DjangoModelFactory[Desk]):
    class Meta:
        model = Desk

    name = factory.Sequence(lambda n: f"Desk {n}")
    slug = factory.Sequence(lambda n: f"desk-{n}")


class MembershipFactory(factory.django.DjangoModelFactory[Membership]):
    class Meta:
        model = Membership

    desk = factory.SubFactory(DeskFactory)
    user = factory.SubFactory(UserFactory)
    role = Role.REVIEWER


class ArticleFactory(factory.django.DjangoModelFactory[Article]):
    class Meta:
        model = Article

    desk = factory.SubFactory(DeskFactory)
    title = factory.Sequence(lambda n: f"Harbour wall costs more, number {n}")
    published_on = date(2026, 10, 14)
    origin = Article.Origin.PASTE
    identity = factory.Sequence(lambda n: f"identity-{n}")
    submitted_by = factory.SubFactory(UserFactory)


class RevisionFactory(factory.django.DjangoModelFactory[Revision]):
    class Meta:
        model = Revision

    article = factory.SubFactory(ArticleFactory)
    number = 1
    text = TEXT
    digest = factory.LazyAttribute(lambda revision: digest_of(revision.text))


class ExtractionFactory(factory.django.DjangoModelFactory[Extraction]):
    class Meta:
        model = Extraction

    revision = factory.SubFactory(RevisionFactory)
    detector_version = factory.LazyAttribute(lambda extraction: version_for(extraction.revision.article.desk))
    next_attempt_at = factory.LazyFunction(timezone.now)
    nudged_at = factory.LazyFunction(timezone.now)


class ClaimFactory(factory.django.DjangoModelFactory[Claim]):
    class Meta:
        model = Claim
        skip_postgeneration_save = True

    desk = factory.SubFactory(DeskFactory)
    text = "Crime fell by 12 percent in two years."
    kind = Claim.Kind.QUANTITY
    check_worthiness = 0.8

    @factory.post_generation
    def found(claim: Claim, create: bool, extracted: Any, **kwargs: Any) -> None:  # noqa: N805
        claim.log("find", by=None)


class ClaimantFactory(factory.django.DjangoModelFactory[Claimant]):
    class Meta:
        model = Claimant

    desk = factory.SubFactory(DeskFactory)
    name = factory.Sequence(lambda n: f"Ilse Brandt {n}")
    kind = Claimant.Kind.PERSON


class AppearanceFactory(factory.django.DjangoModelFactory[Appearance]):
    class Meta:
        model = Appearance

    claim = factory.SubFactory(ClaimFactory)
    revision = factory.SubFactory(
        RevisionFactory, article=factory.SubFactory(ArticleFactory, desk=factory.SelfAttribute("...claim.desk"))
    )
    quote = "Crime fell by 12 percent in two years"
    start = factory.LazyAttribute(lambda appearance: appearance.revision.text.index(appearance.quote))
    end = factory.LazyAttribute(lambda appearance: appearance.start + len(appearance.quote))


class RatingScaleFactory(factory.django.DjangoModelFactory[RatingScale]):
    class Meta:
        model = RatingScale

    name = factory.Sequence(lambda n: f"Scale {n}")


class RatingFactory(factory.django.DjangoModelFactory[Rating]):
    class Meta:
        model = Rating

    scale = factory.SubFactory(RatingScaleFactory)
    label = "Mostly false"
    value = 2
    meaning = "Some of it is right, the main point is not."


class ReviewFactory(factory.django.DjangoModelFactory[ClaimReview]):
    class Meta:
        model = ClaimReview
        skip_postgeneration_save = True

    claim = factory.SubFactory(ClaimFactory, state=Claim.State.ACCEPTED)
    reviewer = factory.SubFactory(UserFactory)

    @factory.post_generation
    def opened(review: ClaimReview, create: bool, extracted: Any, **kwargs: Any) -> None:  # noqa: N805
        review.log("open", by=review.reviewer)


class EvidenceFactory(factory.django.DjangoModelFactory[Evidence]):
    class Meta:
        model = Evidence

    review = factory.SubFactory(ReviewFactory)
    url = "https://statistics.example/crime-2026"
    title = "Crime figures 2026"
    stance = Evidence.Stance.REFUTES
    added_by = factory.LazyAttribute(lambda evidence: evidence.review.reviewer)
