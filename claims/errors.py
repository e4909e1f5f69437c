"""The refusals of the domain: exceptions named after the rule that was broken, caught only at the doors."""

from collections.abc import Mapping, Sequence


class DomainError(Exception):
    """A rule of the house says no; the message says which rule and what to do, and is fit to be shown to a person.

    Where several things are missing, `errors` has one entry for each: `detail` for a person, and `pointer`, the place.
    """

    errors: Sequence[Mapping[str, str]] = ()


class IllegalMove(DomainError):
    """The row is not in a state that this move may start from."""


class StaleVersion(DomainError):
    """The row was changed by somebody else since the caller read it."""


class UnreadableInput(DomainError):
    """What came in cannot be taken as an article: the message names the input and the reason."""


class FetchRefused(DomainError):
    """An address may not be fetched, or what it answered may not be taken."""


class HostBusy(FetchRefused):
    """A host asks to be left alone for a while; `seconds` says how long, 0 where it does not say."""

    def __init__(self, message: str, seconds: int = 0) -> None:
        super().__init__(message)
        self.seconds = seconds
