"""Rating scales in the admin: operators keep the shared ones, desk admins copy one and revise their own."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from unfold.admin import TabularInline
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from claims.admin.doors import Door, DoorsAdmin
from claims.admin.forms import RowForm
from claims.admin.scoped import member
from claims.errors import DomainError
from claims.models import Desk, Role, User
from reviews import services
from reviews.languages import canonical
from reviews.models import Rating, RatingScale
from reviews.scales import LARGEST_VALUE, Saying, Step, UnusableScale, check


class WhichDesk(DomainError):
    """A copy is made for one desk, by one of its desk admins."""


class ReviseForm(RowForm):
    """The whole scale, a rating a line, as it is to be from now on."""

    worst = forms.IntegerField(min_value=1, max_value=LARGEST_VALUE, widget=UnfoldAdminIntegerFieldWidget)
    best = forms.IntegerField(
        min_value=2, max_value=LARGEST_VALUE, widget=UnfoldAdminIntegerFieldWidget,
        help_text="Values run from worst to best; nearer to best is truer.",
    )  # fmt: skip
    ratings = forms.CharField(
        label="Ratings, one a line",
        max_length=20_000,
        help_text="Label | value | what it means for readers. Leave the value empty for a label beside the numbers.",
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 10}),
    )

    def __init__(self, *, row: RatingScale, data: Any = None) -> None:
        super().__init__(row=row, data=data)
        lines = [f"{one.label} | {'' if one.value is None else one.value} | {one.meaning}" for one in row.ratings.all()]
        self.initial = {"worst": row.worst, "best": row.best, "ratings": "\n".join(lines)}

    def clean_ratings(self) -> list[Step]:
        return [_step(line) for line in self.cleaned_data["ratings"].splitlines() if line.strip()]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if {"worst", "best", "ratings"} <= given.keys():
            try:
                check(given["ratings"], worst=given["worst"], best=given["best"])
            except UnusableScale as refusal:
                self.add_error("ratings", str(refusal))
        return given


def _step(line: str) -> Step:
    label, _, rest = line.partition("|")
    value, _, meaning = rest.partition("|")
    if value.strip() and not (value.strip().isascii() and value.strip().isdigit() and len(value.strip()) < 6):
        raise ValidationError(f"“{value.strip()}” is no whole number: write label | value | meaning.")
    return Step(label.strip(), int(value) if value.strip() else None, meaning.strip())


class NamesForm(RowForm):
    """What the ratings are called in other languages, a rating and a language a line."""

    sayings = forms.CharField(
        label="Names in other languages, one a line",
        required=False,
        max_length=50_000,
        help_text="Language | label | label in that language | what it means. Such as: de | False | Falsch",
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 10}),
    )

    def __init__(self, *, row: RatingScale, data: Any = None) -> None:
        super().__init__(row=row, data=data)
        lines = [
            f"{language} | {one.label} | {told['label']} | {told['meaning']}"
            for one in row.ratings.all()
            for language, told in one.labels.items()
        ]
        self.initial = {"sayings": "\n".join(sorted(lines))}

    def clean_sayings(self) -> list[Saying]:
        return [_saying(line) for line in self.cleaned_data["sayings"].splitlines() if line.strip()]


def _saying(line: str) -> Saying:
    parts = [part.strip() for part in line.split("|", 3)]
    if len(parts) < 3 or not all(parts[:3]):
        raise ValidationError(
            f"“{line.strip()[:80]}” is not all of it: write language | label | label there | meaning."
        )
    try:
        language = canonical(parts[0])
    except ValueError:
        raise ValidationError(f"“{parts[0][:80]}” is no language tag: write de, pt-BR or zh-Hant.") from None
    return Saying(language, *parts[1:])


class CopyForm(RowForm):
    name = forms.CharField(max_length=100, widget=UnfoldAdminTextInputWidget)
    desk = forms.SlugField(
        required=False, widget=UnfoldAdminTextInputWidget,
        help_text="The desk's short name; needed if you are desk admin of several.",
    )  # fmt: skip

    def __init__(self, *, row: RatingScale, data: Any = None) -> None:
        super().__init__(row=row, data=data)
        self.initial = {"name": row.name}


def _copy(scale: RatingScale, *, by: User, name: str, desk: str) -> RatingScale:
    mine = Desk.objects.where_role(by, Role.ADMIN)
    found = list(mine.filter(slug=desk) if desk else mine[:2])
    if len(found) != 1:
        raise WhichDesk("Name one of the desks whose desk admin you are.")
    return services.copy_scale(scale, desk=found[0], name=name, by=by)


def _page_of(scale: RatingScale) -> str:
    return reverse("admin:reviews_ratingscale_change", args=(scale.pk,))


class AnyDesk:
    """Stands for the desk of a scale that belongs to none: a role on any desk is enough to copy it."""

    def allows(self, user: User, role: Role) -> bool:
        """Whether `user` may do on some desk what `role` may."""
        return Desk.objects.where_role(user, role).exists()


class RatingInline(TabularInline):
    model = Rating
    extra = 0
    fields = ("position", "label", "value", "meaning")


@admin.register(RatingScale)
class RatingScaleAdmin(DoorsAdmin):
    """Verdicts that were given keep the rating they were given, and its edition of the scale."""

    list_display = ("name", "desk", "edition", "worst", "best", "retired_at")
    fields = ("name", "desk", "worst", "best")
    inlines = (RatingInline,)
    change_form_outer_before_template = "reviews/admin/scale.html"
    doors: ClassVar[tuple[Door, ...]] = (
        Door(
            name="revise",
            label="Revise…",
            role=Role.ADMIN,
            act=services.revise_scale,
            is_open=lambda scale: scale.desk_id is not None and scale.retired_at is None,
            form=ReviseForm,
            said="The next edition is in use. Verdicts that were given keep theirs.",
            hint="New verdicts use the ratings below; this edition is retired and stays with what was published.",
            leads_to=_page_of,
            is_main=True,
        ),
        Door(
            name="names",
            label="Names in other languages…",
            role=Role.ADMIN,
            act=services.name_ratings,
            is_open=lambda scale: True,
            form=NamesForm,
            said="Readers of translations see these names.",
            hint="The names below replace those that there were.",
        ),
        Door(
            name="copy",
            label="Copy for a desk…",
            role=Role.ADMIN,
            act=_copy,
            is_open=lambda scale: scale.retired_at is None,
            form=CopyForm,
            said="The desk has this scale of its own now, and can revise it.",
            leads_to=_page_of,
        ),
    )

    def desk_of(self, row: RatingScale) -> Any:
        return row.desk or AnyDesk()

    def doors_for(self, request: HttpRequest, row: Any) -> list[dict[str, Any]]:
        """Names of a scale that every desk shares are an operator's to give."""
        found = super().doors_for(request, row)
        is_theirs = row.desk_id is not None or member(request).is_superuser
        return [one for one in found if is_theirs or one["door"].name != "names"]

    def next_step(self, request: HttpRequest, row: RatingScale) -> str:
        if row.retired_at:
            return "This edition was followed by another one. Verdicts that were given by it keep it."
        return "Every desk may use it. Copy it to change it for yours." if row.desk_id is None else ""

    def context_of(self, row: RatingScale) -> dict[str, Any]:
        return {"scale": row}

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(member(request).is_superuser)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(member(request).is_superuser)
