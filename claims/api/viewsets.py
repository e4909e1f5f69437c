"""What all doors of the REST API do alike, whatever stands behind them."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, ClassVar, TypeVar

from django.db.models import Model
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from claims.api import idempotency, shaping
from claims.api.throttling import rate_headers
from claims.models import User
from claims.rates import Rate

Row = TypeVar("Row", bound=Model)


class CountedView(APIView):
    """A door that counts who calls, also whom it refuses, and tells each how many more requests there may be."""

    rate: Rate | None = None

    def perform_authentication(self, request: Request) -> None:
        """Whoever is refused has called as well: they are counted before they are asked what they may."""
        try:
            super().perform_authentication(request)
        finally:
            super().check_throttles(request)

    def check_throttles(self, request: Request) -> None:
        """Was done when it became known who calls."""

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Every answer says how many more requests there may be."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        for name, value in rate_headers(self.rate).items():
            answer[name] = value
        return answer


class ApiViewSet(CountedView, GenericViewSet[Row]):
    """A door of the REST API: callers are counted, POSTs may be repeated under a key, rows come in the shape wanted."""

    expansions: ClassVar[Mapping[str, shaping.Expansion]] = {}  # by the member that holds the id
    shape = shaping.WHOLE

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Decides, once it is known who calls and that they may, how the handler is called that follows."""
        super().initial(request, *args, **kwargs)
        if request.method == "POST" and idempotency.KEY in request.headers:
            self.post = idempotency.answered_once(getattr(self, "post", self.http_method_not_allowed))
        elif self.shape_parameters & set(request.query_params):
            self.get = self._shaped(request, getattr(self, "get", self.http_method_not_allowed))

    @property
    def shape_parameters(self) -> frozenset[str]:
        """The query parameters by which rows may be shaped in this action."""
        if self.action not in {"list", "retrieve"}:
            return frozenset()
        return frozenset({shaping.FIELDS, shaping.EXPAND} if self.expansions else {shaping.FIELDS})

    @property
    def members(self) -> list[str]:
        """What each row of the answers has."""
        output: Any = self.get_serializer_class()
        return _members_of(output)

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        """The serializer without the members that nobody asked for: most of a list's time goes into them."""
        serializer = super().get_serializer(*args, **kwargs)
        self.shape.limit(getattr(serializer, "child", serializer))
        return serializer

    def _shaped(self, request: Request, handler: Callable[..., Response]) -> Callable[..., Response]:
        if type(request.accepted_renderer) is not JSONRenderer:
            raise ValidationError({shaping.FIELDS: ["Only application/json can be shaped."]})
        self.shape = shaping.shape_of(request, members=self.members, expansions=self.expansions)

        def handle(request: Request, *args: Any, **kwargs: Any) -> Response:
            response = handler(request, *args, **kwargs)
            response.data = self.shape.of(response.data, request.user if isinstance(request.user, User) else User())
            return response

        return handle


@cache
def _members_of(output: type[Any]) -> list[str]:
    return list(output().fields)
