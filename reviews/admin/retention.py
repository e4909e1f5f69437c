"""What a desk keeps for how long, in the admin: what would go is said before it goes."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from unfold.decorators import display
from unfold.widgets import UnfoldBooleanWidget

from claims.admin.scoped import member
from claims.admin.versions import VersionedModelForm
from reviews import forgetting, retention
from reviews.admin.practice import DeskSetUpAdmin
from reviews.models import Forgetting, Retention

LATELY = 10
NAMES = tuple(rule.name for rule in forgetting.RULES)
TRIED = (30, 90, 365, 1095)  # days for which the page says what would go


class RetentionForm(VersionedModelForm):
    """The rules; the first time they are saved they say what would go, and ask."""

    is_sure = forms.BooleanField(
        label="Yes, forget that", required=False, widget=UnfoldBooleanWidget,
        help_text="What is forgotten cannot be brought back.",
    )  # fmt: skip

    class Meta:
        model = Retention
        fields = ("desk", *NAMES)

    def clean(self) -> dict[str, Any]:
        """Nothing is switched on unseen."""
        given = super().clean() or {}
        desk = given.get("desk") or (self.instance.desk if self.instance.pk else None)
        if self.errors or desk is None or given.pop("is_sure", False) or not set(self.changed_data) & set(NAMES):
            return given
        changed = {name: given.get(name) for name in NAMES if name in self.changed_data}
        if said := forgetting.in_words(forgetting.would_go(desk, changed)):
            raise ValidationError(
                f"With these rules would be forgotten today: {said}. If that is what you want, tick “Yes, forget that” "
                "and save again."
            )
        return given


@admin.register(Retention)
class RetentionAdmin(DeskSetUpAdmin):
    list_name = "Retention"
    add_label = "Choose what a desk forgets"
    when_empty = "Your desks keep everything. Choose after how many days a desk forgets what it does not need any more."
    list_display = ("desk", *NAMES, "decided_by")
    form = RetentionForm
    readonly_fields = ("would_go", "lately")

    def get_fields(self, request: HttpRequest, obj: Retention | None = None) -> tuple[str, ...]:
        return ("desk", *NAMES, "is_sure", *(("would_go", "lately") if obj else ()))

    def get_ordering(self, request: HttpRequest) -> list[str]:
        return ["desk__name"]

    @display(description="What would go today")
    def would_go(self, rules: Retention) -> SafeString:
        """By the rules as they are, and by others."""
        rows = [("By these rules", {name: getattr(rules, name) for name in NAMES})]
        rows += [(f"After {days} days", dict.fromkeys(NAMES, days)) for days in TRIED]
        told = ((name, forgetting.in_words(forgetting.would_go(rules.desk, days)) or "nothing") for name, days in rows)
        return format_html_join("", "<p>{}: {}</p>", told)

    @display(description="Forgotten lately")
    def lately(self, rules: Retention) -> SafeString | str:
        """The notes of the last batches."""
        called = {rule.name: rule.of for rule in forgetting.RULES}
        told = (
            (date_format(localtime(one.forgotten_at), "j F Y, H:i"), one.number, called[one.rule], one.days)
            for one in Forgetting.objects.filter(desk=rules.desk)[:LATELY]
        )
        return format_html_join("", "<p>{}: {} {}, after {} days</p>", told) or "Nothing yet"

    def save_model(self, request: HttpRequest, obj: Retention, form: Any, change: bool) -> None:
        days = {name: form.cleaned_data[name] for name in NAMES if name in form.changed_data}
        obj.pk = retention.change(obj.desk, by=member(request), **days).pk
