"""Reading a whole text with a language model: its parts at the same time, within a deadline and a budget."""

from __future__ import annotations

import random
import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import date

from claims.detection import Detection, Span, detect
from claims.detection.llm.anchoring import anchored
from claims.detection.llm.asking import ask, slow
from claims.detection.llm.endpoint import Endpoint
from claims.detection.llm.parts import split
from claims.detection.llm.prompt import MOST_OUTPUT, Question, question
from claims.detection.llm.values import Answer, Budget, Reading, Trouble, Usage

AT_ONCE = 4  # requests
MOST_TRIES = 3  # of one part; the older form of a request is no further try
BACK_OFF = 0.5  # seconds before the second try at most, doubled before each further one
_ALL = 1_000_000  # detections: the local reading describes every sentence
NO_BUDGET = "The desk’s tokens for the language model are used up for today"


def read(text: str, *, published_on: date, endpoint: Endpoint, budget: Budget, limit: int = 200) -> Reading:
    """What the model finds in the text, with what the local reading says of these words.

    Takes at most ``endpoint.seconds`` and as long as the local reading takes. Whatever happens to a part, it is read or
    among ``unread``; of more than ``limit`` detections those that score highest stay.
    """
    parts, unread = split(text)
    local = detect(text[: parts[-1].end], published_on=published_on, threshold=0.0, limit=_ALL) if parts else []
    deadline = time.monotonic() + endpoint.seconds
    run = _Run(endpoint, [question(part.text, published_on=published_on) for part in parts], budget, deadline)
    run.finish()
    found: list[Detection] = []
    dropped = 0
    for number, answer in sorted(run.answers.items()):
        detections, useless = anchored(parts[number], answer, local, endpoint.version)
        found += detections
        dropped += useless
    found = sorted(sorted(found, key=lambda one: -one.check_worthiness)[:limit], key=lambda one: one.start)
    left = [part for number, part in enumerate(parts) if number not in run.answers]
    ranges = sorted([*unread, *((part.start, part.end) for part in left)])
    return Reading(tuple(found), dropped, len(parts), len(run.answers), tuple(ranges), _why(run, left, unread))


def _why(run: _Run, left: list[Span], unread: list[tuple[int, int]]) -> str:
    if left:
        return next(iter(run.troubles.values()), slow(run.endpoint))
    return "The language model is asked about the beginning of a very long text only" if unread else ""


@dataclass(frozen=True, slots=True)
class _Try:
    """One request that is to be made: for which part, not before when, the how-manieth, in which form."""

    part: int
    due: float
    number: int = 1
    plain: bool = False


class _Run:
    """The requests for one text. Threads only ask: budget, order and time are kept by the thread that reads.

    So the deadline holds whatever a server does, and a look-up of its name too: a request that is still under way then
    is left to end by itself, and counts as spent.
    """

    def __init__(self, endpoint: Endpoint, questions: list[Question], budget: Budget, deadline: float) -> None:
        self.endpoint, self.answers, self.troubles = endpoint, dict[int, Answer](), dict[int, str]()
        self._questions, self._budget, self._deadline = questions, budget, deadline
        self._waiting = [_Try(number, due=0.0) for number in range(len(questions))]
        self._running: dict[Future[Answer], _Try] = {}
        self._plain = False  # the server has refused the newer form

    def finish(self) -> None:
        """Ask until every part has its answer or its trouble, or time is up."""
        pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="language-model")
        try:
            while (self._waiting or self._running) and time.monotonic() < self._deadline:
                self._start(pool)
                self._collect()
            for one in self._running.values():
                self._settle(one, None)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)

    def _start(self, pool: ThreadPoolExecutor) -> None:
        """Begin what is due, as far as there is room and budget."""
        now = time.monotonic()
        for one in [waiting for waiting in self._waiting if waiting.due <= now][: AT_ONCE - len(self._running)]:
            self._waiting.remove(one)
            asked = self._questions[one.part]
            if not self._budget.reserve(asked.bound):
                self.troubles[one.part] = NO_BUDGET
                continue
            plain = one.plain or self._plain
            begun = pool.submit(ask, self.endpoint, asked, plain=plain, deadline=self._deadline)
            self._running[begun] = replace(one, plain=plain)

    def _collect(self) -> None:
        """Wait until something is answered or due, and take what was answered."""
        has_room = len(self._running) < AT_ONCE
        until = min([self._deadline, *(one.due for one in self._waiting if has_room)])
        seconds = max(0.0, until - time.monotonic())
        if not self._running:
            time.sleep(seconds if self._waiting else 0)
            return
        done, _ = wait(self._running, seconds, FIRST_COMPLETED)
        for future in done:
            self._take(future, self._running.pop(future))

    def _take(self, future: Future[Answer], one: _Try) -> None:
        try:
            answer = future.result()
        except Trouble as trouble:
            self._settle(one, Usage(0, 0) if trouble.is_free else trouble.usage)
            self._again(one, trouble)
            return
        self._settle(one, answer.usage)
        self.answers[one.part] = answer

    def _again(self, one: _Try, trouble: Trouble) -> None:
        """Put a request that failed back in the queue where that may help in time; else keep its trouble."""
        now = time.monotonic()
        if trouble.is_form and not one.plain:
            self._plain = True
            self._waiting.append(replace(one, plain=True, due=now))
            return
        pause = max(trouble.wait, BACK_OFF * 2 ** (one.number - 1) * random.uniform(0.5, 1))  # noqa: S311  no secret
        if trouble.passes and one.number < MOST_TRIES and now + pause < self._deadline:
            self._waiting.append(replace(one, number=one.number + 1, due=now + pause))
        else:
            self.troubles[one.part] = str(trouble)

    def _settle(self, one: _Try, usage: Usage | None) -> None:
        """Book what a request took: all that it might have taken where nobody says."""
        bound = self._questions[one.part].bound
        used = usage or Usage(bound - MOST_OUTPUT, MOST_OUTPUT)
        self._budget.settle(bound, input_tokens=used.input_tokens, output_tokens=used.output_tokens)
