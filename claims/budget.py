"""What the language model may use: a desk's tokens of one day, reserved before each request and settled after it."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import F
from django.db.models.functions import Now, TruncDate

from claims.models import Desk, LanguageModelUse


@dataclass(frozen=True, slots=True)
class DeskBudget:
    """One day's tokens of a desk. Two workers never spend the same token: the guard is in the UPDATE itself."""

    use_id: int
    limit: int

    def reserve(self, tokens: int) -> bool:
        """Hold this many tokens for one request; False where fewer are left, and nothing is held."""
        left = self.limit - tokens - F("input_tokens") - F("output_tokens")
        affordable = LanguageModelUse.objects.filter(pk=self.use_id, reserved_tokens__lte=left)
        return bool(affordable.update(reserved_tokens=F("reserved_tokens") + tokens, requests=F("requests") + 1))

    def settle(self, reserved: int, *, input_tokens: int, output_tokens: int) -> None:
        """Give back what `reserve` held and book what was used instead."""
        LanguageModelUse.objects.filter(pk=self.use_id).update(
            reserved_tokens=F("reserved_tokens") - reserved,
            input_tokens=F("input_tokens") + input_tokens,
            output_tokens=F("output_tokens") + output_tokens,
        )


def limit_of(desk: Desk) -> int:
    """The tokens that the language model may use for `desk` in a day; 0 where it is off."""
    own = desk.language_model_tokens
    return int(settings.LLM_DAILY_TOKENS) if own is None else own


def todays(desk: Desk) -> DeskBudget:
    """The budget of `desk` for today."""
    use, _ = LanguageModelUse.objects.get_or_create(desk=desk, used_on=_today(desk))
    return DeskBudget(use.pk, limit_of(desk))


def used_today(desk: Desk) -> LanguageModelUse:
    """What `desk` used today; an unsaved row of zeros before the first request."""
    day = _today(desk)
    return LanguageModelUse.objects.filter(desk=desk, used_on=day).first() or LanguageModelUse(desk=desk, used_on=day)


def _today(desk: Desk) -> date:
    """The day it is by the database's clock in the installation's time zone, so that all workers count alike."""
    day: date = Desk.objects.filter(pk=desk.pk).values_list(TruncDate(Now()), flat=True).get()
    return day
