"""The REST routes of articles and claims."""

from rest_framework.routers import SimpleRouter

from claims.api.articles import ArticleViewSet, DeskViewSet, ExtractionViewSet
from claims.api.claims import ClaimViewSet

router = SimpleRouter()
router.register("articles", ArticleViewSet, basename="article")
router.register("claims", ClaimViewSet, basename="claim")
router.register("desks", DeskViewSet, basename="desk")
router.register("extractions", ExtractionViewSet, basename="extraction")

urlpatterns = router.urls
