"""Moves as buttons of the admin: each is a small page of its own that calls the service of that move."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from claims.admin.scoped import DeskScopedAdmin, member
from claims.errors import DomainError
from claims.models import Desk, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """One button. `act(row, by=…, **cleaned)` calls a service; `is_open(row)` says whether the row's state allows it.

    Without a form the button acts at once; with one it leads to a page that asks. `form` is made with the row.
    Afterwards the person is on the row's page again, or at `leads_to(what act returned)`.
    """

    name: str
    label: str
    role: Role
    act: Callable[..., Any]
    is_open: Callable[[Any], bool]
    form: Callable[..., forms.Form] | None = None
    said: str = "Done."
    hint: str = ""
    is_main: bool = False
    leads_to: Callable[[Any], str] | None = None

    @property
    def asks(self) -> bool:
        """Whether it leads to a page that asks. (A template would call `form` itself, since it is a class.)"""
        return self.form is not None


class DoorsAdmin(DeskScopedAdmin):
    """A page with doors. Sub-classes say which, and which desk a row belongs to."""

    doors: ClassVar[tuple[Door, ...]] = ()

    def desk_of(self, row: Any) -> Desk:
        """The desk whose roles decide who may use the doors of `row`."""
        desk: Desk = row.desk
        return desk

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_door"
        return [
            path("<path:object_id>/doors/<slug:name>/", self.admin_site.admin_view(self.door_view), name=name),
            *super().get_urls(),
        ]

    def door_view(self, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
        """Ask what the move needs, make it, and say what came of it; what was typed is never lost."""
        row = get_object_or_404(self.get_queryset(request), pk=_key(object_id))
        door = self._door(name)
        if not self.desk_of(row).allows(member(request), door.role):
            raise PermissionDenied
        form = door.form(row=row, data=request.POST or None) if door.form else None
        if request.method == "POST" and (form is None or form.is_valid()):
            next_page = self._pass(request, row, door, form)
            if next_page:
                return HttpResponseRedirect(next_page)
        if form is None:
            return HttpResponseRedirect(self._page_of(row))
        return self._ask(request, row, door, form)

    def context_of(self, row: Any) -> dict[str, Any]:
        """What the page of `row` shows besides its doors and fields."""
        return {}

    def next_step(self, request: HttpRequest, row: Any) -> str:
        """A sentence for this person: what the row waits for."""
        return ""

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        context: dict[str, Any] = {}
        if row:
            words = {"doors": self.doors_for(request, row), "next_step": self.next_step(request, row)}
            context = words | self.context_of(row)
        return super().change_view(request, object_id, form_url, context | (extra_context or {}))

    def doors_for(self, request: HttpRequest, row: Any) -> list[dict[str, Any]]:
        """The doors that are open to this person in the row's state, for the template."""
        desk, person = self.desk_of(row), member(request)
        roles = {role: desk.allows(person, role) for role in {door.role for door in self.doors}}
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_door"
        return [
            {"door": door, "url": reverse(name, args=(row.pk, door.name))}
            for door in self.doors
            if roles[door.role] and door.is_open(row)
        ]

    def _pass(self, request: HttpRequest, row: Any, door: Door, form: forms.Form | None) -> str:
        """Make the move and say so. The address to go on to, or nothing where it was refused."""
        try:
            made = door.act(row, by=member(request), **(form.cleaned_data if form else {}))
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return ""
        messages.success(request, door.said)
        return door.leads_to(made) if door.leads_to else self._page_of(row)

    def _ask(self, request: HttpRequest, row: Any, door: Door, form: forms.Form) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": door.label.rstrip("…"),
            "heading": door.label.rstrip("…"),
            "crumbs": self.crumbs(row),
            "opts": self.opts,
            "about": self.heading_of(row),
            "door": door,
            "form": form,
            "media": self.media + form.media,
            "back": self._page_of(row),
        }
        return TemplateResponse(request, "claims/admin/door.html", context)

    def _door(self, name: str) -> Door:
        for door in self.doors:
            if door.name == name:
                return door
        raise Http404

    def _page_of(self, row: Any) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=(row.pk,))


def _key(object_id: str) -> int:
    key = unquote(object_id)
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        raise Http404
    return int(key)
