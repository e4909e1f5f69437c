"""What all doors of the REST API do alike, whatever stands behind them."""

from typing import Any, TypeVar

from django.db.models import Model
from rest_framework.request import Request
from rest_framework.viewsets import GenericViewSet

from claims.api import idempotency
from claims.api.throttling import rate_headers
from claims.rates import Rate

Row = TypeVar("Row", bound=Model)


class ApiViewSet(GenericViewSet[Row]):
    """A door of the REST API: callers are counted, and every POST may be repeated under an `Idempotency-Key`."""

    rate: Rate | None = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Decides, once it is known who calls and that they may, how the handler is called that follows."""
        super().initial(request, *args, **kwargs)
        if request.method == "POST" and idempotency.KEY in request.headers:
            self.post = idempotency.answered_once(getattr(self, "post", self.http_method_not_allowed))

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
