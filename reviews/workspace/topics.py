"""The topics of a claim in triage: a person takes one off, puts one on, or makes the claim an example of one."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from claims import services
from claims.errors import DomainError
from claims.models import Claim, Role, Topic
from reviews.workspace import triage
from reviews.workspace.access import desk_page, person, require
from reviews.workspace.candidates import ids_in
from reviews.workspace.deciding import card_of, status_of

ACTS: dict[str, tuple[Role, Callable[..., object]]] = {
    "put-on": (Role.REVIEWER, services.put_on_topic),
    "take-off": (Role.REVIEWER, services.take_off_topic),
    "put-back": (Role.REVIEWER, services.put_back_topic),
    "example": (Role.EDITOR, lambda claim, *, topic, by: services.add_example(topic, claim=claim, by=by)),
    "no-example": (Role.EDITOR, lambda claim, *, topic, by: services.remove_example(topic, claim=claim, by=by)),
}


@desk_page
@require_POST
def change(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Do one of ACTS with the claim and the topic that was chosen, and show the claim's card again."""
    if act not in ACTS:
        raise Http404
    role, service = ACTS[act]
    claim = get_object_or_404(Claim.objects.visible_to(person(request)).select_related("desk", "claimant"), pk=pk)
    require(request, claim.desk, role)
    why, state = "", 200
    try:
        service(claim, topic=_chosen(request, claim), by=person(request))
    except DomainError as refusal:
        why, state = str(refusal), status_of(refusal)
    if request.headers.get("HX-Request"):
        return card_of(request, claim, status=state, refusal=why)
    if why:
        messages.error(request, why)
    return HttpResponseRedirect(triage.address_of(claim, claim=str(claim.pk)))


def _chosen(request: HttpRequest, claim: Claim) -> Topic:
    topic = claim.desk.topics.filter(pk__in=ids_in(request.POST.get("topic", ""))[:1]).first()
    if topic is None:
        raise DomainError("Choose a topic of your desk.")
    return topic
