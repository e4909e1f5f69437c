"""Imports: hand over files and addresses, see how far they are, read what of them was refused."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from claims import importing, scanning, services
from claims.errors import DomainError
from claims.ingestion.reading import one_line
from claims.models import Desk, Import, Role
from reviews.workspace import articles, candidates
from reviews.workspace.access import current_desk, desk_page, person, require
from reviews.workspace.forms import ImportForm
from reviews.workspace.progress import IMPORTS_SHOWN, Reading

SHOWN = 200  # lines of the report on the page; the file has all that are kept


@desk_page
@require_POST
def hand_over(request: HttpRequest) -> HttpResponse:
    """Take files or an address, each as an import of its own; all the files or none."""
    desk = current_desk(request)
    require(request, desk, Role.REVIEWER)
    form = ImportForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            count = _import(request, desk, form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            said = "It is being read" if count == 1 else f"{count} files are being read"
            messages.success(request, f"{said}. This goes on in the background: you may leave the page.")
            return HttpResponseRedirect(reverse("workspace:articles") + "#imports")
    return articles.shown(request, desk, imports_form=form)


def _import(request: HttpRequest, desk: Desk, given: dict[str, Any]) -> int:
    known = {"desk": desk, "by": person(request), "published_on": given["published_on"]}
    if given["address"]:
        services.import_address(given["address"], **known)
        return 1
    for file in given["documents"]:
        scanning.require_clean(file)
    for file in given["documents"]:
        services.import_file(file, name=one_line(file.name, 200) or "file", **known)
    return len(given["documents"])


@desk_page
@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """How the imports in the address stand, to be put in place; asks to be asked again while one is unsettled."""
    ids = candidates.ids_in(request.GET.get("imports", ""))[:IMPORTS_SHOWN]
    rows = list(Import.objects.visible_to(person(request)).filter(pk__in=ids))
    context = {
        "imports": [Reading(row) for row in rows],
        "unsettled_imports": [row.pk for row in rows if not row.is_settled],
    }
    return render(request, "workspace/articles/imports_progress.html", context)


@desk_page
@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One import: how far it is, what became of its entries, and what was refused and why."""
    row = get_object_or_404(Import.objects.visible_to(person(request)).select_related("desk", "submitted_by"), pk=pk)
    context = {
        "desk": row.desk,
        "one": Reading(row),
        "refusals": row.refusals.all()[:SHOWN],
        "shown": SHOWN,
        "unsettled_imports": [] if row.is_settled else [row.pk],
        "may_retry": row.is_retriable and row.desk.allows(person(request), importing.RETRY.role),
        "events": row.events.select_related("actor"),
    }
    return render(request, "workspace/articles/import.html", context)


@desk_page
@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Have another go at an import that failed."""
    row = get_object_or_404(Import.objects.visible_to(person(request)).select_related("desk"), pk=pk)
    require(request, row.desk, importing.RETRY.role)
    try:
        services.retry_import(row, by=person(request))
        messages.success(request, "Queued again: it is being read.")
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return HttpResponseRedirect(reverse("workspace:import", args=(row.pk,)))


@desk_page
@require_safe
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """What was refused and why, as a text file to be saved."""
    row = get_object_or_404(Import.objects.visible_to(person(request)), pk=pk)
    lines = [f"{refusal.entry}\t{one_line(refusal.reason, 1000)}\n" for refusal in row.refusals.all()]
    headers = {"Content-Disposition": f'attachment; filename="import-{row.pk}-refused.txt"'}
    return HttpResponse("".join(lines), content_type="text/plain; charset=utf-8", headers=headers)
