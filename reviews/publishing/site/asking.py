"""The page where readers ask a desk to check something: no log-in, no cookies, no script.

It takes no cookies, so there is no session whose authority a forged request could use, and no token against forgery.
What keeps robots out: a field that people do not see, a signed time, and a limit on requests from one place.
"""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from claims.callers import address_of
from claims.models import Desk
from claims.models.article import WEB_ADDRESS
from reviews import limits, mailing, readers, services
from reviews.publishing.site.cards import for_readers, forget_cookies

SALT = "reviews.publishing.site.asking"
LEAST_SECONDS = 3  # nobody reads and fills in a form faster
MOST_SECONDS = 6 * 3600

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")


class AskForm(forms.Form):
    """What a reader sends. `website` is the field that people do not see."""

    desk = forms.ChoiceField(error_messages={"required": "Choose who should check it."})
    text = forms.CharField(required=False, max_length=2000)
    url = forms.URLField(required=False, max_length=2000, assume_scheme="https", validators=[WEB_ADDRESS])
    email = forms.EmailField(required=False, max_length=254)
    website = forms.CharField(required=False)

    def __init__(self, data: Any, desks: list[Desk]) -> None:
        data = data.copy()
        if len(desks) == 1:
            data["desk"] = desks[0].slug
        super().__init__(data)
        self.fields["desk"].choices = [(desk.slug, desk.name) for desk in desks]  # type: ignore[attr-defined]

    def clean_text(self) -> str:
        return _UNPRINTABLE.sub(" ", self.cleaned_data["text"].replace("\r\n", "\n")).strip()

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if not (given.get("text") or given.get("url") or self.errors):
            self.add_error("text", "Say what should be checked: a sentence, a link, or both.")
        return given


def without_cookies(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page that changes something, or is made for one visit: never cached, and blind to cookies."""

    @csrf_exempt
    @require_http_methods(["GET", "HEAD", "POST"])
    @cache_control(no_store=True)
    @wraps(view)
    def handle(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        forget_cookies(request)
        return view(request, *args, **kwargs)

    return handle


@without_cookies
def ask(request: HttpRequest, desk: str = "") -> HttpResponse:
    """The form, for one desk or with a choice; POST sends it."""
    desks = list(readers.desks_that_are_asked().filter(**({"slug": desk} if desk else {})))
    if not desks:
        return _render(request, "publishing/ask_closed.html", {}, status=404)
    if request.method != "POST":
        return _form(request, desks)
    if request.POST.get("website"):
        return HttpResponseRedirect(reverse("publishing:ask-thanks"))  # a robot: let it think so
    form = AskForm(request.POST, desks)
    if not form.is_valid():
        return _form(request, desks, form, status=400)
    if refusal := _refusal(request.POST.get("token", "")):
        return _form(request, desks, form, refusal=refusal, status=400)
    return _take(request, desks, form)


def _take(request: HttpRequest, desks: list[Desk], form: AskForm) -> HttpResponse:
    given = form.cleaned_data
    try:
        limits.count_request(address_of(request.META), email=given["email"])
    except limits.TooMany as refusal:
        answer = _form(request, desks, form, refusal=str(refusal), status=429)
        answer["Retry-After"] = str(refusal.seconds)
        return answer
    desk = next(desk for desk in desks if desk.slug == given["desk"])
    email = given["email"] if mailing.is_set_up() else ""
    services.take_request(desk, text=given["text"], url=given["url"], email=email)
    return HttpResponseRedirect(reverse("publishing:ask-thanks"))


@require_safe
@for_readers
def thanks(request: HttpRequest) -> HttpResponse:
    """What happens next."""
    return _render(request, "publishing/ask_thanks.html", {})


@without_cookies
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm a mail address. Opening the link alone does nothing: programs that vet mail open links too."""
    request_id = readers.request_of(token)
    if request_id is None or (request.method == "POST" and not services.confirm_request(request_id)):
        return _render(request, "publishing/ask_confirm.html", {"is_gone": True}, status=404)
    return _render(request, "publishing/ask_confirm.html", {"is_done": request.method == "POST"})


def _refusal(token: str) -> str:
    """Why the form is not taken as it stands; empty where its signed time is right."""
    try:
        signing.loads(token, salt=SALT, max_age=MOST_SECONDS)
    except signing.BadSignature:
        return "The page was open for a long time. Please send it once more."
    try:
        signing.loads(token, salt=SALT, max_age=LEAST_SECONDS)
    except signing.SignatureExpired:
        return ""
    return "That was very quick. Please look over what you wrote, and send it once more."


def _form(
    request: HttpRequest, desks: list[Desk], form: AskForm | None = None, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "desks": desks,
        "form": form,
        "refusal": refusal,
        "token": signing.dumps("ask", salt=SALT),
        "has_mail": mailing.is_set_up(),
    }
    return _render(request, "publishing/ask.html", context, status=status)


def _render(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, template, context | {"site_name": settings.SITE_NAME}, status=status)
