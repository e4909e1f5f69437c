"""Vectors of the claims of published fact-checks, with the triggers that ask for them."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

import claims.models.vectors

ASK = """
CREATE FUNCTION claimdesk_fact_check_asks_for_vector() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO publishing_factcheckvector (fact_check_id, encoder_id)
        SELECT a.id, e.id FROM added a CROSS JOIN claims_encoder e;
    RETURN NULL;
END $$;
CREATE TRIGGER publishing_factcheck_asks_for_vector AFTER INSERT ON publishing_factcheck
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION claimdesk_fact_check_asks_for_vector();

CREATE FUNCTION claimdesk_verdict_in_force_has_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE publishing_factcheckvector AS v SET vector = NULL
        FROM publishing_factcheck AS f WHERE f.review_id = NEW.id AND v.fact_check_id = f.id;
    RETURN NULL;
END $$;
CREATE TRIGGER reviews_claimreview_has_another_verdict AFTER UPDATE OF verdict_id ON reviews_claimreview
    FOR EACH ROW WHEN (OLD.verdict_id IS DISTINCT FROM NEW.verdict_id)
    EXECUTE FUNCTION claimdesk_verdict_in_force_has_changed();
"""
ASK_NO_MORE = """
DROP TRIGGER reviews_claimreview_has_another_verdict ON reviews_claimreview;
DROP FUNCTION claimdesk_verdict_in_force_has_changed();
DROP TRIGGER publishing_factcheck_asks_for_vector ON publishing_factcheck;
DROP FUNCTION claimdesk_fact_check_asks_for_vector();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0016_vectors"),
        ("publishing", "0011_newest_of_all"),
        ("reviews", "0010_set_up_over_rest"),
    ]

    operations = [
        migrations.CreateModel(
            name="FactCheckVector",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("vector", claims.models.vectors.HalfVectorField(null=True)),
                (
                    "encoder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="claims.encoder"
                    ),
                ),
                (
                    "fact_check",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="publishing.factcheck"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("fact_check", "encoder"), name="fact_check_vector_one_per_encoder")
                ],
                "indexes": [
                    models.Index(
                        condition=Q(vector__isnull=True), fields=["encoder", "id"], name="fact_check_vector_to_make"
                    )
                ],
            },
        ),
        migrations.RunSQL(ASK, ASK_NO_MORE),
    ]
