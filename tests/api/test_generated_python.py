"""A Python client as openapi-python-client generates it from docs/openapi.yaml, on an article's way to a fact-check."""

import importlib
import io
import json
import os
import subprocess
import sys
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings

from claims.models import ApiToken, Scope
from tests.api.operations import documented

DOCS = settings.BASE_DIR / "docs"
CONFIG = DOCS / "clients" / "openapi-python-client.yaml"
PACKAGE = "claimdesk_as_generated"
TEXT = "The mayor spoke on Monday. Crime fell by 12 percent in two years, she said. Then she left."
QUOTE = "Crime fell by 12 percent in two years"


def generate(place):
    """Run the generator as anybody would, without a network; what it said."""
    command = [sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none", "--fail-on-warning"]
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])  # where its ruff is
    sources = ["--path", DOCS / "openapi.yaml", "--config", CONFIG, "--output-path", place]
    return subprocess.run(
        [*command, *sources], env=os.environ | {"PATH": path}, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="session")
def generated(tmp_path_factory):
    """The package, and what the generator said."""
    place = tmp_path_factory.mktemp("generated")
    said = generate(place / PACKAGE)
    assert said.returncode == 0, said.stdout + said.stderr
    sys.path.insert(0, str(place))
    importlib.invalidate_caches()
    yield place / PACKAGE, said
    sys.path.remove(str(place))
    for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
        del sys.modules[name]


@pytest.fixture
def models(generated):
    return importlib.import_module(f"{PACKAGE}.models")


@pytest.fixture
def person(generated, live_server, settings):
    """`person(user)`: somebody who works with the generated client and a token of their own."""
    settings.BASE_URL = live_server.url
    with ExitStack() as connections:
        yield lambda user: Person(user, live_server.url, connections)


class Person:
    """Somebody with a token, and what the generated functions make of the answers to them."""

    def __init__(self, user, url, connections):
        _, secret = ApiToken.objects.issue(user, name="generated", scopes=list(Scope.values))
        connecting = importlib.import_module(f"{PACKAGE}.client")
        client = connecting.AuthenticatedClient(url, token=secret, raise_on_unexpected_status=True)
        self.client = connections.enter_context(client)

    def do(self, operation, *ids, status=200, **sent):
        """What the client makes of the answer to an operation, such as `claims.accept_create`."""
        tag, _, name = operation.partition(".")
        module = importlib.import_module(f"{PACKAGE}.api.{tag}.{tag}_{name}")
        answer = module.sync_detailed(*ids, client=self.client, **sent)
        assert answer.status_code == status, answer.content
        return answer.parsed

    def refused(self, operation, *ids, **sent):
        """The problem of a refusal, as a typed value."""
        problem = self.do(operation, *ids, **sent)
        assert type(problem).__name__ == "Problem"
        return problem.type_.removeprefix("urn:claimdesk:problem:")

    def pages(self, operation, **sent):
        """The rows of each page of a list."""
        page = self.do(operation, **sent)
        while True:
            yield page.results
            if page.next_ is None:
                return
            (cursor,) = parse_qs(urlsplit(page.next_).query)["cursor"]
            page = self.do(operation, cursor=cursor, **sent)


def test_the_generator_warns_of_nothing_and_leaves_no_operation_out(generated):
    package, said = generated
    assert "WARNING" not in said.stdout + said.stderr
    left_out = [
        operation["operationId"]
        for operation in documented().values()
        if not (package / "api" / operation["tags"][0].replace("-", "_") / f"{operation['operationId']}.py").is_file()
    ]
    assert left_out == []


def test_all_that_was_generated_can_be_imported(generated):
    package, _ = generated
    modules = [path.relative_to(package.parent).with_suffix("") for path in (package / "api").glob("*/*.py")]
    for module in modules:
        importlib.import_module(".".join(module.parts))
    assert len(modules) >= len(documented())


def test_an_article_becomes_a_fact_check(person, models, newsroom):
    author, second, editor = map(person, (newsroom.reviewer, newsroom.second, newsroom.editor))
    review = checked(author, models, claim_of_an_article(author, models), newsroom.rating.pk)
    assert author.refused("reviews.approve_create", review.id, status=422) == "SecondPairOfEyes"
    assert editor.refused("reviews.publish_create", review.id, status=409) == "IllegalMove"
    approved = second.do("reviews.approve_create", review.id, body=models.MoveInputRequest(note="Read it twice."))
    assert (approved.state, approved.approver) == (models.ReviewState.APPROVED, newsroom.second.username)
    page = editor.do("reviews.publish_create", review.id, status=201)
    read = author.do("fact_checks.retrieve", page.id)
    assert read == page
    assert (read.review, read.headline, read.retracted_at) == (review.id, "Crime fell by 7 percent", None)
    assert read.claim_review["reviewRating"]["alternateName"] == newsroom.rating.label
    assert [event.name for event in author.do("reviews.events_list", review.id)] == [
        "open", "add_evidence", "submit", "approve", "publish",
    ]  # fmt: skip


