"""What every page of the admin has in common: a member sees the rows of their desks, and nothing is deleted."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet, URLField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.text import capfirst
from unfold.admin import ModelAdmin

from claims.models import Desk, User


def member(request: HttpRequest) -> User:
    """The person a request acts for; somebody on no desk where there is none."""
    return request.user if isinstance(request.user, User) else User()


class FramedAdmin(ModelAdmin):
    """Pages in our frame: named as in the menu, with the way back, and a word about what to do where nothing is."""

    change_list_template: Any = "claims/admin/change_list.html"
    change_form_template: Any = "claims/admin/change_form.html"
    empty_value_display = "–"
    compressed_fields = True
    list_name = ""
    add_label = ""
    when_empty = ""

    def heading_of(self, row: Any) -> str:
        """What the page of `row` is called."""
        return str(row)

    def crumbs(self, row: Any = None) -> list[dict[str, str]]:
        """The way to a page below the list, or below the page of `row`."""
        page = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        crumbs = [{"label": self._list_name(), "url": reverse(f"{page}_changelist")}]
        if row is not None:
            crumbs.append({"label": self.heading_of(row), "url": reverse(f"{page}_change", args=(row.pk,))})
        return crumbs

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        words = {"heading": self._list_name(), "add_label": self._add_label(), "when_empty": self.when_empty}
        return super().changelist_view(request, words | (extra_context or {}))

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        row = kwargs.get("obj")
        heading = self._add_label() if row is None else self.heading_of(row)
        return super().render_change_form(
            request, context | {"heading": heading, "crumbs": self.crumbs()}, *args, **kwargs
        )

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        """To the list instead of the first page; nothing is ever deleted, so the framework's guess is wrong."""
        messages.warning(request, f"There is no such {opts.verbose_name} here, or it belongs to another desk.")
        return HttpResponseRedirect(self.crumbs()[0]["url"])

    def _list_name(self) -> str:
        return self.list_name or capfirst(str(self.opts.verbose_name_plural))

    def _add_label(self) -> str:
        return self.add_label or f"Add a {self.opts.verbose_name}"


class DeskScopedAdmin(FramedAdmin):
    """Pages that show the rows of one's desks. Facts are not deleted; adding and changing is opened page by page."""

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


class OperatorOnly(FramedAdmin):
    """Set-up pages, for operators of the installation (superusers)."""

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
