"""Events may be emptied where a person's data is erased; nothing else of them changes."""

from django.db import migrations

TRIGGER = "CREATE OR REPLACE TRIGGER publishing_translationevent_is_append_only BEFORE UPDATE OR DELETE ON publishing_translationevent FOR EACH ROW"


class Migration(migrations.Migration):

    dependencies = [("publishing", "0014_chained_history"), ("claims", "0025_privacy")]

    operations = [
        migrations.RunSQL(
            f"{TRIGGER} EXECUTE FUNCTION claimdesk_keep_event()",
            f"{TRIGGER} EXECUTE FUNCTION claimdesk_refuse_change()",
        ),
    ]
