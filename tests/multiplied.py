"""Many rows fast: everything that a desk has, so many times over, or one row; copied by SQL."""

from collections.abc import Iterator

from django.apps import apps
from django.db import connection, models
from django.db.models import Model
from django.db.models.expressions import F

APPS = "claims", "reviews", "publishing"
APART = 1_000_000  # between the ids of two copies of a row
SET_UP = {  # what a desk has few of, however long it works: the copies share them
    "apitoken", "criterion", "desk", "encoder", "erasure", "heartbeat", "languagemodeluse", "membership",
    "noticesetting", "practice", "rating", "ratingscale", "retention", "signin", "topic", "unsorteddesk", "user",
    "webhookendpoint", "webhost",
}  # fmt: skip


def multiply(times: int) -> None:
    """Let there be so many of every row that is work, not set-up; what points at such a row points at its copy."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET session_replication_role = replica")
        for model in multiplied():
            names, values = zip(*_copied(model), strict=True)
            cursor.execute(
                f'INSERT INTO "{model._meta.db_table}" ({", ".join(names)}) SELECT {", ".join(values)}'
                f' FROM "{model._meta.db_table}" one, generate_series(1, %s) AS k',
                [times - 1],
            )
        cursor.execute("SET session_replication_role = origin")


def copy_row(row: Model, texts: list[str], values: dict[str, str]) -> None:
    """A copy of `row` for each of `texts`, but for `values` by column: SQL about `made.text` and `made.number`."""
    table = row._meta.db_table
    names = [one.column for one in row._meta.local_concrete_fields if not (one.generated or one.primary_key)]
    columns = ", ".join(f'"{name}"' for name in names)
    given = ", ".join(values.get(name, f'one."{name}"') for name in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({columns}) SELECT {given} FROM {table} one,"
            " unnest(%s::text[]) WITH ORDINALITY AS made (text, number) WHERE one.id = %s",
            [texts, row.pk],
        )


def multiplied() -> list[type[Model]]:
    """The kinds of rows that are copied."""
    return [model for model in _ours() if model._meta.model_name not in SET_UP]


def set_up() -> list[type[Model]]:
    """The kinds of rows that the copies share."""
    return [model for model in _ours() if model._meta.model_name in SET_UP]


def _ours() -> list[type[Model]]:
    return [model for app in APPS for model in apps.get_app_config(app).get_models()]


def _copied(model: type[Model]) -> Iterator[tuple[str, str]]:
    """The columns of a table, and what each is in the copy `k` of the row `one`."""
    told_apart = set(_telling_apart(model))
    for field in model._meta.local_concrete_fields:
        if not field.generated:
            column = f'one."{field.column}"'
            yield f'"{field.column}"', _moved(field, column) if _is_moved(field) or field.name in told_apart else column


def _is_moved(field: models.Field) -> bool:
    """Whether it is the id of such a row, or points at one."""
    return field.remote_field.model in multiplied() if field.remote_field else field.primary_key


def _moved(field: models.Field, column: str) -> str:
    if isinstance(field, models.UUIDField):
        return "gen_random_uuid()"
    if isinstance(field, models.CharField | models.TextField):
        room = min(field.max_length or 10_000, 10_000)
        own = f"one.{field.model._meta.pk.column} || '-' || k"
        is_digest = room == 64 or field.name == "identity"
        return f"encode(sha256(({own})::bytea), 'hex')" if is_digest else f"left({column}, {room - 20}) || '-' || {own}"
    return f"{column} + k * {APART}"


def _telling_apart(model: type[Model]) -> Iterator[str]:
    """Of what must be unique the last field, where no other field differs between copies."""
    fields = {field.name: field for field in model._meta.local_concrete_fields}
    sets = [[field.name] for field in fields.values() if field.unique]
    for one in model._meta.constraints:
        if isinstance(one, models.UniqueConstraint):
            named = [part.name for given in one.expressions for part in given.flatten() if isinstance(part, F)]
            sets.append([*one.fields, *named])
    for names in sets:
        if not any(_is_moved(fields[name]) for name in names):
            yield [name for name in names if not fields[name].remote_field][-1]
