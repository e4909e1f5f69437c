"""Rows that know their version, which rises with every change; and rows with a history: one event a version."""

from collections.abc import Collection, Mapping
from typing import Any, ClassVar, Self, TypeVar

from django.conf import settings
from django.db import connections, models
from django.db.models import F, Q, QuerySet
from django.db.models.sql import UpdateQuery

from claims.errors import StaleVersion
from claims.models.people import User

Row = TypeVar("Row", bound=models.Model)


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

    outlasting: ClassVar = frozenset({"desk", "claimant"})  # related rows that no change of this one alters

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
        updated = _update(rows, {"version": F("version") + 1, **changes}, without=self.get_deferred_fields())
        if updated is not None:
            self._become(updated)
            return True
        self.refresh_from_db()
        if expected is not None and self.version != expected:
            raise stale(expected, self.version)
        return False

    def _become(self, updated: Self) -> None:
        """As `refresh_from_db` does it, with a row that is read already."""
        for field in self._meta.concrete_fields:
            if field.attname not in updated.__dict__:
                continue
            setattr(self, field.attname, getattr(updated, field.attname))  # drops a related row that it is not any more
            if isinstance(field, models.ForeignKey) and field.is_cached(self) and field.name not in self.outlasting:
                field.delete_cached_value(self)
        for relation in self._meta.related_objects:
            if relation.is_cached(self):
                relation.delete_cached_value(self)
        self._prefetched_objects_cache: dict[str, Any] = {}


def _update(rows: QuerySet[Row], changes: Mapping[str, Any], *, without: Collection[str]) -> Row | None:
    """Change the one row that `rows` may hold and read it by the same statement; None where there is none.

    What is in `without` is not read. RETURNING is added here, since the ORM cannot (Django ticket 32406).
    """
    query: UpdateQuery = rows.query.chain(UpdateQuery)  # type: ignore[assignment]
    query.add_update_values(dict(changes))
    asked, parameters = query.get_compiler(rows.db).as_sql()
    quoted = connections[rows.db].ops.quote_name
    columns = [quoted(str(field.column)) for field in rows.model._meta.concrete_fields if field.attname not in without]
    updated = rows.model._base_manager.using(rows.db).raw(f"{asked} RETURNING {', '.join(columns)}", parameters)
    return next(iter(updated), None)


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
