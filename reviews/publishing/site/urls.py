"""The addresses of the public pages."""

from django.urls import path, re_path

from reviews.publishing.site import asking, embeds, factchecks, machines, views

app_name = "publishing"
LANGUAGE = r"(?P<language>[a-z]{2,3}(?:-[a-zA-Z0-9]{2,4}){0,2})"
urlpatterns = [
    path("", views.fact_check_list, name="fact-check-list"),
    path("feed.atom", machines.feed, {"form": "atom"}, name="feed"),
    path("feed.rss", machines.feed, {"form": "rss"}, name="feed-rss"),
    path("feed.json", machines.feed, {"form": "json"}, name="feed-json"),
    path("sitemap.xml", machines.sitemap, name="sitemap"),
    path("sitemap-<int:number>.xml", machines.sitemap_file),
    path("sitemap-news.xml", machines.news_sitemap),
    path("data/datafeed.json", machines.dump, {"form": "datafeed"}, name="datafeed"),
    path("data/fact-checks.json", machines.dump, {"form": "json"}),
    path("data/fact-checks.ndjson", machines.dump, {"form": "ndjson"}),
    path("data/fact-checks.csv", machines.table),
    path("data/media-reviews.json", machines.dump, {"form": "json", "of": "media-reviews"}),
    path("data/media-reviews.ndjson", machines.dump, {"form": "ndjson", "of": "media-reviews"}),
    path("data/media-reviews.csv", machines.table, {"of": "media-reviews"}),
    path("oembed", embeds.oembed, name="oembed"),
    path("card/<slug:slug>/", embeds.card_page, name="card"),
    re_path(rf"^card/{LANGUAGE}/(?P<slug>[-a-zA-Z0-9_]+)/$", embeds.card_page, name="translated-card"),
    path("search/", views.search, name="search"),
    path("corrections/", views.corrections, name="corrections"),
    path("method/", views.method, name="method"),
    path("about/", views.about, name="about"),
    path("ask/", asking.ask, name="ask"),
    path("ask/thanks/", asking.thanks, name="ask-thanks"),
    path("ask/confirm/<str:token>/", asking.confirm, name="ask-confirm"),
    path("ask/to/<slug:desk>/", asking.ask, name="ask-desk"),
    re_path(r"^(?P<kind>desks|topics|claimants|ratings|languages)/(?P<key>[^/]{1,100})/$", views.selected_list),
    re_path(
        r"^(?P<kind>desks|topics|claimants|ratings|languages)/(?P<key>[^/]{1,100})/feed\.(?P<form>atom|rss|json)$",
        machines.selected_feed,
    ),
    path("<slug:slug>/", factchecks.fact_check_page, name="fact-check"),
    re_path(rf"^{LANGUAGE}/(?P<slug>[-a-zA-Z0-9_]+)/$", factchecks.translated_page, name="translation"),
]
