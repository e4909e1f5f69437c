"""Migrations run while the service works: new ones neither lock nor rewrite a table that may be large.

squawk reads the SQL of each. One that must do what it warns of says why, in its module:

    LOCKS_BECAUSE = {"constraint-missing-not-valid": "The table has a row a desk."}
"""

import json
import re
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader

# Up to these numbers, from before there was this test.
TAKEN_AS_THEY_ARE = {"claims": 23, "reviews": 15, "publishing": 14}
OLDEST = "15"  # of the PostgreSQL versions that are supported
RULES = {
    "adding-field-with-default", "adding-foreign-key-constraint", "adding-not-nullable-field", "adding-required-field",
    "adding-serial-primary-key-field", "ban-concurrent-index-creation-in-transaction", "ban-drop-column",
    "ban-drop-database", "ban-drop-not-null", "ban-drop-table", "ban-truncate-cascade", "changing-column-type",
    "constraint-missing-not-valid", "disallowed-unique-constraint", "renaming-column", "renaming-table",
    "require-concurrent-index-creation", "require-concurrent-index-deletion", "syntax-error",
}  # fmt: skip
# Django's way to add a column that older processes, which still run, do not fill: they could store no row any more.
NO_DEFAULT = "no-db-default"
DROPS_ITS_DEFAULT = re.compile(r'ALTER COLUMN "\w+" DROP DEFAULT')
HARMS = {
    'CREATE INDEX "i" ON "claims_claim" ("text")': "require-concurrent-index-creation",
    'DROP INDEX "i"': "require-concurrent-index-deletion",
    'ALTER TABLE "claims_claim" ADD COLUMN "n" bigint NOT NULL': "adding-required-field",
    'ALTER TABLE "claims_claim" ADD COLUMN "n" timestamptz DEFAULT clock_timestamp() NOT NULL':
        "adding-field-with-default",
    'ALTER TABLE "claims_claim" ADD COLUMN "n" bigint DEFAULT 0 NOT NULL; '
    'ALTER TABLE "claims_claim" ALTER COLUMN "n" DROP DEFAULT': NO_DEFAULT,
    'ALTER TABLE "claims_claim" ALTER COLUMN "n" SET NOT NULL': "adding-not-nullable-field",
    'ALTER TABLE "claims_claim" ALTER COLUMN "n" TYPE varchar(9)': "changing-column-type",
    'ALTER TABLE "claims_claim" RENAME COLUMN "n" TO "m"': "renaming-column",
    'ALTER TABLE "claims_claim" DROP COLUMN "n"': "ban-drop-column",
    'DROP TABLE "claims_claim"': "ban-drop-table",
    'ALTER TABLE "claims_claim" ADD CONSTRAINT "c" CHECK ("n" > 0)': "constraint-missing-not-valid",
    'ALTER TABLE "claims_claim" ADD CONSTRAINT "u" UNIQUE ("n")': "disallowed-unique-constraint",
    'ALTER TABLE "claims_claim" ADD CONSTRAINT "f" FOREIGN KEY ("n") REFERENCES "claims_desk" ("id")':
        "adding-foreign-key-constraint",
    'BEGIN; CREATE INDEX CONCURRENTLY "i" ON "claims_claim" ("text"); COMMIT':
        "ban-concurrent-index-creation-in-transaction",
}  # fmt: skip
HARMLESS = (
    'BEGIN; CREATE TABLE "t" ("id" bigint PRIMARY KEY, "n" bigint NOT NULL REFERENCES "claims_desk" ("id")); '
    'CREATE INDEX "i" ON "t" ("n"); ALTER TABLE "t" ADD CONSTRAINT "c" CHECK ("n" > 0); COMMIT',
    'ALTER TABLE "claims_claim" ADD COLUMN "n" bigint DEFAULT 0 NOT NULL',
    'ALTER TABLE "claims_claim" ADD COLUMN "n" bigint NULL',
    'ALTER TABLE "claims_claim" ADD CONSTRAINT "c" CHECK ("n" > 0) NOT VALID',
    'ALTER TABLE "claims_claim" VALIDATE CONSTRAINT "c"',
    'CREATE INDEX CONCURRENTLY "i" ON "claims_claim" ("text")',
)


def warnings(statements, folder):
    """What is wrong with each of these, by its number."""
    files = []
    for number, sql in enumerate(statements):
        files.append(folder / f"{number}.sql")
        files[-1].write_text(f"{sql};\n" if not sql.rstrip().endswith(";") else sql)
    program = str(Path(sys.executable).parent / "squawk")
    asked = [program, "--pg-version", OLDEST, "--reporter", "json", *map(str, files)]
    told = json.loads(subprocess.run(asked, capture_output=True, text=True, check=False).stdout) if files else []
    found = [{one["rule_name"] for one in told if one["file"] == str(file)} & RULES for file in files]
    for sql, names in zip(statements, found, strict=True):
        names |= {NO_DEFAULT} if DROPS_ITS_DEFAULT.search(sql) else set()
    return found


@pytest.fixture
def loader(db):
    """Django's own, on a connection that is in no transaction: some operations refuse to be in one."""
    apart = connection.copy()
    yield MigrationLoader(apart, replace_migrations=False)
    apart.close()


@pytest.fixture(autouse=True)
def _squawk():
    if not shutil.which("squawk", path=str(Path(sys.executable).parent)):
        pytest.skip("squawk is not installed: make venv-dev")


def test_what_locks_or_rewrites_a_table_is_found_and_what_does_not_passes(tmp_path):
    found = warnings([*HARMS, *HARMLESS], tmp_path)
    for sql, names in zip(HARMS, found, strict=False):
        assert HARMS[sql] in names, sql
    assert found[len(HARMS) :] == [set() for _ in HARMLESS]


def test_no_new_migration_locks_or_rewrites_a_table_without_saying_why(loader, tmp_path):
    new = {
        key: ("BEGIN;\n{}\nCOMMIT;" if migration.atomic else "{}").format(
            "\n".join(loader.collect_sql([(migration, False)]))
        )
        for key, migration in sorted(loader.disk_migrations.items())
        if int(key[1][:4]) > TAKEN_AS_THEY_ARE.get(key[0], 9999)
    }
    for (label, name), found in zip(new, warnings(new.values(), tmp_path), strict=True):
        module = import_module(f"{apps.get_app_config(label).name}.migrations.{name}")
        assert found == set(getattr(module, "LOCKS_BECAUSE", {})), f"{label} {name}"


def test_migrations_of_an_app_are_one_line_and_two_branches_collide_in_a_file():
    for label in TAKEN_AS_THEY_ARE:
        folder = Path(apps.get_app_config(label).path, "migrations")
        assert (folder / "max_migration.txt").read_text().strip() == max(p.stem for p in folder.glob("0*.py"))
    assert "django_linear_migrations" in {app.name for app in apps.get_app_configs()}
