"""The buttons of a review: read from the table of moves, each open to this person or with the reason why not."""

from collections.abc import Iterator
from dataclasses import dataclass

from claims.models import Role, User
from reviews import workflow
from reviews.models import ClaimReview, Practice

S = ClaimReview.State


@dataclass(frozen=True, slots=True)
class Words:
    """How a move is worded. `sure` is asked before it is made; with `form` it asks for a note of that kind."""

    label: str
    hint: str
    sure: str = ""
    form: str = ""
    kind: str = ""


WORDS = {
    "approve": Words("Approve", "The verdict is right, and the evidence bears it.", kind="primary"),
    "return": Words("Return…", "Something is missing.", form="note"),
    "publish": Words(
        "Publish…", "Put it on its public page.", kind="primary",
        sure="This puts the verdict on its public page, in the feed and in the data that search engines read. Its "
        "reviewer and readers who asked are told. It can be corrected or retracted afterwards, but not unpublished.",
    ),
    "override": Words(
        "Approve in an emergency…", "Without a second person. Readers see that, and your reason.", form="reason",
        kind="danger",
    ),
    "retract": Words(
        "Retract…", "Withdraw the fact-check. Its page stays and says so.", form="reason", kind="danger",
        sure="The page then says that, when and why it was retracted, for ever. Feeds and data say it as well.",
    ),
    "abandon": Words("Abandon", "Give the review up, so that another can be opened.", kind="quiet"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Button:
    """One move as this person sees it; `why_not` is empty where it is open to them."""

    name: str
    words: Words
    why_not: str = ""


def buttons(review: ClaimReview, person: User, *, is_hidden: bool) -> list[Button]:
    """The moves that the review's state allows, in the order of the table; submitting belongs to the editor's form."""
    return list(_buttons(review, person, is_hidden))


def _buttons(review: ClaimReview, person: User, is_hidden: bool) -> Iterator[Button]:
    for name, move in workflow.MOVES.items():
        if name not in WORDS or not move.starts_from(review.state):
            continue
        if name in {"override", "retract"} and not review.claim.desk.allows(person, move.role):
            continue  # rare, and not for everybody: no need to tell the others that they may not
        why_not = _not_your_role(review, person, move.role) or _why_not(name, review, person)
        if name == "approve" and not why_not and is_hidden:
            why_not = "Give your own rating first: this desk approves without having seen the verdict."
        yield Button(name, WORDS[name], why_not)


def _not_your_role(review: ClaimReview, person: User, role: Role) -> str:
    if review.claim.desk.allows(person, role):
        return ""
    return f"On this desk you need to be at least {role.label.lower()} to do this."


def _why_not(name: str, review: ClaimReview, person: User) -> str:
    is_theirs = person.pk == review.reviewer_id
    is_author = review.verdict is not None and review.verdict.author_id == person.pk
    if name in {"approve", "return"} and (is_theirs or is_author):
        return "You wrote this verdict: somebody else on the desk decides about it."
    if name == "abandon" and not is_theirs:
        return f"Only {review.reviewer} can give this review up."
    return ""


def waits_for(review: ClaimReview, person: User) -> str:
    """Whose turn it is, in a sentence."""
    is_theirs = person.pk == review.reviewer_id
    sentences = {
        S.DRAFT: "Gather evidence, write the verdict and submit it."
        if is_theirs
        else f"{review.reviewer} is working on it.",
        S.RETURNED: "It was returned: see the note, mend it, submit again."
        if is_theirs
        else f"It was returned to {review.reviewer}.",
        S.SUBMITTED: "Somebody else on the desk decides now."
        if is_theirs
        else "Read it against the evidence and decide.",
        S.APPROVED: "Approved. An editor publishes it.",
        S.PUBLISHED: "Published. Corrections are proposed by one person and approved by another.",
        S.RETRACTED: "Retracted. Its page says so.",
        S.ABANDONED: "Abandoned. Another review of the claim can be opened.",
    }
    return sentences[S(review.state)]


def second_verdicts_wanted(review: ClaimReview) -> bool:
    """Whether the review's desk has a claim rated twice."""
    blind = Practice.SecondVerdict.BLIND
    return Practice.objects.filter(desk=review.claim.desk_id, second_verdict=blind).exists()
