"""The addresses of the public pages."""

from django.urls import path

from reviews.publishing.site import views

app_name = "publishing"
urlpatterns = [
    path("", views.fact_check_list, name="fact-check-list"),
    path("feed.atom", views.atom_feed, name="feed"),
    path("<slug:slug>/", views.fact_check_page, name="fact-check"),
]
