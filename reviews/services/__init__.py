"""The use cases of checking a claim: one function each, one transaction each."""

from reviews.services.reviewing import (
    abandon_review,
    add_evidence,
    approve_review,
    open_review,
    remove_evidence,
    return_review,
    submit_review,
)

__all__ = [
    "abandon_review", "add_evidence", "approve_review", "open_review", "remove_evidence", "return_review",
    "submit_review",
]  # fmt: skip
