"""The words of claims and of articles' titles, kept by PostgreSQL itself, with the indexes that a search needs."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import migrations, models
from django.db.models.functions import Left


def words(field):
    """A generated column with the words of `field`: as written, and as English stems."""
    as_written, stems = (SearchVector(Left(field, 50_000), weight="A", config=one) for one in ("simple", "english"))
    return models.GeneratedField(expression=as_written + stems, output_field=SearchVectorField(), db_persist=True, editable=False)


class Migration(migrations.Migration):
    dependencies = [("claims", "0006_similar_claims")]

    operations = [
        migrations.AddField(model_name="article", name="title_words", field=words("title")),
        migrations.AddField(model_name="claim", name="words", field=words("text")),
        migrations.AddIndex(
            model_name="article",
            index=GinIndex(fastupdate=False, fields=["title_words"], name="article_title_words"),
        ),
        migrations.AddIndex(
            model_name="article",
            index=GinIndex(fields=["title"], name="article_title_trigrams", opclasses=["gin_trgm_ops"]),
        ),
        migrations.AddIndex(model_name="claim", index=GinIndex(fastupdate=False, fields=["words"], name="claim_words")),
    ]
