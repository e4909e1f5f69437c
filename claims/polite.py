"""Fetching as a good guest: by the rules of the site's robots.txt, one request after the other, and only what is new.

What one worker learns of a host is in the database, so that all of them together ask no more often than one would.
"""

from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone

from claims.errors import FetchRefused, HostBusy
from claims.ingestion import robots
from claims.ingestion.fetch import Fetched, SafeFetcher
from claims.models import WebHost

ROBOTS_KEPT = timedelta(hours=24)  # RFC 9309, 2.4
ROBOTS_RETRY = timedelta(minutes=30)
SLACK = 0.25  # seconds on top of the pace, so that a worker that is late does not take the next one's turn

# The host's next turn, if nobody has it.
TAKE_TURN = """
INSERT INTO claims_webhost AS host (name, robots, is_silent, free_at)
VALUES (%(name)s, '', false, statement_timestamp() + make_interval(secs => %(seconds)s))
ON CONFLICT (name) DO UPDATE SET free_at = statement_timestamp() + make_interval(secs => %(seconds)s)
WHERE host.free_at <= statement_timestamp()
"""


class TurnTaken(HostBusy):
    """Somebody of ours has asked this host a moment ago."""


class RobotsForbid(FetchRefused):
    """The site asks programs to leave this address alone."""


def fetch(url: str, *, types: frozenset[str], max_bytes: int, etag: str = "", last_modified: str = "") -> Fetched:
    """What `url` answers by now, asked as its site wishes. Opens no transaction.

    Raises:
        TurnTaken: this host has been asked a moment ago; `seconds` says how long to wait.
        HostBusy: it asks to be left alone for a while.
        RobotsForbid: its robots.txt says no, or cannot be had at present.
        FetchRefused: it may not be fetched, or did not answer with what was asked for.
    """
    fetcher = SafeFetcher(allow=settings.FETCH_ALLOW, content_types=types, max_bytes=max_bytes)
    rules = _rules_for(url, fetcher)
    if not rules.allow(url):
        says = "asks programs not to read this address" if rules.rules is not None else "does not answer for robots.txt"
        raise RobotsForbid(rules.why or f"{urlsplit(url).netloc} {says}. It is asked again later.")
    _take_turn(url, max(settings.SECONDS_BETWEEN_FETCHES, rules.seconds_between))
    try:
        return fetcher.look_again(url, etag=etag, last_modified=last_modified)
    except HostBusy as busy:
        _keep_away(url, busy.seconds)
        raise


def turns(urls: Sequence[str]) -> list[float]:
    """In how many seconds each address may be asked for, if they are asked for in this order and nothing else is."""
    hosts = WebHost.objects.in_bulk({_name(url) for url in urls}, field_name="name")
    now, waits, free = timezone.now(), [], {}
    for url in urls:
        name = _name(url)
        host = hosts.get(name)
        if name not in free:
            free[name] = max(0.0, (host.free_at - now).total_seconds()) if host else 0.0
        waits.append(free[name])
        free[name] += _pace(host)
    return waits


def _pace(host: WebHost | None) -> float:
    """Seconds from one request to the next: ours, or what robots.txt asks for if that is more."""
    ours: float = settings.SECONDS_BETWEEN_FETCHES
    theirs = robots.Robots(host.robots).seconds_between if host and not host.is_silent else 0.0
    pace = max(ours, theirs)
    return pace + SLACK if pace else 0.0


def _rules_for(url: str, fetcher: SafeFetcher) -> robots.Robots:
    """The rules of the site, asked for once a day."""
    host = WebHost.objects.filter(name=_name(url), robots_until__gt=Now()).first()
    if host is not None:
        return robots.Robots(None, host.robots) if host.is_silent else robots.Robots(host.robots)
    try:
        answer = fetcher.keep(robots.address_of(url))
        rules = robots.read(answer.code, answer.body)
    except FetchRefused as refusal:
        rules = robots.Robots(None, str(refusal))
    kept = ROBOTS_KEPT if rules.rules is not None else ROBOTS_RETRY
    told = {"robots": rules.rules or rules.why, "is_silent": rules.rules is None, "robots_until": Now() + kept}
    WebHost.objects.update_or_create(name=_name(url), defaults=told, create_defaults=told | {"free_at": Now()})
    return rules


def _take_turn(url: str, seconds: float) -> None:
    with connection.cursor() as cursor:
        cursor.execute(TAKE_TURN, {"name": _name(url), "seconds": seconds})
        if cursor.rowcount:
            return
    free_at = WebHost.objects.values_list("free_at", flat=True).get(name=_name(url))
    seconds_left = (free_at - timezone.now()).total_seconds()
    raise TurnTaken(f"{urlsplit(url).netloc} was asked a moment ago.", max(1, round(seconds_left)))


def _keep_away(url: str, seconds: int) -> None:
    """Whoever else wants something of this host waits as well."""
    WebHost.objects.filter(name=_name(url)).update(free_at=Now() + timedelta(seconds=seconds or 60))


def _name(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.lower()}"[:300]
