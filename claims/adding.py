"""Adding a claim that no detector found, anchored to the words it stands in."""

from datetime import date

from claims.models import Appearance, Claim, Claimant, Revision, User


def anchor(
    revision: Revision,
    *,
    start: int,
    end: int,
    by: User,
    text: str = "",
    claimant: Claimant | None = None,
    said_on: date | None = None,
    reason: str = "added by hand",
) -> Claim:
    """A candidate at the passage from `start` to `end` (code points, half-open), which must mark words.

    Must run in a transaction. The caller makes sure that exactly this passage is no claim yet.
    """
    quote = revision.text[start:end]
    claim = Claim.objects.create(
        desk=revision.article.desk,
        text=text.strip() or quote,
        claimant=claimant,
        said_on=said_on,
        said_until=said_on,
        said_granularity="day" if said_on else "",
        check_worthiness=1.0,
        reasons=[reason],
    )
    Appearance.objects.create(claim=claim, revision=revision, start=start, end=end, quote=quote)
    claim.log("add", by=by)
    return claim
