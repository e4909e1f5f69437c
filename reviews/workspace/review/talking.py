"""What people say about a review, and what the claimant was asked."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from claims.errors import DomainError
from reviews import services
from reviews.models import ClaimReview, Comment, ReplyRequest
from reviews.workspace.access import person
from reviews.workspace.review.doors import done, refused, review_door
from reviews.workspace.review.forms import AnswerForm, AskForm, CommentForm


@review_door()
def comment(request: HttpRequest, review: ClaimReview) -> HttpResponse:
    """Say something about the review, a passage of it, or what somebody said."""
    form = CommentForm(request.POST, auto_id="comment_%s")
    if not form.is_valid():
        return refused(request, review, "talk", None, comment_form=form)
    given = dict(form.cleaned_data)
    parent_id = given.pop("parent")
    parent = get_object_or_404(Comment, review=review, pk=parent_id) if parent_id else None
    given["place"] = given["place"] or Comment.Place.REVIEW
    try:
        services.add_comment(review, by=person(request), parent=parent, **given)
    except DomainError as refusal:
        return refused(request, review, "talk", refusal, comment_form=form)
    return done(request, review, "talk", "Said.")


@review_door()
def resolve(request: HttpRequest, review: ClaimReview, comment: int) -> HttpResponse:
    """Settle a thread, or open it again."""
    row = get_object_or_404(Comment, review=review, pk=comment)
    act = services.reopen_comment if row.resolved_at else services.resolve_comment
    try:
        act(row, by=person(request))
    except DomainError as refusal:
        return refused(request, review, "talk", refusal)
    return done(request, review, "talk", "Opened again." if row.resolved_at is None else "Resolved.")


@review_door()
def ask(request: HttpRequest, review: ClaimReview) -> HttpResponse:
    """Log that somebody was asked to reply."""
    form = AskForm(request.POST, auto_id="ask_%s")
    if not form.is_valid():
        return refused(request, review, "replies", None, ask_form=form)
    try:
        services.ask_for_reply(review, by=person(request), **form.cleaned_data)
    except DomainError as refusal:
        return refused(request, review, "replies", refusal, ask_form=form)
    return done(request, review, "replies", "Logged.")


@review_door()
def answer(request: HttpRequest, review: ClaimReview, reply: int) -> HttpResponse:
    """Log what came of it."""
    row = get_object_or_404(ReplyRequest, review=review, pk=reply)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return refused(request, review, "replies", None, answer_form=form, answered=row.pk)
    try:
        services.log_reply(row, by=person(request), **form.cleaned_data)
    except DomainError as refusal:
        return refused(request, review, "replies", refusal, answer_form=form, answered=row.pk)
    return done(request, review, "replies", "Logged.")
