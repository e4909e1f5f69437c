"""The inbox: what a person was told on any of their desks, day by day; and whether they get it by mail."""

from datetime import date, timedelta
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from claims.models import User
from reviews import mailing, services
from reviews.models import Assignment, Notice, NoticeSetting
from reviews.publishing import people
from reviews.workspace import candidates, triage
from reviews.workspace.access import current_desk, desk_page, person

PAGE = 30
SHOWN = (("all", "Everything"), ("unread", "Unread"))
SIGNS = {
    "mention": "@", "comment": "❝", "assigned": "→", "released": "←", "submitted": "?", "returned": "↩",
    "approved": "✓", "published": "✓", "disagreement": "≠", "link": "∞", "repeated": "↻", "again": "↻",
    "override": "!", "request": "✉", "alert": "+",
}  # fmt: skip


class DigestForm(forms.Form):
    """Whether a person is mailed what they have not read."""

    digest = forms.ChoiceField(
        label="By mail", choices=NoticeSetting.Digest.choices, widget=forms.RadioSelect, required=True
    )


@desk_page
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """A person's own notices, the newest first, grouped by day."""
    user = person(request)
    setting = NoticeSetting.objects.filter(user=user).first() or NoticeSetting(user=user)
    return _show(request, DigestForm(initial={"digest": setting.digest}))


def _show(request: HttpRequest, form: DigestForm, status: int = 200) -> HttpResponse:
    user = person(request)
    shown = request.GET.get("show", "all")
    shown = shown if shown in dict(SHOWN) else "all"
    mine = Notice.objects.of(user)
    rows = (mine.unread() if shown == "unread" else mine).select_related("desk").order_by("-pk")
    before = candidates.ids_in(request.GET.get("before", ""))[:1]
    found = list((rows.filter(pk__lt=before[0]) if before else rows)[: PAGE + 1])
    context = {
        "desk": current_desk(request),
        "views": SHOWN,
        "shown": shown,
        "days": _by_day(found[:PAGE]),
        "is_first": not before,
        "more": found[PAGE - 1].pk if len(found) > PAGE else None,
        "has_unread": mine.unread().exists(),
        "newest": mine.order_by("-pk").values_list("pk", flat=True).first(),
        "form": form,
        "is_mail_set_up": mailing.is_set_up(),
    }
    return render(request, "workspace/inbox/page.html", context, status=status)


def _by_day(notices: list[Notice]) -> list[dict[str, Any]]:
    """The notices under the day they came, in the installation's zone."""
    grouped = groupby(notices, key=lambda notice: timezone.localdate(notice.created_at))
    return [
        {"day": day, "name": _named(day), "rows": [{"one": one, "sign": SIGNS.get(one.kind, "•")} for one in rows]}
        for day, rows in grouped
    ]


def _named(day: date) -> str:
    today = timezone.localdate()
    return {today: "Today", today - timedelta(days=1): "Yesterday"}.get(day, "")


@desk_page
@require_POST
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a notice as read, and lead to what it is about."""
    notice = get_object_or_404(_mine(person(request)).select_related("desk", "claim"), pk=pk)
    services.mark_read(notice, by=person(request))
    return HttpResponseRedirect(_place_of(notice))


def _mine(user: User) -> QuerySet[Notice]:
    return Notice.objects.visible_to(user)


def _place_of(notice: Notice) -> str:
    """The page where one can act on it: the search, the readers who ask, the claim that came back, review or claim."""
    claim, kind = notice.claim, notice.kind
    if notice.query:
        return f"{reverse('workspace:search')}?{urlencode({'desk': notice.desk.slug})}&{notice.query}"
    if claim and kind == Notice.Kind.REQUEST:
        query = {"desk": notice.desk.slug, "state": "grouped", "claim": claim.pk}
        return f"{reverse('workspace:requests')}?{urlencode(query)}"
    if claim and (kind == Notice.Kind.REPEATED or not notice.review_id):
        place = None if kind == Notice.Kind.REPEATED else Assignment.objects.filter(claim=claim).first()
        return (
            reverse("workspace:assignment", args=(place.pk,))
            if place
            else triage.address_of(claim, claim=str(claim.pk))
        )
    return reverse("workspace:review", args=(notice.review_id,)) if notice.review_id else reverse("workspace:inbox")


@desk_page
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything as read that was there when the page was made."""
    up_to = candidates.ids_in(request.POST.get("up_to", ""))[:1]
    marked = services.mark_all_read(by=person(request), up_to=up_to[0] if up_to else None)
    messages.success(request, "All marked as read." if marked else "Everything was read already.")
    return redirect("workspace:inbox")


@desk_page
@require_POST
def digest(request: HttpRequest) -> HttpResponse:
    """Choose whether what is unread comes by mail."""
    form = DigestForm(request.POST)
    if not form.is_valid():
        return _show(request, form, status=422)
    chosen = services.choose_digest(by=person(request), **form.cleaned_data)
    is_off = chosen.digest == NoticeSetting.Digest.OFF
    messages.success(
        request, "You get no mail about your inbox." if is_off else "You get a mail a day, if there is news."
    )
    return redirect("workspace:inbox")


@desk_page
@require_safe
def my_data(request: HttpRequest) -> StreamingHttpResponse:
    """Everything that is kept about oneself, as a file of lines of JSON."""
    answer = StreamingHttpResponse(people.data_of(person(request)), content_type="application/x-ndjson")
    answer["Content-Disposition"] = 'attachment; filename="my-data.ndjson"'
    return answer
