"""The tables of the desk: worklist, practice, drafts, kept copies, conversation, and what readers ask."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0005_priorities_and_second_factor'),
        ('reviews', '0002_hold_the_facts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Assignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_open', models.BooleanField(db_default=True, default=True, help_text='The claim is accepted, and no verdict on it has been submitted.')),
                ('priority', models.FloatField(db_default=0, default=0, help_text='Higher comes first; see `parts`.')),
                ('parts', models.JSONField(db_default=[], default=list, help_text='What the priority is the sum of, with reasons.')),
                ('ranked_at', models.DateTimeField(blank=True, help_text='When the priority was worked out; empty: never.', null=True)),
                ('held_until', models.DateTimeField(blank=True, null=True)),
                ('token', models.PositiveBigIntegerField(db_default=0, default=0, help_text='Of the latest lease.')),
                ('due_on', models.DateField(blank=True, null=True)),
                ('embargo_until', models.DateTimeField(blank=True, help_text='Nothing about it is published before.', null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ('-priority', 'id'),
            },
        ),
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.CharField(choices=[('review', 'The review'), ('claim', 'The claim'), ('headline', 'The headline'), ('explanation', 'The explanation'), ('evidence', 'The evidence')], default='review', max_length=12)),
                ('passage', models.TextField(blank=True, help_text='The words it is about, as they stood then.')),
                ('body', models.TextField()),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('resolved_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ('review', 'id'),
            },
        ),
        migrations.CreateModel(
            name='Criterion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(blank=True, help_text="Of the program's check; empty for a line to tick.", max_length=40)),
                ('label', models.CharField(blank=True, help_text='The line to tick.', max_length=200)),
                ('level', models.CharField(choices=[('required', 'Required'), ('advised', 'Advised'), ('off', 'Not used')], default='required', max_length=8)),
                ('position', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'verbose_name_plural': 'criteria',
                'ordering': ('desk', 'position', 'id'),
            },
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1)),
                ('headline', models.CharField(blank=True, max_length=200)),
                ('explanation', models.TextField(blank=True, help_text='Markdown.')),
                ('saved_at', models.DateTimeField(auto_now=True)),
            ],
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('mention', 'You were mentioned'), ('comment', 'Comment'), ('assigned', 'Given to you'), ('released', 'Taken back'), ('submitted', 'Waiting for approval'), ('returned', 'Returned'), ('approved', 'Approved'), ('published', 'Published'), ('disagreement', 'Verdicts differ'), ('link', 'A link changed or died'), ('repeated', 'This claim came back'), ('again', 'Time to look again'), ('override', 'Approved in an emergency'), ('request', 'Readers ask'), ('webhook', 'A webhook was switched off')], max_length=12)),
                ('text', models.CharField(help_text='What happened, in a sentence.', max_length=500)),
                ('key', models.CharField(blank=True, help_text='What it tells of: nobody is told the same twice.', max_length=120)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('mailed_at', models.DateTimeField(blank=True, help_text='When a digest carried it.', null=True)),
            ],
            options={
                'ordering': ('-id',),
            },
        ),
        migrations.CreateModel(
            name='Practice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('second_verdict', models.CharField(choices=[('none', 'The approver sees the verdict'), ('blind', 'The approver rates the claim before seeing the verdict')], default='none', max_length=8)),
                ('reply_days', models.PositiveSmallIntegerField(default=2, help_text='Days that somebody who is asked for a reply gets, unless another deadline is given.')),
                ('review_again_days', models.PositiveSmallIntegerField(blank=True, help_text='Days after publishing when a fact-check is looked at again; empty: never.', null=True)),
                ('is_archived_publicly', models.BooleanField(default=False, help_text='Ask the public web archive to keep a copy of each piece of evidence as well.')),
            ],
        ),
        migrations.CreateModel(
            name='ReaderRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(blank=True, max_length=2000)),
                ('url', models.URLField(blank=True, max_length=2000, validators=[django.core.validators.URLValidator(schemes=['http', 'https'])])),
                ('state', models.CharField(choices=[('new', 'New'), ('grouped', 'With a claim'), ('declined', 'Not taken up'), ('told', 'Told the result')], default='new', max_length=10)),
                ('email', models.EmailField(blank=True, help_text='Where to tell the result; forgotten once told or declined.', max_length=254)),
                ('confirmed_at', models.DateTimeField(blank=True, help_text='When the reader confirmed the address.', null=True)),
                ('mailed_at', models.DateTimeField(blank=True, help_text='When the reader was asked to confirm it.', null=True)),
                ('told_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ('-id',),
            },
        ),
        migrations.CreateModel(
            name='ReplyRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked', models.CharField(help_text='The person or organisation.', max_length=200)),
                ('channel', models.CharField(blank=True, help_text='How: e-mail, telephone, in person.', max_length=100)),
                ('asked_at', models.DateTimeField()),
                ('answer_until', models.DateTimeField()),
                ('outcome', models.CharField(choices=[('waiting', 'No answer yet'), ('answered', 'Answered'), ('declined', 'Declined to comment'), ('unreached', 'Could not be reached')], default='waiting', max_length=10)),
                ('answer', models.TextField(blank=True, help_text='In their own words.')),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ('review', 'id'),
            },
        ),
        migrations.CreateModel(
            name='SecondVerdict',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reasoning', models.TextField(help_text='Why, in a few sentences.')),
                ('is_agreement', models.BooleanField(help_text='The two ratings are the same, or one step of five apart at most.')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ('id',),
            },
        ),
        migrations.CreateModel(
            name='Skip',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(choices=[('interest', 'I have an interest in it'), ('expertise', 'It needs somebody who knows the subject'), ('time', 'No time for it now'), ('other', 'Another reason')], max_length=12)),
                ('note', models.CharField(blank=True, max_length=500)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ('-id',),
            },
        ),
        migrations.CreateModel(
            name='Snapshot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(help_text='1 is the copy made when the evidence was added; later ones re-check.')),
                ('state', models.CharField(choices=[('queued', 'Waiting to be fetched'), ('running', 'Being fetched'), ('kept', 'Kept'), ('failed', 'Could not be fetched')], default='queued', max_length=8)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('lease_token', models.PositiveBigIntegerField(default=0)),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('next_attempt_at', models.DateTimeField()),
                ('nudged_at', models.DateTimeField()),
                ('reason', models.TextField(blank=True, help_text='Why it could not be fetched, in words.')),
                ('final_url', models.URLField(blank=True, max_length=2000)),
                ('http_code', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('content_type', models.CharField(blank=True, max_length=200)),
                ('title', models.CharField(blank=True, max_length=300)),
                ('text', models.TextField(blank=True, help_text='The readable text of the page; offsets count code points.')),
                ('sha256', models.CharField(blank=True, help_text='Of the body as it was sent, in hexadecimal.', max_length=64)),
                ('warc', models.FileField(blank=True, upload_to='snapshots/%Y/%m/')),
                ('captured_at', models.DateTimeField(blank=True, null=True)),
                ('drift', models.FloatField(blank=True, help_text="0 to 1: the share of the first copy's words that this one has lost.", null=True)),
                ('quote_start', models.PositiveIntegerField(blank=True, help_text='Where the quoted passage stands in text.', null=True)),
                ('quote_end', models.PositiveIntegerField(blank=True, null=True)),
                ('public_copy', models.URLField(blank=True, help_text='At the public web archive, where it was asked.', max_length=2000)),
                ('public_attempt_at', models.DateTimeField(blank=True, help_text='When the public web archive is asked, or asked again; empty: it is not.', null=True)),
                ('recheck_at', models.DateTimeField(blank=True, help_text='When the link is looked at again; empty for a copy that has a successor.', null=True)),
            ],
            options={
                'ordering': ('evidence', 'number'),
            },
        ),
        migrations.CreateModel(
            name='Upload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.FileField(upload_to='evidence/%Y/%m/')),
                ('name', models.CharField(help_text='As it was called when it was handed in.', max_length=200)),
                ('content_type', models.CharField(max_length=100)),
                ('size', models.PositiveBigIntegerField(help_text='Bytes.')),
                ('sha256', models.CharField(max_length=64)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='claimreview',
            name='review_approver_is_not_its_reviewer',
        ),
        migrations.RemoveConstraint(
            model_name='ratingscale',
            name='scale_one_per_desk_and_name',
        ),
        migrations.AddField(
            model_name='claimreview',
            name='override_reason',
            field=models.TextField(blank=True, db_default='', default='', help_text='Why a desk admin approved it in an emergency without a second person; readers see it.'),
        ),
        migrations.AddField(
            model_name='evidence',
            name='interests',
            field=models.CharField(blank=True, db_default='', default='', help_text='What the source has to gain or lose, and who pays for it.', max_length=500),
        ),
        migrations.AddField(
            model_name='evidence',
            name='order',
            field=models.CharField(blank=True, choices=[('', 'Not said'), ('primary', 'Primary: the thing itself'), ('secondary', 'Secondary: somebody tells of it')], db_default='', default='', help_text="Whether it is the thing itself (a statute, the figures) or somebody's account of it.", max_length=10, verbose_name='primary or secondary'),
        ),
        migrations.AddField(
            model_name='ratingscale',
            name='edition',
            field=models.PositiveSmallIntegerField(db_default=1, default=1, help_text='Rises when the scale is revised; verdicts keep the edition they were given by.'),
        ),
        migrations.AddField(
            model_name='ratingscale',
            name='retired_at',
            field=models.DateTimeField(blank=True, help_text='Since when no new verdict may use it.', null=True),
        ),
        migrations.AlterField(
            model_name='evidence',
            name='url',
            field=models.URLField(blank=True, help_text='Empty for a file.', max_length=2000, validators=[django.core.validators.URLValidator(schemes=['http', 'https'])]),
        ),
        migrations.AddConstraint(
            model_name='claimreview',
            constraint=models.CheckConstraint(condition=models.Q(('approver__isnull', True), models.Q(('approver', models.F('reviewer')), _negated=True), models.Q(('override_reason', ''), _negated=True), _connector='OR'), name='review_approver_is_not_its_reviewer'),
        ),
        migrations.AddConstraint(
            model_name='ratingscale',
            constraint=models.UniqueConstraint(fields=('desk', 'name', 'edition'), name='scale_one_per_desk_name_and_edition', nulls_distinct=False),
        ),
        migrations.AddField(
            model_name='assignment',
            name='assigned_to',
            field=models.ForeignKey(blank=True, help_text='Whose work it is: given by an editor, or begun. Nobody else is offered it.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='assignment',
            name='claim',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.claim'),
        ),
        migrations.AddField(
            model_name='assignment',
            name='desk',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.desk'),
        ),
        migrations.AddField(
            model_name='assignment',
            name='holder',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='comment',
            name='author',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='comment',
            name='parent',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replies', to='reviews.comment'),
        ),
        migrations.AddField(
            model_name='comment',
            name='resolved_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='comment',
            name='review',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='reviews.claimreview'),
        ),
        migrations.AddField(
            model_name='criterion',
            name='desk',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='claims.desk'),
        ),
        migrations.AddField(
            model_name='draft',
            name='rating',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reviews.rating'),
        ),
        migrations.AddField(
            model_name='draft',
            name='review',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='draft', to='reviews.claimreview'),
        ),
        migrations.AddField(
            model_name='draft',
            name='saved_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='draft',
            name='ticked',
            field=models.ManyToManyField(blank=True, help_text='Lines of the checklist.', related_name='+', to='reviews.criterion'),
        ),
        migrations.AddField(
            model_name='notice',
            name='claim',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='claims.claim'),
        ),
        migrations.AddField(
            model_name='notice',
            name='desk',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='claims.desk'),
        ),
        migrations.AddField(
            model_name='notice',
            name='recipient',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='notice',
            name='review',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='reviews.claimreview'),
        ),
        migrations.AddField(
            model_name='practice',
            name='desk',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='claims.desk'),
        ),
        migrations.AddField(
            model_name='readerrequest',
            name='claim',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.claim'),
        ),
        migrations.AddField(
            model_name='readerrequest',
            name='desk',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='claims.desk'),
        ),
        migrations.AddField(
            model_name='replyrequest',
            name='logged_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='replyrequest',
            name='review',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reply_requests', to='reviews.claimreview'),
        ),
        migrations.AddField(
            model_name='secondverdict',
            name='author',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='secondverdict',
            name='rating',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reviews.rating'),
        ),
        migrations.AddField(
            model_name='secondverdict',
            name='verdict',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='second_verdicts', to='reviews.verdict'),
        ),
        migrations.AddField(
            model_name='skip',
            name='assignment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='skips', to='reviews.assignment'),
        ),
        migrations.AddField(
            model_name='skip',
            name='reviewer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='snapshot',
            name='evidence',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='snapshots', to='reviews.evidence'),
        ),
        migrations.AddField(
            model_name='upload',
            name='evidence',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='upload', to='reviews.evidence'),
        ),
        migrations.AddIndex(
            model_name='assignment',
            index=models.Index(models.F('desk'), models.OrderBy(models.F('priority'), descending=True), models.F('id'), condition=models.Q(('is_open', True)), name='assignment_worklist'),
        ),
        migrations.AddIndex(
            model_name='assignment',
            index=models.Index(condition=models.Q(('is_open', True), ('ranked_at', None)), fields=['desk', 'id'], name='assignment_unranked'),
        ),
        migrations.AddIndex(
            model_name='assignment',
            index=models.Index(condition=models.Q(('is_open', True)), fields=['assigned_to', 'due_on'], name='assignment_of_somebody'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('held_until__isnull', True), ('holder__isnull', True)), models.Q(('held_until__isnull', False), ('holder__isnull', False)), _connector='OR'), name='assignment_held_by_somebody_until_some_time'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(('body', ''), _negated=True), name='comment_has_a_body'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('resolved_at__isnull', True), ('resolved_by__isnull', True)), models.Q(('resolved_at__isnull', False), ('resolved_by__isnull', False)), _connector='OR'), name='comment_resolved_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='criterion',
            constraint=models.UniqueConstraint(condition=models.Q(('code', ''), _negated=True), fields=('desk', 'code'), name='criterion_one_per_desk_and_code'),
        ),
        migrations.AddConstraint(
            model_name='criterion',
            constraint=models.CheckConstraint(condition=models.Q(('code', ''), ('label', ''), _negated=True), name='criterion_is_a_check_or_a_line_to_tick'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('read_at', None)), fields=['recipient', '-id'], name='notice_unread'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('mailed_at', None), ('read_at', None)), fields=['created_at'], name='notice_to_mail'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('recipient', 'key'), name='notice_once_per_person_and_key'),
        ),
        migrations.AddIndex(
            model_name='readerrequest',
            index=models.Index(fields=['desk', 'state', '-id'], name='reader_request_queue'),
        ),
        migrations.AddConstraint(
            model_name='readerrequest',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), ('url', ''), _negated=True), name='reader_request_says_something'),
        ),
        migrations.AddConstraint(
            model_name='readerrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'grouped'), _negated=True), ('claim__isnull', False), _connector='OR'), name='reader_request_grouped_has_a_claim'),
        ),
        migrations.AddConstraint(
            model_name='replyrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'answered'), _negated=True), models.Q(models.Q(('answer', ''), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='reply_answered_has_the_answer'),
        ),
        migrations.AddConstraint(
            model_name='replyrequest',
            constraint=models.CheckConstraint(condition=models.Q(('answer_until__gte', models.F('asked_at'))), name='reply_deadline_after_asking'),
        ),
        migrations.AddConstraint(
            model_name='secondverdict',
            constraint=models.UniqueConstraint(fields=('verdict', 'author'), name='second_verdict_one_per_person'),
        ),
        migrations.AddConstraint(
            model_name='skip',
            constraint=models.UniqueConstraint(fields=('assignment', 'reviewer'), name='skip_one_per_assignment_and_reviewer'),
        ),
        migrations.AddIndex(
            model_name='snapshot',
            index=models.Index(condition=models.Q(('state__in', ['queued', 'running'])), fields=['next_attempt_at', 'id'], name='snapshot_open'),
        ),
        migrations.AddConstraint(
            model_name='snapshot',
            constraint=models.UniqueConstraint(fields=('evidence', 'number'), name='snapshot_one_per_number'),
        ),
        migrations.AddConstraint(
            model_name='snapshot',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'kept'), _negated=True), models.Q(models.Q(('sha256', ''), _negated=True), ('captured_at__isnull', False)), _connector='OR'), name='snapshot_kept_has_a_digest'),
        ),
        migrations.AddConstraint(
            model_name='snapshot',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'failed'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='snapshot_failed_has_a_reason'),
        ),
    ]
