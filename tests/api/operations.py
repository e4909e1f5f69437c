"""Every operation of the REST API with what makes it succeed: a row in the right state, a body, the right person."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator

from claims.models import Claim
from reviews.models import ClaimReview
from reviews.publishing.models import Translation
from tests.api.intake import (
    a_watch,
    an_import,
    failed_import,
    known_fact_check,
    new_import,
    new_watch,
    passage_change,
    paused_watch,
)
from tests.api.published import (
    correction,
    disabled_webhook,
    fact_check,
    new_correction,
    new_webhook,
    new_words,
    translation,
    webhook,
    webhook_delivery,
)
from tests.api.rows import (
    appearance,
    article,
    assignee,
    blind_practice,
    blind_review,
    claim,
    claim_in_two_articles,
    claimant,
    comment,
    desk,
    evidence,
    extraction,
    failed_extraction,
    failed_snapshot,
    held_place,
    its_example,
    its_topic,
    kept_snapshot,
    line,
    media_item,
    membership,
    new_article,
    new_claim,
    new_criterion,
    new_desk_facts,
    new_draft,
    new_evidence,
    new_file,
    new_media,
    new_member,
    new_names,
    new_request,
    new_review,
    new_scale,
    new_topic,
    nothing,
    notice,
    old_notices,
    one_of_its_places,
    other_claim,
    place,
    reader_request,
    reply_request,
    resolved_comment,
    review,
    review_with_evidence,
    revised_scale,
    revision,
    saved_search,
    scale,
    second_verdict,
    snapshot,
    sound_scale,
    split_claim,
    token,
    told_apart,
    topic,
    topic_taken_off,
    topic_with_example,
    uploaded,
    verdict,
    with_topic_off,
)
from tests.conftest import Newsroom

R = ClaimReview.State
T = Translation.State
PREFIX = "/api/v1/"


@dataclass(frozen=True)
class Operation:
    """One method of one route. `row` gives the row it acts on, `body` what to send, `by` who may, `done` the answer."""

    method: str
    path: str
    row: Callable[[Newsroom], Any] | None = None
    body: Callable[[Newsroom, Any], dict[str, Any]] | None = None
    by: str = "reviewer"
    done: int = 200
    files: Callable[[Newsroom, Any], dict[str, Any]] | None = None
    lines: Callable[[Newsroom, Any], dict[str, Any]] | None = None
    is_public: bool = False
    is_edit: bool = False

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def is_detail(self) -> bool:
        return "{id}" in self.path

    @property
    def is_for_everybody(self) -> bool:
        """Open to the public, or to every member."""
        return self.is_public or self.by == "viewer"

    @property
    def is_write(self) -> bool:
        return self.method != "get"

    def address(self, row: Any) -> str:
        return self.path.replace("{id}", str(row.pk if row else ""))


OPERATIONS = {
    operation.name: operation
    for operation in (
        Operation("get", "appearances/"),
        Operation("get", "appearances/{id}/", appearance),
        Operation("get", "articles/"),
        Operation("post", "articles/", None, new_article, done=202),
        Operation("post", "articles/bulk/", None, lines=new_article),
        Operation("get", "articles/{id}/", article),
        Operation("get", "articles/{id}/revisions/", article),
        Operation("get", "claim-pairs/"),
        Operation("get", "claims/"),
        Operation("post", "claims/", None, new_claim, done=201),
        Operation("get", "claims/{id}/", claim()),
        Operation("patch", "claims/{id}/", claim(), lambda n, row: {"text": "Crime fell."}, is_edit=True),
        Operation("get", "claims/{id}/events/", claim()),
        Operation("post", "claims/{id}/accept/", claim(), nothing),
        Operation("post", "claims/{id}/dismiss/", claim(), lambda newsroom, row: {"reason": "opinion"}),
        Operation("post", "claims/{id}/merge/", claim(), lambda newsroom, row: {"into": newsroom.claim().pk}),
        Operation("post", "claims/{id}/reopen/", claim(Claim.State.DISMISSED), nothing),
        Operation("post", "claims/{id}/undo/", claim(Claim.State.ACCEPTED), nothing),
        Operation("get", "claims/{id}/topics/", claim()),
        Operation("post", "claims/{id}/put-on-topic/", claim(), its_topic),
        Operation("post", "claims/{id}/take-off-topic/", claim(), its_topic),
        Operation("post", "claims/{id}/put-back-topic/", with_topic_off, topic_taken_off),
        Operation("get", "claims/{id}/similar/", claim()),
        Operation("get", "claims/{id}/known/", claim()),
        Operation("get", "claims/{id}/spread/", claim()),
        Operation("get", "claims/{id}/suggestions/", claim()),
        Operation("post", "claims/{id}/tell-apart/", claim(), other_claim),
        Operation("post", "claims/{id}/take-back-apart/", told_apart, other_claim),
        Operation("post", "claims/{id}/split-off/", claim_in_two_articles, one_of_its_places, done=201),
        Operation("post", "claims/{id}/join-again/", split_claim, nothing),
        Operation("get", "claimants/"),
        Operation("get", "claimants/{id}/", claimant),
        Operation("patch", "claimants/{id}/", claimant, lambda n, row: {"kind": "organisation"}, is_edit=True),
        Operation("get", "corrections/"),
        Operation("get", "corrections/{id}/", correction),
        Operation("post", "corrections/{id}/approve/", correction, nothing, by="editor"),
        Operation("post", "corrections/{id}/decline/", correction, nothing, by="editor"),
        Operation("get", "decisions/"),
        Operation("get", "desks/"),
        Operation("get", "desks/{id}/", desk),
        Operation("patch", "desks/{id}/", desk, new_desk_facts, by="admin", is_edit=True),
        Operation("get", "desks/{id}/language-model/", desk),
        Operation("get", "desks/{id}/retention/", desk),
        Operation("patch", "desks/{id}/retention/", desk, old_notices, by="admin", is_edit=True),
        Operation("get", "desks/{id}/practice/", desk),
        Operation("patch", "desks/{id}/practice/", desk, blind_practice, by="admin", is_edit=True),
        Operation("get", "desks/{id}/checklist/", desk),
        Operation("get", "desks/{id}/search/", desk),
        Operation("get", "desks/{id}/overview/", desk),
        Operation("get", "desks/{id}/known-for/", desk),
        Operation("get", "criteria/"),
        Operation("post", "criteria/", lambda newsroom: None, new_criterion, by="admin", done=201),
        Operation("get", "criteria/{id}/", line),
        Operation("patch", "criteria/{id}/", line, lambda n, row: {"level": "off"}, by="admin", is_edit=True),
        Operation("get", "desks/{id}/workload/", desk),
        Operation("get", "desks/{id}/agreement/", desk),
        Operation("get", "evidence/{id}/", evidence),
        Operation("delete", "evidence/{id}/", evidence, done=204),
        Operation("get", "evidence/{id}/file/", uploaded),
        Operation("get", "comments/{id}/", comment),
        Operation("post", "comments/{id}/resolve/", comment, nothing),
        Operation("post", "comments/{id}/reopen/", resolved_comment, nothing),
        Operation("get", "events/"),
        Operation("get", "extractions/"),
        Operation("get", "extractions/{id}/", extraction),
        Operation("post", "extractions/{id}/retry/", failed_extraction, nothing, done=202),
        Operation("get", "fact-checks/"),
        Operation("get", "fact-checks/{id}/", fact_check),
        Operation("get", "fact-checks/{id}/corrections/", fact_check),
        Operation("post", "fact-checks/{id}/corrections/", fact_check, new_correction, done=201),
        Operation("get", "fact-checks/{id}/translations/", fact_check),
        Operation("post", "fact-checks/{id}/translations/", fact_check, lambda n, row: {"language": "de"}, done=201),
        Operation("get", "media/{id}/", media_item),
        Operation("put", "media/{id}/", media_item, new_media, is_edit=True),
        Operation("delete", "media/{id}/", media_item, done=204),
        Operation("get", "memberships/"),
        Operation("post", "memberships/", lambda newsroom: None, new_member, by="admin", done=201),
        Operation("get", "memberships/{id}/", membership),
        Operation("patch", "memberships/{id}/", membership, lambda n, row: {"role": "editor"}, by="admin"),
        Operation("delete", "memberships/{id}/", membership, by="admin", done=204),
        Operation("get", "imports/"),
        Operation("post", "imports/", None, new_import, done=202),
        Operation("get", "imports/{id}/", an_import),
        Operation("get", "imports/{id}/report/", an_import),
        Operation("get", "imports/{id}/events/", an_import),
        Operation("post", "imports/{id}/retry/", failed_import, nothing, done=202),
        Operation("get", "passage-changes/"),
        Operation("get", "passage-changes/{id}/", passage_change),
        Operation("post", "passage-changes/{id}/see/", passage_change, nothing),
        Operation("get", "watches/"),
        Operation("post", "watches/", None, new_watch, by="editor", done=201),
        Operation("get", "watches/{id}/", a_watch),
        Operation("patch", "watches/{id}/", a_watch, lambda n, row: {"minutes": 60}, by="editor", is_edit=True),
        Operation("post", "watches/{id}/pause/", a_watch, nothing, by="editor"),
        Operation("post", "watches/{id}/resume/", paused_watch, nothing, by="editor"),
        Operation("post", "watches/{id}/end/", a_watch, nothing, by="editor"),
        Operation("post", "watches/{id}/look/", a_watch, nothing, by="editor", done=202),
        Operation("get", "watches/{id}/pages/", a_watch),
        Operation("get", "watches/{id}/events/", a_watch),
        Operation("get", "known-fact-checks/"),
        Operation("get", "known-fact-checks/{id}/", known_fact_check),
        Operation("get", "notices/", by="viewer"),
        Operation("get", "notices/{id}/", notice, by="viewer"),
        Operation("post", "notices/{id}/read/", notice, nothing, by="viewer"),
        Operation("post", "notices/read-all/", None, nothing, by="viewer"),
        Operation("get", "notices/settings/", by="viewer"),
        Operation("put", "notices/settings/", None, lambda n, row: {"digest": "off"}, by="viewer"),
        Operation("get", "reader-requests/"),
        Operation("post", "reader-requests/", None, new_request, done=202, is_public=True),
        Operation("get", "reader-requests/{id}/", reader_request),
        Operation("get", "reader-requests/{id}/similar/", reader_request),
        Operation("post", "reader-requests/{id}/group/", reader_request, lambda n, row: {"claim": n.claim().pk}),
        Operation("post", "reader-requests/{id}/make-claim/", reader_request, nothing),
        Operation("post", "reader-requests/{id}/decline/", reader_request, nothing),
        Operation("get", "reply-requests/"),
        Operation("get", "reply-requests/{id}/", reply_request),
        Operation("post", "reply-requests/{id}/log/", reply_request, lambda n, row: {"outcome": "declined"}),
        Operation("get", "rating-scales/"),
        Operation("post", "rating-scales/", lambda newsroom: None, new_scale, by="admin", done=201),
        Operation("get", "rating-scales/{id}/", scale),
        Operation("get", "translations/{id}/", translation(T.PUBLISHED)),
        Operation("put", "translations/{id}/", translation(), new_words, is_edit=True),
        Operation("get", "translations/{id}/events/", translation()),
        Operation("post", "translations/{id}/submit/", translation(), nothing),
        Operation("post", "translations/{id}/approve/", translation(T.SUBMITTED), nothing, by="editor"),
        Operation(
            "post", "translations/{id}/return/", translation(T.SUBMITTED), lambda n, r: {"note": "No."}, by="editor"
        ),
        Operation("post", "translations/{id}/revise/", translation(T.PUBLISHED), nothing),
        Operation(
            "post", "translations/{id}/withdraw/", translation(T.PUBLISHED), lambda n, r: {"note": "No."}, by="editor"
        ),
        Operation("post", "rating-scales/{id}/revise/", scale, revised_scale, by="admin", done=201),
        Operation("put", "rating-scales/{id}/names/", scale, new_names, by="admin"),
        Operation("post", "rating-scales/{id}/copy/", sound_scale, lambda n, r: {"name": "O"}, by="admin", done=201),
        Operation("get", "saved-searches/", by="viewer"),
        Operation("post", "saved-searches/", None, lambda n, r: {"name": "A", "query": "q=a"}, by="viewer", done=201),
        Operation("get", "saved-searches/{id}/", saved_search, by="viewer"),
        Operation("patch", "saved-searches/{id}/", saved_search, lambda n, r: {"is_alerting": True}, by="viewer"),
        Operation("delete", "saved-searches/{id}/", saved_search, by="viewer", done=204),
        Operation("get", "topics/"),
        Operation("post", "topics/", lambda newsroom: None, new_topic, by="admin", done=201),
        Operation("get", "topics/{id}/", topic),
        Operation("patch", "topics/{id}/", topic, lambda n, row: {"weight": 5}, by="admin", is_edit=True),
        Operation("get", "topics/{id}/examples/", topic),
        Operation("get", "topics/{id}/preview/", topic_with_example),
        Operation("post", "topics/{id}/add-example/", topic_with_example, its_example, by="editor"),
        Operation("post", "topics/{id}/remove-example/", topic_with_example, its_example, by="editor"),
        Operation("delete", "topics/{id}/", topic, by="admin", done=204),
        Operation("get", "webhooks/", by="admin"),
        Operation("post", "webhooks/", lambda newsroom: None, new_webhook, by="admin", done=201),
        Operation("get", "webhooks/{id}/", webhook, by="admin"),
        Operation("patch", "webhooks/{id}/", webhook, lambda n, row: {"description": "The archive"}, by="admin"),
        Operation("delete", "webhooks/{id}/", webhook, by="admin", done=204),
        Operation("post", "webhooks/{id}/rotate/", webhook, nothing, by="admin"),
        Operation("post", "webhooks/{id}/enable/", disabled_webhook, nothing, by="admin"),
        Operation("post", "webhooks/{id}/disable/", webhook, nothing, by="admin"),
        Operation("post", "webhooks/{id}/test/", webhook, nothing, by="admin", done=202),
        Operation("get", "webhooks/{id}/deliveries/", webhook, by="admin"),
        Operation("get", "webhook-deliveries/{id}/", webhook_delivery, by="admin"),
        Operation("post", "webhook-deliveries/{id}/redeliver/", webhook_delivery, nothing, by="admin", done=202),
        Operation("get", "worklist/"),
        Operation("post", "worklist/take/", lambda newsroom: place(newsroom) and None, nothing),
        Operation("get", "worklist/{id}/", place),
        Operation("post", "worklist/{id}/take/", place, nothing),
        Operation("post", "worklist/{id}/renew/", held_place, token),
        Operation("post", "worklist/{id}/release/", held_place, token),
        Operation("post", "worklist/{id}/take-back/", held_place, nothing, by="editor"),
        Operation("post", "worklist/{id}/skip/", place, lambda n, row: {"reason": "time"}),
        Operation("post", "worklist/{id}/assign/", place, assignee, by="editor"),
        Operation("post", "worklist/{id}/due/", place, lambda n, row: {"due_on": "2026-12-01"}, by="editor"),
        Operation("post", "worklist/{id}/embargo/", place, lambda n, r: {"until": "2036-12-01T06:00Z"}, by="editor"),
        Operation("get", "revisions/"),
        Operation("get", "revisions/{id}/", revision),
        Operation("get", "reviews/"),
        Operation("post", "reviews/", None, new_review, done=201),
        Operation("get", "reviews/{id}/", review()),
        Operation("get", "reviews/{id}/events/", review()),
        Operation("get", "reviews/{id}/verdicts/", review(R.SUBMITTED)),
        Operation("get", "reviews/{id}/evidence/", review_with_evidence),
        Operation("post", "reviews/{id}/evidence/", review(), new_evidence, done=201),
        Operation("post", "reviews/{id}/files/", review(), done=201, files=new_file),
        Operation("get", "reviews/{id}/media/", lambda newsroom: newsroom.with_media(R.SUBMITTED)),
        Operation("post", "reviews/{id}/media/", review(), new_media, done=201),
        Operation("get", "reviews/{id}/comments/", review()),
        Operation("post", "reviews/{id}/comments/", review(), lambda n, row: {"body": "Which year?"}, done=201),
        Operation("get", "reviews/{id}/reply-requests/", review()),
        Operation("post", "reviews/{id}/reply-requests/", review(), lambda n, row: {"asked": "The mayor"}, done=201),
        Operation("get", "snapshots/{id}/", snapshot),
        Operation("get", "snapshots/{id}/text/", kept_snapshot),
        Operation("get", "snapshots/{id}/warc/", kept_snapshot),
        Operation("post", "snapshots/{id}/retry/", failed_snapshot, nothing, done=202),
        Operation("post", "reviews/{id}/submit/", review_with_evidence, verdict),
        Operation("get", "reviews/{id}/draft/", review()),
        Operation("put", "reviews/{id}/draft/", review(), new_draft),
        Operation("get", "reviews/{id}/gate/", review()),
        Operation("post", "reviews/{id}/reassign/", review(), assignee, by="editor"),
        Operation("post", "reviews/{id}/override/", review(R.SUBMITTED), lambda n, row: {"reason": "Now."}, by="admin"),
        Operation("post", "reviews/{id}/approve/", review(R.SUBMITTED), nothing, by="second"),
        Operation("post", "reviews/{id}/return/", review(R.SUBMITTED), lambda n, row: {"note": "No."}, by="second"),
        Operation("post", "reviews/{id}/abandon/", review(), nothing),
        Operation("post", "reviews/{id}/publish/", review(R.APPROVED), nothing, by="editor", done=201),
        Operation("post", "reviews/{id}/retract/", review(R.PUBLISHED), lambda n, row: {"note": "Wrong."}, by="editor"),
        Operation("post", "reviews/{id}/second-verdict/", blind_review, second_verdict, by="second"),
    )
}
LISTS = [name for name, operation in OPERATIONS.items() if operation.method == "get" and operation.path.count("/") == 1]
ROWS = [name for name in OPERATIONS if re.fullmatch(r"get [^/]+/{id}/", name)]
DETAILS = [name for name, operation in OPERATIONS.items() if operation.is_detail]
WITH_BODY = [name for name, operation in OPERATIONS.items() if operation.body]


@cache
def description() -> dict[str, Any]:
    """The OpenAPI document."""
    schema: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return schema


@cache
def documented() -> dict[str, dict[str, Any]]:
    """Its operations, by the names used here."""
    return {
        f"{method} {path.removeprefix(PREFIX)}": operation
        for path, methods in description()["paths"].items()
        for method, operation in methods.items()
    }


def perform(operation, client, newsroom, row=None, **headers):
    """What `client` is answered, on the row and with the body that would make the operation succeed."""
    row = row or (operation.row(newsroom) if operation.row else None)
    headers = ({"If_Match": "*"} if operation.is_edit else {}) | headers
    if operation.files is not None:
        return client.upload(operation.address(row), operation.files(newsroom, row), **headers)
    if operation.lines is not None:
        return client.send_lines(operation.address(row), operation.lines(newsroom, row), **headers)
    if operation.body is None:
        return getattr(client, operation.method)(operation.address(row))
    return getattr(client, operation.method)(operation.address(row), operation.body(newsroom, row), **headers)
