"""The queue: what waits for a review, why in this order, who holds it; and the one claim somebody has just taken."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from claims.errors import DomainError
from claims.models import Desk, Role, User
from reviews import services
from reviews.models import Assignment, ClaimReview, Skip
from reviews.models.assignment import AssignmentQuerySet
from reviews.priority import parts_from, seen_from
from reviews.workspace import candidates
from reviews.workspace.access import View, current_desk, desk_page, person, require
from reviews.workspace.review.context import place_of

PAGE = 30
SHOWN = (("free", "Free"), ("mine", "Mine"), ("held", "Held by others"), ("overdue", "Overdue"))


class SkipForm(forms.Form):
    """Why somebody passes over a claim."""

    reason = forms.ChoiceField(label="Why", choices=Skip.Reason.choices)
    note = forms.CharField(label="Note", required=False, max_length=500)


class AssignForm(forms.Form):
    """To whom a claim goes, and by when."""

    to = forms.ModelChoiceField(label="Give it to", queryset=User.objects.none(), required=False, empty_label="Nobody")
    due_on = forms.DateField(label="Due on", required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, desk: Desk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = desk.memberships.exclude(role=Role.VIEWER).values("user")
        self.fields["to"].queryset = User.objects.filter(pk__in=members, is_active=True)  # type: ignore[attr-defined]


class EmbargoForm(forms.Form):
    """Until when nothing is published."""

    until = forms.DateTimeField(
        label="Embargo until", required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )


def _rows(user: User) -> AssignmentQuerySet:
    return Assignment.objects.visible_to(user).select_related("claim__claimant", "desk", "holder", "assigned_to")


@desk_page
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """What waits on the desk, the most urgent first, with the reasons for the order; and who has how much."""
    desk, user = current_desk(request), person(request)
    services.rank_worklist([desk])
    shown = request.GET.get("show", "free")
    shown = shown if shown in dict(SHOWN) else "free"
    rows = _narrowed(_rows(user).filter(desk=desk, is_open=True), shown, user).order_by("-priority", "id")
    language = candidates.language_in(request.GET)
    rows = rows.in_language(language) if language else rows
    behind = candidates.ids_in(request.GET.get("after", ""))[:1]
    found = list(_after(rows, user, behind)[: PAGE + 1])
    is_editor = desk.allows(user, Role.EDITOR)
    context = {
        "desk": desk,
        "views": SHOWN,
        "shown": shown,
        **candidates.languages(desk, user, language),
        "rows": [_row(one) for one in found[:PAGE]],
        "more": found[PAGE - 1].pk if len(found) > PAGE else None,
        "now": timezone.now(),
        "may_review": desk.allows(user, Role.REVIEWER),
        "is_editor": is_editor,
        "workload": services.workload_of(desk) if is_editor else [],
    }
    return render(request, "workspace/queue/page.html", context)


def _after(rows: QuerySet[Assignment], user: User, ids: list[int]) -> QuerySet[Assignment]:
    """The rows behind the one with this number, by priority; all of them where there is no such row."""
    place = Assignment.objects.visible_to(user).filter(pk__in=ids).first() if ids else None
    if place is None:
        return rows
    tied = Q(priority=place.priority, pk__gt=place.pk)
    return rows.filter(Q(priority__lt=place.priority) | tied, priority__lte=place.priority)


def _narrowed(rows: AssignmentQuerySet, shown: str, user: User) -> AssignmentQuerySet:
    now = timezone.now()
    if shown == "mine":
        return rows.filter(assigned_to=user) | rows.filter(holder=user, held_until__gt=now)
    if shown == "held":
        held = Q(held_until__gt=now) & ~Q(holder=user)
        return rows.with_somebody().filter(held | Q(assigned_to__isnull=False) & ~Q(assigned_to=user))
    if shown == "overdue":
        return rows.filter(due_on__lt=timezone.localdate())
    return rows.filter(assigned_to=None).exclude(held_until__gt=now)


def _row(assignment: Assignment) -> dict[str, Any]:
    """An assignment with its priority as it looks today: a newer claim counts more, so age shows as points lost."""
    return {"one": assignment, "priority": seen_from(timezone.localdate(), parts_from(assignment.parts))}


@desk_page
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Take the next best claim."""
    desk = current_desk(request)
    require(request, desk, Role.REVIEWER)
    taken = services.take_claim(desk, by=person(request))
    if taken is None:
        messages.info(request, "Nothing waits for you: what is left is held by others, or you have passed over it.")
        return redirect("workspace:queue")
    return redirect("workspace:assignment", taken.pk)


