"""What a token may be used for, and how the OpenAPI document describes tokens."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from claims.api.authentication import TokenAuthentication
from claims.models import ApiToken, Scope


class HasScope(BasePermission):
    """A token may do what its scopes say: reading needs the `read_scope` of the view, writing its `write_scope`."""

    message = "This token lacks the scope for that."

    def has_permission(self, request: Request, view: APIView) -> bool:
        if not isinstance(request.auth, ApiToken):
            return True
        write_scope: Scope = getattr(view, "write_scope", Scope.CLAIMS_WRITE)
        read_scope: Scope = getattr(view, "read_scope", Scope.CLAIMS_READ)
        needed = read_scope if request.method in SAFE_METHODS else write_scope
        return needed in request.auth.scopes


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the OpenAPI document describes the bearer token."""

    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "A token made by `manage.py issue_token`."}
