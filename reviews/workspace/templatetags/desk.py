"""What the workspace's templates need beyond Django's own tags: the frame of a page, times, check-worthiness."""

from datetime import datetime
from typing import Any

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from claims.models import Desk
from claims.spreading import Spread
from reviews.models import Notice
from reviews.publishing.words import own_name
from reviews.workspace import navigation, spreads, wording

register = template.Library()


@register.simple_tag(takes_context=True)
def frame(context: dict[str, Any]) -> dict[str, Any]:
    """What stands around every page: the site's name, navigation, this person's desks and their unread notices."""
    request = context["request"]
    shown: dict[str, Any] = {"site_name": settings.SITE_NAME, "is_demo": settings.DEMO}
    if not request.user.is_authenticated:
        return shown
    return shown | {
        "entries": navigation.entries(request),
        "desks": list(Desk.objects.visible_to(request.user)[:50]),
        "unread": Notice.objects.of(request.user).unread().count(),
        "search": navigation.address_of("search") or navigation.address_of("articles"),
    }


@register.filter
def language(code: str) -> str:
    """The name of a language in itself, as readers find it on our pages; its code where none is known."""
    return own_name(code)


@register.filter
def points(value: float) -> str:
    """Points of a priority, with a minus sign that is read as one."""
    return wording.points(value)


@register.simple_tag
def when(moment: datetime | None) -> SafeString | str:
    """A moment in relative words, with the exact time in its title; the browser puts it into the viewer's zone."""
    if moment is None:
        return "never"
    local = timezone.localtime(moment)
    return format_html(
        '<time datetime="{}" title="{}" data-when>{}</time>',
        moment.isoformat(timespec="seconds"),
        f"{local.day} {local:%B %Y, %H:%M %Z}",
        wording.relative(local, timezone.now()),
    )


@register.filter
def step(check_worthiness: float) -> int:
    """Which of the four steps of check-worthiness."""
    return wording.step_of(check_worthiness)


@register.filter
def worth(check_worthiness: float) -> str:
    """The step of check-worthiness in a word."""
    return wording.worth_in_words(check_worthiness)


@register.filter
def likely(score: float) -> str:
    """How likely a known fact-check is about the same claim, in words."""
    return wording.likely_in_words(score)


@register.filter
def drawn(spread: Spread) -> spreads.Drawing:
    """How a claim has spread, as bars."""
    return spreads.drawn(spread)


@register.simple_tag
def page_of(name: str, row: Any) -> str:
    """The address of a row's page in the workspace, or nothing while there is no such page."""
    return navigation.address_of(name, row.pk)


@register.filter
def minus(number: float, other: float) -> float:
    """For the places of things in a drawing."""
    return round(number - other, 1)


@register.simple_tag
def page_of_name(name: str) -> str:
    """The address of a page of the workspace, or nothing while there is no such page."""
    return navigation.address_of(name)
