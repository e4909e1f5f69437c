"""The use cases of the conversation: comments, the inbox, and what the claimant was asked."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from claims.errors import DomainError
from claims.models import User
from reviews import conversing, notifying
from reviews.models import ClaimReview, Comment, Notice, NoticeSetting, Practice, ReplyRequest

CLOSED = frozenset({ClaimReview.State.ABANDONED, ClaimReview.State.RETRACTED})
Outcome = ReplyRequest.Outcome


class NoSuchPassage(DomainError):
    """A comment is about words that stand in its place when it is made."""


class WrongThread(DomainError):
    """A reply belongs to a comment of the same review."""


class AlreadyResolved(DomainError):
    """A comment is resolved once, and reopened only when it is resolved."""


class ReviewIsClosed(DomainError):
    """An abandoned or retracted review asks nobody any more."""


class AlreadyAnswered(DomainError):
    """An answer that was logged stays as it was given."""


class AnswerNeeded(DomainError):
    """That somebody answered is logged with what they said; waiting is no outcome."""


@transaction.atomic(durable=True)
def add_comment(
    review: ClaimReview,
    *,
    body: str,
    by: User,
    place: str = Comment.Place.REVIEW,
    passage: str = "",
    parent: Comment | None = None,
) -> Comment:
    """Remark on a review, on a passage of it, or on another remark; who is mentioned or concerned is told.

    A reply to a reply belongs to the remark that began the thread, and is about what that one is about.

    Raises:
        NoSuchPassage: the passage does not stand in that place, or the body is empty.
        WrongThread: the comment replied to is another review's.
    """
    if not body.strip():
        raise NoSuchPassage("Write what you want to say.")
    if parent is not None:
        if parent.review_id != review.pk:
            raise WrongThread("That comment belongs to another review: reply where it stands.")
        parent = parent.parent or parent
        place, passage = parent.place, ""
    elif passage.strip() and not conversing.stands_there(passage, review, place):
        raise NoSuchPassage("These words do not stand there any more: select the passage again.")
    comment = Comment.objects.create(
        review=review, parent=parent, place=place, passage=passage.strip(), body=body.strip(), author=by
    )
    _tell_of(comment)
    return comment


def _tell_of(comment: Comment) -> None:
    """Those mentioned, and otherwise the reviewer and who has spoken in the thread before."""
    review, desk = comment.review, comment.review.claim.desk
    about: dict[str, Any] = {"desk": desk, "review": review, "key": f"comment:{comment.pk}", "actor": comment.author}
    mentioned = conversing.mentioned(comment.body, desk)
    line = f"{comment.author} mentioned you: {comment.body}"
    notifying.tell(mentioned, kind=Notice.Kind.MENTION, text=line, **about)
    thread = [comment.parent, *comment.parent.replies.select_related("author")] if comment.parent else []
    concerned = {review.reviewer, *(other.author for other in thread)}
    members = {person for person in concerned if desk.memberships.filter(user=person).exists()}
    notifying.tell(members, kind=Notice.Kind.COMMENT, text=f"{comment.author} wrote: {comment.body}", **about)


@transaction.atomic(durable=True)
def resolve_comment(comment: Comment, *, by: User) -> None:
    """Settle a remark and its thread.

    Raises:
        AlreadyResolved: somebody else was faster, or it is a reply.
    """
    unresolved = Comment.objects.filter(pk=comment.pk, parent=None, resolved_at=None)
    if not unresolved.update(resolved_by=by, resolved_at=Now()):
        raise AlreadyResolved("This was resolved already, or is a reply: resolve the comment that began the thread.")
    comment.refresh_from_db()


@transaction.atomic(durable=True)
def reopen_comment(comment: Comment, *, by: User) -> None:
    """Take up a settled remark again.

    Raises:
        AlreadyResolved: it is open.
    """
    resolved = Comment.objects.filter(pk=comment.pk, resolved_at__isnull=False)
    if not resolved.update(resolved_by=None, resolved_at=None):
        raise AlreadyResolved("This comment is open already.")
    comment.refresh_from_db()


@transaction.atomic(durable=True)
def mark_read(notice: Notice, *, by: User) -> None:
    """Note that `by` has seen one line of their own inbox; again and again changes nothing."""
    Notice.objects.of(by).unread().filter(pk=notice.pk).update(read_at=Now())
    notice.refresh_from_db()


@transaction.atomic(durable=True)
def mark_all_read(*, by: User, up_to: int | None = None) -> int:
    """Note that `by` has seen their inbox, up to the notice of that id; how many were unread."""
    unread = Notice.objects.of(by).unread()
    return (unread if up_to is None else unread.filter(pk__lte=up_to)).update(read_at=Now())


@transaction.atomic(durable=True)
def choose_digest(digest: str, *, by: User) -> NoticeSetting:
    """Whether `by` gets the daily digest: one of `NoticeSetting.Digest`."""
    setting, _ = NoticeSetting.objects.update_or_create(user=by, defaults={"digest": digest})
    return setting


@transaction.atomic(durable=True)
def ask_for_reply(
    review: ClaimReview,
    *,
    asked: str,
    by: User,
    channel: str = "",
    asked_at: datetime | None = None,
    answer_until: datetime | None = None,
    expected: int | None = None,
) -> ReplyRequest:
    """Log that somebody was asked to reply. Without a deadline they have the days that the desk gives.

    Raises:
        ReviewIsClosed: the review was abandoned or retracted.
        AnswerNeeded: the deadline lies before the asking, or the asking in the future.
    """
    asked_at = asked_at or timezone.now()
    practice = Practice.objects.filter(desk=review.claim.desk_id).first() or Practice()
    answer_until = answer_until or asked_at + timedelta(days=practice.reply_days)
    if answer_until < asked_at or asked_at > timezone.now() + timedelta(minutes=5):
        raise AnswerNeeded("Log a request after it was made, with a deadline that lies behind it.")
    data = {"asked": asked, "answer_until": answer_until.isoformat()}
    review.edit("ask_for_reply", by=by, expected=expected, data=data)
    if review.state in CLOSED:
        raise ReviewIsClosed(f"The review is {review.get_state_display().lower()}: nobody is asked for it any more.")
    return ReplyRequest.objects.create(
        review=review, asked=asked, channel=channel, asked_at=asked_at, answer_until=answer_until, logged_by=by
    )


@transaction.atomic(durable=True)
def log_reply(request: ReplyRequest, *, outcome: str, by: User, answer: str = "", expected: int | None = None) -> None:
    """Log what came of a request: an answer in their own words, a refusal, or that nobody was reached.

    Raises:
        AlreadyAnswered: an answer was logged before.
        AnswerNeeded: an answer without its words, or no outcome at all.
    """
    if outcome == Outcome.WAITING or (outcome == Outcome.ANSWERED and not answer.strip()):
        raise AnswerNeeded("Log what came of it: the answer in their own words, or that they did not give one.")
    review = request.review
    review.edit("log_reply", by=by, expected=expected, data={"asked": request.asked, "outcome": outcome})
    unanswered = ReplyRequest.objects.filter(pk=request.pk).exclude(outcome=Outcome.ANSWERED)
    answered_at = Now() if outcome == Outcome.ANSWERED else None
    if not unanswered.update(outcome=outcome, answer=answer.strip(), answered_at=answered_at, logged_by=by):
        raise AlreadyAnswered("Their answer is logged already, and stays as it was given. Log another request instead.")
    request.refresh_from_db()
