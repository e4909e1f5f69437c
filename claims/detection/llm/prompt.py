"""What the model is told: a fixed prompt, and a part of the text as data that it cannot mistake for anything else."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

KINDS = ("quantity", "event", "quote", "causal", "comparison", "prediction", "law", "position", "other")
MOST_OUTPUT = 4_000  # tokens of one answer
_FRAME = 500  # tokens that a server may add around the messages

_FILE = Path(__file__).with_name("prompt.md")
PROMPT = _FILE.read_text(encoding="utf-8")
DIGEST = hashlib.sha256(_FILE.read_bytes()).hexdigest()[:8]

_TEXT = {"type": "string"}
_MEMBERS = {
    "quote": _TEXT,
    "before": _TEXT,
    "score": {"type": "number"},
    "kind": {"type": "string", "enum": list(KINDS)},
    "claimant": {"type": ["string", "null"]},
    "reason": _TEXT,
}
_CLAIM = {"type": "object", "properties": _MEMBERS, "required": list(_MEMBERS), "additionalProperties": False}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"claims": {"type": "array", "items": _CLAIM}},
    "required": ["claims"],
    "additionalProperties": False,
}
# Some servers read tokens such as <|im_start|>, </s> or [INST] even inside a message. JSON can spell them otherwise.
_TOKEN_SIGNS = str.maketrans({sign: f"\\u{ord(sign):04x}" for sign in "<>[]|&"})


@dataclass(frozen=True, slots=True)
class Question:
    """The two messages of a request, and the most tokens that asking and answering it can take."""

    messages: tuple[dict[str, str], ...]
    bound: int


def question(text: str, *, published_on: date) -> Question:
    """What is asked about a part of a text. The bound holds because a token is at least one byte."""
    data = json.dumps({"published_on": published_on.isoformat(), "text": text}, ensure_ascii=False)
    data = data.encode("utf-8", "replace").decode("utf-8").translate(_TOKEN_SIGNS)
    messages = ({"role": "system", "content": PROMPT}, {"role": "user", "content": data})
    size = sum(len(message["content"].encode()) for message in messages) + len(json.dumps(SCHEMA))
    return Question(messages, size + _FRAME + MOST_OUTPUT)


def form(*, plain: bool) -> dict[str, Any]:
    """The members of a request that ask for JSON: by schema, or as servers did before they knew schemas."""
    if plain:
        return {"response_format": {"type": "json_object"}, "max_tokens": MOST_OUTPUT}
    schema = {"name": "claims", "strict": True, "schema": SCHEMA}
    return {
        "response_format": {"type": "json_schema", "json_schema": schema},
        "max_completion_tokens": MOST_OUTPUT,
    }
