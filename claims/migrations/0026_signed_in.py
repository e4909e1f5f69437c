"""Who is signed in with which session: in which browser, since when, and when it was used last."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sessions", "0001_initial"), ("claims", "0025_pairs_of_a_desk")]

    operations = [
        migrations.CreateModel(
            name="SignIn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("browser", models.CharField(blank=True, max_length=60)),
                ("is_from_provider", models.BooleanField(db_default=False, default=False, help_text="Begun by single sign-on.")),
                ("begun_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("seen_at", models.DateTimeField(default=django.utils.timezone.now, help_text="When it was used last, to some minutes.")),
                ("session", models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="sessions.session")),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="sign_ins", to=settings.AUTH_USER_MODEL)),
            ],
            options={"verbose_name": "session", "ordering": ("-seen_at", "-id")},
        ),
    ]
