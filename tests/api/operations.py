"""Every operation of the REST API with what makes it succeed: a row in the right state, a body, the right person."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator

from claims.models import Claim, Extraction
from reviews.models import ClaimReview
from reviews.publishing import services as publishing
from tests.conftest import Newsroom
from tests.factories import (
    AppearanceFactory,
    ArticleFactory,
    ExtractionFactory,
    RatingFactory,
    RatingScaleFactory,
    RevisionFactory,
)

R = ClaimReview.State
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

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def is_detail(self) -> bool:
        return "{id}" in self.path

    @property
    def is_write(self) -> bool:
        return self.method != "get"

    def address(self, row: Any) -> str:
        return self.path.replace("{id}", str(row.pk if row else ""))


def article(newsroom):
    return RevisionFactory(article__desk=newsroom.desk).article


def extraction(newsroom):
    return ExtractionFactory(revision__article__desk=newsroom.desk)


def failed_extraction(newsroom):
    quarantined = {"state": Extraction.State.QUARANTINED, "finished_at": "2026-10-14T12:00Z", "reason": "It died."}
    return ExtractionFactory(revision__article__desk=newsroom.desk, **quarantined)


def claim(state=Claim.State.CANDIDATE):
    return lambda newsroom: newsroom.claim(state)


def review(state=R.DRAFT):
    return lambda newsroom: newsroom.review(state)


def review_with_evidence(newsroom):
    row = newsroom.review()
    newsroom.add_evidence(row)
    return row


def evidence(newsroom):
    return review_with_evidence(newsroom).evidence.get()


def fact_check(newsroom):
    return newsroom.review(R.PUBLISHED).fact_check


def scale(newsroom):
    return RatingFactory(scale=RatingScaleFactory(desk=newsroom.desk)).scale


def correction(newsroom):
    return publishing.propose_correction(
        fact_check(newsroom), kind="correction", note="We had the wrong year.", rating=newsroom.rating,
        headline="Crime fell by 9 percent", explanation="The office counts 9 percent.", by=newsroom.reviewer,
    )  # fmt: skip


def nothing(newsroom, row):
    return {}


def new_article(newsroom, row):
    return {
        "desk": newsroom.desk.slug,
        "title": "Harbour wall costs more",
        "published_on": "2026-10-14",
        "text": "The council spent 4.2 million crowns on the harbour wall last year, the mayor said.",
    }


def new_claim(newsroom, row):
    return {"revision": article(newsroom).latest_revision.pk, "start": 16, "end": 40}


def new_review(newsroom, row):
    return {"claim": newsroom.claim(Claim.State.ACCEPTED).pk}


def new_evidence(newsroom, row):
    return {"url": "https://statistics.example/crime", "stance": "refutes"}


def verdict(newsroom, row):
    return {"rating": newsroom.rating.pk, "headline": "Crime fell by 7 percent", "explanation": "The office says so."}


def new_correction(newsroom, row):
    return verdict(newsroom, row) | {"kind": "correction", "note": "We had the wrong year."}


OPERATIONS = {
    operation.name: operation
    for operation in (
        Operation("get", "articles/"),
        Operation("post", "articles/", None, new_article, done=202),
        Operation("get", "articles/{id}/", article),
        Operation("get", "articles/{id}/revisions/", article),
        Operation("get", "claims/"),
        Operation("post", "claims/", None, new_claim, done=201),
        Operation("get", "claims/{id}/", claim()),
        Operation("patch", "claims/{id}/", claim(), lambda newsroom, row: {"text": "Crime in Port Almery fell."}),
        Operation("get", "claims/{id}/events/", claim()),
        Operation("post", "claims/{id}/accept/", claim(), nothing),
        Operation("post", "claims/{id}/dismiss/", claim(), lambda newsroom, row: {"reason": "opinion"}),
        Operation("post", "claims/{id}/merge/", claim(), lambda newsroom, row: {"into": newsroom.claim().pk}),
        Operation("post", "claims/{id}/reopen/", claim(Claim.State.DISMISSED), nothing),
        Operation("get", "corrections/{id}/", correction),
        Operation("post", "corrections/{id}/approve/", correction, nothing, by="editor"),
        Operation("post", "corrections/{id}/decline/", correction, nothing, by="editor"),
        Operation("get", "desks/"),
        Operation("get", "desks/{id}/", lambda newsroom: newsroom.desk),
        Operation("get", "evidence/{id}/", evidence),
        Operation("delete", "evidence/{id}/", evidence, done=204),
        Operation("get", "extractions/"),
        Operation("get", "extractions/{id}/", extraction),
        Operation("post", "extractions/{id}/retry/", failed_extraction, nothing, done=202),
        Operation("get", "fact-checks/"),
        Operation("get", "fact-checks/{id}/", fact_check),
        Operation("get", "fact-checks/{id}/corrections/", fact_check),
        Operation("post", "fact-checks/{id}/corrections/", fact_check, new_correction, done=201),
        Operation("get", "rating-scales/"),
        Operation("get", "rating-scales/{id}/", scale),
        Operation("get", "reviews/"),
        Operation("post", "reviews/", None, new_review, done=201),
        Operation("get", "reviews/{id}/", review()),
        Operation("get", "reviews/{id}/events/", review()),
        Operation("get", "reviews/{id}/verdicts/", review(R.SUBMITTED)),
        Operation("get", "reviews/{id}/evidence/", review_with_evidence),
        Operation("post", "reviews/{id}/evidence/", review(), new_evidence, done=201),
        Operation("post", "reviews/{id}/submit/", review_with_evidence, verdict),
        Operation("post", "reviews/{id}/approve/", review(R.SUBMITTED), nothing, by="second"),
        Operation("post", "reviews/{id}/return/", review(R.SUBMITTED), lambda n, row: {"note": "No."}, by="second"),
        Operation("post", "reviews/{id}/abandon/", review(), nothing),
        Operation("post", "reviews/{id}/publish/", review(R.APPROVED), nothing, by="editor", done=201),
        Operation("post", "reviews/{id}/retract/", review(R.PUBLISHED), lambda n, row: {"note": "Wrong."}, by="editor"),
    )
}
LISTS = [name for name, operation in OPERATIONS.items() if operation.method == "get" and operation.path.count("/") == 1]
DETAILS = [name for name, operation in OPERATIONS.items() if operation.is_detail]
WRITES = [name for name, operation in OPERATIONS.items() if operation.is_write]
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
    if operation.body is None:
        return getattr(client, operation.method)(operation.address(row))
    return getattr(client, operation.method)(operation.address(row), operation.body(newsroom, row), **headers)


def many(newsroom, kind, count):
    """`count` further rows of a list, as rich as they come."""
    makers = {
        "articles/": extraction,
        "claims/": lambda newsroom: AppearanceFactory(claim=newsroom.claim()).claim,
        "desks/": lambda newsroom: None,
        "extractions/": extraction,
        "fact-checks/": fact_check,
        "rating-scales/": scale,
        "reviews/": review(R.SUBMITTED),
    }
    return [makers[kind](newsroom) for _ in range(count)]


def articles_of_one_day(newsroom, count):
    """Articles that only their ids tell apart in an ordering by day."""
    rows = ArticleFactory.create_batch(count, desk=newsroom.desk, published_on=date(2026, 10, 14))
    return [RevisionFactory(article=row).article for row in rows]
