"""Watched sources: which feeds and pages a desk looks at, how they fare, and what came in from each."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from claims import services, watching
from claims.errors import DomainError
from claims.models import Watch
from reviews.workspace.access import current_desk, desk_page, person, require
from reviews.workspace.forms import EditWatchForm, WatchForm

MOST = 500  # on one page: a desk has tens
PAGES = 50  # of one source
DONE = {"add": "Added", "pause": "Paused", "resume": "Resumed", "end": "Removed", "edit": "Changed"}
ACTS: dict[str, tuple[Callable[..., None], str]] = {
    "pause": (services.pause_watch, "Paused. What came in stays, and nothing more comes until you resume it."),
    "resume": (services.resume_watch, "Resumed: it is looked at now, and from now on."),
    "end": (services.end_watch, "Removed from the list. What came in stays; you can resume it below."),
    "look": (services.look_now, "It is being looked at. This takes a few seconds: reload to see what came of it."),
}


@desk_page
def page(request: HttpRequest) -> HttpResponse:
    """The desk's watched sources, those in trouble first; a POST adds one."""
    desk, form = current_desk(request), WatchForm()
    may_change = desk.allows(person(request), watching.PAUSE.role)
    if request.method == "POST":
        require(request, desk, watching.PAUSE.role)
        form = WatchForm(request.POST)
        if form.is_valid():
            try:
                watch = services.watch_address(desk=desk, by=person(request), **form.cleaned_data)
            except DomainError as refusal:
                form.add_error("url", str(refusal))
            else:
                messages.success(request, f"“{watch.name}” is watched from now on. The first look is under way.")
                return HttpResponseRedirect(reverse("workspace:sources"))
    rows = _visible(request).filter(desk=desk)
    context = {
        "desk": desk,
        "form": form,
        "may_change": may_change,
        "watches": rows.exclude(state=watching.ENDED).order_by("-failures", "name", "pk")[:MOST],
        "removed": rows.filter(state=watching.ENDED).order_by("name", "pk")[:MOST],
    }
    return render(request, "workspace/articles/sources.html", context, status=422 if form.errors else 200)


@desk_page
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One source: how it fares, the newest pages it named, what people did to it; a POST changes it."""
    watch = get_object_or_404(_visible(request), pk=pk)
    form = EditWatchForm(watch)
    if request.method == "POST":
        require(request, watch.desk, watching.PAUSE.role)
        form = EditWatchForm(watch, request.POST)
        if form.is_valid() and _edited(request, watch, form):
            return HttpResponseRedirect(reverse("workspace:source", args=(pk,)))
    context = {
        "desk": watch.desk,
        "watch": watch,
        "form": form,
        "may_change": watch.desk.allows(person(request), watching.PAUSE.role),
        "pages": watch.pages.select_related("article").order_by("-pk")[:PAGES],
        "events": [
            (event, DONE.get(event.name, event.label))
            for event in watch.events.select_related("actor").order_by("-version")
        ],
    }
    return render(request, "workspace/articles/source.html", context, status=422 if form.errors else 200)


def _edited(request: HttpRequest, watch: Watch, form: EditWatchForm) -> bool:
    given: dict[str, Any] = dict(form.cleaned_data)
    try:
        services.edit_watch(watch, by=person(request), expected=given.pop("version"), **given)
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, "Saved.")
    return True


@desk_page
@require_POST
def act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Pause, resume, remove, or look now."""
    watch = get_object_or_404(_visible(request), pk=pk)
    require(request, watch.desk, watching.PAUSE.role)
    if act not in ACTS:
        raise Http404
    do, said = ACTS[act]
    try:
        do(watch, by=person(request))
        messages.success(request, said)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    name, given = ("source", (pk,)) if "from_source" in request.POST else ("sources", ())
    return HttpResponseRedirect(reverse(f"workspace:{name}", args=given))


def _visible(request: HttpRequest) -> QuerySet[Watch]:
    return Watch.objects.visible_to(person(request)).counted().select_related("desk", "added_by")
