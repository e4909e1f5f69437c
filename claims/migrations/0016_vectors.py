"""Vectors of claims and of others' fact-checks by pgvector, with the triggers that ask for them."""

import django.db.models.deletion
from django.contrib.postgres.operations import CreateExtension
from django.db import migrations, models
from django.db.models import Q

import claims.models.vectors
from claims.pgvector import EXTENSION, look_for

ASK = """
CREATE FUNCTION claimdesk_claim_asks_for_vector() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO claims_claimvector (claim_id, encoder_id) SELECT a.id, e.id FROM added a CROSS JOIN claims_encoder e;
    RETURN NULL;
END $$;
CREATE TRIGGER claims_claim_asks_for_vector AFTER INSERT ON claims_claim
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION claimdesk_claim_asks_for_vector();

CREATE FUNCTION claimdesk_claim_has_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE claims_claimvector SET vector = NULL WHERE claim_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER claims_claim_has_changed AFTER UPDATE OF text ON claims_claim
    FOR EACH ROW WHEN (OLD.text IS DISTINCT FROM NEW.text) EXECUTE FUNCTION claimdesk_claim_has_changed();

CREATE FUNCTION claimdesk_known_asks_for_vector() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO claims_knownvector (known_id, desk_id, encoder_id)
        SELECT a.id, a.desk_id, e.id FROM added a CROSS JOIN claims_encoder e;
    RETURN NULL;
END $$;
CREATE TRIGGER claims_knownfactcheck_asks_for_vector AFTER INSERT ON claims_knownfactcheck
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION claimdesk_known_asks_for_vector();

CREATE FUNCTION claimdesk_known_has_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE claims_knownvector SET vector = NULL WHERE known_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER claims_knownfactcheck_has_changed AFTER UPDATE OF claim_reviewed ON claims_knownfactcheck
    FOR EACH ROW WHEN (OLD.claim_reviewed IS DISTINCT FROM NEW.claim_reviewed)
    EXECUTE FUNCTION claimdesk_known_has_changed();
"""
ASK_NO_MORE = """
DROP TRIGGER claims_knownfactcheck_has_changed ON claims_knownfactcheck;
DROP FUNCTION claimdesk_known_has_changed();
DROP TRIGGER claims_knownfactcheck_asks_for_vector ON claims_knownfactcheck;
DROP FUNCTION claimdesk_known_asks_for_vector();
DROP TRIGGER claims_claim_has_changed ON claims_claim;
DROP FUNCTION claimdesk_claim_has_changed();
DROP TRIGGER claims_claim_asks_for_vector ON claims_claim;
DROP FUNCTION claimdesk_claim_asks_for_vector();
"""


def vector(of, to, *, more=(), constraints, indexes):
    """A table of vectors: what they are of, by which encoder, and the vector."""
    fields = [
        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
        ("vector", claims.models.vectors.HalfVectorField(null=True)),
        (of, models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=to)),
        *more,
        ("encoder", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="claims.encoder")),
    ]
    return {"fields": fields, "options": {"constraints": constraints, "indexes": indexes}}


class Migration(migrations.Migration):
    dependencies = [("claims", "0015_found_at_any_size")]

    operations = [
        migrations.RunPython(look_for, migrations.RunPython.noop),
        CreateExtension(EXTENSION),
        migrations.CreateModel(
            name="Encoder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "name",
                    models.CharField(help_text="Its VERSION, such as use-multilingual-3/0.2.1.", max_length=80, unique=True),
                ),
                ("module", models.CharField(help_text="Where its code is.", max_length=200)),
                ("dimensions", models.PositiveSmallIntegerField()),
                (
                    "asked_at",
                    models.DateTimeField(blank=True, help_text="When a row was there for every sentence.", null=True),
                ),
                (
                    "served_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="When all vectors were made and indexed: the search uses the latest.",
                        null=True,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ("-served_at", "-id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(dimensions__gte=1, dimensions__lte=4000), name="encoder_can_be_indexed"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ClaimVector",
            **vector(
                "claim",
                "claims.claim",
                constraints=[models.UniqueConstraint(fields=("claim", "encoder"), name="claim_vector_one_per_encoder")],
                indexes=[
                    models.Index(
                        condition=Q(vector__isnull=True), fields=["encoder", "id"], name="claim_vector_to_make"
                    )
                ],
            ),
        ),
        migrations.CreateModel(
            name="KnownVector",
            **vector(
                "known",
                "claims.knownfactcheck",
                more=[
                    (
                        "desk",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to="claims.desk"
                        ),
                    )
                ],
                constraints=[models.UniqueConstraint(fields=("known", "encoder"), name="known_vector_one_per_encoder")],
                indexes=[
                    models.Index(
                        condition=Q(vector__isnull=True), fields=["encoder", "id"], name="known_vector_to_make"
                    ),
                    models.Index(fields=["desk", "encoder"], name="known_vector_of_desk"),
                ],
            ),
        ),
        migrations.RunSQL(ASK, ASK_NO_MORE),
    ]
