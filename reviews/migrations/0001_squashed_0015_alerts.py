"""All migrations up to 0015 as one, for databases that begin with it: the same tables, functions and triggers."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

FUNCTIONS = r"""
CREATE FUNCTION claimdesk_appearance_is_untold() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO reviews_untoldappearance (appearance_id) SELECT id FROM added;
    RETURN NULL;
END $$;

CREATE FUNCTION claimdesk_event_is_untold() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO reviews_untoldevent (event_id) SELECT id FROM added;
    RETURN NULL;
END $$;

CREATE FUNCTION claimdesk_keep_given_rating() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.label, NEW.value, NEW.scale_id) IS DISTINCT FROM (OLD.label, OLD.value, OLD.scale_id)
       AND EXISTS (SELECT 1 FROM reviews_verdict WHERE rating_id = OLD.id) THEN
        RAISE EXCEPTION 'rating % was given by a verdict: make a new one', OLD.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION claimdesk_reviews_reviewevent_is_unsealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN 
    INSERT INTO claims_unsealedevent (desk_id, log, event_id, head, salt, private, created_at)
    SELECT desk_id, 'reviews_reviewevent', id, head, salt, sha256(salt || convert_to(said, 'UTF8')), now() FROM (
        SELECT r.desk_id, e.id,
            claimdesk_event_head('reviews_reviewevent', e.id, e.review_id, e.version, e.name, e.actor_id,
                e.created_at) AS head,
            claimdesk_event_said(e.note, e.data) AS said, uuid_send(gen_random_uuid()) AS salt
        FROM added e JOIN (SELECT v.id, c.desk_id FROM reviews_claimreview v JOIN claims_claim c ON c.id = v.claim_id) r
        ON r.id = e.review_id ORDER BY e.id OFFSET 0) fresh;

    RETURN NULL;
END $$;

CREATE FUNCTION claimdesk_worklist_follows_claim() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state = 'accepted' THEN
        INSERT INTO reviews_assignment (claim_id, desk_id, created_at) VALUES (NEW.id, NEW.desk_id, now())
        ON CONFLICT (claim_id) DO UPDATE SET ranked_at = NULL, is_open = NOT EXISTS (
            SELECT 1 FROM reviews_claimreview r WHERE r.claim_id = NEW.id
            AND r.state IN ('submitted', 'approved', 'published', 'retracted'));
    ELSE
        UPDATE reviews_assignment SET is_open = false, holder_id = NULL, held_until = NULL WHERE claim_id = NEW.id;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION claimdesk_worklist_follows_review() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state IN ('draft', 'returned', 'abandoned') THEN
        UPDATE reviews_assignment a SET is_open = true FROM claims_claim c
        WHERE a.claim_id = NEW.claim_id AND c.id = a.claim_id AND c.state = 'accepted';
    ELSE
        UPDATE reviews_assignment SET is_open = false, holder_id = NULL, held_until = NULL
        WHERE claim_id = NEW.claim_id;
    END IF;
    IF NEW.state IN ('abandoned', 'retracted') THEN
        UPDATE reviews_assignment SET assigned_to_id = NULL, holder_id = NULL, held_until = NULL
        WHERE claim_id = NEW.claim_id;
    END IF;
    RETURN NULL;
