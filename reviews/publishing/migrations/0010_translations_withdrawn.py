"""One translation can be withdrawn, with a trace for readers."""

from django.db import migrations, models

class Migration(migrations.Migration):

    dependencies = [
        ('publishing', '0009_translations_told'),
    ]

    operations = [
        migrations.AddField(
            model_name='translation',
            name='withdrawn_at',
            field=models.DateTimeField(blank=True, help_text='Since when readers see, in place of the words, that they were withdrawn.', null=True),
        ),
        migrations.AddField(
            model_name='translation',
            name='withdrawn_note',
            field=models.TextField(blank=True, db_default='', default='', help_text='Why, for readers.'),
        ),
        migrations.AlterField(
            model_name='translation',
            name='state',
            field=models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Submitted'), ('returned', 'Returned'), ('published', 'Published'), ('withdrawn', 'Withdrawn')], default='draft', max_length=12),
        ),
        migrations.AddConstraint(
            model_name='translation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), ('withdrawn_at__isnull', True), _connector='OR'), name='translation_published_is_not_withdrawn'),
        ),
        migrations.AddConstraint(
            model_name='translation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'withdrawn'), _negated=True), ('shown__isnull', True), ('withdrawn_at__isnull', False), _connector='OR'), name='translation_withdrawn_is_not_shown'),
        ),
        migrations.AddConstraint(
            model_name='translation',
            constraint=models.CheckConstraint(condition=models.Q(('withdrawn_at__isnull', True), models.Q(('withdrawn_note', ''), _negated=True), _connector='OR'), name='translation_withdrawn_says_why'),
        ),
    ]
