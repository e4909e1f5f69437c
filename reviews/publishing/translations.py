"""The use cases of translations: begin, write, submit, approve or return, withdraw one, and take it up again."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.db.models.functions import Coalesce, Now

from claims.errors import IllegalMove
from claims.models import User
from reviews.publishing import markupgate, translating, words
from reviews.publishing.models import FactCheck, TranslatedText, Translation
from reviews.workflow import ReasonNeeded


@transaction.atomic(durable=True)
def begin_translation(fact_check: FactCheck, *, language: str, by: User) -> Translation:
    """An empty translation into `language`, a BCP 47 tag in its canonical form.

    Raises:
        NotInForce: the fact-check was retracted.
        SameLanguage: that is the language it was written in.
        AlreadyTranslated: there is one.
    """
    translating.require_in_force(fact_check)
    if _is_own_language(fact_check, language):
        raise translating.SameLanguage("That is the language that this fact-check was written in.")
    try:
        translation = Translation.objects.create(
            fact_check=fact_check,
            language=language,
            slug=translating.slug_for(fact_check, ""),
            verdict=fact_check.verdict,
        )
    except IntegrityError:
        raise translating.AlreadyTranslated("This fact-check has a translation into that language already.") from None
    translation.log("begin", by=by)
    return translation


@transaction.atomic(durable=True)
def write_translation(
    translation: Translation,
    *,
    verdict: int,
    headline: str,
    claim_text: str,
    explanation: str,
    by: User,
    notes: Mapping[str, str] | None = None,
    slug: str = "",
    expected: int | None = None,
) -> None:
    """Save the words written so far, all of which may be missing; `verdict` is the id of the one they translate.

    Without `slug`, the address is made of the headline; once there is a page, it stays. Without `notes`, they stay.

    Raises:
        IllegalMove: the words were submitted or published.
        StaleVersion: somebody else wrote meanwhile.
        NotInForce, OriginalChanged: these are not the words of what the fact-check says now.
        NoSuchCorrection: a note is one of no correction.
    """
    fact_check = translation.fact_check
    changes = {
        "verdict": verdict,
        "headline": headline.strip(),
        "claim_text": claim_text.strip(),
        "explanation": explanation.strip(),
    }
    if notes is not None:
        changes["notes"] = translating.notes_for(fact_check, notes)
    if translation.published_at is None:
        changes["slug"] = translating.slug_for(fact_check, slug or headline)
    translating.require_present(translation, verdict)
    is_open = Q(state__in=translating.OPEN_FOR_WORDS)
    if not translation.update_where(is_open, changes, expected=expected):
        raise IllegalMove(f"Cannot write this: it is {translation.get_state_display().lower()}.")
    translation.log("write", by=by)


@transaction.atomic(durable=True)
def submit_translation(translation: Translation, *, by: User, expected: int | None = None) -> None:
    """Hand the words to a second person.

    Raises:
        IllegalMove: it is neither a draft nor returned.
        NotReady: words are missing.
        NotInForce, OriginalChanged: they are not those of what the fact-check says now.
    """
    translating.SUBMIT.apply(translation, by=by, expected=expected)
    translating.require_words(translation)
    translating.require_present(translation, translation.verdict_id)
    translating.next_text(translation, by=by)


@transaction.atomic(durable=True)
def approve_translation(translation: Translation, *, by: User, expected: int | None = None) -> None:
    """Show the submitted words to readers, on a page of their own.

    Raises:
        IllegalMove: it is not submitted.
        SecondPairOfEyes: `by` had a hand in the words.
        NotInForce, OriginalChanged: they are not those of what the fact-check says now.
        NotReady: search engines and archives could not take what the page would tell them.
    """
    translating.lock(translation)
    translating.require_start(translating.APPROVE, translation)
    translating.require_another(translation, by)
    translating.require_present(translation, translation.verdict_id)
    text = translation.texts.order_by("-number")[0]
    TranslatedText.objects.filter(pk=text.pk).update(approver=by, approved_at=Now())
    translating.APPROVE.apply(
        translation,
        by=by,
        expected=expected,
        data={"text": text.number},
        shown=text,
        published_at=Coalesce("published_at", Now()),
        modified_at=Now(),
        withdrawn_at=None,
        withdrawn_note="",
    )
    markupgate.require_markup(_words_of(translation))


@transaction.atomic(durable=True)
def return_translation(translation: Translation, *, note: str, by: User, expected: int | None = None) -> None:
    """Send the words back with a note that says what is wrong.

    Raises:
        IllegalMove: they are not submitted.
        SecondPairOfEyes: `by` had a hand in them.
    """
    translating.RETURN.apply(translation, by=by, expected=expected, note=note)
    translating.require_another(translation, by)


@transaction.atomic(durable=True)
def revise_translation(translation: Translation, *, by: User, expected: int | None = None) -> None:
    """Take published or withdrawn words up again. What readers see stays as it is until words are approved.

    Raises:
        IllegalMove: they are neither.
        NotInForce: the fact-check was retracted.
    """
    translating.REVISE.apply(translation, by=by, expected=expected)
    translating.require_in_force(translation.fact_check)


@transaction.atomic(durable=True)
def withdraw_translation(translation: Translation, *, note: str, by: User, expected: int | None = None) -> None:
    """Take one translation from the readers. Its page keeps its address and says that, when and why, and where to go.

    Nothing of it is public if its words never were. It may be taken up again.

    Raises:
        IllegalMove: it is withdrawn.
        ReasonNeeded: there is no note.
    """
    note = note.strip()
    if not note:
        raise ReasonNeeded("Say why the translation is withdrawn: readers see your reason.")
    translating.lock(translation)
    trace: dict[str, Any] = {}
    if translation.shown_id and translation.withdrawn_at is None:  # else readers were told before, and why
        trace = {"withdrawn_at": Now(), "withdrawn_note": note, "modified_at": Now()}
    translating.WITHDRAW.apply(translation, by=by, expected=expected, note=note, **trace)


def _is_own_language(fact_check: FactCheck, language: str) -> bool:
    own = fact_check.review.claim.desk.language
    return own.replace("_", "-").lower() == language.lower()


def _words_of(translation: Translation) -> words.Words:
    fact_check = FactCheck.objects.with_content().get(pk=translation.fact_check_id)
    return words.translated(fact_check, Translation.objects.with_a_page().get(pk=translation.pk))
