"""Rows that know their version, which rises with every change; and rows with a history: one event a version."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from claims.errors import StaleVersion
from claims.models.people import User


class Event(models.Model):
    """What one move or edit did to a row: who, when, why. Appended with the change itself and never altered."""

    version = models.PositiveIntegerField(help_text="The row's version after this change: one event a version.")
    name = models.CharField(max_length=40)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Empty when a detector did it.",
    )
    note = models.TextField(blank=True)
    data = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.name} (version {self.version})"

    @property
    def label(self) -> str:
        """The name for people."""
        return self.name.replace("_", " ").capitalize()


class Numbered(models.Model):
    """A row whose every change raises `version` by one: who changes an older one is told, and overwrites nothing."""

    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)

    class Meta:
        abstract = True

    def change(self, *, expected: int | None = None, **changes: Any) -> None:
        """Write these fields.

        Raises:
            StaleVersion: `expected` is given and the row has moved on from that version.
        """
        self.update_where(Q(), changes, expected=expected)

    def update_where(self, guard: Q, changes: Mapping[str, Any], *, expected: int | None = None) -> bool:
        """Write `changes` and raise the version where `guard` holds, then refresh; False where it does not hold.

        Raises:
            StaleVersion: `expected` is given and the row has moved on from that version.
        """
        rows = type(self)._base_manager.filter(guard, pk=self.pk)
        if expected is not None:
            rows = rows.filter(version=expected)
        updated = rows.update(version=F("version") + 1, **changes)
        self.refresh_from_db()
        if not updated and expected is not None and self.version != expected:
            raise stale(expected, self.version)
        return bool(updated)


def stale(expected: int, version: int) -> StaleVersion:
    """The refusal of a change that was made from version `expected` of a row that is at `version` now."""
    return StaleVersion(
        f"Somebody else changed this meanwhile: you had version {expected}, it is now version {version}. "
        "Read it again and repeat your change if it still applies."
    )


def refuse_unknown(changes: Mapping[str, Any], editable: frozenset[str]) -> None:
    """Raises TypeError where a caller of ours would change what is not `editable`."""
    if unknown := changes.keys() - editable:
        raise TypeError(f"not editable: {', '.join(sorted(unknown))}")


class Versioned(Numbered):
    """A row with a history: each change that raises its version appends the one event of that version."""

    events: Any  # the reverse side of the event table's foreign key

    class Meta:
        abstract = True

    def log(self, name: str, *, by: User | None, note: str = "", data: Mapping[str, Any] | None = None) -> None:
        """Append the event of the present version; the database refuses a second one."""
        self.events.create(version=self.version, name=name, actor=by, note=note, data=dict(data or {}))

    def edit(
        self,
        name: str,
        *,
        by: User,
        expected: int | None = None,
        note: str = "",
        data: Mapping[str, Any] | None = None,
        **changes: Any,
    ) -> None:
        """Change fields but not the state.

        Raises:
            StaleVersion: `expected` is given and the row has moved on from that version.
        """
        self.update_where(Q(), changes, expected=expected)
        self.log(name, by=by, note=note, data=data)
