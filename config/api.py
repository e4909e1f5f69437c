"""The REST API, version 1: the routes of every app, and their description."""

from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from claims.api.problems import NoSuchAddress

urlpatterns = [
    path("", include("claims.api.urls")),
    path("", include("reviews.api.urls")),
    path("", include("reviews.publishing.api.urls")),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="docs"),
    re_path("", NoSuchAddress.as_view()),
]
