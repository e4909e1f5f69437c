"""People with the door out: what erasing one would do, and the name to type before it is done."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods
from unfold.widgets import UnfoldAdminTextInputWidget, UnfoldBooleanWidget

from claims.admin import UserAdmin
from claims.admin.scoped import member
from claims.errors import DomainError
from claims.models import Erasure, User
from reviews.publishing import people

EXPORT = "person.ndjson"


class EraseForm(forms.Form):
    """The name, typed, so that nobody is erased by a slip."""

    name = forms.CharField(
        label="User name, to be sure", max_length=150,
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    with_words = forms.BooleanField(
        label="Take their comments and notes away as well", required=False, widget=UnfoldBooleanWidget,
        help_text="Comments, and the notes they gave to moves. Verdicts, evidence and what is published stay.",
    )  # fmt: skip

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_name(self) -> str:
        """Exactly the name."""
        name: str = self.cleaned_data["name"]
        if name != self.person.username:
            raise ValidationError(f"This is not the user name. To erase this person, type {self.person.username}.")
        return name


@admin.register(User)
class ErasableUserAdmin(UserAdmin):
    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path(
                "<int:pk>/erase/",
                view(require_http_methods(["GET", "HEAD", "POST"])(self.erase_view)),
                name="erase_person",
            ),
            path("<int:pk>/data/", view(require_http_methods(["GET"])(self.data_view)), name="data_of_person"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        doors = []
        if (
            object_id.isascii()
            and object_id.isdecimal()
            and not Erasure.objects.filter(person_id=int(object_id)).exists()
        ):
            pages = {"Export their data": "admin:data_of_person", "Erase this person…": "admin:erase_person"}
            doors = [
                {"door": {"label": label, "asks": True}, "url": reverse(page, args=(object_id,))}
                for label, page in pages.items()
            ]
        return super().change_view(request, object_id, form_url, {"doors": doors} | (extra_context or {}))

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Nobody writes a name to the number again."""
        is_erased = obj is not None and Erasure.objects.filter(person=obj).exists()
        return super().has_change_permission(request, obj) and not is_erased

    def erase_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say what goes and what stays, ask for the name, and erase."""
        person = self._person(request, pk)
        form = EraseForm(request.POST or None, person=person)
        if request.method == "POST" and form.is_valid() and self._erase(request, person, form):
            return HttpResponseRedirect(reverse("admin:claims_user_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "title": "Erase this person",
            "heading": "Erase this person",
            "crumbs": self.crumbs(person),
            "opts": self.opts,
            "person": person,
            "preview": people.preview_of(person, by=member(request)),
            "form": form,
            "media": self.media + form.media,
            "back": reverse("admin:claims_user_change", args=(pk,)),
        }
        return TemplateResponse(request, "publishing/admin/erase_person.html", context)

    def data_view(self, request: HttpRequest, pk: int) -> StreamingHttpResponse:
        """What is kept about the person, as a file of lines of JSON."""
        answer = StreamingHttpResponse(people.data_of(self._person(request, pk)), content_type="application/x-ndjson")
        answer["Content-Disposition"] = f'attachment; filename="{EXPORT}"'
        return answer

    def _erase(self, request: HttpRequest, person: User, form: EraseForm) -> bool:
        try:
            people.erase_person(person, by=member(request), with_words=form.cleaned_data["with_words"])
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return False
        messages.success(request, f"Erased. The history names former-member-{person.pk} from now on.")
        return True

    def _person(self, request: HttpRequest, pk: int) -> User:
        if not member(request).is_superuser:
            raise PermissionDenied
        return get_object_or_404(User, pk=pk)
