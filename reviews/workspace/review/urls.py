"""Addresses of reviews, below /desk/reviews/."""

from django.urls import path

from reviews.workspace.review import correcting, deciding, ledger, media, page, talking, translating, writing

urlpatterns = [
    path("", page.reviews, name="reviews"),
    path("<int:pk>/", page.review, name="review"),
    path("<int:pk>/hold/", writing.hold, name="review-hold"),
    path("<int:pk>/release/", writing.release, name="review-release"),
    path("<int:pk>/draft/", writing.draft, name="review-draft"),
    path("<int:pk>/preview/", writing.preview, name="review-preview"),
    path("<int:pk>/submit/", writing.submit, name="review-submit"),
    path("<int:pk>/moves/<slug:name>/", deciding.move, name="review-move"),
    path("<int:pk>/second-verdict/", deciding.second_verdict, name="review-second-verdict"),
    path("<int:pk>/reassign/", deciding.reassign, name="review-reassign"),
    path("<int:pk>/evidence/", ledger.add, name="review-evidence"),
    path("<int:pk>/evidence/<int:evidence>/", ledger.source, name="review-source"),
    path("<int:pk>/evidence/<int:evidence>/remove/", ledger.remove, name="review-evidence-remove"),
    path("<int:pk>/evidence/<int:evidence>/fetch/", ledger.fetch_again, name="review-evidence-fetch"),
    path("<int:pk>/evidence/<int:evidence>/file/", ledger.file, name="review-evidence-file"),
    path("<int:pk>/evidence/<int:evidence>/copies/<int:number>/", ledger.copy, name="review-copy"),
    path("<int:pk>/media/", media.add, name="review-media-add"),
    path("<int:pk>/media/new/", media.new, name="review-media-new"),
    path("<int:pk>/media/<int:item>/", media.page, name="review-media"),
    path("<int:pk>/media/<int:item>/change/", media.change, name="review-media-change"),
    path("<int:pk>/media/<int:item>/remove/", media.remove, name="review-media-remove"),
    path("<int:pk>/comments/", talking.comment, name="review-comment"),
    path("<int:pk>/comments/<int:comment>/resolve/", talking.resolve, name="review-comment-resolve"),
    path("<int:pk>/replies/", talking.ask, name="review-ask"),
    path("<int:pk>/replies/<int:reply>/", talking.answer, name="review-answer"),
    path("<int:pk>/corrections/", correcting.propose, name="review-correct"),
    path("<int:pk>/corrections/<int:correction>/<slug:name>/", correcting.decide, name="review-correction"),
    path("<int:pk>/translations/", translating.begin, name="review-translate"),
    path("<int:pk>/translations/<int:translation>/", translating.page, name="review-translation"),
    path("<int:pk>/translations/<int:translation>/words/", translating.write, name="review-translation-write"),
    path(
        "<int:pk>/translations/<int:translation>/moves/<slug:name>/", translating.move, name="review-translation-move"
    ),
]
