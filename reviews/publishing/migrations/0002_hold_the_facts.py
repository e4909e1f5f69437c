"""Published pages and their corrections stay for ever."""

from django.db import migrations


def never_deleted(table: str) -> migrations.RunSQL:
    """Refuse every DELETE of `table`."""
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_is_kept BEFORE DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION claimdesk_refuse_change()",
        f"DROP TRIGGER {table}_is_kept ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("publishing", "0001_initial"), ("claims", "0002_hold_the_facts")]

    operations = [never_deleted("publishing_factcheck"), never_deleted("publishing_correction")]
