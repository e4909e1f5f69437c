"""What is looked at again and again: feeds and pages of links, the pages of articles, and the hosts they are on."""

from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from claims.models.article import WEB_ADDRESS, Article, Source
from claims.models.desk import Desk, desk_ids_of
from claims.models.history import Event, Versioned
from claims.models.people import User

SHORTEST, LONGEST = 5, 7 * 24 * 60  # minutes between two looks at a feed


class WatchQuerySet(models.QuerySet["Watch"]):
    def visible_to(self, user: User) -> Self:
        """The watches of the desks `user` belongs to."""
        return self if user.is_superuser else self.filter(desk__in=desk_ids_of(user))

    def counted(self) -> Self:
        """Each with `articles`, how many came in from there, and `refused`, how many pages could not be read so far."""
        pages = WatchedPage.objects.filter(watch=OuterRef("pk")).order_by().values("watch")
        articles = pages.annotate(number=Count("article")).values("number")
        unread = Q(article=None) & ~Q(reason="")
        refused = pages.annotate(number=Count("pk", filter=unread)).values("number")
        return self.annotate(articles=Coalesce(Subquery(articles), 0), refused=Coalesce(Subquery(refused), 0))


class Watch(Versioned):
    """A feed, or a page of links, that is looked at again and again: what appears there comes in as articles.

    Its version rises with what people do to it, not with every look.
    """

    class State(models.TextChoices):
        WATCHED = "watched", "Watched"
        PAUSED = "paused", "Paused"
        ENDED = "ended", "Removed"

    class Kind(models.TextChoices):
        FEED = "feed", "Feed"
        PAGE = "page", "Page of links"

    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="watches")
    source = models.ForeignKey(Source, null=True, blank=True, on_delete=models.PROTECT, related_name="watches")
    name = models.CharField(max_length=200, help_text="What the desk calls it.")
    url = models.URLField(max_length=2000, validators=[WEB_ADDRESS])
    identity = models.CharField(max_length=64, editable=False, help_text="SHA-256 of the address.")
    feed = models.URLField(
        max_length=2000, blank=True, help_text="The feed that the page names, which is read in its place."
    )
    kind = models.CharField(max_length=4, blank=True, choices=Kind.choices, help_text="Empty before the first look.")
    state = models.CharField(max_length=7, choices=State.choices, default=State.WATCHED)
    minutes = models.PositiveSmallIntegerField(
        default=30, validators=[MinValueValidator(SHORTEST), MaxValueValidator(LONGEST)], help_text="Between two looks."
    )
    etag = models.CharField(max_length=200, blank=True)
    last_modified = models.CharField(max_length=200, blank=True)
    failures = models.PositiveIntegerField(default=0, help_text="Looks since the last that succeeded.")
    reason = models.TextField(blank=True, help_text="Why the last look failed, in words.")
    next_look_at = models.DateTimeField()
    nudged_at = models.DateTimeField()
    looked_at = models.DateTimeField(null=True, blank=True)
    new_at = models.DateTimeField(null=True, blank=True, help_text="When a look last found something new.")
    lease_token = models.PositiveBigIntegerField(default=0, help_text="Of the last one who set out.")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = WatchQuerySet.as_manager()

    class Meta:
        ordering = ("name", "id")
        verbose_name_plural = "watches"
        constraints = (
            models.UniqueConstraint(fields=["desk", "identity"], name="watch_one_per_desk_and_address"),
            models.CheckConstraint(
                condition=Q(minutes__gte=SHORTEST) & Q(minutes__lte=LONGEST), name="watch_minutes_in_bounds"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="watch_has_a_name"),
        )
        indexes = (
            models.Index(fields=["next_look_at", "id"], condition=Q(state="watched"), name="watch_by_next_look"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def looks_at(self) -> str:
        """The address that is fetched."""
        return self.feed or self.url


class WatchEvent(Event):
    """One thing that somebody did to a watch."""

    of = models.ForeignKey(Watch, on_delete=models.PROTECT, related_name="events")

    class Meta:
        ordering = ("of", "version")
        constraints = (models.UniqueConstraint(fields=["of", "version"], name="watch_event_one_per_version"),)


class WatchedPageQuerySet(models.QuerySet["WatchedPage"]):
    def visible_to(self, user: User) -> Self:
        """The pages of the desks `user` belongs to."""
        return self if user.is_superuser else self.filter(desk__in=desk_ids_of(user))


class WatchedPage(models.Model):
    """The page of one article: fetched when it appears, and again from time to time as long as it may change."""

    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+")
    watch = models.ForeignKey(
        Watch, null=True, blank=True, on_delete=models.PROTECT, related_name="pages",
        help_text="Where it was found; empty for an address that somebody handed in.",
    )  # fmt: skip
    url = models.URLField(max_length=2000, validators=[WEB_ADDRESS])
    identity = models.CharField(max_length=64, editable=False, help_text="SHA-256 of the address.")
    title = models.CharField(max_length=500, blank=True, help_text="What the feed calls it.")
    published_on = models.DateField(null=True, blank=True, help_text="The day the feed says.")
    article = models.ForeignKey(Article, null=True, blank=True, on_delete=models.PROTECT, related_name="pages")
    etag = models.CharField(max_length=200, blank=True)
    last_modified = models.CharField(max_length=200, blank=True)
    failures = models.PositiveIntegerField(default=0, help_text="Fetches since the last that succeeded.")
    reason = models.TextField(blank=True, help_text="Why it could not be read the last time, in words.")
    next_fetch_at = models.DateTimeField(null=True, blank=True, help_text="Empty where it is fetched no more.")
    nudged_at = models.DateTimeField()
    fetched_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True, help_text="When its text was last seen to differ.")
    lease_token = models.PositiveBigIntegerField(default=0, help_text="Of the last one who set out.")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = WatchedPageQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=["desk", "identity"], name="watched_page_one_per_desk_and_address"),
        )
        indexes = (
            models.Index(
                fields=["next_fetch_at", "id"], condition=Q(next_fetch_at__isnull=False), name="watched_page_by_turn"
            ),
            models.Index(fields=["watch", "-id"], name="watched_page_of_watch"),
        )

    def __str__(self) -> str:
        return self.title or self.url


class WebHost(models.Model):
    """A host that is asked again and again: what its robots.txt says, and when it may be asked next."""

    name = models.CharField(max_length=300, unique=True, help_text="Scheme, host and port.")
    robots = models.TextField(blank=True)
    is_silent = models.BooleanField(default=False, help_text="It did not answer for its robots.txt.")  # `robots`: why
    robots_until = models.DateTimeField(null=True, blank=True, help_text="When to ask for it again.")
    free_at = models.DateTimeField()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
