"""Auditing what holds the promises: the triggers, constraints and indexes that must be there, and in force."""

from collections.abc import Collection, Iterable

from django.apps import apps
from django.db import connection

from claims import chaining
from claims.auditing import Check

HERE = "current_schema()::regnamespace"
OURS = f"SELECT NULL::bigint FROM pg_class WHERE relnamespace = {HERE} AND relkind = 'r'"
MAY_ALTER = """
SELECT t FROM unnest(%s::text[]) AS t
WHERE has_table_privilege(t, 'UPDATE') OR has_table_privilege(t, 'DELETE') OR has_table_privilege(t, 'TRUNCATE')
   OR has_table_privilege(t, 'TRIGGER')
"""


def checks(appended: Iterable[str], labels: Collection[str]) -> tuple[Check, ...]:
    """That the database itself still holds the rules, and that every event is sealed or waits to be.

    `appended` are the tables whose rows are never changed, `labels` those of the apps whose rules are looked for.
    """
    logs = chaining.tables()
    triggers = [(table, f"{table}_is_append_only") for table in appended]
    triggers += [(table, f"{table}_is_unsealed") for table in logs]
    return (
        _triggers(triggers),
        _constraints(_rules(labels)),
        Check("I8", "no rule of the database is switched off", "pg_class", OURS,
            "SELECT NULL::bigint, indexrelid::bigint, indexrelid::regclass || ' is not valid' FROM pg_index i "
            f"JOIN pg_class c ON c.oid = i.indrelid WHERE c.relnamespace = {HERE} AND NOT i.indisvalid "
            "UNION ALL SELECT NULL, t.oid::bigint, t.tgname || ' is switched off' FROM pg_trigger t "
            f"JOIN pg_class c ON c.oid = t.tgrelid WHERE c.relnamespace = {HERE} AND t.tgenabled NOT IN ('O', 'A')"),
        *(_sealed(log) for log in sorted(logs)),
    )  # fmt: skip


def alterable(appended: Iterable[str]) -> list[str]:
    """Which of these tables the role of this connection could alter, past the triggers or by removing them."""
    with connection.cursor() as cursor:
        cursor.execute(MAY_ALTER, [sorted(appended)])
        return [table for (table,) in cursor]


def _rules(labels: Collection[str]) -> list[tuple[str, str]]:
    """The tables and names of the constraints that the models ask for."""
    models = [model for model in apps.get_models() if model._meta.app_label in labels]
    return [(model._meta.db_table, rule.name) for model in models for rule in model._meta.constraints]


def _triggers(expected: Iterable[tuple[str, str]]) -> Check:
    values = ", ".join(f"('{table}', '{name}')" for table, name in expected)
    return Check("I8", "what is appended cannot be changed", "pg_trigger",
        f"SELECT NULL::bigint FROM (VALUES {values}) AS v",
        f"SELECT NULL::bigint, to_regclass(t)::oid::bigint, 'the trigger ' || n || ' is missing' "
        f"FROM (VALUES {values}) AS v (t, n) WHERE NOT EXISTS "
        "(SELECT FROM pg_trigger WHERE tgrelid = to_regclass(t) AND tgname = n)")  # fmt: skip


def _constraints(expected: Iterable[tuple[str, str]]) -> Check:
    """A unique constraint with a condition is an index to PostgreSQL, any other a constraint."""
    values = ", ".join(f"('{table}', '{name}')" for table, name in expected)
    return Check("I8", "the database holds the rules of the models", "pg_constraint",
        f"SELECT NULL::bigint FROM (VALUES {values}) AS v",
        f"SELECT NULL::bigint, to_regclass(t)::oid::bigint, 'the rule ' || n || ' is missing' "
        f"FROM (VALUES {values}) AS v (t, n) "
        "WHERE NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = to_regclass(t) AND conname = n AND convalidated) "
        "AND NOT EXISTS "
        "(SELECT FROM pg_index WHERE indrelid = to_regclass(t) AND indexrelid = to_regclass(n))")  # fmt: skip


def _sealed(log: str) -> Check:
    return Check("I8", "every event is sealed, or waits to be", log, f"SELECT NULL::bigint FROM {log}",
        f"SELECT NULL::bigint, e.id, 'it is in no chain' FROM {log} e "
        f"WHERE NOT EXISTS (SELECT FROM claims_sealedevent s WHERE s.log = '{log}' AND s.event_id = e.id) "
        f"AND NOT EXISTS (SELECT FROM claims_unsealedevent u WHERE u.log = '{log}' AND u.event_id = e.id)")  # fmt: skip
