"""Every address of the service."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path
from django.views.generic import RedirectView

from reviews.publishing.site.machines import robots


def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the service and its database answer, else 503; for load balancers and supervisors."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except OperationalError:
        return JsonResponse({"state": "the database does not answer"}, status=503)
    return JsonResponse({"state": "ok"})


# One door for everybody: the admin's own log-in page would not ask for the second factor.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

handler500 = "config.logs.server_error"

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="publishing:fact-check-list")),
    path("healthz/", healthz),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("api/v1/", include("config.api")),
    path("desk/", include("reviews.workspace.urls")),
    path("fact-checks/", include("reviews.publishing.site.urls")),
    path("robots.txt", robots),
    path("v1alpha1/", include("reviews.publishing.v1alpha1.urls")),
]
