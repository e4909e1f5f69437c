"""The use cases of checking a claim: one function each, one transaction each."""

from reviews.services.approving import approve_review, give_second_verdict, override_review, return_review
from reviews.services.conversation import (
    add_comment,
    ask_for_reply,
    choose_digest,
    log_reply,
    mark_all_read,
    mark_read,
    reopen_comment,
    resolve_comment,
)
from reviews.services.drafting import draft_of, save_draft
from reviews.services.ledger import add_evidence_file, retry_snapshot
from reviews.services.media import add_media, change_media, remove_media
from reviews.services.practising import (
    add_criterion,
    add_topic,
    agreement_of,
    change_criterion,
    change_topic,
    copy_scale,
    make_scale,
    name_ratings,
    remove_topic,
    revise_scale,
    set_practice,
    set_retention,
)
from reviews.services.queueing import (
    assign_claim,
    assignment_of,
    rank_worklist,
    release_hold,
    renew_hold,
    set_due,
    set_embargo,
    skip_claim,
    take_back,
    take_claim,
    take_this,
    workload_of,
)
from reviews.services.readers import (
    confirm_request,
    decline_request,
    group_request,
    make_claim_of_request,
    take_request,
)
from reviews.services.reviewing import (
    abandon_review,
    add_evidence,
    open_review,
    reassign_review,
    remove_evidence,
    submit_review,
)
from reviews.services.searches import forget_search, save_search, set_alert

__all__ = [
    "abandon_review", "add_comment", "add_criterion", "add_evidence", "add_evidence_file", "add_media", "add_topic",
    "agreement_of", "approve_review", "ask_for_reply", "assign_claim", "assignment_of", "change_criterion",
    "change_media", "change_topic", "choose_digest", "confirm_request", "copy_scale", "decline_request", "draft_of",
    "forget_search", "give_second_verdict", "group_request", "log_reply", "make_claim_of_request", "make_scale",
    "mark_all_read", "mark_read", "name_ratings", "open_review", "override_review", "rank_worklist",
    "reassign_review", "release_hold", "remove_evidence", "remove_media", "remove_topic", "renew_hold",
    "reopen_comment", "resolve_comment", "retry_snapshot", "return_review", "revise_scale", "save_draft",
    "save_search", "set_alert", "set_due", "set_embargo", "set_practice", "set_retention", "skip_claim",
    "submit_review", "take_back", "take_claim", "take_request", "take_this", "workload_of",
]  # fmt: skip
