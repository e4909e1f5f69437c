"""The REST routes of claim reviews."""

from rest_framework.routers import SimpleRouter

from reviews.api.reviews import EvidenceViewSet, RatingScaleViewSet, ReviewViewSet

router = SimpleRouter()
router.register("evidence", EvidenceViewSet, basename="evidence")
router.register("rating-scales", RatingScaleViewSet, basename="rating-scale")
router.register("reviews", ReviewViewSet, basename="review")

urlpatterns = router.urls
