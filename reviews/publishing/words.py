"""A fact-check's words in one language, as pages, markup, feeds and cards say them. What is not words is shared."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString
from django.utils.translation import get_language_info

from reviews.languages import primary
from reviews.publishing.models import Correction, FactCheck, Translation
from reviews.richtext import render


@dataclass(frozen=True, slots=True)
class Words:
    """What a fact-check says in `language`. `translation` is None for the words it was written in."""

    fact_check: FactCheck
    language: str
    path: str
    headline: str
    claim_text: str
    explanation: str
    published_at: datetime
    modified_at: datetime
    notes: Mapping[str, str]
    translation: Translation | None = None

    @property
    def explanation_html(self) -> SafeString:
        """The explanation as readers see it."""
        return render(self.explanation)

    @property
    def label(self) -> str:
        """The rating, in `language` where its scale has words for it."""
        return self.fact_check.verdict.rating.in_language(self.language)[0]

    @property
    def meaning(self) -> str:
        """What the rating says, for readers; empty where it goes without saying."""
        return self.fact_check.verdict.rating.in_language(self.language)[1]

    @property
    def card_path(self) -> str:
        """The path of the card that other sites may show."""
        return "/fact-checks/card/" + self.path.removeprefix("/fact-checks/")

    @property
    def is_outdated(self) -> bool:
        """Whether the fact-check was corrected since these words were approved."""
        return self._told_of != self.fact_check.verdict.pk

    @property
    def is_contradicted(self) -> bool:
        """Whether these words argue for another rating than the one in force: machines are not given them."""
        told = self.translation and self.translation.shown
        return bool(told and told.verdict.rating_id != self.fact_check.verdict.rating_id)

    @property
    def _told_of(self) -> int:
        told = self.translation and self.translation.shown
        return told.verdict_id if told else self.fact_check.verdict.pk

    def note_of(self, correction: Correction) -> str:
        """What readers of this language are told of a correction; the desk's own words where nobody translated them."""
        return self.notes.get(str(correction.pk), correction.note)

    def is_translated(self, correction: Correction) -> bool:
        """Whether the note of a correction is in `language`."""
        return self.translation is None or str(correction.pk) in self.notes


def original(fact_check: FactCheck) -> Words:
    """The words that the fact-check was written in."""
    verdict = fact_check.verdict
    return Words(
        fact_check=fact_check,
        language=fact_check.review.claim.desk.language,
        path=fact_check.get_absolute_url(),
        headline=verdict.headline,
        claim_text=verdict.claim_text,
        explanation=verdict.explanation,
        published_at=fact_check.published_at,
        modified_at=fact_check.modified_at,
        notes={},
    )


def translated(fact_check: FactCheck, translation: Translation) -> Words:
    """The words of a translation that has a page. It changes when they do, and when the fact-check does."""
    shown, published_at, modified_at = translation.shown, translation.published_at, translation.modified_at
    if shown is None or published_at is None or modified_at is None:
        raise AssertionError  # by constraint, and because callers choose from those with a page
    return Words(
        fact_check=fact_check,
        language=translation.language,
        path=translation.get_absolute_url(),
        headline=shown.headline,
        claim_text=shown.claim_text,
        explanation=shown.explanation,
        published_at=published_at,
        modified_at=max(modified_at, fact_check.modified_at),
        notes=shown.notes,
        translation=translation,
    )


def every(fact_check: FactCheck) -> list[Words]:
    """The words in each language that has a page, the original first; from `FactCheck.objects.with_content()`."""
    return [original(fact_check), *(translated(fact_check, one) for one in fact_check.translations.all())]


def in_language(fact_check: FactCheck, language: str = "") -> Words:
    """The words that lists and feeds in `language` show: the original where no translation agrees with it."""
    found = [one for one in every(fact_check) if not one.is_contradicted]
    speaking = [one for one in found if language and primary(one.language) == primary(language)]
    exact = [one for one in speaking if one.language.lower() == language.lower()]
    return [*exact, *speaking, *found][0]


def own_name(language: str) -> str:
    """What a language calls itself, as far as the framework knows it; its tag otherwise."""
    try:
        name: str = get_language_info(language.lower())["name_local"]
    except KeyError:
        return language
    return name[:1].upper() + name[1:]
