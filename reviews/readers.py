"""Readers' requests: confirming their mail address and forgetting it in time, and the claims they are about."""

from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.search import TrigramSimilarity
from django.core import signing
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from claims import adding
from claims.errors import DomainError
from claims.ingestion import storing
from claims.ingestion.draft import ArticleDraft
from claims.ingestion.textfile import clean_text, has_words
from claims.models import Appearance, Article, Claim, Desk, User
from reviews import mailing
from reviews.models import ReaderRequest

SALT = "reviews.readers.confirm"
CONFIRM_WITHIN = timedelta(days=7)
BATCH = 100
NEWEST = 2000  # claims of the desk that a request is compared with
SIMILAR = 0.15
MOST_SIMILAR = 5


class NoWords(DomainError):
    """A claim is made of words; a link alone leads to an article."""


class WasDismissed(DomainError):
    """What a desk has dismissed is not made a claim again behind its back."""


def desks_that_are_asked() -> QuerySet[Desk]:
    """The desks that readers may ask: those the installation names, or all where it names none."""
    return Desk.objects.filter(slug__in=settings.READER_DESKS) if settings.READER_DESKS else Desk.objects.all()


def token_for(request: ReaderRequest) -> str:
    """What the link in the mail carries: it names the request and cannot be made by anybody else."""
    return signing.dumps(request.pk, salt=SALT)


def request_of(token: str) -> int | None:
    """The id of the request that the link names; None where it is too old, or not ours."""
    try:
        return int(signing.loads(token, salt=SALT, max_age=CONFIRM_WITHIN))
    except (signing.BadSignature, TypeError, ValueError):
        return None


def unasked(limit: int = BATCH) -> list[int]:
    """The requests whose reader was not asked yet whether the mail address is theirs."""
    rows = ReaderRequest.objects.exclude(email="").filter(confirmed_at=None, mailed_at=None)
    return list(rows.order_by("created_at").values_list("pk", flat=True)[:limit]) if mailing.is_set_up() else []


def ask_to_confirm(request_id: int) -> None:
    """Mail the reader the link that confirms the address; once, and again only where the mail server refused it.

    The mail holds nothing that the reader wrote, so that nobody can have us send their words to somebody else.
    """
    if not mailing.is_set_up():
        return
    rows = ReaderRequest.objects.filter(pk=request_id, confirmed_at=None)
    if not rows.exclude(email="").filter(mailed_at=None).update(mailed_at=Now()):
        return
    request = rows.select_related("desk").first()
    if request is None:
        return
    link = f"{settings.BASE_URL}/fact-checks/ask/confirm/{token_for(request)}/"
    body = (
        f"Somebody asked {request.desk.name} to check something, and to be told the result at this address.\n\n"
        f"If that was you, open this page and confirm it within {CONFIRM_WITHIN.days} days:\n\n{link}\n\n"
        "If not, do nothing: the address is forgotten, and you will not hear from us again.\n"
    )
    if not mailing.send(request.email, subject="Please confirm your address", body=body):
        rows.update(mailed_at=None)


def forget_unconfirmed() -> int:
    """Forget the addresses that nobody confirmed in time; how many."""
    old = ReaderRequest.objects.exclude(email="").filter(confirmed_at=None, created_at__lt=Now() - CONFIRM_WITHIN)
    return old.update(email="")


def similar_claims(request: ReaderRequest) -> QuerySet[Claim]:
    """The claims of the desk that say nearly the same, the likest first: of the newest ones that are not dismissed."""
    if not request.text:
        return Claim.objects.none()
    newest = Claim.objects.filter(desk=request.desk_id).exclude(state="dismissed").order_by("-id")[:NEWEST]
    likeness = TrigramSimilarity("text", request.text)
    near = Claim.objects.filter(pk__in=newest.values("pk")).annotate(likeness=likeness)
    return near.filter(likeness__gte=SIMILAR).order_by("-likeness", "-id")[:MOST_SIMILAR]


def claim_in_words_of(request: ReaderRequest, *, by: User) -> Claim:
    """The claim that the reader's words are, anchored to them: a new candidate, or the one they have been before.

    The words are stored as an article of their own, dated the day they came. Must run in a transaction, with the
    desk's row locked: readers who send the same words must not become two articles.

    Raises:
        NoWords: the request is only a link, or signs without a word.
        WasDismissed: exactly these words are a claim that was dismissed.
        UnreadableInput: the words hold control characters.
    """
    text = clean_text(request.text, name="The request")
    if not has_words(text):
        raise NoWords("There are no words to make a claim of. Add the article instead, or decline the request.")
    day = timezone.localdate(request.created_at)
    draft = ArticleDraft(title=f"Readers’ request {request.pk}", text=text, published_on=day)
    revision = storing.store(draft, desk=request.desk, origin=Article.Origin.PASTE, by=by).revision
    known = Appearance.objects.filter(revision=revision, start=0, end=len(text)).select_related("claim__duplicate_of")
    earlier = known.order_by("pk").first()
    if earlier is None:
        return adding.anchor(revision, start=0, end=len(text), by=by, reason="asked for by a reader")
    claim = earlier.claim.duplicate_of or earlier.claim
    if claim.state == Claim.State.DISMISSED:
        raise WasDismissed("These very words are a claim that was dismissed. Reopen it in triage, or decline this.")
    return claim
