"""People are told that a passage they have taken up was changed."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reviews', '0012_due_and_lately'),
    ]

    operations = [
        migrations.AlterField(
            model_name='notice',
            name='kind',
            field=models.CharField(choices=[('mention', 'You were mentioned'), ('comment', 'Comment'), ('assigned', 'Given to you'), ('released', 'Taken back'), ('submitted', 'Waiting for approval'), ('returned', 'Returned'), ('approved', 'Approved'), ('published', 'Published'), ('disagreement', 'Verdicts differ'), ('link', 'A link changed or died'), ('repeated', 'This claim came back'), ('edited', 'A passage was changed'), ('again', 'Time to look again'), ('override', 'Approved in an emergency'), ('request', 'Readers ask'), ('webhook', 'A webhook was switched off')], max_length=12),
        ),
    ]
