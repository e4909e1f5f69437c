"""Which detector reads a text: the language model where a desk has one, and the local one wherever that cannot."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib import import_module

from django.conf import settings

from claims import budget
from claims.detection import Detection
from claims.detection.llm import Endpoint, Reading
from claims.models import Desk, Revision

logger = logging.getLogger(__name__)


class OutOfMemory(Exception):
    """The detector needed more memory than a worker's child may have."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in a revision. `dropped` counts what the model gave and the text does not say.

    `notice` says, to people, why another detector than the chosen one read the text or part of it; else it is empty.
    """

    detections: Sequence[Detection]
    dropped: int = 0
    notice: str = ""


def endpoint() -> Endpoint | None:
    """The language model of this installation; None where the settings name none."""
    if not (settings.LLM_BASE_URL and settings.LLM_MODEL):
        return None
    return Endpoint(
        base_url=settings.LLM_BASE_URL,
        model=settings.LLM_MODEL,
        api_key=settings.LLM_API_KEY,
        seconds=settings.LLM_TIMEOUT,
        temperature=settings.LLM_TEMPERATURE,
    )


def version_for(desk: Desk) -> str:
    """Name and version of the detector that reads what comes in at `desk` now."""
    model = endpoint()
    return model.version if model and budget.limit_of(desk) else local_version()


def local_version() -> str:
    """Name and version of the detector that needs no network, such as `local-4`."""
    return str(import_module(settings.DETECTOR).VERSION)


def load() -> None:
    """Read the local detector's models into memory, so that a worker's first article does not wait for them."""
    import_module(settings.DETECTOR).load()


def find(revision: Revision, *, chosen: str) -> Found:
    """Read a revision with the detector that was chosen when it was queued, or with the local one and a notice.

    Opens no transaction that lasts beyond a single statement.

    Raises:
        OutOfMemory: in place of MemoryError, which would take Celery's main process down with the child's task.
        Exception: whatever the local detector raises.
    """
    found = _find(revision, chosen)
    if found is None:
        raise OutOfMemory("Finding claims in this text needed more memory than is allowed.")
    return found


def _find(revision: Revision, chosen: str) -> Found | None:
    """What was found; None when the memory ran out, with all it had taken given back."""
    try:
        return _read(revision, chosen)
    except MemoryError:
        return None


def _read(revision: Revision, chosen: str) -> Found:
    text, published_on, desk = revision.text, revision.article.published_on, revision.article.desk
    if chosen == local_version():
        return Found(_read_locally(text, published_on))
    model = endpoint()
    if model is None or model.version != chosen:
        clause = f"This article was queued for {chosen}, which is not in use any more"
    elif not budget.limit_of(desk):
        clause = "The language model has been switched off for this desk"
    elif any(model.problems()):
        clause = "The language model is not set up properly"
    else:
        return _ask(revision, model)
    return _instead(text, published_on, clause)


def _ask(revision: Revision, model: Endpoint) -> Found:
    """The language model's reading, and the local detector's of what it did not get to read."""
    text, article = revision.text, revision.article
    reading: Reading = import_module("claims.detection.llm.reading").read(
        text, published_on=article.published_on, endpoint=model, budget=budget.todays(article.desk)
    )
    if not reading.trouble:
        return Found(reading.detections, reading.dropped)
    logger.warning(
        "article %s: %s; %s of %s parts read", article.pk, reading.trouble, reading.read_parts, reading.parts
    )
    if not reading.read_parts:
        return _instead(text, article.published_on, reading.trouble)
    left = [d for d in _read_locally(text, article.published_on) if _is_left(d, reading)]
    notice = (
        f"{reading.trouble}. The language model read {reading.read_parts} of {reading.parts} parts of this article, "
        "the local detector the rest."
    )
    return Found(sorted([*reading.detections, *left], key=lambda d: d.start), reading.dropped, notice)


def _is_left(detection: Detection, reading: Reading) -> bool:
    """Whether a local detection stands where the model has not read, and says nothing twice."""
    if any(detection.start < one.end and one.start < detection.end for one in reading.detections):
        return False
    return any(detection.start < end and start < detection.end for start, end in reading.unread)


def _instead(text: str, published_on: date, clause: str) -> Found:
    detections = _read_locally(text, published_on)
    return Found(detections, notice=f"{clause}; the local detector read this article.")


def _read_locally(text: str, published_on: date) -> list[Detection]:
    found: list[Detection] = import_module(settings.DETECTOR).detect(text, published_on=published_on)
    return found