END $$;
"""
TRIGGERS = r"""
CREATE TRIGGER claims_appearance_is_untold AFTER INSERT ON claims_appearance REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION claimdesk_appearance_is_untold();
CREATE TRIGGER claims_claim_has_its_place_in_the_worklist AFTER INSERT OR UPDATE OF state ON claims_claim FOR EACH ROW EXECUTE FUNCTION claimdesk_worklist_follows_claim();
CREATE TRIGGER reviews_claimreview_opens_and_closes_its_assignment AFTER INSERT OR UPDATE OF state ON reviews_claimreview FOR EACH ROW EXECUTE FUNCTION claimdesk_worklist_follows_review();
CREATE TRIGGER reviews_evidence_is_not_edited BEFORE UPDATE ON reviews_evidence FOR EACH ROW EXECUTE FUNCTION claimdesk_refuse_change();
CREATE TRIGGER reviews_rating_keeps_what_was_given BEFORE UPDATE ON reviews_rating FOR EACH ROW EXECUTE FUNCTION claimdesk_keep_given_rating();
CREATE TRIGGER reviews_reviewevent_is_append_only BEFORE DELETE OR UPDATE ON reviews_reviewevent FOR EACH ROW EXECUTE FUNCTION claimdesk_refuse_change();
CREATE TRIGGER reviews_reviewevent_is_unsealed AFTER INSERT ON reviews_reviewevent REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION claimdesk_reviews_reviewevent_is_unsealed();
CREATE TRIGGER reviews_reviewevent_is_untold AFTER INSERT ON reviews_reviewevent REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION claimdesk_event_is_untold();
CREATE TRIGGER reviews_verdict_evidence_is_append_only BEFORE DELETE OR UPDATE ON reviews_verdict_evidence FOR EACH ROW EXECUTE FUNCTION claimdesk_refuse_change();
CREATE TRIGGER reviews_verdict_is_append_only BEFORE DELETE OR UPDATE ON reviews_verdict FOR EACH ROW EXECUTE FUNCTION claimdesk_refuse_change();
"""
OTHERS = r"""
CREATE INDEX reviews_verdict_wording ON reviews_verdict (claimdesk_wording(claim_text));
"""
WITHOUT_OTHERS = "DROP INDEX reviews_verdict_wording"
WITHOUT_FUNCTIONS = """
DROP FUNCTION claimdesk_appearance_is_untold CASCADE;
DROP FUNCTION claimdesk_event_is_untold CASCADE;
DROP FUNCTION claimdesk_keep_given_rating CASCADE;
DROP FUNCTION claimdesk_reviews_reviewevent_is_unsealed CASCADE;
DROP FUNCTION claimdesk_worklist_follows_claim CASCADE;
DROP FUNCTION claimdesk_worklist_follows_review CASCADE;
"""


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("reviews", "0001_initial"),
        ("reviews", "0002_hold_the_facts"),
        ("reviews", "0003_the_desk"),
        ("reviews", "0004_worklist"),
        ("reviews", "0005_what_is_told"),
        ("reviews", "0006_saved_searches"),
        ("reviews", "0007_the_desk_at_any_size"),
        ("reviews", "0009_labels_in_languages"),
        ("reviews", "0010_set_up_over_rest"),
        ("reviews", "0011_media"),
        ("reviews", "0012_due_and_lately"),
        ("reviews", "0013_notice_of_changed_passages"),
        ("reviews", "0014_chained_history"),
        ("reviews", "0015_alerts"),
    ]
    dependencies = [("claims", "0001_squashed_0023_imports_by_page")]

    operations = [
        migrations.CreateModel(
            name="UntoldAppearance",
            fields=[
                (
                    "appearance",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="claims.appearance",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "is_open",
                    models.BooleanField(
                        db_default=True,
                        default=True,
                        help_text="The claim is accepted, and no verdict on it has been submitted.",
                    ),
                ),
                ("priority", models.FloatField(db_default=0, default=0, help_text="Higher comes first; see `parts`.")),
                (
                    "parts",
                    models.JSONField(
                        db_default=[], default=list, help_text="What the priority is the sum of, with reasons."
                    ),
                ),
                (
                    "ranked_at",
                    models.DateTimeField(
                        blank=True, help_text="When the priority was worked out; empty: never.", null=True
                    ),
                ),
                ("held_until", models.DateTimeField(blank=True, null=True)),
                ("token", models.PositiveBigIntegerField(db_default=0, default=0, help_text="Of the latest lease.")),
                ("due_on", models.DateField(blank=True, null=True)),
                (
                    "embargo_until",
                    models.DateTimeField(blank=True, help_text="Nothing about it is published before.", null=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "assigned_to",
                    models.ForeignKey(
                        blank=True,
                        help_text="Whose work it is: given by an editor, or begun. Nobody else is offered it.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "claim",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="claims.claim"
                    ),
                ),
                (
                    "desk",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="claims.desk"),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-priority", "id"),
                "indexes": [
                    models.Index(
                        models.F("desk"),
                        models.OrderBy(models.F("priority"), descending=True),
                        models.F("id"),
                        condition=models.Q(("is_open", True)),
                        name="assignment_worklist",
                    ),
                    models.Index(
                        condition=models.Q(("is_open", True), ("ranked_at", None)),
                        fields=["desk", "id"],
                        name="assignment_unranked",
                    ),
                    models.Index(
                        models.F("desk"),
                        models.OrderBy(models.F("priority"), descending=True),
                        models.F("id"),
                        condition=models.Q(("assigned_to", None), ("is_open", True)),
                        name="assignment_free",
                    ),
                    models.Index(
                        condition=models.Q(("assigned_to", None), ("is_open", True)),
                        fields=["desk", "id"],
                        name="assignment_oldest_free",
                    ),
                    models.Index(
                        models.F("desk"),
                        models.OrderBy(models.F("priority"), descending=True),
                        models.F("id"),
                        condition=models.Q(
                            models.Q(("holder__isnull", False), ("assigned_to__isnull", False), _connector="OR"),
                            ("is_open", True),
                        ),
                        name="assignment_with_somebody",
                    ),
                    models.Index(
                        condition=models.Q(("is_open", True)),
                        fields=["assigned_to", "due_on"],
                        name="assignment_of_somebody",
                    ),
                    models.Index(
                        condition=models.Q(("due_on__isnull", False), ("is_open", True)),
                        fields=["desk", "due_on"],
                        name="assignment_due",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("held_until__isnull", True), ("holder__isnull", True)),
                            models.Q(("held_until__isnull", False), ("holder__isnull", False)),
                            _connector="OR",
                        ),
                        name="assignment_held_by_somebody_until_some_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ClaimReview",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("submitted", "Submitted"),
                            ("returned", "Returned"),
                            ("approved", "Approved"),
                            ("published", "Published"),
                            ("retracted", "Retracted"),
                            ("abandoned", "Abandoned"),
                        ],
                        default="draft",
                        max_length=12,
                    ),
                ),
                (
                    "override_reason",
                    models.TextField(
                        blank=True,
                        db_default="",
                        default="",
                        help_text="Why a desk admin approved it in an emergency without a second person; readers see it.",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "approver",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="claims.claim"),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ("draft", "returned", "submitted", "approved"))),
                        fields=["state", "id"],
                        name="review_unfinished",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["retracted", "abandoned"]), _negated=True),
                        fields=("claim",),
                        name="review_one_open_per_claim",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approver__isnull", True),
                            models.Q(("approver", models.F("reviewer")), _negated=True),
                            models.Q(("override_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="review_approver_is_not_its_reviewer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approver__isnull", False),
                            models.Q(("state__in", ["approved", "published", "retracted"]), _negated=True),
                            _connector="OR",
                        ),
                        name="review_approved_has_an_approver",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReviewEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "version",
                    models.PositiveIntegerField(help_text="The row's version after this change: one event a version."),
                ),
                ("name", models.CharField(max_length=40)),
                ("note", models.TextField(blank=True)),
                ("data", models.JSONField(blank=True, default=dict)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty when a detector did it.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="reviews.claimreview"
                    ),
                ),
            ],
            options={
                "ordering": ("review", "version"),
                "constraints": [
                    models.UniqueConstraint(fields=("review", "version"), name="review_event_one_per_version")
                ],
            },
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "place",
                    models.CharField(
                        choices=[
                            ("review", "The review"),
                            ("claim", "The claim"),
                            ("headline", "The headline"),
                            ("explanation", "The explanation"),
                            ("evidence", "The evidence"),
                        ],
                        default="review",
                        max_length=12,
                    ),
                ),
                ("passage", models.TextField(blank=True, help_text="The words it is about, as they stood then.")),
                ("body", models.TextField()),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("resolved_at", models.DateTimeField(blank=True, null=True)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replies",
                        to="reviews.comment",
                    ),
                ),
                (
                    "resolved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="comments", to="reviews.claimreview"
                    ),
                ),
            ],
            options={
                "ordering": ("review", "id"),
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("body", ""), _negated=True), name="comment_has_a_body"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("resolved_at__isnull", True), ("resolved_by__isnull", True)),
                            models.Q(("resolved_at__isnull", False), ("resolved_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="comment_resolved_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Criterion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                (
                    "code",
                    models.SlugField(
                        blank=True, help_text="Of the program's check; empty for a line to tick.", max_length=40
                    ),
                ),
                ("label", models.CharField(blank=True, help_text="The line to tick.", max_length=200)),
                (
                    "level",
                    models.CharField(
                        choices=[("required", "Required"), ("advised", "Advised"), ("off", "Not used")],
                        default="required",
                        max_length=8,
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "desk",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="claims.desk"),
                ),
            ],
            options={
                "verbose_name_plural": "criteria",
                "ordering": ("desk", "position", "id"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("code", ""), _negated=True),
                        fields=("desk", "code"),
                        name="criterion_one_per_desk_and_code",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("code", ""), ("label", ""), _negated=True),
                        name="criterion_is_a_check_or_a_line_to_tick",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "url",
                    models.URLField(
                        blank=True,
                        help_text="Empty for a file.",
                        max_length=2000,
                        validators=[django.core.validators.URLValidator(schemes=["http", "https"])],
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=300)),
                ("quote", models.TextField(blank=True, help_text="The passage, word for word.")),
                (
                    "stance",
                    models.CharField(
                        choices=[
                            ("supports", "Supports the claim"),
                            ("refutes", "Refutes the claim"),
                            ("context", "Gives context"),
                        ],
                        max_length=12,
                    ),
                ),
                ("note", models.TextField(blank=True, help_text="Why it matters here.")),
                (
                    "order",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Not said"),
                            ("primary", "Primary: the thing itself"),
                            ("secondary", "Secondary: somebody tells of it"),
                        ],
                        db_default="",
                        default="",
                        help_text="Whether it is the thing itself (a statute, the figures) or somebody's account of it.",
                        max_length=10,
                        verbose_name="primary or secondary",
                    ),
                ),
                (
                    "interests",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        help_text="What the source has to gain or lose, and who pays for it.",
                        max_length=500,
                    ),
                ),
                ("accessed_on", models.DateField(default=django.utils.timezone.localdate)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="evidence", to="reviews.claimreview"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "evidence",
                "ordering": ("review", "id"),
            },
        ),
        migrations.CreateModel(
            name="MediaItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("image", "Image"), ("video", "Video"), ("audio", "Recording")], max_length=8
                    ),
                ),
                ("description", models.CharField(help_text="What it shows, for readers.", max_length=500)),
                (
                    "categories",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("original", "Original"),
                                ("missing_context", "Missing context"),
                                ("edited", "Edited or cropped"),
                                ("transformed", "Altered"),
                                ("staged", "Staged"),
                                ("satire", "Satire or parody"),
                            ],
                            max_length=20,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "original_url",
                    models.URLField(
                        blank=True,
                        help_text="Where the original can be seen or heard.",
                        max_length=2000,
                        validators=[django.core.validators.URLValidator(schemes=["http", "https"])],
                    ),
                ),
                (
                    "original_context",
                    models.TextField(
                        blank=True,
                        help_text="Where it comes from: where and when it was made, by whom, and what it shows there.",
                    ),
                ),
                (
                    "appearances",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="Where it appears: url, content_url (the file), archived_url, description, start and end (HH:MM:SS).",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="media", to="reviews.claimreview"
                    ),
                ),
            ],
            options={
                "ordering": ("review", "id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("description", ""), _negated=True), name="media_item_has_a_description"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("categories__contains", ["original"]), _negated=True),
                            models.Q(("categories__overlap", ["edited", "transformed", "staged"]), _negated=True),
                            _connector="OR",
                        ),
                        name="media_item_original_was_not_altered",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("mention", "You were mentioned"),
                            ("comment", "Comment"),
                            ("assigned", "Given to you"),
                            ("released", "Taken back"),
                            ("submitted", "Waiting for approval"),
                            ("returned", "Returned"),
                            ("approved", "Approved"),
                            ("published", "Published"),
                            ("disagreement", "Verdicts differ"),
                            ("link", "A link changed or died"),
                            ("repeated", "This claim came back"),
                            ("edited", "A passage was changed"),
                            ("again", "Time to look again"),
                            ("override", "Approved in an emergency"),
                            ("request", "Readers ask"),
                            ("webhook", "A webhook was switched off"),
                            ("alert", "New for your search"),
                        ],
                        max_length=12,
                    ),
                ),
                ("text", models.CharField(help_text="What happened, in a sentence.", max_length=500)),
                (
                    "query",
                    models.TextField(
                        blank=True,
                        db_default="",
                        default="",
                        help_text="Of the search that it leads to: what follows the question mark.",
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        blank=True, help_text="What it tells of: nobody is told the same twice.", max_length=120
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                ("mailed_at", models.DateTimeField(blank=True, help_text="When a digest carried it.", null=True)),
                (
                    "claim",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="claims.claim",
                    ),
                ),
                (
                    "desk",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="claims.desk"),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="reviews.claimreview",
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
                "indexes": [
                    models.Index(
                        condition=models.Q(("read_at", None)), fields=["recipient", "-id"], name="notice_unread"
                    ),
                    models.Index(
                        condition=models.Q(("mailed_at", None), ("read_at", None)),
                        fields=["created_at"],
                        name="notice_to_mail",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("key", ""), _negated=True),
                        fields=("recipient", "key"),
                        name="notice_once_per_person_and_key",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="NoticeSetting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "digest",
                    models.CharField(
                        choices=[("daily", "Once a day, when there is something new"), ("off", "Never")],
                        default="daily",
                        max_length=8,
                    ),
                ),
                ("digested_on", models.DateField(blank=True, help_text="The day of the last digest.", null=True)),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Practice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                (
                    "second_verdict",
                    models.CharField(
                        choices=[
                            ("none", "The approver sees the verdict"),
                            ("blind", "The approver rates the claim before seeing the verdict"),
                        ],
                        default="none",
                        max_length=8,
                    ),
                ),
                (
                    "reply_days",
                    models.PositiveSmallIntegerField(
                        default=2,
                        help_text="Days that somebody who is asked for a reply gets, unless another deadline is given.",
                    ),
                ),
                (
                    "review_again_days",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Days after publishing when a fact-check is looked at again; empty: never.",
                        null=True,
                    ),
                ),
                (
                    "is_archived_publicly",
                    models.BooleanField(
                        default=False,
                        help_text="Ask the public web archive to keep a copy of each piece of evidence as well.",
                    ),
                ),
                (
                    "desk",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="claims.desk"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RatingScale",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100)),
                ("worst", models.PositiveSmallIntegerField(default=1)),
                ("best", models.PositiveSmallIntegerField(default=5)),
                (
                    "edition",
                    models.PositiveSmallIntegerField(
                        db_default=1,
                        default=1,
                        help_text="Rises when the scale is revised; verdicts keep the edition they were given by.",
                    ),
                ),
                (
                    "retired_at",
                    models.DateTimeField(blank=True, help_text="Since when no new verdict may use it.", null=True),
                ),
                (
                    "desk",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty: shared by all desks.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="claims.desk",
                    ),
                ),
            ],
            options={
                "ordering": ("name",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("desk", "name", "edition"),
                        name="scale_one_per_desk_name_and_edition",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("best__gt", models.F("worst")), ("worst__gte", 1)),
                        name="scale_runs_from_worst_to_best",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Rating",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("label", models.CharField(max_length=60)),
                ("value", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "meaning",
                    models.CharField(blank=True, help_text="What the label says, for readers.", max_length=300),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "labels",
                    models.JSONField(
                        blank=True,
                        db_default={},
                        default=dict,
                        help_text="Label and meaning in further languages, by BCP 47 tag: {“de”: {“label”: …, “meaning”: …}}.",
                    ),
                ),
                (
                    "scale",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="ratings", to="reviews.ratingscale"
                    ),
                ),
            ],
            options={
                "ordering": ("scale", "position", "id"),
                "constraints": [
                    models.UniqueConstraint(fields=("scale", "label"), name="rating_one_per_scale_and_label")
                ],
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1)),
                ("headline", models.CharField(blank=True, max_length=200)),
                ("explanation", models.TextField(blank=True, help_text="Markdown.")),
                ("saved_at", models.DateTimeField(auto_now=True)),
                (
                    "review",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="draft", to="reviews.claimreview"
                    ),
                ),
                (
                    "saved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "ticked",
                    models.ManyToManyField(
                        blank=True, help_text="Lines of the checklist.", related_name="+", to="reviews.criterion"
                    ),
                ),
                (
                    "rating",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reviews.rating",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ReaderRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(blank=True, max_length=2000)),
                (
                    "url",
                    models.URLField(
                        blank=True,
                        max_length=2000,
                        validators=[django.core.validators.URLValidator(schemes=["http", "https"])],
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "New"),
                            ("grouped", "With a claim"),
                            ("declined", "Not taken up"),
                            ("told", "Told the result"),
                        ],
                        default="new",
                        max_length=10,
                    ),
                ),
                (
                    "email",
                    models.EmailField(
                        blank=True,
                        help_text="Where to tell the result; forgotten once told or declined.",
                        max_length=254,
                    ),
                ),
                (
                    "confirmed_at",
                    models.DateTimeField(blank=True, help_text="When the reader confirmed the address.", null=True),
                ),
                (
                    "mailed_at",
                    models.DateTimeField(blank=True, help_text="When the reader was asked to confirm it.", null=True),
                ),
                ("told_at", models.DateTimeField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "claim",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="claims.claim",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        help_text="Who put it with a claim, or did not take it up.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "desk",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="claims.desk"),
                ),
            ],
            options={
                "ordering": ("-id",),
                "indexes": [
                    models.Index(fields=["desk", "state", "-id"], name="reader_request_queue"),
                    models.Index(
                        condition=models.Q(models.Q(("email", ""), _negated=True), ("confirmed_at", None)),
                        fields=["created_at"],
                        name="reader_request_to_confirm",
                    ),
                    models.Index(
                        condition=models.Q(models.Q(("email", ""), _negated=True), ("state", "grouped")),
                        fields=["claim"],
                        name="reader_request_to_tell",
                    ),
                    models.Index(fields=["decided_at"], name="reader_request_decided"),
                    models.Index(fields=["created_at"], name="reader_request_came"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), ("url", ""), _negated=True),
                        name="reader_request_says_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "grouped"), _negated=True), ("claim__isnull", False), _connector="OR"
                        ),
                        name="reader_request_grouped_has_a_claim",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("email", ""), ("state__in", ["new", "grouped"]), _connector="OR"),
                        name="reader_request_settled_keeps_no_address",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReplyRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asked", models.CharField(help_text="The person or organisation.", max_length=200)),
                (
                    "channel",
                    models.CharField(blank=True, help_text="How: e-mail, telephone, in person.", max_length=100),
                ),
                ("asked_at", models.DateTimeField()),
                ("answer_until", models.DateTimeField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("waiting", "No answer yet"),
                            ("answered", "Answered"),
                            ("declined", "Declined to comment"),
                            ("unreached", "Could not be reached"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("answer", models.TextField(blank=True, help_text="In their own words.")),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "logged_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reply_requests",
                        to="reviews.claimreview",
                    ),
                ),
            ],
            options={
                "ordering": ("review", "id"),
                "indexes": [
                    models.Index(
                        condition=models.Q(("outcome", "waiting")),
                        fields=["answer_until"],
                        name="reply_request_waiting",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "answered"), _negated=True),
                            models.Q(models.Q(("answer", ""), _negated=True), ("answered_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="reply_answered_has_the_answer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("answer_until__gte", models.F("asked_at"))),
                        name="reply_deadline_after_asking",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="UntoldEvent",
            fields=[
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="reviews.reviewevent",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SavedSearch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80)),
                ("query", models.CharField(help_text="What follows the question mark.", max_length=2000)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "is_alerting",
                    models.BooleanField(
                        db_default=False,
                        default=False,
                        help_text="Whether its owner is told of new claims that it finds.",
                    ),
                ),
                (
                    "looked_up_to",
                    models.BigIntegerField(
                        db_default=0,
                        default=0,
                        editable=False,
                        help_text="The id of the claim up to which that was done.",
                    ),
                ),
                (
                    "looked_at",
                    models.DateTimeField(blank=True, editable=False, help_text="When that was done last.", null=True),
                ),
                (
                    "desk",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="claims.desk"),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("name", "id"),
                "indexes": [
                    models.Index(
                        condition=models.Q(("is_alerting", True)), fields=["looked_at"], name="saved_search_alerting"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "desk", "name"), name="saved_search_once_per_person_desk_and_name"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name", ""), _negated=True), models.Q(("query", ""), _negated=True)
                        ),
                        name="saved_search_has_a_name_and_a_query",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Skip",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("interest", "I have an interest in it"),
                            ("expertise", "It needs somebody who knows the subject"),
                            ("time", "No time for it now"),
                            ("other", "Another reason"),
                        ],
                        max_length=12,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="skips", to="reviews.assignment"
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("assignment", "reviewer"), name="skip_one_per_assignment_and_reviewer"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Snapshot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "number",
                    models.PositiveIntegerField(
                        help_text="1 is the copy made when the evidence was added; later ones re-check."
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Waiting to be fetched"),
                            ("running", "Being fetched"),
                            ("kept", "Kept"),
                            ("failed", "Could not be fetched"),
                        ],
                        default="queued",
                        max_length=8,
                    ),
                ),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("lease_token", models.PositiveBigIntegerField(default=0)),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("next_attempt_at", models.DateTimeField()),
                ("nudged_at", models.DateTimeField()),
                ("reason", models.TextField(blank=True, help_text="Why it could not be fetched, in words.")),
                ("final_url", models.URLField(blank=True, max_length=2000)),
                ("http_code", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("content_type", models.CharField(blank=True, max_length=200)),
                ("title", models.CharField(blank=True, max_length=300)),
                (
                    "text",
                    models.TextField(blank=True, help_text="The readable text of the page; offsets count code points."),
                ),
                (
                    "sha256",
                    models.CharField(
                        blank=True, help_text="Of the body as it was sent, in hexadecimal.", max_length=64
                    ),
                ),
                ("warc", models.FileField(blank=True, upload_to="snapshots/%Y/%m/")),
                ("captured_at", models.DateTimeField(blank=True, null=True)),
                (
                    "drift",
                    models.FloatField(
                        blank=True,
                        help_text="0 to 1: the share of the first copy's words that this one has lost.",
                        null=True,
                    ),
                ),
                (
                    "quote_start",
                    models.PositiveIntegerField(
                        blank=True, help_text="Where the quoted passage stands in text.", null=True
                    ),
                ),
                ("quote_end", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "public_copy",
                    models.URLField(
                        blank=True, help_text="At the public web archive, where it was asked.", max_length=2000
                    ),
                ),
                (
                    "public_attempt_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="When the public web archive is asked, or asked again; empty: it is not.",
                        null=True,
                    ),
                ),
                (
                    "recheck_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="When the link is looked at again; empty for a copy that has a successor.",
                        null=True,
                    ),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="snapshots", to="reviews.evidence"
                    ),
                ),
            ],
            options={
                "ordering": ("evidence", "number"),
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["queued", "running"])),
                        fields=["next_attempt_at", "id"],
                        name="snapshot_open",
                    ),
                    models.Index(
                        condition=models.Q(("recheck_at__isnull", False)),
                        fields=["recheck_at"],
                        name="snapshot_to_recheck",
                    ),
                    models.Index(
                        condition=models.Q(("public_attempt_at__isnull", False)),
                        fields=["public_attempt_at"],
                        name="snapshot_to_publish",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("evidence", "number"), name="snapshot_one_per_number"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "kept"), _negated=True),
                            models.Q(models.Q(("sha256", ""), _negated=True), ("captured_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="snapshot_kept_has_a_digest",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "failed"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="snapshot_failed_has_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Upload",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file", models.FileField(upload_to="evidence/%Y/%m/")),
                ("name", models.CharField(help_text="As it was called when it was handed in.", max_length=200)),
                ("content_type", models.CharField(max_length=100)),
                ("size", models.PositiveBigIntegerField(help_text="Bytes.")),
                ("sha256", models.CharField(max_length=64)),
                (
                    "evidence",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="upload", to="reviews.evidence"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Verdict",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                (
                    "claim_text",
                    models.TextField(help_text="The claim sentence as it stood when the verdict was given."),
                ),
                ("said_on", models.DateField(blank=True, null=True)),
                ("said_until", models.DateField(blank=True, null=True)),
                ("headline", models.CharField(max_length=200)),
                ("explanation", models.TextField(help_text="Markdown.")),
                (
                    "media",
                    models.JSONField(
                        blank=True,
                        db_default=[],
                        default=list,
                        help_text="The images, videos and recordings as they were described then (see `reviews.media.Facts`).",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "words",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.postgres.search.CombinedSearchVector(
                            django.contrib.postgres.search.CombinedSearchVector(
                                django.contrib.postgres.search.CombinedSearchVector(
                                    django.contrib.postgres.search.CombinedSearchVector(
                                        django.contrib.postgres.search.CombinedSearchVector(
                                            django.contrib.postgres.search.SearchVector(
                                                django.db.models.functions.text.Left("headline", 50000),
                                                config="simple",
                                                weight="A",
                                            ),
                                            "||",
                                            django.contrib.postgres.search.SearchVector(
                                                django.db.models.functions.text.Left("headline", 50000),
                                                config="english",
                                                weight="A",
                                            ),
                                            django.contrib.postgres.search.SearchConfig("simple"),
                                        ),
                                        "||",
                                        django.contrib.postgres.search.SearchVector(
                                            django.db.models.functions.text.Left("claim_text", 50000),
                                            config="simple",
                                            weight="B",
                                        ),
                                        django.contrib.postgres.search.SearchConfig("simple"),
                                    ),
                                    "||",
                                    django.contrib.postgres.search.SearchVector(
                                        django.db.models.functions.text.Left("claim_text", 50000),
                                        config="english",
                                        weight="B",
                                    ),
                                    django.contrib.postgres.search.SearchConfig("simple"),
                                ),
                                "||",
                                django.contrib.postgres.search.SearchVector(
                                    django.db.models.functions.text.Left("explanation", 50000),
                                    config="simple",
                                    weight="C",
                                ),
                                django.contrib.postgres.search.SearchConfig("simple"),
                            ),
                            "||",
                            django.contrib.postgres.search.SearchVector(
                                django.db.models.functions.text.Left("explanation", 50000), config="english", weight="C"
                            ),
                            django.contrib.postgres.search.SearchConfig("simple"),
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "claimant",
                    models.ForeignKey(
                        blank=True,
                        help_text="As it stood then, too.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="claims.claimant",
                    ),
                ),
                (
                    "evidence",
                    models.ManyToManyField(
                        help_text="What the verdict rests on.", related_name="verdicts", to="reviews.evidence"
                    ),
                ),
                (
                    "rating",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="verdicts", to="reviews.rating"
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="verdicts", to="reviews.claimreview"
                    ),
                ),
            ],
            options={
                "ordering": ("review", "number"),
                "indexes": [
                    models.Index(
                        condition=models.Q(("number", 1)),
                        fields=["author", "created_at"],
                        name="verdict_first_of_author",
                    ),
                    django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=["words"], name="verdict_words"),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["headline"], name="verdict_headline_trigrams", opclasses=["gin_trgm_ops"]
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=False, fields=["media"], name="verdict_media", opclasses=["jsonb_path_ops"]
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("review", "number"), name="verdict_one_per_number"),
                    models.CheckConstraint(
                        condition=models.Q(("headline", ""), _negated=True), name="verdict_has_a_headline"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("explanation", ""), _negated=True), name="verdict_has_an_explanation"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SecondVerdict",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reasoning", models.TextField(help_text="Why, in a few sentences.")),
                (
                    "is_agreement",
                    models.BooleanField(help_text="The two ratings are the same, or one step of five apart at most."),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "rating",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="reviews.rating"
                    ),
                ),
                (
                    "verdict",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="second_verdicts",
                        to="reviews.verdict",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "constraints": [
                    models.UniqueConstraint(fields=("verdict", "author"), name="second_verdict_one_per_person")
                ],
            },
        ),
        migrations.AddField(
            model_name="claimreview",
            name="verdict",
            field=models.ForeignKey(
                blank=True,
                help_text="The verdict in force: the one submitted, approved or published.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="reviews.verdict",
            ),
        ),
        migrations.AddConstraint(
            model_name="claimreview",
            constraint=models.CheckConstraint(
                condition=models.Q(("verdict__isnull", False), ("state__in", ["draft", "abandoned"]), _connector="OR"),
                name="review_submitted_has_a_verdict",
            ),
        ),
        migrations.RunSQL(FUNCTIONS, WITHOUT_FUNCTIONS),
        migrations.RunSQL(TRIGGERS, migrations.RunSQL.noop),
        migrations.RunSQL(OTHERS, WITHOUT_OTHERS),
    ]
