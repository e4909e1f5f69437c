"""What the page of a review shows, read in a fixed number of statements however much there is of it."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django import forms
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from claims.differences import shortened, word_diff
from claims.models import Appearance, Role, User
from claims.spreading import spread_of
from reviews import blind, gate, media, services
from reviews.criteria import REQUIRED
from reviews.models import (
    Assignment,
    ClaimReview,
    Comment,
    Evidence,
    MediaItem,
    Rating,
    RatingScale,
    ReplyRequest,
    SecondVerdict,
    Snapshot,
    Verdict,
)
from reviews.priority import parts_from, seen_from
from reviews.publishing.known import known_for_claims
from reviews.publishing.models import FactCheck
from reviews.workflow import OPEN_FOR_EVIDENCE, WITH_ITS_REVIEWER, takes_media
from reviews.workspace import changes
from reviews.workspace.access import person
from reviews.workspace.review import moves
from reviews.workspace.review.forms import (
    AnswerForm,
    AskForm,
    CommentForm,
    CorrectionForm,
    LanguageForm,
    NoteForm,
    ReasonForm,
    ReassignForm,
    SecondVerdictForm,
    SourceForm,
)

OF_THE_VERDICT = (Comment.Place.HEADLINE, Comment.Place.EXPLANATION)  # whose passages would tell a hidden verdict
CHANGES = 5  # of its passages, on the page
AROUND = 600  # code points of the article on each side of the claim
S = ClaimReview.State


@dataclass(frozen=True, slots=True)
class Place:
    """A claim as it was printed, with what stands around it."""

    appearance: Appearance
    before: str
    after: str


def reviews_of(user: User) -> QuerySet[ClaimReview]:
    """The reviews `user` may see, with what every page of one needs."""
    return ClaimReview.objects.visible_to(user).select_related(
        "claim__desk", "claim__claimant", "reviewer", "approver", "verdict__rating__scale", "verdict__author"
    )


def context_of(request: HttpRequest, review: ClaimReview, **shown: Any) -> dict[str, Any]:
    """Everything for the page of `review`; forms that were refused come in `shown` and replace the empty ones."""
    context = _who_may_what(review, person(request))
    is_hidden = context["is_hidden"]
    for part in (
        _claim(review, person(request)),
        _changed(review),
        _ledger(review),
        _media(review, person(request)),
        _verdicts(review, is_hidden),
        _talk(review, is_hidden),
        _published(review),
    ):
        context |= part
    if context["is_writing"]:
        context["draft"] = services.draft_of(review)
    return context | _forms(review, context) | shown


def _who_may_what(review: ClaimReview, user: User) -> dict[str, Any]:
    is_hidden, desk = blind.hides(review, user), review.claim.desk
    is_theirs = review.reviewer_id == user.pk
    return {
        "review": review,
        "claim": review.claim,
        "desk": desk,
        "is_theirs": is_theirs,
        "may_review": desk.allows(user, Role.REVIEWER),
        "may_edit": desk.allows(user, Role.EDITOR),
        "is_hidden": is_hidden,
        "is_writing": is_theirs and review.state in WITH_ITS_REVIEWER,
        "takes_evidence": review.state in OPEN_FOR_EVIDENCE,
        "takes_media": takes_media(review, user),
        "buttons": moves.buttons(review, user, is_hidden=is_hidden),
        "waits_for": moves.waits_for(review, user),
        "now": timezone.now(),
    } | _place_in_the_worklist(review)


def _place_in_the_worklist(review: ClaimReview) -> dict[str, Any]:
    assignment = Assignment.objects.select_related("holder").filter(claim=review.claim_id).first()
    parts = parts_from(assignment.parts) if assignment else ()
    return {"assignment": assignment, "priority": seen_from(timezone.localdate(), parts)}


def checklist(review: ClaimReview, *, is_hidden: bool = False) -> dict[str, Any]:
    """The desk's criteria and how they stand, the required first, so that nothing moves when one is met.

    What only publishing needs is not yet asked for before that.
    """
    asked = {gate.SUBMIT, gate.PUBLISH} if review.state == S.APPROVED else {gate.SUBMIT}
    findings = [one for one in gate.report(review, hides_verdict=is_hidden) if one.before in asked]
    findings.sort(key=lambda one: one.level != REQUIRED)
    blocking = [one for one in findings if one.is_blocking]
    return {
        "findings": findings,
        "blocking": blocking,
        "advised": [f for f in findings if not f.is_met and not f.is_blocking],
    }


def ratings_of(review: ClaimReview) -> list[Rating]:
    """The ratings that a verdict of the desk may give, scale by scale, from false to true and then those beside."""
    scales = RatingScale.objects.usable_by(review.claim.desk)
    return list(Rating.objects.filter(scale__in=scales).select_related("scale").order_by("scale", "position", "pk"))


def evidence_of(review: ClaimReview) -> QuerySet[Evidence]:
    """The review's sources, each with its copies, the newest first, and its file."""
    copies = Prefetch("snapshots", Snapshot.objects.defer("text").order_by("-number"))
    return review.evidence.select_related("added_by", "upload").prefetch_related(copies, "verdicts").order_by("pk")


def threads_of(review: ClaimReview) -> QuerySet[Comment]:
    """What was said, thread by thread, the open ones first."""
    replies = Prefetch("replies", Comment.objects.select_related("author").order_by("pk"))
    rows = Comment.objects.filter(review=review, parent=None).select_related("author", "resolved_by")
    return rows.prefetch_related(replies).order_by("-resolved_at", "pk")


