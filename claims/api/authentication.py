"""Who calls the REST API: a bearer token of a program, or a person's browser session."""

from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from claims.models import ApiToken, User


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer cd_…`. A wrong, expired or withdrawn token is a 401, whatever the address."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        scheme, _, secret = get_authorization_header(request).partition(b" ")
        if scheme.lower() != b"bearer":
            return None
        token = ApiToken.objects.of_secret(secret.strip().decode("latin-1"))
        if token is None:
            raise AuthenticationFailed("This token is not valid: it is mistyped, expired or withdrawn.")
        token.touch()
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="Claimdesk"'
