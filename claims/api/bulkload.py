"""One load of articles under way: lines in, a batch at a time into the database, answers out, in constant memory."""

import json
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, field, replace
from tempfile import SpooledTemporaryFile
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest
from rest_framework.exceptions import APIException, UnsupportedMediaType

from claims import services
from claims.ahead import one_ahead
from claims.api.bulklines import read_line
from claims.api.problems import problem_response
from claims.detection import language_of
from claims.errors import DomainError, UnreadableInput
from claims.ingestion.draft import ArticleDraft
from claims.ingestion.lines import PIECE_BYTES, lines_of, unpacked
from claims.models import Article, Desk, User

LONGEST_LINE = 4 * 1024 * 1024  # bytes: an article of the greatest length with many of its signs escaped
BATCH_LINES = 2000  # each statement of a batch waits for the thread that reads the next one
BATCH_BYTES = 8 * 1024 * 1024
# Bytes of answers that are sent while the body still comes in. Whoever reads only when everything is sent has room for
# them; with more, each side would wait for the other for ever.
ANSWERS_AHEAD = 64 * 1024
IN_MEMORY = 1024 * 1024  # bytes of answers held back; more than that goes to a file
MARK = b"\xef\xbb\xbf"  # of UTF-8, as some programs put it in front of a file
OUTCOMES = ("new", "revised", "unchanged", "refused")


@dataclass(frozen=True, slots=True)
class Batch:
    """The article on each of some lines, or the problem with it as JSON; `line` is the last one. Lines count from 1."""

    line: int
    given: list[tuple[int, ArticleDraft | bytes]]


@dataclass
class Load:
    """What everything came to so far. A batch is read in a thread while the one before is stored."""

    desk: Desk
    by: User
    from_line: int
    settled: int = 0  # the last line of which is known what became of it
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(OUTCOMES, 0))

    def run(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """Pieces of the answer, a batch each. What stops the load is told by the summary: the answer has begun."""
        problem = None
        try:
            yield from map(self._land, one_ahead(self._batches(lines_of(chunks, longest=LONGEST_LINE))))
        except (UnreadableInput, OperationalError, InterfaceError) as error:
            problem = _problem(error)
        finally:
            if self.counts["new"] or self.counts["revised"]:
                services.read_in_bulk()
        summary = {"is_complete": problem is None, "next_line": self.settled + 1} | self.counts
        yield json.dumps({"summary": summary | ({"problem": problem} if problem else {})}).encode() + b"\n"

    def _batches(self, lines: Iterable[bytes | None]) -> Generator[Batch, None, None]:
        line, size, given = 0, 0, []
        try:
            for line, text in enumerate(lines, 1):
                if line < self.from_line or (text is not None and not text.strip(b" \t\r" + MARK)):
                    continue
                size += len(text or b"")
                given.append((line, self._read(text.removeprefix(MARK) if text and line == 1 else text)))
                if len(given) >= BATCH_LINES or size >= BATCH_BYTES:
                    yield Batch(line, given)
                    size, given = 0, []
        except UnreadableInput:
            yield Batch(line, given)  # what came whole before the body broke off
            raise
        yield Batch(line, given)

    def _read(self, line: bytes | None) -> ArticleDraft | bytes:
        """The article on the line, with its language told here already, or the problem with it as JSON."""
        try:
            draft = read_line(line, desk=self.desk.slug)
        except (APIException, DomainError) as refusal:
            return json.dumps(_problem(refusal)).encode()
        return draft if draft.language else replace(draft, language=language_of(draft.text))

    def _land(self, batch: Batch) -> bytes:
        """Store what it holds, all or nothing; the answers to it."""
        drafts = [given for _, given in batch.given if isinstance(given, ArticleDraft)]
        origin = Article.Origin.BULK
        landed = iter(services.submit_articles(drafts, desk=self.desk, origin=origin, by=self.by) if drafts else [])
        answers = []
        for line, given in batch.given:
            if isinstance(given, bytes):
                outcome = "refused"
                answers.append(b'{"line": %d, "outcome": "refused", "problem": %b}\n' % (line, given))
            else:
                stored, extraction_id = next(landed)
                outcome = stored.outcome
                ids = stored.article_id, stored.revision_id, extraction_id
                said = '{"line": %d, "outcome": "%s", "article": %d, "revision": %d, "extraction": %d}\n'
                answers.append((said % (line, outcome, *ids)).encode())
            self.counts[outcome] += 1
        self.settled = batch.line
        return b"".join(answers)


def body_of(request: HttpRequest) -> Iterator[bytes]:
    """The body as it comes in, unpacked; nothing else may read it.

    Raises:
        UnsupportedMediaType: it is packed in another way than by gzip. This at once, the other while it is read:
        UnreadableInput: it breaks off, or cannot be unpacked.
    """
    encoding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding in {"gzip", "x-gzip"}:
        return unpacked(_pieces(request))
    if encoding not in {"", "identity"}:
        raise UnsupportedMediaType(encoding[:40], "Pack the body by gzip, or not at all.")
    return _pieces(request)


def _pieces(request: HttpRequest) -> Iterator[bytes]:
    """The framework reads as much as Content-Length says; a body in chunks has none, and its server knows the end."""
    is_chunked = "chunked" in request.headers.get("Transfer-Encoding", "").lower()
    source: Any = request.META["wsgi.input"] if is_chunked and request.META.get("wsgi.input_terminated") else request
    left = 0 if is_chunked else int(request.META.get("CONTENT_LENGTH") or 0)
    try:
        while piece := source.read(PIECE_BYTES):
            left -= len(piece)
            yield piece
    except OSError:
        left = 1
    if left > 0:
        raise UnreadableInput("The body broke off. What came whole is stored: go on with the line that is named here.")


def held_back(answers: Iterable[bytes]) -> Iterator[bytes]:
    """The answers, most of them not before the body has been read to its end."""
    with SpooledTemporaryFile(max_size=IN_MEMORY) as held:
        ahead = 0
        for answer in answers:
            ahead += len(answer)
            if ahead <= ANSWERS_AHEAD:
                yield answer
            else:
                held.write(answer)
        held.seek(0)
        while piece := held.read(PIECE_BYTES):
            yield piece


def _problem(error: Exception) -> Any:
    response = problem_response(error, {})
    return response.data if response is not None else None
