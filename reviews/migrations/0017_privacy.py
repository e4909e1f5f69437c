"""Events may be emptied where a person's data is erased; nothing else of them changes."""

from django.db import migrations

TRIGGER = "CREATE OR REPLACE TRIGGER reviews_reviewevent_is_append_only BEFORE UPDATE OR DELETE ON reviews_reviewevent FOR EACH ROW"


class Migration(migrations.Migration):

    dependencies = [("reviews", "0015_alerts"), ("claims", "0025_privacy")]

    operations = [
        migrations.RunSQL(
            f"{TRIGGER} EXECUTE FUNCTION claimdesk_keep_event()",
            f"{TRIGGER} EXECUTE FUNCTION claimdesk_refuse_change()",
        ),
    ]
