"""What makes the demo newsroom look lived in: topics, readers' requests, a comment, a request for a reply."""

from claims.models import Claim, Desk, Topic, User
from reviews import services
from reviews.models import Assignment, ClaimReview, ReaderRequest

TOPICS = (
    ("Public money", ["budget", "debt", "tax", "crowns"], 2),
    ("Energy and climate", ["wind", "emissions", "sea level", "level of the sea"], 3),
    ("Safety", ["crime", "police", "burglaries"], 1),
)
REQUESTS = (
    "Is it true that the harbour gauge shows the sea rising faster every year? My neighbour says it is all made up.",
    "Somebody in my street says the new tram ticket is the cheapest of any city. Can you check that?",
    "They say the hospital has no surgeons left at night. Is that so?",
)


def live(desk: Desk, people: dict[str, User]) -> None:
    """Add what is not there yet; run again, it adds nothing."""
    for name, keywords, weight in TOPICS:
        Topic.objects.get_or_create(desk=desk, name=name, defaults={"keywords": keywords, "weight": weight})
    _let_readers_ask(desk, people)
    submitted = _first(desk, ClaimReview.State.SUBMITTED)
    if submitted and not submitted.comments.exists():
        words = "Does the study say what it counts as a job? @rosa, that should stand in the explanation."
        services.add_comment(submitted, body=words, by=people["eli"])
    drafted = _first(desk, ClaimReview.State.DRAFT)
    if drafted and not drafted.reply_requests.exists():
        services.ask_for_reply(drafted, asked="St. Aldra Hospital, press office", channel="e-mail", by=drafted.reviewer)


def _let_readers_ask(desk: Desk, people: dict[str, User]) -> None:
    if ReaderRequest.objects.filter(desk=desk).exists():
        return
    requests = [services.take_request(desk, text=text) for text in REQUESTS]
    waiting = Assignment.objects.filter(desk=desk, is_open=True, claim__state=Claim.State.ACCEPTED)
    rising = waiting.filter(claim__text__icontains="level of the sea").first()
    if rising:
        services.group_request(requests[0], claim=rising.claim, by=people["ravi"])


def _first(desk: Desk, state: str) -> ClaimReview | None:
    return ClaimReview.objects.filter(claim__desk=desk, state=state).order_by("pk").first()
