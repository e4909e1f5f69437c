"""Every address of the service."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from config.metrics.page import metrics
from config.readiness import healthz, readyz
from reviews.publishing.site.machines import icon, robots
from reviews.workspace import sessions

# One door for everybody: the admin's own log-in page would not ask for the second factor.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

handler500 = "config.logs.server_error"

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="publishing:fact-check-list")),
    path("healthz/", healthz),
    path("metrics/", metrics),
    path("readyz/", readyz),
    path("accounts/sessions/", sessions.page, name="account_sessions"),
    path("accounts/sessions/end-others/", sessions.end_others, name="account_sessions_end"),
    path("accounts/sessions/<int:pk>/end/", sessions.end, name="account_session_end"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("api/v1/", include("config.api")),
    path("desk/", include("reviews.workspace.urls")),
    path("favicon.ico", icon),
    path("fact-checks/", include("reviews.publishing.site.urls")),
    path("robots.txt", robots),
    path("v1alpha1/", include("reviews.publishing.v1alpha1.urls")),
]
