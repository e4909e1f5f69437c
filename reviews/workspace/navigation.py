"""The pages in the header, in the order of the work. Whoever adds a screen adds its line here and its name in urls."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True, slots=True)
class Link:
    """One entry: the name of its address, and the words. `is_counted` shows the number of unread notices beside it."""

    name: str
    label: str
    is_counted: bool = False


LINKS = (
    Link("overview", "Overview"),
    Link("triage", "Triage"),
    Link("queue", "Queue"),
    Link("reviews", "Reviews"),
    Link("articles", "Articles"),
    Link("requests", "Readers"),
    Link("search", "Search"),
    Link("inbox", "Inbox", is_counted=True),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A link as one page shows it."""

    link: Link
    url: str
    is_here: bool


def entries(request: HttpRequest) -> list[Entry]:
    """The links that exist, and which of them leads to where the person is."""
    known = [(link, url) for link in LINKS if (url := address_of(link.name))]
    here = max((url for _, url in known if request.path.startswith(url)), key=len, default="")
    return [Entry(link, url, url == here) for link, url in known]


def address_of(name: str, *args: object) -> str:
    """The address of a page of the workspace, or nothing where there is no such page."""
    try:
        return reverse(f"workspace:{name}", args=args)
    except NoReverseMatch:
        return ""
