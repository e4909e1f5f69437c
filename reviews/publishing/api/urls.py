"""The REST routes of publishing."""

from rest_framework.routers import SimpleRouter

from reviews.publishing.api.factchecks import CorrectionViewSet, FactCheckViewSet, PublicationViewSet

router = SimpleRouter()
router.register("corrections", CorrectionViewSet, basename="correction")
router.register("fact-checks", FactCheckViewSet, basename="fact-check")
router.register("reviews", PublicationViewSet, basename="publication")

urlpatterns = router.urls
