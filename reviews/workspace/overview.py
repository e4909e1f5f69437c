"""The desk at a glance: what waits for whom."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from reviews.workspace.access import current_desk, desk_page


@desk_page
def overview(request: HttpRequest) -> HttpResponse:
    """What waits for this person on their desk."""
    return render(request, "workspace/overview.html", {"desk": current_desk(request)})
