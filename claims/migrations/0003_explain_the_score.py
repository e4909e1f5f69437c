"""Claims keep what their detector says of them beyond the score: its dimensions and the score's likely range."""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("claims", "0002_hold_the_facts")]

    operations = [
        migrations.AlterField(
            model_name="claim",
            name="check_worthiness",
            field=models.FloatField(
                help_text="0 to 1: how much the sentence deserves checking; calibrated where a likely range is given. "
                "1 for a claim added by hand."
            ),
        ),
        migrations.AddField(
            model_name="claim",
            name="dimensions",
            field=models.JSONField(
                blank=True,
                db_default=[],
                default=list,
                help_text="The sides of the claim beyond the one score: name, value (0 to 1), and why.",
            ),
        ),
        migrations.AddField(
            model_name="claim",
            name="likely_low",
            field=models.FloatField(
                blank=True,
                help_text="The score's likely range begins here; empty where there is no calibration.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="claim",
            name="likely_high",
            field=models.FloatField(blank=True, help_text="The score's likely range ends here.", null=True),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=Q(likely_low__isnull=True, likely_high__isnull=True)
                | Q(likely_low__isnull=False, likely_high__isnull=False)
                & Q(likely_low__gte=0, likely_low__lte=F("likely_high"), likely_high__lte=1),
                name="claim_likely_range_in_order",
            ),
        ),
    ]
