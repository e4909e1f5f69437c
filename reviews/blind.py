"""The blind second verdict: who gives one before they approve, who may see the first, and who decides between them."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from claims.errors import DomainError
from claims.models import Desk, Role, User
from reviews.agreement import Agreement, Given, agree, figures
from reviews.models import ClaimReview, Practice, Rating, SecondVerdict
from reviews.workflow import WITH_ITS_REVIEWER

UNDECIDED = [ClaimReview.State.DRAFT, ClaimReview.State.SUBMITTED, ClaimReview.State.RETURNED]
BLIND = Practice.SecondVerdict.BLIND


class BlindFirst(DomainError):
    """This desk approves blind: give your own rating before you see the first one."""


class Adjudication(DomainError):
    """Two people rated the claim differently: an editor who is neither of them decides."""


class NotBlind(DomainError):
    """This desk asks for no second verdict: the approver sees the first one."""


class AlreadyGiven(DomainError):
    """A second verdict is given once."""


def given_by(rating: Rating) -> Given:
    """A rating as agreement is measured by it."""
    return Given(rating.label, rating.common)


def is_blind(desk: Desk) -> bool:
    """Whether the desk has its approvers rate a claim before they see the verdict."""
    return Practice.objects.filter(desk=desk, second_verdict=BLIND).exists()


def is_agreement(review: ClaimReview, rating: Rating) -> bool:
    """Whether `rating` says the same as the verdict in force."""
    return review.verdict is not None and agree(given_by(review.verdict.rating), given_by(rating))


def hidden_from(user: User) -> Q:
    """For a queryset of reviews: whether the verdict must not be shown to `user` yet.

    Until it is approved, on a desk that approves blind, it is seen by its author, by those who gave theirs, and by
    everybody once two differ, since an editor has to decide between them then.
    """
    blind_desk = Practice.objects.filter(desk=OuterRef("claim__desk"), second_verdict=BLIND)
    seconds = SecondVerdict.objects.filter(verdict=OuterRef("verdict"))
    is_theirs = Q(reviewer=user.pk) | Q(verdict__author=user.pk)
    is_waiting = Q(state__in=UNDECIDED) & Q(Exists(blind_desk))
    return is_waiting & ~is_theirs & ~Q(Exists(seconds.filter(Q(author=user.pk) | Q(is_agreement=False))))


def hides(review: ClaimReview, user: User) -> bool:
    """Whether the review's verdict must not be shown to `user` yet; see `hidden_from`."""
    return ClaimReview.objects.filter(hidden_from(user), pk=review.pk).exists()


def hides_draft(review: ClaimReview, user: User) -> bool:
    """Whether what is being written must not be shown to `user`, who may have to rate the claim before seeing it."""
    if review.state not in WITH_ITS_REVIEWER:
        return hides(review, user)
    return review.reviewer_id != user.pk and is_blind(review.claim.desk)


def require_second_verdict(review: ClaimReview, by: User) -> None:
    """Check that `by` may decide about a submitted verdict on this desk. The review's row must be locked.

    Raises:
        BlindFirst: they have not given their own rating yet.
        Adjudication: the ratings differ, and `by` is one of the two or no editor.
    """
    if not is_blind(review.claim.desk):
        return
    given = list(SecondVerdict.objects.filter(verdict=review.verdict))
    if any(not one.is_agreement for one in given):
        is_one_of_them = any(one.author_id == by.pk for one in given)
        if is_one_of_them or not review.claim.desk.allows(by, Role.EDITOR):
            raise Adjudication(
                "The two ratings differ: an editor who gave neither of them approves the verdict or returns it."
            )
    elif not any(one.author_id == by.pk for one in given):
        raise BlindFirst("Give your own rating first: this desk approves without having seen the verdict.")


def pairs_of(desk: Desk) -> QuerySet[SecondVerdict]:
    """The second verdicts of a desk, the newest first, each with both ratings."""
    related = ("rating__scale", "verdict__rating__scale")
    return SecondVerdict.objects.filter(verdict__review__claim__desk=desk).select_related(*related).order_by("-pk")


def agreement_of(desk: Desk, latest: int = 500) -> Agreement:
    """How far first and second verdicts of a desk agree, over the latest ones."""
    return figures([(given_by(one.verdict.rating), given_by(one.rating)) for one in pairs_of(desk)[:latest]])
