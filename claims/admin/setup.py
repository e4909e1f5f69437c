"""Desks, people and tokens in the admin."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from unfold.admin import TabularInline
from unfold.decorators import display
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget, UnfoldAdminTextInputWidget

from claims import budget, desks, detectors, membership
from claims.admin.scoped import DeskScopedAdmin, OperatorOnly, member
from claims.admin.versions import VersionedModelForm
from claims.models import ApiToken, Desk, Membership, Role, Scope, Source, User

admin.site.unregister(Group)  # what people may do is decided by their role on a desk


class MembersFormSet(forms.BaseInlineFormSet):  # type: ignore[type-arg]
    def clean(self) -> None:
        """A desk that has an admin keeps one, as over REST."""
        super().clean()
        if self.instance.pk:
            membership.hold(self.instance)
        before = membership.admins_of(self.instance)
        after = set(before)
        for form in self.forms:
            line = getattr(form, "cleaned_data", {})
            after.discard(form.instance.user_id)
            if line.get("role") == Role.ADMIN and not line.get("DELETE") and line["user"].is_active:
                after.add(line["user"].pk)
        if before and not after:
            raise ValidationError("A desk keeps at least one desk admin: make somebody else desk admin first.")


class UserNameField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Somebody by the name they sign in with, typed: a list would show every desk the people of all others."""

    def __init__(self, **kwargs: Any) -> None:
        everybody = User.objects.filter(is_active=True)
        unknown = {"invalid_choice": "Nobody here has this user name. An operator of the installation adds people."}
        super().__init__(
            everybody,
            to_field_name="username",
            widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off", "spellcheck": "false"}),
            error_messages=unknown,
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        """The name; a row's form gives the id, and what was typed comes back as it was."""
        if isinstance(value, int):
            return User.objects.filter(pk=value).values_list("username", flat=True).first()
        return super().prepare_value(value)


class MemberForm(forms.ModelForm):  # type: ignore[type-arg]
    user = UserNameField(label="User name")

    class Meta:
        model = Membership
        fields = ("user", "role")

    def clean_user(self) -> User:
        """Whose line it is does not change: what they did stays theirs."""
        user: User = self.cleaned_data["user"]
        if self.instance.pk and user.pk != self.instance.user_id:
            raise ValidationError("A line keeps its person: take this one off and add the other.")
        return user


class MembershipInline(TabularInline):
    model = Membership
    form = MemberForm
    formset = MembersFormSet
    extra = 0

    def has_view_permission(self, request: HttpRequest, obj: Desk | None = None) -> bool:
        """Whoever sees the desk, as over REST."""
        return True

    def has_add_permission(self, request: HttpRequest, obj: Desk | None = None) -> bool:
        user = member(request)
        return bool(user.is_superuser) if obj is None else obj.allows(user, Role.ADMIN)

    def has_change_permission(self, request: HttpRequest, obj: Desk | None = None) -> bool:
        return self.has_add_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Desk | None = None) -> bool:
        return self.has_add_permission(request, obj)


@admin.register(Desk)
class DeskAdmin(DeskScopedAdmin):
    when_empty = "You are on no desk yet. A desk admin can add you to theirs."
    list_display = ("name", "slug", "language", "website")
    search_fields = ("name",)
    fields = (
        "name", "slug", "language", "website", "is_second_factor_required", "language_model_tokens",
        "language_model_today",
    )  # fmt: skip
    readonly_fields = ("language_model_today",)
    form = VersionedModelForm
    inlines = (MembershipInline,)

    def get_prepopulated_fields(self, request: HttpRequest, obj: Desk | None = None) -> dict[str, Sequence[str]]:
        return {"slug": ("name",)}

    @display(description="Language model today")
    def language_model_today(self, desk: Desk) -> str:
        """What the desk used of its limit, in words."""
        if desk.pk is None or detectors.endpoint() is None:
            return "No language model is set up: the local detector reads every article."
        use, limit = budget.used_today(desk), budget.limit_of(desk)
        if not limit:
            return "Off for this desk: the local detector reads every article."
        held = f", {use.reserved_tokens:,} of them held by requests under way" if use.reserved_tokens else ""
        made = f"{use.requests:,} {'request' if use.requests == 1 else 'requests'}"
        return f"{use.tokens:,} of {limit:,} tokens used in {made}{held}"

    def save_model(self, request: HttpRequest, obj: Desk, form: Any, change: bool) -> None:
        """A change as over REST, so that who has read the version before hears of it."""
        if not change:
            super().save_model(request, obj, form, change)
        elif form.changed_data:
            desks.change(obj, **{name: form.cleaned_data[name] for name in form.changed_data})

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(member(request).is_superuser)

    def has_change_permission(self, request: HttpRequest, obj: Desk | None = None) -> bool:
        return obj is not None and obj.allows(member(request), Role.ADMIN)


class UserAdmin(DjangoUserAdmin, OperatorOnly):  # type: ignore[type-arg]
    """People; registered where all that is known of them can be erased."""

    list_name = "People"
    add_label = "Add a person"
    change_form_outer_before_template = "claims/admin/doors.html"
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("username", "first_name", "last_name", "email", "is_active", "is_staff")
    list_filter = ("is_active", "is_staff", "is_superuser")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Person", {"fields": ("first_name", "last_name", "email")}),
        (
            "Access",
            {"fields": ("is_active", "is_staff", "is_superuser"), "description": "Roles are given on the desk."},
        ),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )


@admin.register(Source)
class SourceAdmin(OperatorOnly):
    when_empty = "A source is who published an article. Sources are noted when articles come in by their web address."
    list_display = ("name", "site", "desk")
    search_fields = ("name", "site")


class TokenForm(forms.ModelForm):  # type: ignore[type-arg]
    scopes = forms.MultipleChoiceField(
        choices=Scope.choices, widget=UnfoldAdminCheckboxSelectMultipleWidget, initial=[Scope.CLAIMS_READ]
    )

    class Meta:
        model = ApiToken
        fields = ("name", "scopes", "expires_at")


@admin.register(ApiToken)
class ApiTokenAdmin(DeskScopedAdmin):
    """One's own tokens. The secret is shown once, when the token is made; withdrawing one is deleting it."""

    list_name = "My API tokens"
    add_label = "Make an API token"
    when_empty = "A program that uses the REST API acts for you with a token. You have made none."
    form = TokenForm
    list_display = ("name", "hint", "scopes", "created_at", "expires_at", "last_used_at")
    fields = ("name", "scopes", "expires_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ApiToken]:
        return ApiToken.objects.filter(user=member(request)).order_by("-id")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(member(request).is_staff)

    def has_delete_permission(self, request: HttpRequest, obj: ApiToken | None = None) -> bool:
        return bool(member(request).is_staff)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        once = {"show_save_and_continue": False, "show_save_and_add_another": False}
        return super().render_change_form(request, context | once, *args, **kwargs)

    def response_add(self, request: HttpRequest, obj: ApiToken, post_url_continue: Any = None) -> HttpResponse:
        """To the list, where the secret is shown; that is all there is to say."""
        return HttpResponseRedirect(self.crumbs()[0]["url"])

    def save_model(self, request: HttpRequest, obj: ApiToken, form: Any, change: bool) -> None:
        given = form.cleaned_data
        token, secret = ApiToken.objects.issue(member(request), name=given["name"], scopes=given["scopes"])
        ApiToken.objects.filter(pk=token.pk).update(expires_at=given["expires_at"])
        obj.pk = token.pk
        messages.warning(request, f"Copy the token now, it is not shown again: {secret}")
