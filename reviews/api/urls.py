"""The REST routes of claim reviews."""

from rest_framework.routers import SimpleRouter

from reviews.api.approvals import ApprovalViewSet
from reviews.api.comments import CommentViewSet, ReviewCommentsViewSet
from reviews.api.desks import DeskWorkViewSet
from reviews.api.drafts import DraftViewSet
from reviews.api.evidence import EvidenceDoorViewSet, EvidenceFileViewSet, SnapshotViewSet
from reviews.api.media import MediaItemViewSet, ReviewMediaViewSet
from reviews.api.notices import NoticeSettingViewSet, NoticeViewSet
from reviews.api.practice import CriterionViewSet, DeskPracticeViewSet
from reviews.api.replies import ReplyRequestViewSet, ReviewRepliesViewSet
from reviews.api.requests import ReaderRequestViewSet
from reviews.api.retention import DeskRetentionViewSet
from reviews.api.reviews import EvidenceViewSet, ReviewViewSet
from reviews.api.scales import RatingScaleViewSet
from reviews.api.searches import SavedSearchViewSet
from reviews.api.topics import TopicViewSet
from reviews.api.worklist import WorklistViewSet

router = SimpleRouter()
router.register("evidence", EvidenceViewSet, basename="evidence")
router.register("rating-scales", RatingScaleViewSet, basename="rating-scale")
router.register("reviews", ReviewViewSet, basename="review")
router.register("reviews", DraftViewSet, basename="review-draft")
router.register("reviews", ApprovalViewSet, basename="review-approval")
router.register("criteria", CriterionViewSet, basename="criterion")
router.register("desks", DeskPracticeViewSet, basename="desk-practice")
router.register("desks", DeskRetentionViewSet, basename="desk-retention")
router.register("desks", DeskWorkViewSet, basename="desk-work")
router.register("worklist", WorklistViewSet, basename="worklist")
router.register("comments", CommentViewSet, basename="comment")
router.register("evidence", EvidenceDoorViewSet, basename="evidence-door")
router.register("media", MediaItemViewSet, basename="media-item")
router.register("notices", NoticeSettingViewSet, basename="notice-setting")
router.register("notices", NoticeViewSet, basename="notice")
router.register("reader-requests", ReaderRequestViewSet, basename="reader-request")
router.register("reply-requests", ReplyRequestViewSet, basename="reply-request")
router.register("reviews", EvidenceFileViewSet, basename="review-file")
router.register("reviews", ReviewCommentsViewSet, basename="review-comment")
router.register("reviews", ReviewRepliesViewSet, basename="review-reply")
router.register("reviews", ReviewMediaViewSet, basename="review-media")
router.register("saved-searches", SavedSearchViewSet, basename="saved-search")
router.register("snapshots", SnapshotViewSet, basename="snapshot")
router.register("topics", TopicViewSet, basename="topic")

urlpatterns = router.urls
