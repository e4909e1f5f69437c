"""Addresses of the workspace, below /desk/."""

from django.urls import include, path

from reviews.workspace import articles, deciding, imports, inbox, overview, queue, requests, search, sources, triage

app_name = "workspace"

urlpatterns = [
    path("", overview.overview, name="overview"),
    path("articles/", articles.page, name="articles"),
    path("articles/imports/", imports.hand_over, name="imports"),
    path("articles/imports/progress/", imports.progress, name="imports-progress"),
    path("articles/imports/<int:pk>/", imports.one, name="import"),
    path("articles/imports/<int:pk>/retry/", imports.retry, name="import-retry"),
    path("articles/imports/<int:pk>/report/", imports.report, name="import-report"),
    path("articles/sources/", sources.page, name="sources"),
    path("articles/sources/<int:pk>/", sources.one, name="source"),
    path("articles/sources/<int:pk>/<slug:act>/", sources.act, name="source-act"),
    path("articles/progress/", articles.progress, name="articles-progress"),
    path("articles/<int:pk>/", articles.article, name="article"),
    path("articles/<int:pk>/retry/", articles.retry, name="article-retry"),
    path("triage/", triage.page, name="triage"),
    path("triage/cards/", triage.cards, name="triage-cards"),
    path("triage/<int:pk>/edit/", deciding.edit, name="triage-edit"),
    path("triage/<int:pk>/<slug:act>/", deciding.decide, name="triage-decide"),
    path("triage/texts/<int:pk>/add/", deciding.add, name="triage-add"),
    path("queue/", queue.page, name="queue"),
    path("queue/take/", queue.take, name="queue-take"),
    path("queue/<int:pk>/", queue.assignment, name="assignment"),
    path("queue/<int:pk>/hold/", queue.hold, name="assignment-hold"),
    path("queue/<int:pk>/release/", queue.release, name="assignment-release"),
    path("queue/<int:pk>/begin/", queue.begin, name="assignment-begin"),
    path("queue/<int:pk>/skip/", queue.skip, name="assignment-skip"),
    path("queue/<int:pk>/assign/", queue.assign, name="assignment-assign"),
    path("queue/<int:pk>/embargo/", queue.embargo, name="assignment-embargo"),
    path("queue/<int:pk>/take-back/", queue.take_back, name="assignment-take-back"),
    path("reviews/", include("reviews.workspace.review.urls")),
    path("inbox/", inbox.page, name="inbox"),
    path("inbox/read/", inbox.read_all, name="inbox-read-all"),
    path("inbox/digest/", inbox.digest, name="inbox-digest"),
    path("inbox/<int:pk>/open/", inbox.open_notice, name="inbox-open"),
    path("requests/", requests.page, name="requests"),
    path("requests/<int:pk>/", requests.one, name="request"),
    path("requests/<int:pk>/group/", requests.group, name="request-group"),
    path("requests/<int:pk>/make-claim/", requests.make_claim, name="request-make-claim"),
    path("requests/<int:pk>/decline/", requests.decline, name="request-decline"),
    path("search/", search.page, name="search"),
    path("search/save/", search.save, name="search-save"),
    path("search/saved/<int:pk>/forget/", search.forget, name="search-forget"),
]
