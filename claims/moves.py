"""How a state changes: by a `Move` whose guard is in the WHERE clause and which logs one event."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from claims.errors import IllegalMove
from claims.models import Role, User
from claims.models.history import Versioned


@dataclass(frozen=True, slots=True)
class Move:
    """One legal change of state: from any of `sources` to `target`, open to members of the desk from `role` upwards."""

    name: str
    sources: frozenset[str]
    target: str
    role: Role

    def apply(
        self,
        row: Versioned,
        *,
        by: User | None,
        expected: int | None = None,
        note: str = "",
        data: Mapping[str, Any] | None = None,
        **changes: Any,
    ) -> None:
        """Move `row` and hold its lock until the transaction ends, or leave no trace.

        Raises:
            IllegalMove: the row is in none of `sources`.
            StaleVersion: `expected` is given and the row has moved on from that version.
        """
        if not row.update_where(Q(state__in=self.sources), changes | {"state": self.target}, expected=expected):
            raise IllegalMove(f"Cannot {self.name} this: it is {row.get_state_display().lower()}.")  # type: ignore[attr-defined]
        row.log(self.name, by=by, note=note, data=data)

    def starts_from(self, state: str) -> bool:
        """Whether a row in `state` may make this move, as far as its state goes."""
        return state in self.sources
