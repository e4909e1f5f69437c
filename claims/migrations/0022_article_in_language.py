"""The articles of a desk in one language, the newest first."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("claims", "0021_topics_by_example")]

    operations = [
        migrations.AddIndex("article", models.Index(fields=["desk", "language", "-id"], name="article_in_language")),
    ]
