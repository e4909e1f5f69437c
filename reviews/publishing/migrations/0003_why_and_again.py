"""Why something was corrected, how badly it was wrong, and when to look again."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('publishing', '0002_hold_the_facts'),
    ]

    operations = [
        migrations.AddField(
            model_name='correction',
            name='reason',
            field=models.CharField(blank=True, choices=[('', 'Not said'), ('error', 'We made a mistake'), ('source', 'A source changed or withdrew'), ('new_facts', 'New facts came to light'), ('reply', 'Somebody concerned replied'), ('wording', 'The wording was unclear')], db_default='', default='', max_length=12),
        ),
        migrations.AddField(
            model_name='correction',
            name='severity',
            field=models.CharField(blank=True, choices=[('', 'Not said'), ('minor', 'Minor: the rating stays'), ('major', 'Major: the finding changes')], db_default='', default='', max_length=12),
        ),
        migrations.AddField(
            model_name='factcheck',
            name='review_again_on',
            field=models.DateField(blank=True, help_text='When the desk looks at it again.', null=True),
        ),
    ]