@desk_page
@require_GET
def assignment(request: HttpRequest, pk: int) -> HttpResponse:
    """One claim of the queue: what was printed, why it is here, and what can be done with it."""
    return _show(request, get_object_or_404(_rows(person(request)), pk=pk))


def _show(request: HttpRequest, row: Assignment, status: int = 200, **shown: Any) -> HttpResponse:
    user, now = person(request), timezone.now()
    is_held = bool(row.holder_id and row.held_until and row.held_until > now)
    context = {
        "desk": row.desk, "claim": row.claim, "assignment": row, "place": place_of(row.claim_id), "now": now,
        "priority": _row(row)["priority"], "is_mine": is_held and row.holder_id == user.pk, "is_held": is_held,
        "review": ClaimReview.objects.open_on(row.claim).select_related("reviewer").first(),
        "may_review": row.desk.allows(user, Role.REVIEWER), "is_editor": row.desk.allows(user, Role.EDITOR),
        "skip_form": SkipForm(), "embargo_form": EmbargoForm(initial={"until": row.embargo_until}),
        "assign_form": AssignForm(desk=row.desk, initial={"to": row.assigned_to_id, "due_on": row.due_on}),
    }  # fmt: skip
    return render(request, "workspace/queue/assignment.html", context | shown, status=status)


Act = Callable[[HttpRequest, Assignment], HttpResponse]


def _door(role: Role) -> Callable[[Act], View]:
    """A change of one claim's place in the queue; a refusal is told on the claim's page."""

    def wrap(act: Act) -> View:
        @desk_page
        @require_POST
        @wraps(act)
        def handle(request: HttpRequest, pk: int) -> HttpResponse:
            row = get_object_or_404(_rows(person(request)), pk=pk)
            require(request, row.desk, role)
            try:
                return act(request, row)
            except DomainError as refusal:
                fresh = _rows(person(request)).get(pk=row.pk)
                return _show(request, fresh, status=422, refusal=str(refusal))

        return handle

    return wrap


@_door(Role.REVIEWER)
def hold(request: HttpRequest, row: Assignment) -> HttpResponse:
    """Take this very claim, or go on holding it."""
    services.take_this(row, by=person(request))
    return redirect("workspace:assignment", row.pk)


@_door(Role.REVIEWER)
def release(request: HttpRequest, row: Assignment) -> HttpResponse:
    """Give it back."""
    services.release_hold(row, token=row.token, by=person(request))
    messages.success(request, "Given back. Somebody else may take it now.")
    return redirect("workspace:queue")


@_door(Role.REVIEWER)
def begin(request: HttpRequest, row: Assignment) -> HttpResponse:
    """Begin to check it."""
    review = services.open_review(row.claim, by=person(request))
    return redirect("workspace:review", review.pk)


@_door(Role.REVIEWER)
def skip(request: HttpRequest, row: Assignment) -> HttpResponse:
    """Pass over it with a reason, and take the next one."""
    form = SkipForm(request.POST)
    if not form.is_valid():
        return _show(request, row, status=422, skip_form=form)
    services.skip_claim(row, by=person(request), **form.cleaned_data)
    following = services.take_claim(row.desk, by=person(request))
    messages.success(
        request, "Passed over. You are not offered it again." + ("" if following else " Nothing else waits.")
    )
    return redirect("workspace:assignment", following.pk) if following else redirect("workspace:queue")


@_door(Role.EDITOR)
def assign(request: HttpRequest, row: Assignment) -> HttpResponse:
    """Give it to somebody, with a day by which it is due."""
    form = AssignForm(request.POST, desk=row.desk)
    if not form.is_valid():
        return _show(request, row, status=422, assign_form=form)
    services.assign_claim(row, by=person(request), **form.cleaned_data)
    given = form.cleaned_data["to"]
    messages.success(request, f"Given to {given}." if given else "Given to nobody in particular.")
    return redirect("workspace:assignment", row.pk)


@_door(Role.EDITOR)
def embargo(request: HttpRequest, row: Assignment) -> HttpResponse:
    """Have nothing of it published before a time."""
    form = EmbargoForm(request.POST)
    if not form.is_valid():
        return _show(request, row, status=422, embargo_form=form)
    services.set_embargo(row, by=person(request), **form.cleaned_data)
    messages.success(request, "Under embargo." if form.cleaned_data["until"] else "The embargo is lifted.")
    return redirect("workspace:assignment", row.pk)


@_door(Role.EDITOR)
def take_back(request: HttpRequest, row: Assignment) -> HttpResponse:
    """End somebody's hold."""
    services.take_back(row, by=person(request))
    messages.success(request, "Taken back. Whoever held it has been told.")
    return redirect("workspace:assignment", row.pk)
