"""A desk's topics: their keywords and example claims, and how many claims each takes, before it is saved as well."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from claims import services as claim_services
from claims.errors import DomainError
from claims.models import Claim, Desk, Role, Topic, User
from claims.sorting import MOST_EXAMPLES, Preview, preview
from reviews import services
from reviews.topics import keywords_in
from reviews.workspace.access import current_desk, desk_page, person, require

MOST = 500  # on one page: a desk has tens
NEAREST = 5  # claims that may become examples


class TopicForm(forms.Form):
    """What a topic is told by, and what it weighs."""

    name = forms.CharField(max_length=80, label="Name", widget=forms.TextInput(attrs={"dir": "auto"}))
    keywords = forms.CharField(
        required=False, max_length=10_000, label="Words or phrases, one a line",
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        help_text="Whole words, in any case; any one of them is enough.",
    )  # fmt: skip
    weight = forms.IntegerField(
        min_value=0, max_value=5, initial=1, label="Weight", help_text="Points for a claim’s priority: 0 to 5."
    )
    version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def clean_keywords(self) -> list[str]:
        """One a line, each once."""
        try:
            return keywords_in(self.cleaned_data["keywords"].splitlines())
        except DomainError as refusal:
            raise forms.ValidationError(str(refusal)) from None

    @classmethod
    def of(cls, topic: Topic) -> "TopicForm":
        """As it is now."""
        now = {"name": topic.name, "keywords": "\n".join(topic.keywords), "weight": topic.weight}
        return cls(initial=now | {"version": topic.version})


class ExampleForm(forms.Form):
    """A claim of the desk by its number."""

    claim = forms.ModelChoiceField(
        Claim.objects.none(), label="Claim number", widget=forms.NumberInput(attrs={"min": 1}),
        help_text="The number of a claim stands in the address of its card.",
        error_messages={"required": "Give the number of a claim.", "invalid_choice": "This desk has no such claim."},
    )  # fmt: skip

    def __init__(self, data: Any = None, *, desk: Desk, user: User, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["claim"].queryset = Claim.objects.visible_to(user).filter(desk=desk)  # type: ignore[attr-defined]


class NewTopicForm(TopicForm):
    """The same with a first example, where no word tells it."""

    claim = forms.ModelChoiceField(
        Claim.objects.none(), required=False, label="Or an example: claim number",
        widget=forms.NumberInput(attrs={"min": 1}), error_messages={"invalid_choice": "This desk has no such claim."},
        help_text="Claims that mean nearly the same get the topic. Further examples are named afterwards.",
    )  # fmt: skip

    def __init__(self, data: Any = None, *, desk: Desk, user: User) -> None:
        super().__init__(data)
        self.fields["claim"].queryset = Claim.objects.visible_to(user).filter(desk=desk)  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Taken:
    """What a topic would take, with the nearest claims that are no examples yet."""

    found: Preview
    nearest: list[tuple[Claim, float]]


def _taken(topic: Topic, keywords: list[str], user: User) -> Taken:
    examples = set(topic.examples.values_list("claim", flat=True))
    found = preview(topic.desk, keywords=keywords, examples=examples)
    near = [pk for pk in found.near if pk not in examples][:NEAREST]
    claims = Claim.objects.visible_to(user).defer("words").in_bulk(near)
    return Taken(found, [(claims[pk], found.near[pk]) for pk in near if pk in claims])


@desk_page
def page(request: HttpRequest) -> HttpResponse:
    """The desk's topics; a POST adds one."""
    desk, user = current_desk(request), person(request)
    form = NewTopicForm(desk=desk, user=user)
    if request.method == "POST":
        require(request, desk, Role.ADMIN)
        form = NewTopicForm(request.POST, desk=desk, user=user)
        if form.is_valid() and (made := _added(form, desk, user)):
            messages.success(request, f"“{made}” is a topic now. Claims are sorted in the background.")
            return HttpResponseRedirect(reverse("workspace:topic", args=(made.pk,)))
    context = {
        "desk": desk,
        "form": form,
        "topics": list(Topic.objects.visible_to(user).filter(desk=desk).prefetch_related("examples")[:MOST]),
        "may_change": desk.allows(user, Role.ADMIN),
    }
    return render(request, "workspace/topics/page.html", context, status=422 if form.errors else 200)


def _added(form: NewTopicForm, desk: Desk, user: User) -> Topic | None:
    given = {name: form.cleaned_data[name] for name in ("name", "keywords", "weight")}
    claim = form.cleaned_data["claim"]
    try:
        return services.add_topic(desk, by=user, examples=[claim] if claim else [], **given)
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return None


@desk_page
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One topic with its examples and what it takes; a POST changes it, or shows what it would take."""
    topic, user = _topic(request, pk), person(request)
    form, keywords, is_preview = TopicForm.of(topic), topic.keywords, False
    if request.method == "POST":
        require(request, topic.desk, Role.ADMIN)
        form = TopicForm(request.POST)
        if form.is_valid():
            is_preview = "preview" in request.POST
            if not is_preview and _changed(form, topic, user):
                messages.success(request, "Saved. Claims are sorted anew in the background.")
                return HttpResponseRedirect(reverse("workspace:topic", args=(pk,)))
            keywords = form.cleaned_data["keywords"]
    return _shown(request, topic, form=form, taken=_taken(topic, keywords, user), is_preview=is_preview)


def _changed(form: TopicForm, topic: Topic, user: User) -> bool:
    given = dict(form.cleaned_data)
    try:
        services.change_topic(topic, by=user, expected=given.pop("version"), **given)
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _topic(request: HttpRequest, pk: int) -> Topic:
    return get_object_or_404(Topic.objects.visible_to(person(request)).select_related("desk"), pk=pk)


def _shown(request: HttpRequest, topic: Topic, *, form: TopicForm, taken: Taken, **more: Any) -> HttpResponse:
    user = person(request)
    context = {
        "desk": topic.desk,
        "topic": topic,
        "form": form,
        "taken": taken,
        "examples": list(topic.examples.select_related("claim", "added_by")),
        "most_examples": MOST_EXAMPLES,
        "example_form": ExampleForm(desk=topic.desk, user=user),
        "may_change": topic.desk.allows(user, Role.ADMIN),
        "may_name": topic.desk.allows(user, Role.EDITOR),
    } | more
    return render(request, "workspace/topics/one.html", context, status=422 if form.errors else 200)


@desk_page
@require_POST
def example(request: HttpRequest, pk: int) -> HttpResponse:
    """Name a claim as an example, or take one off the list."""
    topic, user = _topic(request, pk), person(request)
    require(request, topic.desk, Role.EDITOR)
    form = ExampleForm(request.POST, desk=topic.desk, user=user)
    is_off = "off" in request.POST
    act = claim_services.remove_example if is_off else claim_services.add_example
    try:
        if not form.is_valid():
            raise DomainError(" ".join(str(line) for lines in form.errors.values() for line in lines))
        act(topic, claim=form.cleaned_data["claim"], by=user)
        messages.success(request, "No longer an example." if is_off else "Named as an example.")
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return HttpResponseRedirect(reverse("workspace:topic", args=(pk,)))


@desk_page
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a topic away."""
    topic = _topic(request, pk)
    require(request, topic.desk, Role.ADMIN)
    services.remove_topic(topic, by=person(request))
    messages.success(request, f"“{topic.name}” is no topic any more.")
    return HttpResponseRedirect(reverse("workspace:topics"))
