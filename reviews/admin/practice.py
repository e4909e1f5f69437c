"""How a desk works, in the admin: its practice, its checklist and its topics, set up by its desk admins."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.decorators import display
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from claims.admin.scoped import DeskScopedAdmin, member
from claims.admin.versions import VersionedModelForm
from claims.errors import DomainError
from claims.models import Desk, Role, Topic
from reviews import checklist, criteria, practice, topics
from reviews.models import Criterion, Practice


class DeskSetUpAdmin(DeskScopedAdmin):
    """Pages of a desk's own set-up: its desk admins add and change rows, everybody else reads them.

    The admin saves within a transaction of its own: pages call what the services of REST call.
    """

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._desks(request).exists()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is not None and obj.desk.allows(member(request), Role.ADMIN)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A row stays with its desk."""
        return (*super().get_readonly_fields(request, obj), *(("desk",) if obj else ()))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "desk":
            kwargs["queryset"] = self._desks(request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def _desks(self, request: HttpRequest) -> QuerySet[Desk]:
        return Desk.objects.where_role(member(request), Role.ADMIN)


@admin.register(Practice)
class PracticeAdmin(DeskSetUpAdmin):
    list_name = "Practice"
    add_label = "Choose how a desk works"
    when_empty = "Your desks work by the defaults: the approver sees the verdict, and replies are due in two days."
    list_display = ("desk", "second_verdict", "reply_days", "review_again_days", "is_archived_publicly")
    form = VersionedModelForm
    fields = ("desk", "second_verdict", "reply_days", "review_again_days", "is_archived_publicly")

    def get_ordering(self, request: HttpRequest) -> list[str]:
        return ["desk__name"]

    def save_model(self, request: HttpRequest, obj: Practice, form: Any, change: bool) -> None:
        obj.pk = practice.change(obj.desk, **_given(form)).pk


class CriterionForm(VersionedModelForm):
    """A check of the program with the level it has here, or a line to tick."""

    code = forms.ChoiceField(required=False, label="Check", widget=UnfoldAdminSelectWidget)

    class Meta:
        model = Criterion
        fields = ("desk", "code", "label", "level", "position")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        checks = [(check.code, f"{check.label} ({check.level} unless chosen here)") for check in criteria.adjustable()]
        if "code" in self.fields:
            self.fields["code"].choices = [("", "None: a line to tick"), *checks]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and bool(given.get("code", self.instance.code)) == bool(given.get("label")):
            raise ValidationError("Choose a check, or write a line to tick: one of the two.")
        return given


@admin.register(Criterion)
class CriterionAdmin(DeskSetUpAdmin):
    list_name = "Checklist"
    add_label = "Add to the checklist"
    when_empty = "Your desks use the program's checks at their usual levels. Raise or lower one, or add a line to tick."
    form = CriterionForm
    list_display = ("what", "level", "desk", "position")
    list_filter = ("level",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A line stays what it is: a check of the program, or a line to tick."""
        return (*super().get_readonly_fields(request, obj), *(("code",) if obj else ()))

    @display(description="Criterion")
    def what(self, criterion: Criterion) -> str:
        check = criteria.CHECKS.get(criterion.code)
        return check.label if check else str(criterion)

    def heading_of(self, row: Criterion) -> str:
        return self.what(row)

    def save_model(self, request: HttpRequest, obj: Criterion, form: Any, change: bool) -> None:
        if change:
            checklist.change(obj, **_given(form))
        else:
            obj.pk = checklist.add(obj.desk, **_given(form)).pk


class TopicForm(VersionedModelForm):
    """Keywords are written one a line."""

    keywords = forms.CharField(
        label="Words or phrases, one a line", max_length=10_000,
        required=False,
        help_text="Whole words, in any case; any one of them is enough. None where the topic has examples, which are "
        "named at the desk, under Topics.",
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 8}),
    )  # fmt: skip

    class Meta:
        model = Topic
        fields = ("desk", "name", "keywords", "weight")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["keywords"] = "\n".join(self.instance.keywords)

    def clean_keywords(self) -> list[str]:
        try:
            words = topics.keywords_in(self.cleaned_data["keywords"].splitlines())
            topics.require_telling(words, has_examples=bool(self.instance.pk and self.instance.examples.exists()))
        except DomainError as refusal:
            raise ValidationError(str(refusal)) from None
        return words

    def clean(self) -> dict[str, Any]:
        """Names are a desk's own, which the form itself cannot see where the desk is only shown."""
        given = super().clean() or {}
        if self.instance.pk and given.get("name"):
            try:
                topics.require_free_name(self.instance.desk, given["name"], but=self.instance)
            except DomainError as refusal:
                self.add_error("name", str(refusal))
        return given


@admin.register(Topic)
class TopicAdmin(DeskSetUpAdmin):
    when_empty = "A topic is what a desk cares about: claims that hold one of its words come earlier in the worklist."
    form = TopicForm
    list_display = ("name", "words", "weight", "desk")
    search_fields = ("name",)

    @display(description="Words")
    def words(self, topic: Topic) -> str:
        return ", ".join(topic.keywords)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Topic, form: Any, change: bool) -> None:
        if change:
            topics.change(obj, **_given(form))
        else:
            obj.pk = topics.add(obj.desk, by=member(request), **_given(form)).pk

    def delete_model(self, request: HttpRequest, obj: Topic) -> None:
        topics.remove(obj)


def _given(form: Any) -> dict[str, Any]:
    """What was written, without the desk, with which a row stays."""
    return {name: value for name, value in form.cleaned_data.items() if name != "desk"}
