"""What comments need: the words that stand in a place, and the members of the desk that a text mentions."""

import re
from collections.abc import Iterator
from html import unescape

from django.utils.html import strip_tags

from claims.models import Desk, Role, User
from reviews import notifying, richtext
from reviews.models import ClaimReview, Comment, Draft

MAX_MENTIONS = 20

Place = Comment.Place

_MENTION = re.compile(r"(?<![\w@.+-])@([\w.@+-]{1,150})")


def mentioned(body: str, desk: Desk) -> list[User]:
    """The members of the desk that the text names as `@username`, in any case. Nobody else is told of its words."""
    names = {name.casefold() for found in _MENTION.findall(body) for name in (found, found.rstrip(".-+@"))}
    if not names:
        return []
    members = notifying.people_of(desk, Role.VIEWER)
    return [person for person in members if person.username.casefold() in names][:MAX_MENTIONS]


def stands_there(passage: str, review: ClaimReview, place: str) -> bool:
    """Whether these words stand in that place now; spaces do not count, and neither does Markdown's markup."""
    wanted = _plain(passage)
    return any(wanted in _plain(text) for text in _texts(review, place))


def _texts(review: ClaimReview, place: str) -> Iterator[str]:
    if place == Place.CLAIM:
        yield review.claim.text
        yield from review.claim.appearances.values_list("quote", flat=True)
    elif place == Place.EVIDENCE:
        for evidence in review.evidence.all():
            yield from (evidence.title, evidence.quote, evidence.note)
    elif place in {Place.HEADLINE, Place.EXPLANATION}:
        for written in (review.verdict, Draft.objects.filter(review=review).first()):
            text = getattr(written, place, "")
            yield text
            if place == Place.EXPLANATION:
                yield unescape(strip_tags(richtext.render(text)))


def _plain(text: str) -> str:
    return " ".join(text.split())
