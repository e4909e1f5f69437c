"""Articles, where they come from, and their immutable texts."""

import hashlib
from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, URLValidator
from django.db import models
from django.db.models import Q

from claims.models.desk import Desk, desk_ids_of
from claims.models.people import User
from claims.models.words import words_of

# Many articles come at once: 256 kB of them may wait to be sorted in, which a search reads in a millisecond.
WAITING: dict[str, Any] = {"fastupdate": True, "gin_pending_list_limit": 256}
WEB_ADDRESS = URLValidator(schemes=["http", "https"])
MOST_SOURCES = 1000  # looked up by a part of their name


class SourceQuerySet(models.QuerySet["Source"]):
    def visible_to(self, user: User) -> Self:
        """The sources that the desks `user` belongs to know."""
        return self if user.is_superuser else self.filter(desk__in=desk_ids_of(user))


class Source(models.Model):
    """Who published: an outlet or a site, as one desk knows it."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="sources")
    name = models.CharField(max_length=200)
    site = models.CharField(max_length=253, blank=True, help_text="Bare host name, without www.")
    reach = models.PositiveSmallIntegerField(
        default=1, db_default=1, validators=[MaxValueValidator(3)],
        help_text="How many people it reaches: 0 hardly any, 1 some, 2 many, 3 most of the country. Counts in the "
        "priority of its claims.",
    )  # fmt: skip

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=["desk", "name"], name="source_one_per_desk_and_name"),)

    def __str__(self) -> str:
        return self.name


class ArticleQuerySet(models.QuerySet["Article"]):
    def visible_to(self, user: User) -> Self:
        """The articles of the desks `user` belongs to."""
        return self if user.is_superuser else self.filter(desk__in=desk_ids_of(user))

    def in_language(self, language: str) -> Self:
        """Those whose text was found to be in this language, as a code such as `en`; in any case."""
        return self.filter(language=language.lower())

    def languages(self) -> list[str]:
        """The languages that there are among them."""
        return list(self.order_by("language").values_list("language", flat=True).distinct())

    def holding(self, words: str, user: User) -> Self:
        """Those with `words`, in any case, in their title, byline or address, or in the name of their source.

        Each is found by an index, so the sources are looked up first, by those that `user` may see.
        """
        sources = Source.objects.visible_to(user).filter(name__holds=words).order_by("pk").values_list("pk", flat=True)
        told = Q(title__holds=words) | Q(byline__holds=words) | Q(url__holds=words)
        return self.filter(told | Q(source__in=list(sources[:MOST_SOURCES])))


class Article(models.Model):
    """The thing at a URL, or handed in as text. Its words are in its revisions."""

    class Origin(models.TextChoices):
        PASTE = "paste", "Pasted text"
        FILE = "file", "Text file"
        URL = "url", "Web address"
        BULK = "bulk", "In bulk"
        IMPORT = "import", "Import"
        WATCH = "watch", "Watched source"

    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="articles")
    source = models.ForeignKey(Source, null=True, blank=True, on_delete=models.PROTECT, related_name="articles")
    title = models.CharField(max_length=500)
    byline = models.CharField(max_length=500, blank=True)
    published_on = models.DateField(help_text="Relative dates in the text are read from this day.")
    url = models.URLField(max_length=2000, blank=True, validators=[WEB_ADDRESS])
    language = models.CharField(max_length=12, default="en")
    origin = models.CharField(max_length=8, choices=Origin.choices)
    identity = models.CharField(
        max_length=64, editable=False, help_text="Digest of what makes it this article: its URL, or its date and title."
    )
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    title_words = words_of("title")

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=["desk", "identity"], name="article_one_per_desk_and_identity"),
            models.CheckConstraint(condition=~Q(title=""), name="article_has_a_title"),
        )
        indexes = (
            models.Index(fields=["desk", "language", "-id"], name="article_in_language"),
            GinIndex(fields=["title_words"], name="article_title_words", **WAITING),
            GinIndex(fields=["title"], opclasses=["gin_trgm_ops"], name="article_title_trigrams", **WAITING),
            GinIndex(fields=["byline"], opclasses=["gin_trgm_ops"], name="article_byline_trigrams", **WAITING),
            GinIndex(fields=["url"], opclasses=["gin_trgm_ops"], name="article_url_trigrams", **WAITING),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def latest_revision(self) -> "Revision":
        """The text as it was last seen; every article has at least one revision."""
        return self.revisions.latest("number")


class RevisionQuerySet(models.QuerySet["Revision"]):
    def visible_to(self, user: User) -> Self:
        """The revisions of the articles that `user` may see."""
        return self if user.is_superuser else self.filter(article__desk__in=desk_ids_of(user))


class Revision(models.Model):
    """One immutable text of an article. Offsets into it count Unicode code points."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    digest = models.CharField(max_length=64, db_index=True, help_text="SHA-256 of the text in UTF-8.")
    created_at = models.DateTimeField(auto_now_add=True)
    forgotten_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="Since when its signs are blacked out; nobody can read them."
    )

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ("article", "number")
        constraints = (
            models.UniqueConstraint(fields=["article", "number"], name="revision_one_per_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="revision_numbers_start_at_one"),
            models.CheckConstraint(condition=~Q(text=""), name="revision_has_text"),
        )

    def __str__(self) -> str:
        return f"{self.article} (revision {self.number})"


def digest_of(text: str) -> str:
    """SHA-256 of `text` in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


class ExtractionQuerySet(models.QuerySet["Extraction"]):
    def visible_to(self, user: User) -> Self:
        """The extractions of the articles that `user` may see."""
        return self if user.is_superuser else self.filter(revision__article__desk__in=desk_ids_of(user))


class Extraction(models.Model):
    """One run of one detector version on one revision: the row that says what a worker must still do."""

    class State(models.TextChoices):
        QUEUED = "queued", "Queued"
        RUNNING = "running", "Finding claims"
        DONE = "done", "Done"
        QUARANTINED = "quarantined", "Failed"

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="extractions")
    detector_version = models.CharField(max_length=80)
    state = models.CharField(max_length=12, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveIntegerField(default=0)
    crashes = models.PositiveIntegerField(default=0)
    reason = models.TextField(blank=True, help_text="Why the last attempt failed, in words.")
    notice = models.TextField(
        blank=True, default="", db_default="",
        help_text="Why another detector than the chosen one read the text, or part of it, in words.",
    )  # fmt: skip
    lease_token = models.PositiveBigIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    next_attempt_at = models.DateTimeField()
    nudged_at = models.DateTimeField()
    found = models.PositiveIntegerField(default=0, help_text="Candidates stored.")
    dropped = models.PositiveIntegerField(default=0, help_text="Detections that were not verbatim in the text.")
    is_in_bulk = models.BooleanField(
        default=False, db_default=False,
        help_text="One of many that came at once: its turn comes as workers have room, after what people hand in.",
    )  # fmt: skip
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = ExtractionQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=["revision", "detector_version"], name="extraction_once_per_revision_and_detector"
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=False) | ~Q(state__in=["done", "quarantined"]),
                name="extraction_ended_has_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="quarantined") | ~Q(reason=""), name="extraction_quarantined_has_a_reason"
            ),
        )
        indexes = (
            models.Index(
                fields=["is_in_bulk", "next_attempt_at", "id"],
                condition=Q(state__in=["queued", "running"]),
                name="extraction_open_by_turn",
            ),
            models.Index(
                fields=["state", "revision"],
                condition=Q(state__in=["queued", "running", "quarantined"]),
                name="extraction_not_done",
            ),
        )

    def __str__(self) -> str:
        return f"{self.revision}: {self.get_state_display()}"
