"""The history of a row as people tell it: what was done, by whom, and what changed."""

from collections.abc import Iterable, Mapping
from typing import Any

from claims.models import Claim
from claims.models.history import Event

CLAIM_DEEDS = {
    "find": "Found",
    "add": "Added by hand",
    "edit": "Edited",
    "accept": "Accepted",
    "dismiss": "Dismissed",
    "merge": "Merged",
    "reopen": "Reopened",
    "restore": "Accepted again",
    "tell_apart": "Told apart from another claim",
    "forget": "Forgotten",
    "take_back_apart": "Not told apart any more",
    "split": "Split off from another claim",
    "split_off": "Another claim was split off",
    "join_again": "Joined again",
    "take_back_split": "What was split off was joined again",
}
FIELDS = {"text": "the claim sentence", "claimant": "the claimant", "kind": "the kind", "said_on": "the day"}


def told(events: Iterable[Event], deeds: Mapping[str, str]) -> list[dict[str, Any]]:
    """The events in their order, for a template; `deeds` has the words for each name."""
    return [
        {
            "what": deeds.get(event.name, event.label),
            "actor": event.actor,
            "at": event.created_at,
            "note": event.note,
            "detail": _detail(event.data),
        }
        for event in events
    ]


def _detail(data: Mapping[str, Any]) -> str:
    """What is worth telling of an event's data, in words; empty if nothing is."""
    if "reason" in data:
        return str(dict(Claim.DismissReason.choices).get(data["reason"], data["reason"])).lower()
    if "after" in data:
        return ", ".join(FIELDS.get(name, name.replace("_", " ")) for name in data["after"])
    return str(data.get("url", ""))
