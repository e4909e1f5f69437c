"""What is published must be fit for the readers of its markup: search engines and archives."""

from django.conf import settings

from reviews import workflow
from reviews.publishing import jsonld, markup
from reviews.publishing.words import Words


def require_markup(words: Words) -> None:
    """Raises NotReady where nobody could take the markup of these words; `errors` names each thing."""
    data = jsonld.claim_review(words, base_url=settings.BASE_URL, site_name=settings.SITE_NAME)
    wrong = [one for one in markup.problems(data) if one.is_blocking]
    if wrong:
        errors = [{"detail": one.detail, "pointer": one.pointer} for one in wrong]
        raise workflow.NotReady(" ".join(one.detail for one in wrong), errors)
