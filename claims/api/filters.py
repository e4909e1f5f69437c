"""The filters of the lists of articles and claims: a fixed set each, so that none reaches another desk's rows."""

from collections import OrderedDict
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict

from claims.models import (
    Appearance,
    Article,
    Claim,
    Claimant,
    ClaimTopic,
    Desk,
    Extraction,
    Import,
    Membership,
    PassageChange,
    Revision,
    Role,
    Watch,
)
from claims.models.article import ArticleQuerySet
from claims.models.claim import ClaimQuerySet

MOST_CLAIMANTS = 1000  # looked up by a part of their name


class Filters(filters.FilterSet):
    """The filters of a list: those that are asked for are made, and no others, since making them takes a while."""

    def __init__(self, data: "QueryDict | None" = None, *args: Any, **kwargs: Any) -> None:
        asked = [(name, one) for name, one in self.base_filters.items() if name in (data or {})]
        self.base_filters = OrderedDict(asked)
        super().__init__(data, *args, **kwargs)


class IdFilter(filters.NumberFilter):
    """The id of a row: a whole number, so that 1.5 is an error and does not mean 1."""

    field_class = forms.IntegerField  # type: ignore[assignment]


class DeskSlugFilter(filters.CharFilter):
    """The slug of a desk. Rows are then found by the desk's id, which leads the indexes that have them in order.

    It stands for lists of which every row is of a desk of the caller's: see `StrictFilterBackend`.
    """

    def filter(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        if not value:
            return rows
        desk = Desk.objects.filter(slug=value).values_list("pk", flat=True).first()
        return rows.filter(**{str(self.field_name): desk}) if desk else rows.none()


class ArticleFilter(Filters):
    desk = DeskSlugFilter(field_name="desk")
    q = filters.CharFilter(method="matching", label="Words of the title.")
    language = filters.CharFilter(method="in_language", label="The code of its language, such as `en`.")
    published_from = filters.DateFilter(field_name="published_on", lookup_expr="gte")
    published_to = filters.DateFilter(field_name="published_on", lookup_expr="lte")

    class Meta:
        model = Article
        fields = ("origin",)

    def in_language(self, queryset: ArticleQuerySet, name: str, value: str) -> QuerySet[Article]:
        return queryset.in_language(value)

    def matching(self, queryset: QuerySet[Article], name: str, value: str) -> QuerySet[Article]:
        return queryset.filter(title__holds=value)


class ClaimFilter(Filters):
    desk = DeskSlugFilter(field_name="desk")
    state = filters.MultipleChoiceFilter(choices=Claim.State.choices, distinct=False)
    kind = filters.MultipleChoiceFilter(choices=Claim.Kind.choices, distinct=False)
    article = IdFilter(method="of_article", label="Id of an article the claim appears in.")
    claimant = filters.CharFilter(field_name="claimant__name", lookup_expr="icontains")
    min_check_worthiness = filters.NumberFilter(
        field_name="check_worthiness", lookup_expr="gte", min_value=0, max_value=1
    )
    language = filters.CharFilter(method="in_language", label="Of an article the claim appears in, such as `en`.")
    topic = IdFilter(method="of_topic", label="Id of a topic that the claim belongs to.")
    said_from = filters.DateFilter(field_name="said_until", lookup_expr="gte")
    said_to = filters.DateFilter(field_name="said_on", lookup_expr="lte")
    q = filters.CharFilter(method="matching", label="Words of the claim sentence, or of the claimant's name.")

    class Meta:
        model = Claim
        fields: tuple[str, ...] = ()

    def of_article(self, queryset: QuerySet[Claim], name: str, value: int) -> QuerySet[Claim]:
        appearing = Appearance.objects.filter(revision__article=value)
        return queryset.filter(pk__in=appearing.values("claim"))

    def in_language(self, queryset: ClaimQuerySet, name: str, value: str) -> QuerySet[Claim]:
        return queryset.in_language(value)

    def of_topic(self, queryset: QuerySet[Claim], name: str, value: int) -> QuerySet[Claim]:
        return queryset.filter(pk__in=ClaimTopic.objects.in_force().filter(topic=value).values("claim"))

    def matching(self, queryset: QuerySet[Claim], name: str, value: str) -> QuerySet[Claim]:
        known = Claimant.objects.visible_to(self.request.user)  # type: ignore[union-attr, arg-type]
        people = known.filter(name__icontains=value).values_list("pk", flat=True)
        return queryset.filter(Q(text__holds=value) | Q(claimant__in=list(people[:MOST_CLAIMANTS])))


class ExtractionFilter(Filters):
    state = filters.MultipleChoiceFilter(choices=Extraction.State.choices, distinct=False)
    article = IdFilter(field_name="revision__article")

    class Meta:
        model = Extraction
        fields: tuple[str, ...] = ()


class AppearanceFilter(Filters):
    desk = DeskSlugFilter(field_name="claim__desk")
    claim = IdFilter(field_name="claim")
    article = IdFilter(field_name="revision__article")
    revision = IdFilter(field_name="revision")

    class Meta:
        model = Appearance
        fields: tuple[str, ...] = ()


class RevisionFilter(Filters):
    desk = DeskSlugFilter(field_name="article__desk")
    article = IdFilter(field_name="article")

    class Meta:
        model = Revision
        fields: tuple[str, ...] = ()


class MembershipFilter(Filters):
    desk = filters.CharFilter(field_name="desk__slug")
    user = filters.CharFilter(field_name="user__username")
    role = filters.MultipleChoiceFilter(choices=Role.choices, distinct=False)

    class Meta:
        model = Membership
        fields: tuple[str, ...] = ()


class ImportFilter(Filters):
    desk = filters.CharFilter(field_name="desk__slug")
    state = filters.MultipleChoiceFilter(choices=Import.State.choices, distinct=False)

    class Meta:
        model = Import
        fields: tuple[str, ...] = ()


class PassageChangeFilter(Filters):
    desk = DeskSlugFilter(field_name="before__claim__desk")
    article = filters.NumberFilter(field_name="revision__article")
    claim = filters.NumberFilter(field_name="before__claim")
    is_seen = filters.ChoiceFilter(choices=[("true", "Looked at"), ("false", "Not yet")], method="looked_at")

    class Meta:
        model = PassageChange
        fields: tuple[str, ...] = ()

    def looked_at(self, queryset: QuerySet[PassageChange], name: str, value: str) -> QuerySet[PassageChange]:
        return queryset.filter(seen_at__isnull=value == "false")


class WatchFilter(Filters):
    desk = DeskSlugFilter(field_name="desk")
    state = filters.MultipleChoiceFilter(choices=Watch.State.choices, distinct=False)

    class Meta:
        model = Watch
        fields: tuple[str, ...] = ()
