"""What the database holds about a person, and whose it is; as far as tables refer to people by their account.

Each table says itself which of two kinds a row is. One that would go with the account (CASCADE) is the person's. One
for whose sake the account may not be deleted (PROTECT) is the desk's history, and names its person by a number.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import CASCADE, Field, ForeignKey, GeneratedField, Model, QuerySet

from claims.models import User

HISTORY = frozenset({"admin.LogEntry"})  # who changed what in the administration, though the framework would delete it
# What proves who somebody is, or is for machines alone, is in no export.
WITHHELD = re.compile(r"password|secret|digest|sealed|^token$|^document$")
ALL_SECRET = frozenset({
    ("mfa.Authenticator", "data"), ("claims.KeyedRequest", "headers"), ("claims.SignIn", "session"),
})  # fmt: skip

CALLED = {"reviews.SavedSearch": "saved searches", "claims.ToldApart": "pairs of claims told apart"}


class Place(NamedTuple):
    """One column that refers to people."""

    model: type[Model]
    column: str
    is_own: bool

    @property
    def label(self) -> str:
        """The table and column, as `claims.ApiToken.user`."""
        return f"{self.model._meta.label}.{self.column}"

    @property
    def name(self) -> str:
        """What the rows are called."""
        return CALLED.get(self.model._meta.label, str(self.model._meta.verbose_name_plural))

    def rows(self, user: User) -> QuerySet[Any]:
        """The rows of this person."""
        return self.model._base_manager.filter(**{self.column: user.pk})


def places() -> list[Place]:
    """Every column of every table that refers to people, one's own rows first."""
    found = []
    for relation in User._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and isinstance(getattr(relation, "field", None), ForeignKey):
            model = relation.related_model
            is_own = relation.on_delete is CASCADE and model._meta.label not in HISTORY  # type: ignore[union-attr]
            found.append(Place(model, relation.field.name, is_own))  # type: ignore[arg-type, union-attr]
    return sorted(found, key=lambda place: (not place.is_own, place.label))


def lines_of(user: User) -> Iterator[str]:
    """Everything about a person as lines of JSON: the account, then a line for each row that refers to it.

    Secrets are left out. Other people's rows are, too, though their texts may speak of this one.
    """
    account = {
        "username": user.username, "first_name": user.first_name, "last_name": user.last_name, "email": user.email,
        "is_active": user.is_active, "is_staff": user.is_staff, "is_superuser": user.is_superuser,
        "date_joined": user.date_joined, "last_login": user.last_login,
    }  # fmt: skip
    yield _line({"table": "claims.User", "id": user.pk, "row": account})
    for place in places():
        shown = [field for field in place.model._meta.concrete_fields if _is_shown(place.model, field)]
        for row in place.rows(user).order_by("pk").iterator(chunk_size=500):
            told = {field.attname: field.value_from_object(row) for field in shown}
            yield _line({"table": place.model._meta.label, "as": place.column, "id": row.pk, "row": told})


def _is_shown(model: type[Model], field: "Field[Any, Any]") -> bool:
    if field.primary_key or isinstance(field, GeneratedField) or WITHHELD.search(field.name):
        return False
    return (model._meta.label, field.name) not in ALL_SECRET


def _line(told: dict[str, Any]) -> str:
    return json.dumps(told, cls=_Encoder, ensure_ascii=False) + "\n"


class _Encoder(DjangoJSONEncoder):
    def default(self, value: Any) -> Any:
        """Files by their names, and what else is no JSON as words."""
        try:
            return super().default(value)
        except TypeError:
            return str(value)