def place_of(claim_id: int) -> Place | None:
    """Where the claim was printed first, with what stands around it; None where no printed words are kept."""
    rows = Appearance.objects.filter(claim=claim_id).select_related("revision__article__source")
    appearance = rows.order_by("revision__article__published_on", "pk").first()
    return _place(appearance) if appearance else None


def _claim(review: ClaimReview, user: User) -> dict[str, Any]:
    place = place_of(review.claim_id)
    rows = Appearance.objects.filter(claim=review.claim_id).select_related("revision__article__source")
    others = rows.defer("revision__text").exclude(pk=place.appearance.pk) if place else rows.none()
    known = known_for_claims([review.claim], user=user)[review.claim_id]
    return {
        "place": place,
        "other_appearances": list(others.order_by("-pk")[:20]),
        "known": known,
        "spread": spread_of([review.claim]).get(review.claim_id),
    }


def _changed(review: ClaimReview) -> dict[str, Any]:
    found = changes.of_claim(review.claim, most=CHANGES + 1)
    return {"changes": found[:CHANGES], "more_changes": len(found) > CHANGES}


def _place(appearance: Appearance) -> Place:
    text = appearance.revision.text
    begin, end = max(0, appearance.start - AROUND), min(len(text), appearance.end + AROUND)
    before, after = text[begin : appearance.start], text[appearance.end : end]
    return Place(appearance, ("… " if begin else "") + before, after + (" …" if end < len(text) else ""))


def _ledger(review: ClaimReview) -> dict[str, Any]:
    replies = ReplyRequest.objects.filter(review=review).select_related("logged_by").order_by("pk")
    return {"evidence": list(evidence_of(review)), "replies": list(replies)}


def _media(review: ClaimReview, user: User) -> dict[str, Any]:
    """The images, videos and recordings; what tells of the verdict is left out for whoever must not see that yet."""
    rows, labels = list(MediaItem.objects.filter(review=review).order_by("pk")), dict(MediaItem.Category.choices)
    told = [
        {
            "pk": row.pk,
            "facts": media.facts_of(row),
            "kind": row.get_kind_display(),
            "done": [labels[one] for one in row.categories],
        }
        for row in rows
    ]
    is_ahead = review.state == S.PUBLISHED and review.verdict and media.as_kept(rows) != review.verdict.media
    return {"media": told, "is_media_hidden": blind.hides_draft(review, user), "is_media_ahead": is_ahead}


def _verdicts(review: ClaimReview, is_hidden: bool) -> dict[str, Any]:
    written = Verdict.objects.filter(review=review).select_related("rating__scale", "author").order_by("number")
    seconds = SecondVerdict.objects.filter(verdict=review.verdict_id).select_related("author", "rating__scale")
    return checklist(review, is_hidden=is_hidden) | {
        "ratings": ratings_of(review),
        "rewritten": [] if is_hidden else _rewritten(list(written)),
        "second_verdicts": [] if is_hidden else list(seconds),
        "asks_twice": review.state == S.SUBMITTED and moves.second_verdicts_wanted(review),
    }


def _rewritten(verdicts: list[Verdict]) -> list[dict[str, Any]]:
    """What each verdict changed about the one before, word by word, the latest first."""
    pairs = [
        {"verdict": new, "changes": shortened(word_diff(_words(old), _words(new)))} for old, new in pairwise(verdicts)
    ]
    return pairs[::-1]


def _words(verdict: Verdict) -> str:
    return f"{verdict.rating}. {verdict.headline}\n\n{verdict.explanation}\n\n{media.written(verdict.media)}".rstrip()


def _talk(review: ClaimReview, is_hidden: bool) -> dict[str, Any]:
    events = list(review.events.select_related("actor").order_by("-version")[:200])
    returned = next((one for one in events if one.name == "return"), None) if review.state == S.RETURNED else None
    threads = threads_of(review).exclude(place__in=OF_THE_VERDICT if is_hidden else [])
    return {"threads": list(threads), "events": events, "returned": returned}


def _published(review: ClaimReview) -> dict[str, Any]:
    fact_check = FactCheck.objects.filter(review=review).first()
    if fact_check is None:
        return {"fact_check": None, "corrections": [], "translations": []}
    rows = fact_check.corrections.select_related("before__rating", "after__rating", "proposed_by", "decided_by")
    translations = fact_check.translations.select_related("shown__verdict").defer("document").order_by("language")
    told = [
        {"row": one, "is_outdated": not one.withdrawn_at and one.shown and one.shown.verdict_id != review.verdict_id}
        for one in translations
    ]
    return {"fact_check": fact_check, "corrections": list(rows.order_by("-pk")), "translations": told}


def _forms(review: ClaimReview, context: dict[str, Any]) -> dict[str, forms.Form]:
    empty: dict[str, forms.Form] = {
        "source_form": SourceForm(auto_id="source_%s"),
        "comment_form": CommentForm(auto_id="comment_%s"),
        "ask_form": AskForm(auto_id="ask_%s", initial={"asked": review.claim.claimant or ""}),
        "answer_form": AnswerForm(),
        "note_form": NoteForm(prefix="return"),
        "reason_form": ReasonForm(prefix="reason"),
        "second_form": SecondVerdictForm(review=review, auto_id="second_%s"),
    }
    if context["may_edit"] and review.state in WITH_ITS_REVIEWER:
        empty["reassign_form"] = ReassignForm(review=review, auto_id="reassign_%s")
    if review.state == S.PUBLISHED:
        empty["correction_form"] = CorrectionForm(review=review, auto_id="correction_%s")
        empty["language_form"] = LanguageForm(auto_id="language_%s")
    return empty
