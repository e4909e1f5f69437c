"""The REST routes of articles and claims."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from claims.api.appearances import AppearanceViewSet, RevisionViewSet
from claims.api.articles import ArticleViewSet, ExtractionViewSet
from claims.api.bulk import BulkView
from claims.api.changes import PassageChangeViewSet
from claims.api.claimants import ClaimantViewSet
from claims.api.claims import ClaimViewSet
from claims.api.decisions import DecisionViewSet
from claims.api.desks import DeskViewSet
from claims.api.duplicates import ClaimDuplicatesViewSet
from claims.api.imports import ImportViewSet
from claims.api.known import KnownFactCheckViewSet
from claims.api.memberships import MembershipViewSet
from claims.api.pairs import ClaimPairViewSet
from claims.api.watches import WatchViewSet

router = SimpleRouter()
router.register("appearances", AppearanceViewSet, basename="appearance")
router.register("articles", ArticleViewSet, basename="article")
router.register("claimants", ClaimantViewSet, basename="claimant")
router.register("claim-pairs", ClaimPairViewSet, basename="claim-pair")
router.register("claims", ClaimViewSet, basename="claim")
router.register("claims", ClaimDuplicatesViewSet, basename="claim-duplicates")
router.register("decisions", DecisionViewSet, basename="decision")
router.register("desks", DeskViewSet, basename="desk")
router.register("extractions", ExtractionViewSet, basename="extraction")
router.register("memberships", MembershipViewSet, basename="membership")
router.register("revisions", RevisionViewSet, basename="revision")
router.register("imports", ImportViewSet, basename="import")
router.register("known-fact-checks", KnownFactCheckViewSet, basename="known-fact-check")
router.register("passage-changes", PassageChangeViewSet, basename="passage-change")
router.register("watches", WatchViewSet, basename="watch")

urlpatterns = [path("articles/bulk/", BulkView.as_view(), name="article-bulk"), *router.urls]
