"""What PostgreSQL believes of the tables, by which it plans, kept near to what is in them.

A table that was empty, or looked so while its rows were not yet committed, is taken for one of a single row however
long it has grown since, until it is analyzed: then joins read whole tables for each row. Autovacuum comes once a
minute, later where its workers are busy. This looks every few seconds at what has more than doubled.
"""

import logging

from django.db import connection, transaction
from psycopg import sql

logger = logging.getLogger(__name__)

MANY = 20  # rows: a statement that joins four tables of so few is over in a moment by any plan; of hundreds it is not
PAGES = 4  # that a table grows by whose rows are not yet counted: sessions tell seconds later what they changed

# Only what this role may analyze: PostgreSQL warns in its log of everything else.
OUTGROWN = """
SELECT c.relname FROM pg_class c LEFT JOIN pg_stat_user_tables s ON s.relid = c.oid
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
  AND (pg_has_role(c.relowner, 'USAGE') OR CASE WHEN current_setting('server_version_num')::int >= 170000
    THEN has_table_privilege(c.oid, 'MAINTAIN') ELSE false END)
  AND (s.n_mod_since_analyze > %(many)s + greatest(c.reltuples, 0)
    OR pg_relation_size(c.oid) / current_setting('block_size')::int > %(pages)s + 2 * c.relpages)
ORDER BY c.relname
"""
ANALYZE = "ANALYZE (SKIP_LOCKED) {}"  # whoever holds the table analyzes it, or alters it


def renew() -> list[str]:
    """Have PostgreSQL look again at the tables that have more than doubled since it did; their names.

    Each in a transaction of its own, beside those who read and write. Twice is harmless.
    """
    with connection.cursor() as cursor:
        cursor.execute(OUTGROWN, {"many": MANY, "pages": PAGES})
        tables = [name for (name,) in cursor.fetchall()]
    for table in tables:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.execute(sql.SQL(ANALYZE).format(sql.Identifier(table)))
    if tables:
        logger.info("PostgreSQL looked again at %s", ", ".join(tables))
    return tables
