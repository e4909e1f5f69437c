"""What becomes of translations is noted, to be told."""

import django.db.models.deletion
from django.db import migrations, models

NOTE = """
CREATE FUNCTION claimdesk_translation_event_is_untold() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO publishing_untoldtranslationevent (event_id) SELECT id FROM added;
    RETURN NULL;
END $$;
CREATE TRIGGER publishing_translationevent_is_untold AFTER INSERT ON publishing_translationevent
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION claimdesk_translation_event_is_untold();
"""
NOTE_NO_MORE = """
DROP TRIGGER publishing_translationevent_is_untold ON publishing_translationevent;
DROP FUNCTION claimdesk_translation_event_is_untold();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('publishing', '0008_versions_have_a_default'),
    ]

    operations = [
        migrations.CreateModel(
            name='UntoldTranslationEvent',
            fields=[
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='publishing.translationevent')),
            ],
        ),
        migrations.RunSQL(NOTE, NOTE_NO_MORE),
    ]
