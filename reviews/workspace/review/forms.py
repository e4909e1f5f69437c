"""What the review's page takes. A refused form is shown again with everything that was typed."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from claims.models import User
from claims.models.article import WEB_ADDRESS
from reviews.languages import canonical
from reviews.models import ClaimReview, Comment, Evidence, Rating, RatingScale, ReplyRequest
from reviews.publishing.models import Correction, Translation

Outcome = ReplyRequest.Outcome


class SourceForm(forms.Form):
    """A source: a web address or a file, and what it says about the claim."""

    url = forms.CharField(
        label="Web address", required=False, max_length=2000, validators=[WEB_ADDRESS],
        widget=forms.URLInput(attrs={"placeholder": "https://…", "autocomplete": "off"}),
    )  # fmt: skip
    file = forms.FileField(label="or a file", required=False, help_text="PDF, PNG, JPEG, GIF or WebP, up to 20 MB.")
    stance = forms.ChoiceField(label="It", choices=Evidence.Stance.choices, initial=Evidence.Stance.REFUTES)
    title = forms.CharField(label="Title", required=False, max_length=300, help_text="Empty: the page's own title.")
    quote = forms.CharField(
        label="The passage, word for word", required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 3})
    )
    note = forms.CharField(
        label="Why it matters here", required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 2})
    )
    order = forms.ChoiceField(label="Primary or secondary", choices=Evidence.Order.choices, required=False)
    interests = forms.CharField(
        label="Interests of the source", required=False, max_length=500,
        help_text="What it has to gain or lose, and who pays for it.",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """One of the two, and not both."""
        given = super().clean() or {}
        if not self.errors and bool(given.get("url")) == bool(given.get("file")):
            raise ValidationError("Give a web address or choose a file: one of the two.")
        return given


class DraftForm(forms.Form):
    """The verdict as it is being written: all of it may still be missing."""

    rating = forms.ModelChoiceField(label="Rating", queryset=Rating.objects.none(), required=False)
    headline = forms.CharField(label="Headline", required=False, max_length=200, strip=False)
    explanation = forms.CharField(
        label="Explanation", required=False, max_length=50_000, strip=False, widget=forms.Textarea(attrs={"rows": 14})
    )
    draft_version = forms.IntegerField(min_value=0)
    token = forms.IntegerField(min_value=0)

    def __init__(self, *args: Any, review: ClaimReview, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scales = RatingScale.objects.usable_by(review.claim.desk)
        self.fields["rating"].queryset = Rating.objects.filter(scale__in=scales)  # type: ignore[attr-defined]


class NoteForm(forms.Form):
    """A move with a note that must say something."""

    note = forms.CharField(label="What is missing?", max_length=5000, widget=forms.Textarea(attrs={"rows": 3}))


class ReasonForm(forms.Form):
    """The reason that readers see."""

    note = forms.CharField(label="Reason, for readers", max_length=5000, widget=forms.Textarea(attrs={"rows": 3}))


class SecondVerdictForm(forms.Form):
    """A rating given blind."""

    rating = forms.ModelChoiceField(label="Your rating", queryset=Rating.objects.none())
    reasoning = forms.CharField(
        label="Why, in a few sentences", max_length=5000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, review: ClaimReview, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scales = RatingScale.objects.usable_by(review.claim.desk)
        self.fields["rating"].queryset = Rating.objects.filter(scale__in=scales)  # type: ignore[attr-defined]


class CommentForm(forms.Form):
    """A remark, on the review or on a passage of it."""

    body = forms.CharField(label="Comment", max_length=5000, widget=forms.Textarea(attrs={"rows": 2}))
    place = forms.ChoiceField(choices=Comment.Place.choices, required=False, widget=forms.HiddenInput)
    passage = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)
    parent = forms.IntegerField(required=False, widget=forms.HiddenInput)


class AskForm(forms.Form):
    """That somebody was asked to reply."""

    asked = forms.CharField(label="Who was asked", max_length=200)
    channel = forms.CharField(label="How", required=False, max_length=100)
    answer_until = forms.DateTimeField(
        label="Answer by", required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        help_text="Empty: the days that the desk gives.",
    )  # fmt: skip


class AnswerForm(forms.Form):
    """What came of it."""

    outcome = forms.ChoiceField(label="Outcome", choices=[one for one in Outcome.choices if one[0] != Outcome.WAITING])
    answer = forms.CharField(
        label="In their own words", required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReassignForm(forms.Form):
    """Another reviewer of the desk."""

    to = forms.ModelChoiceField(label="Give it to", queryset=User.objects.none())

    def __init__(self, *args: Any, review: ClaimReview, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = review.claim.desk.memberships.exclude(role="viewer").exclude(user=review.reviewer)
        people = User.objects.filter(pk__in=members.values("user"), is_active=True)
        self.fields["to"].queryset = people  # type: ignore[attr-defined]


class CorrectionForm(forms.Form):
    """A corrected verdict, and what readers are told of it."""

    kind = forms.ChoiceField(
        label="Kind", choices=[one for one in Correction.Kind.choices if one[0] != Correction.Kind.RETRACTION]
    )
    reason = forms.ChoiceField(label="Reason", choices=Correction.Reason.choices, required=False)
    severity = forms.ChoiceField(label="How much changes", choices=Correction.Severity.choices, required=False)
    note = forms.CharField(
        label="Note for readers: what was wrong, what was changed", max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    rating = forms.ModelChoiceField(label="Rating", queryset=Rating.objects.none())
    headline = forms.CharField(label="Headline", max_length=200)
    explanation = forms.CharField(label="Explanation", max_length=50_000, widget=forms.Textarea(attrs={"rows": 10}))

    def __init__(self, *args: Any, review: ClaimReview, **kwargs: Any) -> None:
        verdict = review.verdict
        if verdict and not args:
            words = {"rating": verdict.rating_id, "headline": verdict.headline, "explanation": verdict.explanation}
            kwargs["initial"] = words
        super().__init__(*args, **kwargs)
        scales = RatingScale.objects.usable_by(review.claim.desk)
        self.fields["rating"].queryset = Rating.objects.filter(scale__in=scales)  # type: ignore[attr-defined]


class LanguageForm(forms.Form):
    """A further language."""

    language = forms.CharField(
        label="Language", max_length=12, widget=forms.TextInput(attrs={"autocomplete": "off", "size": 8}),
        help_text="Its tag: de, fr, pt-BR, zh-Hant …",
    )  # fmt: skip

    def clean_language(self) -> str:
        try:
            return canonical(self.cleaned_data["language"])
        except ValueError:
            raise ValidationError("That is no language tag: write de, pt-BR or zh-Hant.") from None


class TranslationForm(forms.Form):
    """The words in one language, with those of each correction's note; all of it may still be missing."""

    verdict = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    headline = forms.CharField(label="Headline", required=False, max_length=200)
    claim_text = forms.CharField(
        label="The claim", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    explanation = forms.CharField(
        label="Explanation", required=False, max_length=50_000, widget=forms.Textarea(attrs={"rows": 14})
    )
    slug = forms.SlugField(
        label="Words for the address", required=False, max_length=80,
        help_text="Empty: made of the headline. Once there is a page, it stays.",
    )  # fmt: skip

    def __init__(self, *args: Any, translation: Translation, corrections: list[Correction], **kwargs: Any) -> None:
        if not args:
            names = ("headline", "claim_text", "explanation")
            words = {name: getattr(translation, name) for name in names}
            kwargs["initial"] = words | {"verdict": translation.fact_check.verdict.pk}
        super().__init__(*args, **(kwargs | {"auto_id": "words_%s"}))
        if translation.published_at is not None:
            del self.fields["slug"]
        self.corrections = corrections
        for one in corrections:
            self.fields[f"note_{one.pk}"] = forms.CharField(
                label=f"Note of the {one.get_kind_display().lower()}", required=False, max_length=5000,
                widget=forms.Textarea(attrs={"rows": 3}), initial=translation.notes.get(str(one.pk), ""),
            )  # fmt: skip
        for name in ("headline", "claim_text", "explanation", *(f"note_{one.pk}" for one in corrections)):
            self.fields[name].widget.attrs |= {"lang": translation.language, "dir": "auto"}

    @property
    def words(self) -> dict[str, Any]:
        """What was typed, as the service takes it."""
        given = {name: text for name, text in self.cleaned_data.items() if not name.startswith("note_")}
        return given | {"notes": {str(one.pk): self.cleaned_data[f"note_{one.pk}"] for one in self.corrections}}

    def pairs(self) -> list[dict[str, Any]]:
        """Each published correction with the field for its note."""
        return [{"correction": one, "field": self[f"note_{one.pk}"]} for one in self.corrections]
