"""The REST routes of publishing."""

from rest_framework.routers import SimpleRouter

from reviews.publishing.api.events import EventViewSet
from reviews.publishing.api.factchecks import CorrectionViewSet, FactCheckViewSet, PublicationViewSet
from reviews.publishing.api.figures import DeskFiguresViewSet
from reviews.publishing.api.known import ClaimKnownViewSet, DeskKnownViewSet
from reviews.publishing.api.search import DeskSearchViewSet
from reviews.publishing.api.translations import (
    FactCheckTranslationsViewSet,
    TranslationDecisionViewSet,
    TranslationViewSet,
)
from reviews.publishing.api.webhooks import EndpointDeliveriesViewSet, WebhookDeliveryViewSet, WebhookViewSet

router = SimpleRouter()
router.register("claims", ClaimKnownViewSet, basename="claim-known")
router.register("corrections", CorrectionViewSet, basename="correction")
router.register("desks", DeskSearchViewSet, basename="desk-search")
router.register("desks", DeskFiguresViewSet, basename="desk-figures")
router.register("desks", DeskKnownViewSet, basename="desk-known")
router.register("fact-checks", FactCheckViewSet, basename="fact-check")
router.register("fact-checks", FactCheckTranslationsViewSet, basename="fact-check-translations")
router.register("translations", TranslationViewSet, basename="translation")
router.register("translations", TranslationDecisionViewSet, basename="translation-decision")
router.register("reviews", PublicationViewSet, basename="publication")
router.register("events", EventViewSet, basename="event")
router.register("webhooks", WebhookViewSet, basename="webhook")
router.register("webhooks", EndpointDeliveriesViewSet, basename="webhook-log")
router.register("webhook-deliveries", WebhookDeliveryViewSet, basename="webhook-delivery")

urlpatterns = router.urls
