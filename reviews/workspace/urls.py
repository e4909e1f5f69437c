"""Addresses of the workspace, below /desk/."""

from django.urls import path

from reviews.workspace import overview

app_name = "workspace"

urlpatterns = [
    path("", overview.overview, name="overview"),
]
