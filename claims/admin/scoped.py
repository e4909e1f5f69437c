"""What every page of the admin has in common: a member sees the rows of their desks, and nothing is deleted."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet, URLField
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from claims.models import Desk, User


def member(request: HttpRequest) -> User:
    """The person a request acts for; somebody on no desk where there is none."""
    return request.user if isinstance(request.user, User) else User()


class DeskScopedAdmin(ModelAdmin):
    """Pages that show the rows of one's desks. Facts are not deleted; adding and changing is opened page by page."""

    compressed_fields = True
    list_fullwidth = True
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return self.model._default_manager.visible_to(member(request)).order_by(*self.get_ordering(request))

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """As the theme makes it; an address typed without a scheme is taken as https."""
        if isinstance(db_field, URLField):
            kwargs.setdefault("assume_scheme", "https")
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(member(request).is_staff)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(member(request).is_staff)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class OperatorOnly(ModelAdmin):
    """Set-up pages, for operators of the installation (superusers)."""

    compressed_fields = True

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(member(request).is_superuser)


class DeskFilter(admin.SimpleListFilter):
    """By desk, one's own desks only; not shown to members of a single one."""

    title = "desk"
    parameter_name = "desk"
    lookup = "desk"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(desk.slug, desk.name) for desk in Desk.objects.visible_to(member(request))]

    def has_output(self) -> bool:
        return len(self.lookup_choices) > 1

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(**{f"{self.lookup}__slug": self.value()}) if self.value() else queryset
