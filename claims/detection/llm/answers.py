"""Reading what a server answered. Nothing in it is trusted: not its size, its types, its numbers or its letters."""

from __future__ import annotations

import json
import math
import unicodedata
from typing import Any

from claims.detection.llm.prompt import KINDS
from claims.detection.llm.values import Answer, Item, Trouble, Usage

MOST_ITEMS = 25  # of one answer; what comes after them has no use
LONGEST_REASON = 200  # characters
_LONGEST_NAME = 120  # characters of a claimant
_MOST_TOKENS = 10_000_000  # of one request: a server that says more does not count, it makes things up
_UNPRINTABLE = {"Cc", "Cf", "Cs", "Co", "Cn"}  # control, format (right-to-left override), surrogates, unassigned


def read_answer(body: bytes, *, secret: str = "") -> Answer:
    """The items of an answer of the chat protocol. A reason that tells the ``secret`` is left out.

    Raises:
        Trouble: there is nothing to be read in it; ``usage`` is what it took, as far as it says so.
    """
    answer = _parsed(body)
    if not isinstance(answer, dict):
        raise Trouble("The language model’s server gave an answer that cannot be read")
    usage = _usage(answer.get("usage"))
    choice = _first(answer.get("choices"))
    message = choice.get("message")
    message = message if isinstance(message, dict) else {}
    if message.get("refusal") or choice.get("finish_reason") == "content_filter":
        raise Trouble("The language model refused to read it", usage=usage)
    content = message.get("content")
    given = _parsed(content) if isinstance(content, str) else None
    claims = given.get("claims") if isinstance(given, dict) else None
    if not isinstance(claims, list):
        cut_off = choice.get("finish_reason") == "length"
        how = "broke off in the middle of its answer" if cut_off else "gave an answer that cannot be read"
        raise Trouble(f"The language model {how}", usage=usage)
    items = [item for claim in claims[:MOST_ITEMS] if (item := _item(claim, secret))]
    return Answer(tuple(items), len(claims) - len(items), usage)


def cleaned(text: str, longest: int) -> str:
    """A text as one line of printable signs, at most ``longest`` of them."""
    shown = "".join(" " if unicodedata.category(sign) in _UNPRINTABLE else sign for sign in text[: 10 * longest])
    shown = " ".join(shown.split())
    return shown if len(shown) <= longest else f"{shown[: longest - 1].rstrip()}…"


def _parsed(body: bytes | str) -> Any:
    """The JSON value; None where it is none, or too deep or too long a number to be one."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _first(choices: Any) -> dict[str, Any]:
    first = choices[0] if isinstance(choices, list) and choices else None
    return first if isinstance(first, dict) else {}


def _usage(given: Any) -> Usage | None:
    if not isinstance(given, dict):
        return None
    question, answer = _count(given.get("prompt_tokens")), _count(given.get("completion_tokens"))
    return None if question is None or answer is None else Usage(question, answer)


def _count(given: Any) -> int | None:
    is_one = isinstance(given, int) and not isinstance(given, bool)
    return given if is_one and 0 <= given <= _MOST_TOKENS else None


def _item(claim: Any, secret: str) -> Item | None:
    """A claim of the answer; None where it has no words or score. Another member of a wrong type counts as absent."""
    if not isinstance(claim, dict) or not isinstance(claim.get("quote"), str):
        return None
    score = _number(claim.get("score"))
    if score is None:
        return None
    texts = {name: claim[name] if isinstance(claim.get(name), str) else "" for name in ("before", "claimant", "reason")}
    reason = cleaned(texts["reason"], LONGEST_REASON)
    claimant = texts["claimant"].strip()
    return Item(
        quote=claim["quote"].strip(),
        before=texts["before"].strip(),
        score=min(1.0, max(0.0, score)),
        kind=claim["kind"] if claim.get("kind") in KINDS else "",
        claimant=claimant if len(claimant) <= _LONGEST_NAME and claimant.isprintable() else "",
        reason="" if secret and secret in texts["reason"] else reason,
    )


def _number(given: Any) -> float | None:
    """A finite number; None for anything else, such as 1e999 or "0.9"."""
    if isinstance(given, bool) or not isinstance(given, int | float):
        return None
    try:
        number = float(given)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None
