"""The addresses of the API: none ends in a slash."""

from django.urls import path, re_path

from reviews.publishing.v1alpha1.answering import NoSuchMethod
from reviews.publishing.v1alpha1.claims import ClaimSearch, ImageSearch
from reviews.publishing.v1alpha1.pages import PageDetail, PageList

urlpatterns = [
    path("claims:search", ClaimSearch.as_view()),
    path("claims:imageSearch", ImageSearch.as_view()),
    path("pages", PageList.as_view()),
    path("pages/<str:page_id>", PageDetail.as_view()),
    re_path("", NoSuchMethod.as_view()),
]
