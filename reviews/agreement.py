"""How far two people agree who rated the same claims, each before seeing the other's rating."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

ONE_STEP = 1.0  # of the common scale from 1 (false) to 5 (true)


@dataclass(frozen=True, slots=True)
class Given:
    """One person's rating: its label, and its place between 1 and 5 where it has a number."""

    label: str
    common: float | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """What `count` pairs say: the share that agree, and Cohen's kappa over the labels; None where it has no meaning."""

    count: int
    share: float | None
    kappa: float | None


def agree(first: Given, second: Given) -> bool:
    """Whether the two say the same: one step of five apart at most, or the very same label where there is no number."""
    if first.common is not None and second.common is not None:
        return abs(first.common - second.common) <= ONE_STEP
    return first.common is second.common and first.label.casefold() == second.label.casefold()


def figures(pairs: Sequence[tuple[Given, Given]]) -> Agreement:
    """The agreement of all pairs."""
    if not pairs:
        return Agreement(0, None, None)
    share = sum(agree(*pair) for pair in pairs) / len(pairs)
    return Agreement(len(pairs), share, kappa([(first.label, second.label) for first, second in pairs]))


def kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Cohen's kappa (1960): (observed - expected) / (1 - expected), 1 for the same labels throughout, 0 for chance.

    None without pairs, and where both gave one and the same label throughout: chance alone explains that.
    """
    if not pairs:
        return None
    count = len(pairs)
    observed = sum(first == second for first, second in pairs) / count
    firsts, seconds = Counter(first for first, _ in pairs), Counter(second for _, second in pairs)
    expected = sum(firsts[label] * seconds[label] for label in firsts) / count**2
    return None if expected == 1 else (observed - expected) / (1 - expected)
