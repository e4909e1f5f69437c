"""Indexes by which articles are found by letters, and candidates of one kind; built while the tables are written to."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

PATIENT = "SET statement_timeout = 0; SET lock_timeout = 0"
AS_BEFORE = "RESET statement_timeout; RESET lock_timeout"


def trigrams(field):
    """The letters of a field of articles, of which 256 kB may wait to be sorted in."""
    waiting = {"fastupdate": True, "gin_pending_list_limit": 256}
    return GinIndex(fields=[field], name=f"article_{field}_trigrams", opclasses=["gin_trgm_ops"], **waiting)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("claims", "0014_set_up_over_rest")]

    operations = [
        migrations.RunSQL(PATIENT, AS_BEFORE),
        AddIndexConcurrently(model_name="article", index=trigrams("byline")),
        AddIndexConcurrently(model_name="article", index=trigrams("url")),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveIndex(model_name="article", name="article_title_trigrams"),
                migrations.AddIndex(model_name="article", index=trigrams("title")),
            ],
            database_operations=[
                migrations.RunSQL(
                    "ALTER INDEX article_title_trigrams SET (fastupdate = on, gin_pending_list_limit = 256)",
                    "ALTER INDEX article_title_trigrams RESET (fastupdate, gin_pending_list_limit)",
                ),
            ],
        ),
        AddIndexConcurrently(
            model_name="claim",
            index=models.Index(
                condition=models.Q(("state", "candidate")),
                fields=["desk", "kind", "-check_worthiness", "-id"],
                name="claim_queue_of_a_kind",
            ),
        ),
        migrations.RunSQL(AS_BEFORE, PATIENT),
    ]
