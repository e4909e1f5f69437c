"""Reference data that every installation needs: the rating scale that all desks share."""

from django.db import transaction

from reviews.models import Rating, RatingScale

SCALE = "Five steps"
RATINGS = (
    ("False", 1, "The claim is wrong."),
    ("Mostly false", 2, "Some of it is right, but the main point is not."),
    ("Half true", 3, "Parts are right and parts are wrong, or something important is missing."),
    ("Mostly true", 4, "The main point is right; details are not, or need context."),
    ("True", 5, "The claim is right and leaves out nothing that matters."),
    ("Unproven", None, "The evidence that exists neither shows nor refutes the claim."),
    ("Out of context", None, "What is said is right, but about something else than it is made to mean."),
    ("Satire", None, "It was never meant to be believed."),
)


@transaction.atomic(durable=True)
def load() -> RatingScale:
    """The shared scale with its ratings; what is there already stays as it is."""
    scale, _ = RatingScale.objects.get_or_create(desk=None, name=SCALE, defaults={"worst": 1, "best": 5})
    for position, (label, value, meaning) in enumerate(RATINGS):
        facts = {"value": value, "meaning": meaning, "position": position}
        Rating.objects.get_or_create(scale=scale, label=label, defaults=facts)
    return scale
