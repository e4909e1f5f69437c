"""The publishing app."""

from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "reviews.publishing"
