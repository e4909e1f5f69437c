"""Desks, and who belongs to them in which role."""

from collections.abc import Mapping
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, RegexValidator, URLValidator
from django.db import models
from django.db.models import Q

from claims.models.history import Numbered
from claims.models.people import User

LANGUAGE_TAG = RegexValidator(
    r"\A[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*\Z", "Give a language as a BCP 47 tag, such as en or pt-BR."
)


class Role(models.TextChoices):
    """What a member may do on a desk; each role includes the ones before it."""

    VIEWER = "viewer", "Viewer"
    REVIEWER = "reviewer", "Reviewer"
    EDITOR = "editor", "Editor"
    ADMIN = "admin", "Desk admin"

    def includes(self, other: "Role") -> bool:
        """Whether a member in this role may do what `other` may."""
        ranks = list(Role)
        return ranks.index(self) >= ranks.index(other)


class DeskQuerySet(models.QuerySet["Desk"]):
    def visible_to(self, user: User) -> Self:
        """The desks `user` belongs to; operators (superusers) see all."""
        return self if user.is_superuser else self.filter(pk__in=desk_ids_of(user))

    def where_role(self, user: User, role: Role) -> Self:
        """The desks on which `user` may do what `role` may."""
        return self if user.is_superuser else self.filter(pk__in=desk_ids_of(user, role))


class Desk(Numbered):
    """A team with its own queue, members and privacy. What it publishes carries its public name."""

    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(unique=True)
    language = models.CharField(
        max_length=12, default="en", validators=[LANGUAGE_TAG], help_text="BCP 47 tag of what the desk publishes."
    )
    website = models.URLField(
        blank=True, validators=[URLValidator(schemes=["http", "https"])],
        help_text="Where readers find out who you are; named as the author's address in the published data.",
    )  # fmt: skip
    language_model_tokens = models.PositiveIntegerField(
        "language model: tokens a day", null=True, blank=True,
        help_text="What the language model may use for this desk in a day, question and answer together. 0 switches it "
        "off for this desk; empty means the installation's own limit.",
    )  # fmt: skip
    is_second_factor_required = models.BooleanField(
        default=False, db_default=False,
        help_text="Members sign in with a one-time code as well, before they see anything of this desk.",
    )  # fmt: skip
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DeskQuerySet.as_manager()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def allows(self, user: User, role: Role) -> bool:
        """Whether `user` may do on this desk what `role` may."""
        held = roles_of(user).get(self.pk) if not user.is_superuser else Role.ADMIN
        return held is not None and held.includes(role)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def of(self, user: User) -> Self:
        """What `user` is on which desks; nothing for nobody and the inactive."""
        return self.filter(user_id=user.pk, user__is_active=True)

    def visible_to(self, user: User) -> Self:
        """Who is on the desks `user` belongs to."""
        return self if user.is_superuser else self.filter(desk__in=desk_ids_of(user))


class Membership(models.Model):
    """One person's role on one desk."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role.choices, default=Role.REVIEWER)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ("desk", "user")
        constraints = (
            models.UniqueConstraint(fields=["desk", "user"], name="membership_one_per_person_and_desk"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role_is_known"),
        )

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.desk}"


class TopicQuerySet(models.QuerySet["Topic"]):
    def visible_to(self, user: User) -> Self:
        """The topics of the desks `user` belongs to."""
        return self if user.is_superuser else self.filter(desk__in=desk_ids_of(user))


class Topic(Numbered):
    """What a desk cares about: claims that hold one of its words come earlier in the queue, by its weight."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="topics")
    name = models.CharField(max_length=80)
    keywords = ArrayField(
        models.CharField(max_length=60),
        blank=True,
        help_text="Words or phrases, whole and in any case; any one of them is enough. None where examples tell it.",
    )
    weight = models.PositiveSmallIntegerField(
        default=1, validators=[MaxValueValidator(5)], help_text="Points it adds to a claim's priority: 0 to 5."
    )

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(fields=["desk", "name"], name="topic_one_per_desk_and_name"),
            models.CheckConstraint(condition=Q(weight__lte=5), name="topic_weight_up_to_5"),
        )

    def __str__(self) -> str:
        return self.name


class LanguageModelUse(models.Model):
    """What the language model used for one desk on one day, in the installation's time zone.

    `reserved_tokens` are held by requests under way, and by those whose worker was killed: never less than was spent.
    """

    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="language_model_uses")
    used_on = models.DateField()
    requests = models.PositiveIntegerField(default=0)
    input_tokens = models.PositiveBigIntegerField(default=0)
    output_tokens = models.PositiveBigIntegerField(default=0)
    reserved_tokens = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ("-used_on", "desk")
        constraints = (
            models.UniqueConstraint(fields=["desk", "used_on"], name="language_model_use_one_per_desk_and_day"),
        )

    def __str__(self) -> str:
        return f"{self.desk}, {self.used_on}"

    @property
    def tokens(self) -> int:
        """Spent and held together: what counts against the desk's limit."""
        return self.input_tokens + self.output_tokens + self.reserved_tokens


def roles_of(user: User) -> Mapping[int, Role]:
    """What `user` is on the desks of these ids; nothing for nobody and the inactive."""
    read = user.roles.items() if user.roles is not None else Membership.objects.of(user).values_list("desk_id", "role")
    return {desk: Role(role) for desk, role in read}


def desk_ids_of(user: User, role: Role = Role.VIEWER) -> "models.QuerySet[Membership, int] | list[int]":
    """Ids of desks on which `user` has at least `role`, or a sub-query of them; none for nobody and the inactive."""
    if user.roles is not None:
        return [desk for desk, held in roles_of(user).items() if held.includes(role)]
    enough = [candidate for candidate in Role if candidate.includes(role)]
    return Membership.objects.of(user).filter(role__in=enough).values_list("desk_id", flat=True)
