"""What is told of besides: a claim that is accepted again, by undoing, and a passage that is checked and was changed."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

TELL = """
CREATE OR REPLACE FUNCTION claimdesk_claim_event_is_unsent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO publishing_unsentevent (claim_event_id) SELECT id FROM added
    WHERE name IN ('accept', 'dismiss', 'merge', 'reopen', 'restore') ORDER BY id;
    RETURN NULL;
END $$;
"""
NOTE = """
CREATE FUNCTION claimdesk_passage_change_is_unsent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO publishing_unsentevent (passage_change_id)
        SELECT a.id FROM added a JOIN claims_appearance p ON p.id = a.before_id JOIN claims_claim c ON c.id = p.claim_id
        WHERE c.state = 'accepted' ORDER BY a.id;
    RETURN NULL;
END $$;
CREATE TRIGGER claims_passagechange_is_unsent AFTER INSERT ON claims_passagechange
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION claimdesk_passage_change_is_unsent();
"""
NOTE_NO_MORE = """
DROP TRIGGER claims_passagechange_is_unsent ON claims_passagechange;
DROP FUNCTION claimdesk_passage_change_is_unsent();
"""
THINGS = ("claim_event", "review_event", "appearance", "fact_check", "passage_change")


def only(*names):
    """Those are there, and none of the others."""
    return Q(**{f"{one}__isnull": one not in names for one in THINGS})


CONDITION = only("claim_event") | only("review_event") | only("appearance", "fact_check") | only("passage_change")


TELL_AS_BEFORE = TELL.replace(", 'restore'", "")


class Migration(migrations.Migration):
    dependencies = [("claims", "0018_changed_passages"), ("publishing", "0012_vectors")]

    operations = [
        migrations.AddField(
            model_name="unsentevent",
            name="passage_change",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="claims.passagechange"
            ),
        ),
        migrations.RemoveConstraint(model_name="unsentevent", name="unsent_event_is_one_thing"),
        migrations.AddConstraint(
            model_name="unsentevent",
            constraint=models.CheckConstraint(condition=CONDITION, name="unsent_event_is_one_thing"),
        ),
        migrations.RunSQL(TELL, TELL_AS_BEFORE),
        migrations.RunSQL(NOTE, NOTE_NO_MORE),
    ]
