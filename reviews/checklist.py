"""A desk's checklist: the checks of the program at the levels that the desk chose, and lines of its own to tick."""

from dataclasses import dataclass
from typing import Any

from claims.errors import DomainError
from claims.models import Desk
from reviews.criteria import CHECKS, SUBMIT, Check, adjustable
from reviews.models import Criterion

WHY_A_LINE = "Your desk asks its reviewers to tick this."


class NotAdjustable(DomainError):
    """A few checks hold for every desk."""


class CheckOrLine(DomainError):
    """A criterion is a check of the program, or a sentence to tick."""


class OnTheChecklist(DomainError):
    """A desk chooses the level of a check once."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One criterion of a desk at its level there: a check of the program, or a line to tick, which has no `check`.

    `row` is the desk's own row, where it has one. A check that `is_fixed` holds for every desk.
    """

    code: str
    label: str
    why: str
    level: str
    place: str
    before: str
    is_fixed: bool = False
    check: Check | None = None
    row: Criterion | None = None


def entries_of(desk_id: int) -> list[Entry]:
    """Every criterion of a desk, also those it does not use: the program's checks first, then its own lines."""
    rows = list(Criterion.objects.filter(desk=desk_id).order_by("position", "pk"))
    chosen = {row.code: row for row in rows if row.code}
    checks = [_of_check(check, None if check.is_fixed else chosen.get(check.code)) for check in CHECKS.values()]
    return checks + [_of_line(row) for row in rows if not row.code]


def _of_check(one: Check, row: Criterion | None) -> Entry:
    level = row.level if row else one.level
    return Entry(one.code, one.label, one.why, level, one.place, one.before, one.is_fixed, one, row)


def _of_line(row: Criterion) -> Entry:
    return Entry(f"line-{row.pk}", row.label, WHY_A_LINE, row.level, "checklist", SUBMIT, row=row)


def add(desk: Desk, *, level: str, code: str = "", label: str = "", position: int = 0) -> Criterion:
    """Choose the level of a check, or add a line to tick. In a transaction.

    Raises:
        CheckOrLine: it is both, or neither.
        NotAdjustable: no desk may choose the level of this check.
        OnTheChecklist: the desk has chosen the level of this check before.
    """
    if bool(code) == bool(label):
        raise CheckOrLine("Choose a check, or write a line to tick: one of the two.")
    if code and code not in {check.code for check in adjustable()}:
        raise NotAdjustable("There is no such check, or it holds for every desk.")
    Desk.objects.select_for_update(no_key=True).get(pk=desk.pk)  # two who choose at once wait for one another
    if code and Criterion.objects.filter(desk=desk, code=code).exists():
        raise OnTheChecklist("Your desk has chosen the level of this check already: change that line.")
    return Criterion.objects.create(desk=desk, code=code, label=label, level=level, position=position)


def change(criterion: Criterion, *, expected: int | None = None, **changes: Any) -> None:
    """Write the level, the place or the words of a line; the words of the program's checks are its own.

    Raises:
        CheckOrLine: words for a check, or none for a line.
        StaleVersion: somebody else changed it since version `expected`.
    """
    if "label" in changes and bool(criterion.code) == bool(changes["label"]):
        raise CheckOrLine("A check of the program keeps its words, and a line to tick has some.")
    criterion.change(expected=expected, **changes)
