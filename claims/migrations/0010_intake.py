"""Articles that come in bulk wait for their extraction in a line of their own."""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models
from django.db.models import Q

ORIGINS = [
    ("paste", "Pasted text"),
    ("file", "Text file"),
    ("url", "Web address"),
    ("bulk", "In bulk"),
    ("import", "Import"),
]

# Without a rebuild: an index takes these for what comes from now on.
SORT_IN_LATER = "ALTER INDEX article_title_words SET (fastupdate = on, gin_pending_list_limit = 256)"
SORT_IN_AT_ONCE = "ALTER INDEX article_title_words RESET (gin_pending_list_limit), SET (fastupdate = off)"
TITLE_WORDS = GinIndex(fields=["title_words"], fastupdate=True, gin_pending_list_limit=256, name="article_title_words")


class Migration(migrations.Migration):
    dependencies = [("claims", "0008_admin_scope")]

    operations = [
        migrations.AlterField("article", "origin", models.CharField(choices=ORIGINS, max_length=8)),
        migrations.AddField(
            "extraction",
            "is_in_bulk",
            models.BooleanField(
                db_default=False,
                default=False,
                help_text="One of many that came at once: its turn comes as workers have room, after what people hand in.",
            ),
        ),
        migrations.AddIndex(
            "extraction",
            models.Index(
                fields=["is_in_bulk", "next_attempt_at", "id"],
                condition=Q(state__in=["queued", "running"]),
                name="extraction_open_by_turn",
            ),
        ),
        migrations.RemoveIndex("extraction", "extraction_open"),
        migrations.RunSQL(
            SORT_IN_LATER,
            SORT_IN_AT_ONCE,
            state_operations=[
                migrations.RemoveIndex("article", "article_title_words"),
                migrations.AddIndex("article", TITLE_WORDS),
            ],
        ),
    ]
