"""The forms of the admin's doors on articles and claims."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldAdminURLInputWidget,
)

from claims.admin.versions import SEEN, VersionField, tell
from claims.ingestion.textfile import MAX_TEXT_CHARS
from claims.models import Claim, Desk, Role, User


class RowForm(forms.Form):
    """A form about one row."""

    def __init__(self, *, row: Any, data: Any = None) -> None:
        super().__init__(data)
        self.row = row


class NoteForm(RowForm):
    note = forms.CharField(required=False, max_length=5000, widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}))


class DismissForm(NoteForm):
    reason = forms.ChoiceField(choices=Claim.DismissReason.choices, widget=UnfoldAdminSelectWidget)
    field_order = ("reason", "note")


class MergeForm(NoteForm):
    """Choose the claim that stays among the desk's live claims."""

    into = forms.ModelChoiceField(
        queryset=Claim.objects.none(),
        label="The claim that stays",
        empty_label="Choose a claim",
        help_text="Accepted claims of this desk stand first, then its candidates.",
        widget=UnfoldAdminSelectWidget,
    )
    field_order = ("into", "note")

    def __init__(self, *, row: Claim, data: Any = None) -> None:
        super().__init__(row=row, data=data)
        live = Claim.objects.filter(desk=row.desk_id, state__in=[Claim.State.CANDIDATE, Claim.State.ACCEPTED])
        self.fields["into"].queryset = live.exclude(pk=row.pk).order_by("state", "-check_worthiness", "-pk")[:500]  # type: ignore[attr-defined]


class EditForm(RowForm):
    """What people may change about a claim; what was changed is handed on, with the version that was on screen."""

    text = forms.CharField(
        max_length=2000,
        label="Claim sentence",
        help_text="Understandable by itself.",
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
    )
    claimant = forms.CharField(
        required=False,
        max_length=200,
        help_text="Who says it; empty if the article itself does.",
        widget=UnfoldAdminTextInputWidget,
    )
    kind = forms.ChoiceField(choices=Claim.Kind.choices, widget=UnfoldAdminSelectWidget)
    said_on = forms.DateField(required=False, widget=UnfoldAdminSingleDateWidget)

    def __init__(self, *, row: Claim, data: Any = None) -> None:
        super().__init__(row=row, data=data)
        claimant = row.claimant.name if row.claimant else ""
        self.initial = {"text": row.text, "claimant": claimant, "kind": row.kind, "said_on": row.said_on}
        self.fields[SEEN] = VersionField(required=False, initial=row.version)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        seen = given.pop(SEEN, None)
        if seen != self.row.version:
            tell(self, type(self)(row=self.row), version=self.row.version)
        return {name: value for name, value in given.items() if name in self.changed_data} | {"expected": seen}


class AddClaimForm(RowForm):
    """A passage of an article's newest text, found by its words."""

    quote = forms.CharField(
        max_length=2000,
        label="Passage, word for word",
        help_text="It must stand in the text exactly like this.",
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
    )
    text = forms.CharField(
        required=False,
        max_length=2000,
        label="Claim sentence",
        help_text="Understandable by itself; the passage, if left empty.",
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
    )
    claimant = forms.CharField(
        required=False,
        max_length=200,
        help_text="Who says it; empty if the article itself does.",
        widget=UnfoldAdminTextInputWidget,
    )

    def clean(self) -> dict[str, Any]:
        """The passage as offsets (code points, half-open) in the newest revision: its first place there."""
        given = super().clean() or {}
        quote = given.pop("quote", "").replace("\r\n", "\n")
        start = self.row.latest_revision.text.find(quote) if quote else -1
        if quote and start < 0:
            self.add_error("quote", "These words do not stand in the text like this. Copy them from it.")
        return given | {"start": start, "end": start + len(quote)}


class HandInForm(forms.Form):
    """An article by its web address, as a text file, or as pasted text."""

    desk = forms.ModelChoiceField(queryset=Desk.objects.none(), widget=UnfoldAdminSelectWidget)
    url = forms.URLField(
        required=False, assume_scheme="https", max_length=2000, label="Web address", widget=UnfoldAdminURLInputWidget
    )
    file = forms.FileField(
        required=False,
        label="Text file",
        help_text="Its first line is like “date 2026-10-14 The title”; then a byline, then the paragraphs.",
        widget=UnfoldAdminFileFieldWidget,
    )
    title = forms.CharField(required=False, max_length=500, widget=UnfoldAdminTextInputWidget)
    published_on = forms.DateField(
        required=False,
        widget=UnfoldAdminSingleDateWidget,
        help_text="“On Sunday” and “last year” in the text are read from this day.",
    )
    byline = forms.CharField(required=False, max_length=500, widget=UnfoldAdminTextInputWidget)
    text = forms.CharField(
        required=False,
        max_length=MAX_TEXT_CHARS,
        strip=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 14}),
        help_text="With a title and a date; or alone, if it begins like a text file.",
    )

    def __init__(self, *, user: User, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        desks = Desk.objects.where_role(user, Role.REVIEWER)
        self.fields["desk"].queryset = desks  # type: ignore[attr-defined]
        self.fields["desk"].initial = desks.first()

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        ways = [name for name in ("url", "file", "text") if given.get(name)]
        if len(ways) != 1 and not self.errors:
            raise ValidationError("Give one of these: a web address, a text file, or the text.")
        if given.get("text") and bool(given.get("title")) != bool(given.get("published_on")):
            raise ValidationError("A pasted text needs both a title and the day it was published on.")
        return given
