"""The addresses of the service, and those of the bare views."""

from django.urls import path

from bench.api import bare
from config.urls import urlpatterns as ours

urlpatterns = [
    path("bare/plain/", bare.plain),
    path("bare/rows/", bare.BareList.as_view()),
    path("bare/same/", bare.SameList.as_view()),
    path("bare/search/", bare.search),
    path("bare/found/", bare.SearchList.as_view()),
    *ours,
]
