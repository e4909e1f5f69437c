"""The addresses of the public pages."""

from django.urls import path

from reviews.publishing.site import asking, views

app_name = "publishing"
urlpatterns = [
    path("", views.fact_check_list, name="fact-check-list"),
    path("feed.atom", views.atom_feed, name="feed"),
    path("ask/", asking.ask, name="ask"),
    path("ask/thanks/", asking.thanks, name="ask-thanks"),
    path("ask/confirm/<str:token>/", asking.confirm, name="ask-confirm"),
    path("ask/to/<slug:desk>/", asking.ask, name="ask-desk"),
    path("<slug:slug>/", views.fact_check_page, name="fact-check"),
]
