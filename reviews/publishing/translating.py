"""The moves a translation can make, and the rules that a move alone cannot state."""

from collections.abc import Mapping

from django.utils.text import slugify

from claims.errors import DomainError, IllegalMove
from claims.models import Role, User
from claims.moves import Move
from reviews.publishing.models import Correction, FactCheck, TranslatedText, Translation
from reviews.workflow import NotReady, SecondPairOfEyes

S = Translation.State

SUBMIT = Move("submit", frozenset({S.DRAFT, S.RETURNED}), S.SUBMITTED, Role.REVIEWER)
RETURN = Move("return", frozenset({S.SUBMITTED}), S.RETURNED, Role.EDITOR)
APPROVE = Move("approve", frozenset({S.SUBMITTED}), S.PUBLISHED, Role.EDITOR)
REVISE = Move("revise", frozenset({S.PUBLISHED, S.WITHDRAWN}), S.DRAFT, Role.REVIEWER)
WITHDRAW = Move("withdraw", frozenset({S.DRAFT, S.SUBMITTED, S.RETURNED, S.PUBLISHED}), S.WITHDRAWN, Role.EDITOR)

MOVES = {move.name: move for move in (SUBMIT, RETURN, APPROVE, REVISE, WITHDRAW)}

OPEN_FOR_WORDS = frozenset({S.DRAFT, S.RETURNED})
WORDS = {"headline": "the headline", "claim_text": "the claim", "explanation": "the explanation"}
_WRITING = ("write", "submit")
_SLUG_LENGTH = 80


class SameLanguage(DomainError):
    """A fact-check is translated into other languages than its own."""


class AlreadyTranslated(DomainError):
    """A fact-check has one translation into a language."""


class NotInForce(DomainError):
    """What was retracted is not translated any more: its page says so in every language."""


class OriginalChanged(DomainError):
    """A translation says what the fact-check says now."""


class NoSuchCorrection(DomainError):
    """Only the notes of published corrections of this fact-check have a place on its pages."""


def lock(translation: Translation) -> None:
    """Read the row anew and hold its lock until the transaction ends: what is checked then stays true."""
    translation.refresh_from_db(from_queryset=Translation.objects.select_for_update(no_key=True))


def require_start(move: Move, translation: Translation) -> None:
    """Raises IllegalMove where the translation's state does not allow `move`, before anything else is looked at."""
    if not move.starts_from(translation.state):
        raise IllegalMove(f"Cannot {move.name} this: it is {translation.get_state_display().lower()}.")


def require_in_force(fact_check: FactCheck) -> int:
    """The id of the verdict that stands now; raises NotInForce where the fact-check was retracted."""
    now = FactCheck.objects.filter(pk=fact_check.pk, retracted_at=None).values_list("review__verdict", flat=True)
    verdict_id = now.first()
    if verdict_id is None:
        raise NotInForce("This fact-check was retracted: its page says so in every language.")
    return verdict_id


def require_present(translation: Translation, verdict_id: int) -> None:
    """Raises NotInForce or OriginalChanged unless the words of that verdict are what the fact-check says now."""
    if require_in_force(translation.fact_check) != verdict_id:
        raise OriginalChanged("The fact-check was corrected meanwhile: bring the translation up to date with it first.")


def require_words(translation: Translation) -> None:
    """Raises NotReady where words are missing; `errors` names each."""
    missing = [name for name in WORDS if not getattr(translation, name).strip()]
    if missing:
        errors = [{"detail": f"Translate {WORDS[name]}.", "pointer": f"#/{name}"} for name in missing]
        raise NotReady(" ".join(one["detail"] for one in errors), errors)


def has_written(translation: Translation, user: User) -> bool:
    """Whether `user` had a hand in the words since the last approval."""
    return user in writers_of(translation, before=translation.version + 1)


def writers_of(translation: Translation, *, before: int) -> list[User]:
    """Who had a hand in the words that stood before a version of the translation: since the approval before that."""
    earlier = translation.events.filter(version__lt=before)
    approved = earlier.filter(name=APPROVE.name).order_by("-version").values_list("version", flat=True)
    since: int = approved.first() or 0
    wrote = earlier.filter(name__in=_WRITING, version__gt=since).values("actor")
    return list(User.objects.filter(pk__in=wrote).order_by("pk"))


def require_another(translation: Translation, by: User) -> None:
    """Raises SecondPairOfEyes where `by` had a hand in the words that are decided about. The row must be locked."""
    if has_written(translation, by):
        raise SecondPairOfEyes("A translation is approved or returned by someone other than who wrote it.")


def notes_for(fact_check: FactCheck, notes: Mapping[str, str]) -> dict[str, str]:
    """The notes of corrections that say something, by the correction's id.

    Raises:
        NoSuchCorrection: one of them belongs to no published correction of the fact-check.
    """
    rows = fact_check.corrections.filter(state=Correction.State.PUBLISHED).values_list("pk", flat=True)
    known = {str(pk) for pk in rows}
    if unknown := sorted(set(notes) - known):
        raise NoSuchCorrection(f"There is no published correction {unknown[0]} of this fact-check.")
    return {pk: note.strip() for pk, note in notes.items() if note.strip()}


def slug_for(fact_check: FactCheck, words: str) -> str:
    """The last part of the address, of what can be written in it; the review's number keeps it apart from others."""
    return f"{slugify(words)[:_SLUG_LENGTH].strip('-') or 'fact-check'}-{fact_check.review_id}"


def next_text(translation: Translation, *, by: User) -> TranslatedText:
    """Append the words as they stand. The row must be locked."""
    latest = translation.texts.order_by("-number").first()
    return TranslatedText.objects.create(
        translation=translation,
        number=latest.number + 1 if latest else 1,
        verdict=translation.verdict,
        headline=translation.headline,
        claim_text=translation.claim_text,
        explanation=translation.explanation,
        notes=translation.notes,
        author=by,
    )
