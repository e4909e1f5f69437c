"""People are told of new claims that a saved search finds."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):

    dependencies = [
        ('reviews', '0014_chained_history'),
    ]

    operations = [
        migrations.AddField(
            model_name='savedsearch',
            name='is_alerting',
            field=models.BooleanField(db_default=False, default=False, help_text='Whether its owner is told of new claims that it finds.'),
        ),
        migrations.AddField(
            model_name='savedsearch',
            name='looked_up_to',
            field=models.BigIntegerField(db_default=0, default=0, editable=False, help_text='The id of the claim up to which that was done.'),
        ),
        migrations.AddField(
            model_name='savedsearch',
            name='looked_at',
            field=models.DateTimeField(blank=True, editable=False, help_text='When that was done last.', null=True),
        ),
        migrations.AddIndex(
            model_name='savedsearch',
            index=models.Index(condition=Q(is_alerting=True), fields=['looked_at'], name='saved_search_alerting'),
        ),
        migrations.AddField(
            model_name='notice',
            name='query',
            field=models.TextField(blank=True, db_default='', default='', help_text='Of the search that it leads to: what follows the question mark.'),
        ),
        migrations.AlterField(
            model_name='notice',
            name='kind',
            field=models.CharField(choices=[('mention', 'You were mentioned'), ('comment', 'Comment'), ('assigned', 'Given to you'), ('released', 'Taken back'), ('submitted', 'Waiting for approval'), ('returned', 'Returned'), ('approved', 'Approved'), ('published', 'Published'), ('disagreement', 'Verdicts differ'), ('link', 'A link changed or died'), ('repeated', 'This claim came back'), ('edited', 'A passage was changed'), ('again', 'Time to look again'), ('override', 'Approved in an emergency'), ('request', 'Readers ask'), ('webhook', 'A webhook was switched off'), ('alert', 'New for your search')], max_length=12),
        ),
    ]
