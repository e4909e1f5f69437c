"""What all doors of the REST API do alike, whatever stands behind them."""

from typing import Any, TypeVar

from django.db.models import Model
from rest_framework.request import Request
from rest_framework.viewsets import GenericViewSet

from claims.api import idempotency

Row = TypeVar("Row", bound=Model)


class ApiViewSet(GenericViewSet[Row]):
    """A door of the REST API: every POST may be repeated under an `Idempotency-Key`."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Decides, once it is known who calls and that they may, how the handler is called that follows."""
        super().initial(request, *args, **kwargs)
        if request.method == "POST" and idempotency.KEY in request.headers:
            self.post = idempotency.answered_once(getattr(self, "post", self.http_method_not_allowed))
