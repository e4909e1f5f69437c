"""What every test may use: a desk with its people, API clients, and claims in any state."""

import gc
import json
import os
from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, settings

from claims import services as claim_services
from claims.models import ApiToken, Claim, Desk, Membership, Role, Scope, User
from reviews import media
from reviews import services as review_services
from reviews.models import ClaimReview, MediaItem, Rating
from reviews.publishing import services as publishing_services
from reviews.publishing import translations
from reviews.publishing.models import Correction, FactCheck, Translation
from tests import factories
from tests.settings import OURS

pytest_plugins = ["tests.servers", "tests.modelserver", "tests.emptying"]

settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")  # a busy machine is no reason to fail

PASSWORD = "a good pass phrase"
MOST_PROCESSES = 4  # each has a PostgreSQL, a Valkey and a worker of its own


def pytest_xdist_auto_num_workers() -> int:
    """How many processes `make test` runs in; one, where the servers are not ours to start several of."""
    is_alone = len(os.environ[OURS].split()) < 2
    return 0 if is_alone else min(os.cpu_count() or 1, MOST_PROCESSES)


def pytest_collection_finish() -> None:
    """What is loaded now stays for good: the garbage collector need not look at it again and again, nor often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


class Newsroom:
    """One desk with a person in each role."""

    def __init__(self) -> None:
        self.desk, other = Desk.objects.bulk_create(factories.DeskFactory.build_batch(2))
        people = User.objects.bulk_create(factories.UserFactory.build_batch(6))
        self.viewer, self.reviewer, self.second, self.editor, self.admin, self.stranger = people
        roles = (Role.VIEWER, Role.REVIEWER, Role.REVIEWER, Role.EDITOR, Role.ADMIN)
        members = [Membership(desk=self.desk, user=user, role=role) for user, role in zip(people, roles, strict=False)]
        Membership.objects.bulk_create([*members, Membership(desk=other, user=self.stranger, role=Role.ADMIN)])
        self.rating: Rating = factories.RatingFactory()

    def join(self, role: Role) -> User:
        return factories.MembershipFactory(desk=self.desk, role=role).user

    def claim(self, state: str = Claim.State.CANDIDATE, **facts: Any) -> Claim:
        """A claim that came to `state` through the services, with one appearance."""
        claim: Claim = factories.ClaimFactory(desk=self.desk, **facts)
        factories.AppearanceFactory(claim=claim)
        if state == Claim.State.ACCEPTED:
            claim_services.accept_claim(claim, by=self.reviewer)
        elif state == Claim.State.DISMISSED:
            claim_services.dismiss_claim(claim, by=self.reviewer, reason=Claim.DismissReason.OPINION)
        elif state == Claim.State.DUPLICATE:
            claim_services.merge_claim(claim, into=factories.ClaimFactory(desk=self.desk), by=self.reviewer)
        claim.refresh_from_db()
        return claim

    def review(self, state: str = ClaimReview.State.DRAFT, **facts: Any) -> ClaimReview:
        """A review of `reviewer` that came to `state` through the services."""
        s = ClaimReview.State
        review = review_services.open_review(self.claim(Claim.State.ACCEPTED, **facts), by=self.reviewer)
        if state == s.DRAFT:
            return review
        if state == s.ABANDONED:
            review_services.abandon_review(review, by=self.reviewer)
            return review
        self.add_evidence(review)
        self.submit(review)
        if state == s.RETURNED:
            review_services.return_review(review, note="The table is missing.", by=self.second)
        elif state != s.SUBMITTED:
            self._bring_past_approval(review, state)
        review.refresh_from_db()
        return review

    def _bring_past_approval(self, review: ClaimReview, state: str) -> None:
        review_services.approve_review(review, by=self.second)
        if state != ClaimReview.State.APPROVED:
            publishing_services.publish_review(review, by=self.editor)
        if state == ClaimReview.State.RETRACTED:
            publishing_services.retract_review(review, note="The source withdrew its figures.", by=self.editor)

    def translation(
        self,
        state: str = Translation.State.PUBLISHED,
        fact_check: FactCheck | None = None,
        language: str = "de",
        **words: Any,
    ) -> Translation:
        """A translation by `reviewer` that came to `state` through the services."""
        s = Translation.State
        fact_check = fact_check or self.review(ClaimReview.State.PUBLISHED).fact_check
        row = translations.begin_translation(fact_check, language=language, by=self.reviewer)
        self.translate(row, **words)
        if state != s.DRAFT:
            translations.submit_translation(row, by=self.reviewer)
        if state == s.RETURNED:
            translations.return_translation(row, note="“Crime” is not “Verbrecher”.", by=self.editor)
        if state == s.PUBLISHED:
            translations.approve_translation(row, by=self.editor)
        if state == s.WITHDRAWN:
            translations.approve_translation(row, by=self.editor)
            translations.withdraw_translation(row, note="Names were mixed up.", by=self.editor)
        row.refresh_from_db()
        return row

    def translate(self, row: Translation, **words: Any) -> None:
        """Write words into a translation, of what its fact-check says now."""
        row.refresh_from_db()
        written = {
            "verdict": FactCheck.objects.get(pk=row.fact_check_id).verdict.pk,
            "headline": "Kriminalität sank, aber weniger als behauptet",
            "claim_text": "Die Kriminalität sank in zwei Jahren um 12 Prozent.",
            "explanation": "Das Statistikamt zählt **7 Prozent**, nicht 12.",
        } | words
        translations.write_translation(row, by=self.reviewer, **written)

    def correct(self, fact_check: FactCheck, rating: Rating | None = None) -> Correction:
        """A correction of a published fact-check, approved; with another rating where one is given."""
        fact_check = FactCheck.objects.get(pk=fact_check.pk)
        proposed = publishing_services.propose_correction(
            fact_check, kind="correction", note="We had the wrong year.", rating=rating or self.rating,
            headline="Crime fell by 9 percent", explanation="The office counts 9 percent.", by=self.reviewer,
        )  # fmt: skip
        publishing_services.correct_review(proposed, by=self.editor)
        return proposed

    def add_evidence(self, review: ClaimReview) -> None:
        url = "https://statistics.example/crime-2026"
        review_services.add_evidence(review, url=url, stance="refutes", title="Crime figures 2026", by=self.reviewer)

    def add_media(self, review: ClaimReview, **facts: Any) -> MediaItem:
        """A video that was cut, on a review that takes one; `facts` are those of `media.Facts`."""
        place = media.Place("https://video.example/watch/1", archived_url="https://archive.example/1")
        cut = {"kind": "video", "description": "The mayor speaks", "categories": ("edited",), "appearances": (place,)}
        return review_services.add_media(review, media.Facts(**(cut | facts)), by=self.reviewer)

    def with_media(self, state: str, *items: dict[str, Any], **facts: Any) -> ClaimReview:
        """A review that came to `state` with these images, videos or recordings; with one video where none is named."""
        review = self.review(**facts)
        for item in items or ({},):
            self.add_media(review, **item)
        if state in {ClaimReview.State.DRAFT, ClaimReview.State.ABANDONED}:
            return review
        self.add_evidence(review)
        self.submit(review)
        if state != ClaimReview.State.SUBMITTED:
            self._bring_past_approval(review, state)
        review.refresh_from_db()
        return review

    def submit(self, review: ClaimReview, headline: str = "Crime fell, but by less than the mayor says") -> None:
        explanation = "The statistics office counts **7 percent**, not 12."
        review_services.submit_review(
            review, rating=self.rating, headline=headline, explanation=explanation, by=self.reviewer
        )


class ApiClient:
    """The REST API as a program with one person's token sees it."""

    def __init__(self, user: User, scopes: list[str] | None = None) -> None:
        _, secret = ApiToken.objects.issue(user, name="test", scopes=scopes or list(Scope.values))
        self.headers = {"Authorization": f"Bearer {secret}"}
        self.client = Client(raise_request_exception=False)

    def get(self, path: str, **query: Any) -> Any:
        answer: Any = self.client.get(f"/api/v1/{path}", query, headers=self.headers)
        if answer.streaming:
            answer.file = answer.getvalue()  # which closes it
        return answer

    def post(self, path: str, data: Any = None, **headers: str) -> Any:
        return self._send("post", path, data, headers)

    def upload(self, path: str, data: dict[str, Any], **headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post(f"/api/v1/{path}", data, headers=self.headers | named)

    def send_lines(self, path: str, *lines: Any, **headers: str) -> Any:
        """Each of `lines` as JSON on a line of its own."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        body = "\n".join(map(json.dumps, lines))
        return self.client.generic(
            "POST", f"/api/v1/{path}", body, content_type="application/x-ndjson", headers=self.headers | named
        )

    def put(self, path: str, data: Any, **headers: str) -> Any:
        return self._send("put", path, data, headers)

    def patch(self, path: str, data: Any, **headers: str) -> Any:
        return self._send("patch", path, data, headers)

    def delete(self, path: str) -> Any:
        return self.client.delete(f"/api/v1/{path}", headers=self.headers)

    def _send(self, method: str, path: str, data: Any, headers: dict[str, str]) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return getattr(self.client, method)(
            f"/api/v1/{path}",
            json.dumps({} if data is None else data),
            content_type="application/json",
            headers=self.headers | named,
        )


@pytest.fixture
def newsroom(db: None) -> Newsroom:
    return Newsroom()


@pytest.fixture
def api() -> Callable[..., ApiClient]:
    """`api(user)`: a client with that person's token."""
    return ApiClient


@pytest.fixture
def rosa(newsroom: Newsroom) -> User:
    """The reviewer, who can sign in with PASSWORD."""
    newsroom.reviewer.set_password(PASSWORD)
    newsroom.reviewer.save()
    return newsroom.reviewer


@pytest.fixture
def as_staff(client: Client) -> Callable[[User], Client]:
    """`as_staff(user)`: the test client logged in as that person, who may enter the admin."""

    def log_in(user: User) -> Client:
        user.is_staff = True
        user.save()
        client.force_login(user)
        return client

    return log_in


def page_of(row: Model, *door: str) -> str:
    """The address of a row's page in the admin, or of one of its doors."""
    name = f"admin:{row._meta.app_label}_{row._meta.model_name}_{'door' if door else 'change'}"
    return reverse(name, args=(row.pk, *door))
