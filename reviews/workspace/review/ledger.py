"""Evidence on the review's page: sources and files added and removed, copies watched while they are made, and shown."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from claims import scanning
from claims.errors import DomainError
from reviews import services
from reviews.models import ClaimReview, Evidence, Snapshot
from reviews.workspace.access import desk_page, person
from reviews.workspace.review.context import evidence_of, reviews_of
from reviews.workspace.review.doors import done, refused, review_door
from reviews.workspace.review.forms import SourceForm

WAITING = {Snapshot.State.QUEUED, Snapshot.State.RUNNING}


@review_door()
def add(request: HttpRequest, review: ClaimReview) -> HttpResponse:
    """Add a source; a web page is fetched and kept in the background."""
    form = SourceForm(request.POST, request.FILES, auto_id="source_%s")
    if not form.is_valid():
        return refused(request, review, "evidence", None, source_form=form)
    given: dict[str, Any] = dict(form.cleaned_data)
    file, url = given.pop("file"), given.pop("url")
    try:
        if file:
            scanning.require_clean(file)
            services.add_evidence_file(review, file=file, name=file.name, by=person(request), **given)
        else:
            services.add_evidence(review, url=url, by=person(request), **given)
    except DomainError as refusal:
        return refused(request, review, "evidence", refusal, source_form=form)
    return done(request, review, "evidence", "Evidence added.")


@review_door()
def remove(request: HttpRequest, review: ClaimReview, evidence: int) -> HttpResponse:
    """Remove a source that no verdict rests on."""
    row = get_object_or_404(Evidence, review=review, pk=evidence)
    try:
        services.remove_evidence(row, by=person(request))
    except DomainError as refusal:
        return refused(request, review, "evidence", refusal)
    return done(request, review, "evidence", "Evidence removed.")


@review_door()
def fetch_again(request: HttpRequest, review: ClaimReview, evidence: int) -> HttpResponse:
    """Try a copy again that could not be made."""
    row = get_object_or_404(Snapshot.objects.order_by("-number")[:1], evidence__review=review, evidence=evidence)
    try:
        services.retry_snapshot(row, by=person(request))
    except DomainError as refusal:
        return refused(request, review, "evidence", refusal)
    return done(request, review, "evidence", "It is being fetched again.")


@desk_page
@require_GET
def source(request: HttpRequest, pk: int, evidence: int) -> HttpResponse:
    """One source of the list, for as long as its copy is being made."""
    review = get_object_or_404(reviews_of(person(request)), pk=pk)
    row = get_object_or_404(evidence_of(review), pk=evidence)
    context = {"review": review, "one": row, "takes_evidence": True, "may_review": True}
    return render(request, "workspace/review/source.html", context)


@desk_page
@require_GET
def copy(request: HttpRequest, pk: int, evidence: int, number: int) -> HttpResponse:
    """The kept text of a source with the quoted passage marked."""
    review = get_object_or_404(reviews_of(person(request)), pk=pk)
    row = get_object_or_404(
        Snapshot.objects.select_related("evidence"), evidence__review=review, evidence=evidence, number=number
    )
    text, start, end = row.text, row.quote_start, row.quote_end
    parts = (text, "", "") if start is None or end is None else (text[:start], text[start:end], text[end:])
    context = {"review": review, "desk": review.claim.desk, "copy": row, "one": row.evidence}
    return render(
        request, "workspace/review/copy.html", context | dict(zip(("before", "quoted", "after"), parts, strict=True))
    )


@desk_page
@require_GET
def file(request: HttpRequest, pk: int, evidence: int) -> FileResponse:
    """An uploaded file, always as a download: nothing that somebody uploaded is shown as a page of ours."""
    review = get_object_or_404(reviews_of(person(request)), pk=pk)
    row = get_object_or_404(Evidence.objects.select_related("upload"), review=review, pk=evidence)
    upload = getattr(row, "upload", None)
    if upload is None:
        raise Http404
    answer = FileResponse(
        upload.file.open("rb"), as_attachment=True, filename=upload.name, content_type=upload.content_type
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
