"""Imports of addresses that answer page by page, perhaps for a key alone: how far they are, and the key, sealed."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("claims", "0022_article_in_language")]

    operations = [
        migrations.AddField(
            "import",
            "has_key",
            models.BooleanField(
                default=False, db_default=False, help_text="Whether the address came with a key to the server it is on."
            ),
        ),
        migrations.AddField(
            "import",
            "sealed_key",
            models.TextField(
                blank=True,
                default="",
                db_default="",
                help_text="The key, sealed, until all is read; of what failed, a week.",
            ),
        ),
        migrations.AddField(
            "import",
            "pages",
            models.PositiveIntegerField(
                default=0, db_default=0, help_text="Pages that were read, of an address that answers page by page."
            ),
        ),
        migrations.AddField(
            "import",
            "page_token",
            models.TextField(
                blank=True,
                default="",
                db_default="",
                help_text="What leads to the next page; empty where none follows.",
            ),
        ),
        migrations.AddField(
            "import",
            "earlier_token",
            models.TextField(
                blank=True,
                default="",
                db_default="",
                help_text="One met before: what leads to it again leads nowhere.",
            ),
        ),
    ]
