"""What the REST API takes for the work on a claim review."""

from typing import Any

from rest_framework import serializers

from claims.api.inputs import Input, MoveInput, StrictInteger, StrictText
from claims.models import User
from claims.models.article import WEB_ADDRESS
from reviews.languages import canonical
from reviews.models import Evidence, Rating, RatingScale


class LanguageText(StrictText):
    """A language tag after BCP 47: a language, perhaps with a script and a region."""

    def to_internal_value(self, data: Any) -> str:
        try:
            return canonical(super().to_internal_value(data))
        except ValueError:
            raise serializers.ValidationError("Give a language tag such as de, pt-BR or zh-Hant.") from None


class OpenReviewInput(Input):
    claim = StrictInteger(min_value=1, help_text="Id of an accepted claim.")


class EvidenceInput(Input):
    url = StrictText(max_length=2000, validators=[WEB_ADDRESS])
    stance = serializers.ChoiceField(choices=Evidence.Stance.choices)
    title = StrictText(required=False, default="", allow_blank=True, max_length=300)
    quote = StrictText(required=False, default="", allow_blank=True, max_length=10_000)
    note = StrictText(required=False, default="", allow_blank=True, max_length=5000)
    order = serializers.ChoiceField(required=False, default="", choices=Evidence.Order.choices)
    interests = StrictText(required=False, default="", allow_blank=True, max_length=500)
    accessed_on = serializers.DateField(required=False, allow_null=True, default=None)


class VerdictInput(Input):
    """A verdict: one rating of the desk's scales, a headline, and the explanation in Markdown."""

    rating = StrictInteger(min_value=1, help_text="Id of a rating.")
    headline = StrictText(max_length=200)
    explanation = StrictText(max_length=50_000)


class ReturnInput(MoveInput):
    note = StrictText(max_length=5000, help_text="What is missing.")


def rating_for(user: User, pk: int) -> Rating:
    """The rating with that id on a scale that `user` may see; a 400 otherwise."""
    rating = Rating.objects.filter(pk=pk, scale__in=RatingScale.objects.visible_to(user)).first()
    if rating is None:
        raise serializers.ValidationError({"rating": ["There is no such rating."]})
    return rating


def verdict_from(given: dict[str, Any], user: User) -> dict[str, Any]:
    """The arguments of a service for the members of a `VerdictInput`."""
    return given | {"rating": rating_for(user, given["rating"])}
