"""Verdicts, what they rest on, and events are appended, never changed."""

from django.db import migrations


def append_only(table: str) -> migrations.RunSQL:
    """Refuse every UPDATE and DELETE of `table`."""
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_is_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION claimdesk_refuse_change()",
        f"DROP TRIGGER {table}_is_append_only ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("reviews", "0001_initial"), ("claims", "0002_hold_the_facts")]

    operations = [
        append_only("reviews_verdict"),
        append_only("reviews_verdict_evidence"),
        append_only("reviews_reviewevent"),
    ]
