"""Splitting off: the words of a claim that were printed elsewhere and mean something else become a claim of their own.

Exact repeats join a claim by themselves (`claims.recurring`), and so may one that is another claim after all. A person
gives it back a claim of its own. From then on, these words join neither claim by themselves, wherever they are printed:
somebody has said that they do not tell what is meant.
"""

from claims import triage
from claims.errors import DomainError
from claims.matching.duplicates import MERGEABLE
from claims.models import Appearance, Article, Claim, ToldApart, User

SPLIT = "split"  # the first event of a claim that was split off
COPIED = (
    "desk_id", "text", "wording_edits", "kind", "claimant_id", "said_on", "said_until", "said_granularity", "said_as",
    "check_worthiness", "reasons", "features", "dimensions", "likely_low", "likely_high", "detector_version",
)  # fmt: skip


class NothingToSplit(DomainError):
    """What is split off is printed in one of several articles that the claim appears in."""


class NotSplit(DomainError):
    """Only a claim that was split off, and to which nothing has happened since, is joined again."""


def split_off(claim: Claim, place: Appearance, *, by: User, expected: int | None) -> Claim:
    """Make a candidate of what `claim` says in the article of `place`, in all its texts. Must run in a transaction.

    Both stand in each other's history, and are told apart.

    Raises:
        NothingToSplit: the claim does not appear there, or nowhere else.
        StaleVersion: the claim has moved on from version `expected`.
    """
    claim.edit("split_off", by=by, expected=expected, data={"article": place.revision.article_id})
    moved = Appearance.objects.filter(claim=claim, revision__article=place.revision.article_id)
    others = Appearance.objects.filter(claim=claim).exclude(revision__article=place.revision.article_id)
    if not moved.exists() or not others.exists():
        raise NothingToSplit("Nothing would be left to one of them: a claim is split where it is in several articles.")
    made = Claim(state=Claim.State.CANDIDATE, **{name: getattr(claim, name) for name in COPIED})
    _date_by(made, place.revision.article)
    made.save(force_insert=True)
    made.log(SPLIT, by=by, data={"from": claim.pk, "article": place.revision.article_id})
    moved.update(claim=made)
    ToldApart.objects.create(earlier=claim, later=made, by=by)
    return made


def _date_by(claim: Claim, article: Article) -> None:
    """Where no date is printed, a claim was said when its article was published."""
    if not claim.said_as and claim.said_granularity == "day":
        claim.said_on = claim.said_until = article.published_on


def join_again(claim: Claim, *, by: User, expected: int | None) -> Claim:
    """Undo: give the appearances back to the claim that they were split off from. Must run in a transaction.

    The one that was split off becomes a duplicate of it without a place, so that its history stays.

    Raises:
        NotSplit: it was not split off, or something has happened to it or to the claim it came from since.
        IllegalMove, StaleVersion: the same, of the claim itself.
    """
    first = claim.events.filter(version=1, name=SPLIT).first()
    if first is None:
        raise NotSplit("This claim was not split off from another one.")
    pair = Claim.objects.select_for_update().filter(pk__in=[claim.pk, first.data["from"]]).order_by("pk").in_bulk()
    origin = pair[first.data["from"]]
    if origin.state not in MERGEABLE:
        raise NotSplit(f"The claim it came from is {origin.get_state_display().lower()} now: reopen that first.")
    triage.JOIN.apply(claim, by=by, expected=expected, data={"into": origin.pk}, duplicate_of=origin)
    if claim.version != 2:
        raise NotSplit("Something has happened to this claim since it was split off: merge it instead.")
    Appearance.objects.filter(claim=claim).update(claim=origin)
    ToldApart.objects.filter(earlier=origin, later=claim).delete()
    origin.edit("take_back_split", by=by, data={"other": claim.pk})
    return origin
