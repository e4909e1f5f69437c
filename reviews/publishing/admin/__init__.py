"""Publishing in the admin: what readers see, and the webhooks, through the same services as the API."""

from reviews.publishing.admin.pages import CorrectionAdmin, FactCheckAdmin, PublishableReviewAdmin
from reviews.publishing.admin.people import ErasableUserAdmin
from reviews.publishing.admin.webhooks import WebhookDeliveryAdmin, WebhookEndpointAdmin

__all__ = [
    "CorrectionAdmin", "ErasableUserAdmin", "FactCheckAdmin", "PublishableReviewAdmin", "WebhookDeliveryAdmin",
    "WebhookEndpointAdmin",
]  # fmt: skip
