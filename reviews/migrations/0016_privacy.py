"""Events may be emptied; and desks have rules for what they forget, with a note of what was forgotten."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

TRIGGER = "CREATE OR REPLACE TRIGGER reviews_reviewevent_is_append_only BEFORE UPDATE OR DELETE ON reviews_reviewevent FOR EACH ROW"


class Migration(migrations.Migration):

    dependencies = [("reviews", "0015_alerts"), ("claims", "0024_privacy")]

    operations = [
        migrations.RunSQL(
            f"{TRIGGER} EXECUTE FUNCTION claimdesk_keep_event()",
            f"{TRIGGER} EXECUTE FUNCTION claimdesk_refuse_change()",
        ),
        migrations.CreateModel(
            name='Retention',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                ('article_days', models.PositiveIntegerField(blank=True, help_text='Days after which the texts of articles are forgotten from which no claim was ever accepted, with what was found in them. Candidates in them are dismissed. Empty: they are kept.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(36500)], verbose_name='articles that came to nothing')),
                ('abandoned_days', models.PositiveIntegerField(blank=True, help_text='Days after which the draft of a review that was given up is forgotten, with the copies of pages and the files of its evidence. Empty: they are kept.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(36500)], verbose_name='abandoned reviews')),
                ('notice_days', models.PositiveIntegerField(blank=True, help_text="Days after which lines in people's inboxes are forgotten, read or not. Empty: they are kept.", null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(36500)], verbose_name='notices')),
                ('request_days', models.PositiveIntegerField(blank=True, help_text="Days after which readers' requests are forgotten that nobody took up, that were declined, or whose result was told. Empty: they are kept.", null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(36500)], verbose_name="readers' requests")),
                ('decided_at', models.DateTimeField(editable=False)),
                ('looked_up_to', models.BigIntegerField(default=0, editable=False, help_text='The id of the article up to which the present round has come.')),
                ('decided_by', models.ForeignKey(editable=False, help_text='Who chose the rules last: what they dismiss is dismissed by this person.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('desk', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='claims.desk')),
            ],
            options={
                'verbose_name': 'retention',
                'verbose_name_plural': 'retention',
                'ordering': ('desk',),
            },
        ),
        migrations.CreateModel(
            name='Forgetting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rule', models.CharField(help_text="The rule's name, as `article_days`.", max_length=20)),
                ('days', models.PositiveIntegerField(help_text='What the rule said then.')),
                ('number', models.PositiveIntegerField(help_text='How many articles, reviews, notices or requests.')),
                ('forgotten_at', models.DateTimeField(auto_now_add=True)),
                ('desk', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.desk')),
            ],
            options={
                'ordering': ('-id',),
                'indexes': [models.Index(fields=['desk', '-id'], name='forgetting_of_desk')],
            },
        ),
        migrations.RunSQL(
            "CREATE TRIGGER reviews_forgetting_is_append_only BEFORE UPDATE OR DELETE ON reviews_forgetting "
            "FOR EACH ROW EXECUTE FUNCTION claimdesk_refuse_change()",
            "DROP TRIGGER reviews_forgetting_is_append_only ON reviews_forgetting",
        ),
    ]
