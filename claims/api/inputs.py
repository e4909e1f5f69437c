"""What the doors of the REST API share for reading requests: strict inputs, versions, desks and roles."""

import re
from collections.abc import Iterator
from typing import Any

from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import serializers
from rest_framework.exceptions import APIException, PermissionDenied, ValidationError
from rest_framework.request import Request

from claims.api.filters import DeskSlugFilter
from claims.models import Desk, Role, User, desk_ids_of, roles_of

# NUL and surrogates are refused by the framework itself.
_UNPRINTABLE = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")

PAGING = frozenset({"cursor", "page_size", "ordering"})


class RawText(serializers.CharField):
    """A string and nothing that merely looks like one; what its characters may be is decided by whoever reads it."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class StrictText(RawText):
    """A string without control characters, which some of the formats that we publish in cannot hold."""

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data)
        if unprintable := _UNPRINTABLE.search(text):
            raise ValidationError(f"Control characters (here U+{ord(unprintable[0]):04X}) are not allowed.")
        return text


class StrictInteger(serializers.IntegerField):
    """A whole number and nothing that merely looks like one."""

    def to_internal_value(self, data: Any) -> int:
        if type(data) is not int:
            self.fail("invalid")
        return super().to_internal_value(data)


class StrictBoolean(serializers.BooleanField):
    """True or false and nothing that merely looks like one."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class Input(serializers.Serializer[Any]):
    """One command's input. A member that the command does not know is an error: a slip of the pen, or an attack.

    As it stands it is the input of a command that takes nothing.
    """

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict) and (unknown := sorted(set(data) - set(self.fields))):
            raise ValidationError({name: ["This member is not known here."] for name in unknown})
        return super().to_internal_value(data)


class MoveInput(Input):
    """What every move takes."""

    note = StrictText(required=False, allow_blank=True, default="", max_length=5000)


class StrictFilterBackend(DjangoFilterBackend):
    """Filters of the view's filter set only: an unknown query parameter is a 400 and not silently all rows."""

    paging = PAGING

    def filter_queryset(self, request: Any, queryset: Any, view: Any) -> Any:
        known = self.paging | view.shape_parameters
        known |= set(getattr(getattr(view, "filterset_class", None), "base_filters", {}))
        if unknown := sorted(set(request.query_params) - known):
            raise ValidationError(
                {name: [f"Unknown parameter. Known are: {', '.join(sorted(known))}."] for name in unknown}
            )
        rows = self._on_the_only_desk(request, queryset, view)
        is_filtered = not self.paging.issuperset(request.query_params)
        return super().filter_queryset(request, rows, view) if is_filtered else rows

    def _on_the_only_desk(self, request: Any, queryset: Any, view: Any) -> Any:
        """A list for somebody on one desk as if they had named it: the desk's index then has the rows in order."""
        by_desk = getattr(getattr(view, "filterset_class", None), "base_filters", {}).get("desk")
        user = caller(request)
        is_named = view.detail or "desk" in request.query_params
        if is_named or user.is_superuser or not isinstance(by_desk, DeskSlugFilter):
            return queryset
        desks = list(desk_ids_of(user)[:2])
        return queryset.filter(**{str(by_desk.field_name): desks[0]}) if len(desks) == 1 else queryset


class VersionMissing(APIException):
    """An edit has to say which version of the row it was made from."""

    status_code = 428
    default_detail = "Say in If-Match which version you edit: the ETag of the row as you read it, or * for any."


def edited_version(request: Request) -> int | None:
    """The same as `expected_version`, for edits: there, who says nothing would undo unseen what others have written.

    Raises:
        VersionMissing: there is no `If-Match`. `*` says that any version will do.
    """
    if "If-Match" not in request.headers:
        raise VersionMissing
    return expected_version(request)


def expected_version(request: Request) -> int | None:
    """The version that `If-Match` insists on, from the ETag of an earlier answer; None without that header."""
    given = request.headers.get("If-Match", "*").strip()
    if given == "*":
        return None
    found = re.fullmatch(r'(?:W/)?"(\d{1,9})"', given, re.ASCII)
    if found is None:
        raise ValidationError({"If-Match": ['Give the ETag of the row as you read it, such as "3".']})
    return int(found[1])


def version_headers(version: int) -> dict[str, str]:
    """The ETag that `If-Match` takes. It says nothing of what stands around the row, so no cache may compare by it."""
    return {"ETag": f'"{version}"', "Cache-Control": "no-store"}


def require_no_input(request: Request) -> None:
    """Raises ValidationError (400) where a request to a command that takes nothing brings something."""
    Input(data=request.data).is_valid(raise_exception=True)


def require_role(user: User, desk: Desk, role: Role) -> None:
    """Raises PermissionDenied (403) where `user` may not do on `desk` what `role` may."""
    if not desk.allows(user, role):
        raise _lacking(role)


def _lacking(role: Role) -> PermissionDenied:
    return PermissionDenied(f"On this desk you need to be at least {role.label.lower()} to do this.")


def desk_for(user: User, slug: str, role: Role) -> Desk:
    """The desk named `slug`, or the only one `user` has where none is named; another desk is as unknown as none."""
    named = list(_desks_and_roles(user, slug))
    if len(named) != 1:
        raise ValidationError({"desk": ["There is no such desk of yours." if slug else "Name one of your desks."]})
    desk, has = named[0]
    if not has.includes(role):
        raise _lacking(role)
    return desk


def _desks_and_roles(user: User, slug: str) -> Iterator[tuple[Desk, Role]]:
    """The desk named `slug`, or the first two where none is named, of those that `user` may see."""
    desks = Desk.objects.visible_to(user)
    named = desks.filter(slug=slug) if slug else desks[:2]
    if user.is_superuser:
        return ((desk, Role.ADMIN) for desk in named)
    roles = roles_of(user)
    return ((desk, roles[desk.pk]) for desk in named if desk.pk in roles)


def caller(request: Request) -> User:
    """The person a request acts for; somebody on no desk where there is none."""
    return request.user if isinstance(request.user, User) else User()