def claim_of_an_article(author, models):
    """Hand the article in twice, add a claim by hand, edit its sentence and accept it."""
    wanted = models.SubmitArticleInputRequest(title="Crime falls", published_on=date(2026, 10, 14), text=TEXT)
    article = author.do("articles.create", body=wanted, status=202)
    assert (article.outcome, article.published_on) == (models.SubmissionOutputOutcomeEnum.NEW, wanted.published_on)
    assert article.extraction.state == models.ExtractionState.QUEUED
    assert author.do("articles.create", body=wanted).outcome == models.SubmissionOutputOutcomeEnum.UNCHANGED
    (revision,) = author.do("articles.revisions_list", article.id)
    start = revision.text.index(QUOTE)
    place = models.AddClaimInputRequest(revision=revision.id, start=start, end=start + len(QUOTE), claimant="The mayor")
    claim = author.do("claims.create", body=place, status=201)
    assert (claim.appearances[0].quote, claim.claimant.name, claim.likely) == (QUOTE, "The mayor", None)
    edit = models.PatchedEditClaimInputRequest(said_on=date(2026, 10, 12))
    edited = author.do("claims.partial_update", claim.id, body=edit, if_match=f'"{claim.version}"')
    assert (edited.said_on, edited.version) == (edit.said_on, claim.version + 1)
    stale = author.refused("claims.partial_update", claim.id, body=edit, if_match=f'"{claim.version}"', status=412)
    assert stale == "StaleVersion"
    return author.do("claims.accept_create", claim.id, body=models.MoveInputRequest())


def checked(author, models, claim, rating):
    """Take the claim from the worklist, gather evidence, and submit a verdict."""
    assert claim.state == models.ClaimState.ACCEPTED
    (waiting,) = author.do("worklist.list").results
    held = author.do("worklist.take_next", body=models.TakeInputRequest())
    assert (held.claim, held.id, held.holder is not None) == (claim.id, waiting.id, True)
    review = author.do("reviews.create", body=models.OpenReviewInputRequest(claim=claim.id), status=201)
    verdict = models.VerdictInputRequest(
        rating=rating, headline="Crime fell by 7 percent", explanation="The office counts **7 percent**."
    )
    assert author.refused("reviews.submit_create", review.id, body=verdict, status=422) == "NoEvidence"
    source = models.EvidenceInputRequest(url="https://statistics.example/crime", stance=models.StanceEnum.REFUTES)
    evidence = author.do("reviews.evidence_create", review.id, body=source, status=201)
    submitted = author.do("reviews.submit_create", review.id, body=verdict)
    assert [one.id for one in submitted.evidence] == [evidence.id]
    assert (submitted.state, submitted.verdict.rating.id) == (models.ReviewState.SUBMITTED, rating)
    return submitted


def test_a_wrong_member_is_a_problem_that_points_at_it(person, models, newsroom):
    wanted = models.OpenReviewInputRequest(claim=0)
    problem = person(newsroom.reviewer).do("reviews.create", body=wanted, status=400)
    assert [error.pointer for error in problem.errors] == ["#/claim"]


def test_lists_are_read_to_the_end_by_their_cursors(person, models, newsroom):
    claims = [newsroom.claim().pk for _ in range(5)]
    reader = person(newsroom.viewer)
    pages = list(reader.pages("claims.list", page_size=2, ordering=models.ClaimsListOrdering.ID))
    assert [[claim.id for claim in page] for page in pages] == [claims[:2], claims[2:4], claims[4:]]


def test_articles_go_in_by_lines_and_are_answered_by_lines(person, newsroom):
    file = importlib.import_module(f"{PACKAGE}.types").File
    lines = [{"title": f"Number {n}", "published_on": "2026-10-14", "text": f"{n} of 9."} for n in range(3)]
    body = io.BytesIO("\n".join(map(json.dumps, [*lines, {"text": TEXT, "title": "No day"}])).encode())
    answer = person(newsroom.reviewer).do("articles.bulk_create", body=file(body), desk=newsroom.desk.slug)
    *rows, last = [json.loads(line) for line in answer.payload.read().splitlines()]
    assert [row["outcome"] for row in rows] == ["new", "new", "new", "refused"]
    assert last["summary"]["is_complete"] is True
