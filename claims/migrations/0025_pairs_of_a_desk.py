"""Pairs of claims that may be the same, with triggers that note what is to be compared and which wait; topics by example alone."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

NOTE = """
CREATE FUNCTION claimdesk_pair_is_open(one bigint, other bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT (SELECT bool_and(state IN ('candidate', 'accepted')) FROM claims_claim WHERE id IN (one, other))
        AND NOT EXISTS (SELECT FROM claims_toldapart WHERE earlier_id = least(one, other) AND later_id = greatest(one, other))
$$;

CREATE FUNCTION claimdesk_vectors_are_uncompared() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    searched bigint := (SELECT id FROM claims_encoder WHERE served_at IS NOT NULL ORDER BY served_at DESC LIMIT 1);
BEGIN
    INSERT INTO claims_uncomparedclaim (claim_id) SELECT DISTINCT m.claim_id FROM made m JOIN before b USING (id)
        WHERE m.vector IS NOT NULL AND b.vector IS NULL AND m.encoder_id = coalesce(searched, m.encoder_id)
        ORDER BY m.claim_id
        ON CONFLICT (claim_id) DO UPDATE SET claim_id = EXCLUDED.claim_id;  -- waits for whoever compares it as it was
    RETURN NULL;
END $$;
CREATE TRIGGER claims_claimvector_is_uncompared AFTER UPDATE ON claims_claimvector
    REFERENCING OLD TABLE AS before NEW TABLE AS made FOR EACH STATEMENT
    EXECUTE FUNCTION claimdesk_vectors_are_uncompared();

CREATE FUNCTION claimdesk_claim_pairs_end() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM claims_claimpair WHERE earlier_id = NEW.id OR later_id = NEW.id ORDER BY id FOR UPDATE;
    DELETE FROM claims_claimpair WHERE earlier_id = NEW.id OR later_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER claims_claim_pairs_end AFTER UPDATE OF text ON claims_claim
    FOR EACH ROW WHEN (OLD.text IS DISTINCT FROM NEW.text) EXECUTE FUNCTION claimdesk_claim_pairs_end();

CREATE FUNCTION claimdesk_claim_pairs_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM claims_claimpair WHERE earlier_id = NEW.id OR later_id = NEW.id ORDER BY id FOR UPDATE;
    UPDATE claims_claimpair SET is_open = claimdesk_pair_is_open(earlier_id, later_id)
        WHERE earlier_id = NEW.id OR later_id = NEW.id;
    IF NEW.state IN ('candidate', 'accepted') THEN  -- what came meanwhile was not compared with it
        INSERT INTO claims_uncomparedclaim (claim_id) VALUES (NEW.id)
            ON CONFLICT (claim_id) DO UPDATE SET claim_id = EXCLUDED.claim_id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER claims_claim_pairs_open AFTER UPDATE OF state ON claims_claim FOR EACH ROW
    WHEN ((OLD.state IN ('candidate', 'accepted')) IS DISTINCT FROM (NEW.state IN ('candidate', 'accepted')))
    EXECUTE FUNCTION claimdesk_claim_pairs_open();

CREATE FUNCTION claimdesk_told_pair_opens() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE claims_claimpair SET is_open = claimdesk_pair_is_open(earlier_id, later_id)
        WHERE earlier_id = coalesce(NEW.earlier_id, OLD.earlier_id) AND later_id = coalesce(NEW.later_id, OLD.later_id);
    RETURN NULL;
END $$;
CREATE TRIGGER claims_toldapart_pair_opens AFTER INSERT OR DELETE ON claims_toldapart
    FOR EACH ROW EXECUTE FUNCTION claimdesk_told_pair_opens();

INSERT INTO claims_uncomparedclaim (claim_id) SELECT DISTINCT v.claim_id FROM claims_claimvector v
    JOIN claims_claim c ON c.id = v.claim_id AND c.state IN ('candidate', 'accepted') WHERE v.vector IS NOT NULL;
"""
NOTE_NO_MORE = """
DROP TRIGGER claims_toldapart_pair_opens ON claims_toldapart;
DROP FUNCTION claimdesk_told_pair_opens();
DROP TRIGGER claims_claim_pairs_open ON claims_claim;
DROP FUNCTION claimdesk_claim_pairs_open();
DROP TRIGGER claims_claim_pairs_end ON claims_claim;
DROP FUNCTION claimdesk_claim_pairs_end();
DROP TRIGGER claims_claimvector_is_uncompared ON claims_claimvector;
DROP FUNCTION claimdesk_vectors_are_uncompared();
DROP FUNCTION claimdesk_pair_is_open(bigint, bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0024_privacy")]

    operations = [
        migrations.CreateModel(
            name="UncomparedClaim",
            fields=[
                ("claim", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="+", serialize=False, to="claims.claim")),
            ],
        ),
        migrations.CreateModel(
            name="ClaimPair",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("score", models.FloatField(help_text="0 to 1: how likely it is that they are the same.")),
                ("is_open", models.BooleanField(help_text="Both claims are live, and nobody has told them apart.")),
                ("desk", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="claims.desk")),
                ("earlier", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="claims.claim")),
                ("later", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="claims.claim")),
            ],
            options={
                "indexes": [models.Index(condition=models.Q(("is_open", True)), fields=["desk", "-score", "-id"], name="claim_pair_waiting")],
                "constraints": [
                    models.UniqueConstraint(fields=("earlier", "later"), name="claim_pair_once"),
                    models.CheckConstraint(condition=models.Q(("earlier__lt", models.F("later"))), name="claim_pair_in_order"),
                    models.CheckConstraint(condition=models.Q(("score__gte", 0), ("score__lte", 1)), name="claim_pair_score_between_0_and_1"),
                ],
            },
        ),
        migrations.RunSQL(NOTE, NOTE_NO_MORE),
        migrations.AlterField(
            model_name="topic",
            name="keywords",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=60),
                blank=True,
                help_text="Words or phrases, whole and in any case; any one of them is enough. None where examples tell it.",
                size=None,
            ),
        ),
    ]
