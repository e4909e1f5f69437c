"""The forms of the admin's doors on claim reviews."""

from typing import Any

from django import forms
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldAdminURLInputWidget,
)

from claims.admin.forms import NoteForm, RowForm
from claims.models import Membership, Role, User
from claims.models.article import WEB_ADDRESS
from reviews.models import ClaimReview, Evidence, Rating, RatingScale


class EvidenceForm(RowForm):
    url = forms.URLField(
        label="Web address", max_length=2000, assume_scheme="https", validators=[WEB_ADDRESS],
        widget=UnfoldAdminURLInputWidget,
    )  # fmt: skip
    title = forms.CharField(required=False, max_length=300, widget=UnfoldAdminTextInputWidget)
    stance = forms.ChoiceField(choices=Evidence.Stance.choices, widget=UnfoldAdminSelectWidget)
    quote = forms.CharField(
        required=False,
        max_length=10_000,
        label="Passage, word for word",
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}),
    )
    note = forms.CharField(
        required=False,
        max_length=5000,
        label="Why it matters here",
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
    )
    accessed_on = forms.DateField(
        required=False, label="Read on", help_text="Today, if left empty.", widget=UnfoldAdminSingleDateWidget
    )


class VerdictForm(RowForm):
    """Starts from the verdict in force, so that a second attempt begins where the first one ended."""

    rating = forms.ModelChoiceField(
        queryset=Rating.objects.none(), empty_label="Choose a rating", widget=UnfoldAdminSelectWidget
    )
    headline = forms.CharField(
        max_length=200, help_text="What is true, in one sentence.", widget=UnfoldAdminTextInputWidget
    )
    explanation = forms.CharField(
        max_length=50_000,
        help_text="Markdown: **bold**, *italic*, lists, links.",
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 12}),
    )

    def __init__(self, *, row: ClaimReview, data: Any = None) -> None:
        super().__init__(row=row, data=data)
        scales = RatingScale.objects.usable_by(row.claim.desk)
        self.fields["rating"].queryset = Rating.objects.filter(scale__in=scales)  # type: ignore[attr-defined]
        if row.verdict:
            self.initial = {name: getattr(row.verdict, name) for name in ("rating", "headline", "explanation")}


class ReturnForm(NoteForm):
    note = forms.CharField(
        max_length=5000, label="What is missing", widget=UnfoldAdminTextareaWidget(attrs={"rows": 4})
    )


class OverrideForm(RowForm):
    reason = forms.CharField(
        max_length=5000, label="Why it cannot wait", help_text="Readers see it.",
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
    )  # fmt: skip


class SecondVerdictForm(RowForm):
    """A rating, before the first one is seen."""

    rating = forms.ModelChoiceField(
        queryset=Rating.objects.none(), empty_label="Choose a rating", widget=UnfoldAdminSelectWidget
    )
    reasoning = forms.CharField(
        max_length=5000, help_text="Why, in a few sentences.", widget=UnfoldAdminTextareaWidget(attrs={"rows": 4})
    )

    def __init__(self, *, row: ClaimReview, data: Any = None) -> None:
        super().__init__(row=row, data=data)
        scales = RatingScale.objects.usable_by(row.claim.desk)
        self.fields["rating"].queryset = Rating.objects.filter(scale__in=scales)  # type: ignore[attr-defined]


class ReassignForm(NoteForm):
    """Choose among those who review for the desk."""

    to = forms.ModelChoiceField(
        queryset=User.objects.none(),
        label="New reviewer",
        empty_label="Choose a person",
        widget=UnfoldAdminSelectWidget,
    )
    field_order = ("to", "note")

    def __init__(self, *, row: ClaimReview, data: Any = None) -> None:
        super().__init__(row=row, data=data)
        roles = [role for role in Role if role.includes(Role.REVIEWER)]
        members = Membership.objects.filter(desk=row.claim.desk, role__in=roles)
        people = User.objects.filter(pk__in=members.values("user"), is_active=True)
        self.fields["to"].queryset = people.exclude(pk=row.reviewer_id)  # type: ignore[attr-defined]
