"""The reviewers' workspace."""

from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    name = "reviews.workspace"
    label = "workspace"
