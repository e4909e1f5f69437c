"""What people give the workspace: decisions on claims, changed wording, passages, articles."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from claims.ingestion.textfile import MAX_TEXT_CHARS
from claims.models import Appearance, Claim, Desk, User, Watch

MOST_FILES = 50  # in one go
HOW_OFTEN = (
    (5, "every 5 minutes"), (15, "every quarter of an hour"), (30, "every half hour"), (60, "every hour"),
    (360, "every 6 hours"), (1440, "once a day"), (10080, "once a week"),
)  # fmt: skip


class DecisionForm(forms.Form):
    """The version that was on screen; without it, whatever the claim has become is decided on."""

    version = forms.IntegerField(required=False, min_value=1)


class DismissForm(DecisionForm):
    reason = forms.ChoiceField(choices=Claim.DismissReason.choices)


class MergeForm(DecisionForm):
    """The claim that stays: any of the same desk that this person may see; the rules of merging are the service's."""

    into = forms.ModelChoiceField(queryset=Claim.objects.none())

    def __init__(self, data: Any, *, desk: Desk, user: User) -> None:
        super().__init__(data)
        self.fields["into"].queryset = Claim.objects.visible_to(user).filter(desk=desk)  # type: ignore[attr-defined]


class OtherForm(DecisionForm):
    """The claim that this one is told apart from: any of the same desk that this person may see."""

    other = forms.ModelChoiceField(queryset=Claim.objects.none())

    def __init__(self, data: Any, *, desk: Desk, user: User) -> None:
        super().__init__(data)
        self.fields["other"].queryset = Claim.objects.visible_to(user).filter(desk=desk)  # type: ignore[attr-defined]


class PlaceForm(DecisionForm):
    """One of the places where the claim appears."""

    place = forms.ModelChoiceField(queryset=Appearance.objects.none())

    def __init__(self, data: Any, *, claim: Claim) -> None:
        super().__init__(data)
        rows = Appearance.objects.filter(claim=claim).select_related("revision__article")
        self.fields["place"].queryset = rows.defer("revision__text")  # type: ignore[attr-defined]


class ClaimForm(forms.Form):
    """What people may change about a claim; `changes` are only those that differ from what it says now."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    text = forms.CharField(
        max_length=2000, label="Claim sentence", widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    )
    claimant = forms.CharField(
        required=False, max_length=200, help_text="Who says it; empty if the article itself does."
    )
    kind = forms.ChoiceField(choices=Claim.Kind.choices)
    said_on = forms.DateField(
        required=False, label="Said on", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, claim: Claim, data: Any = None) -> None:
        claimant = claim.claimant.name if claim.claimant else ""
        now = {"text": claim.text, "claimant": claimant, "kind": claim.kind, "said_on": claim.said_on}
        super().__init__(data, initial=now | {"version": claim.version}, auto_id=f"claim-{claim.pk}-%s")

    @property
    def changes(self) -> dict[str, Any]:
        """The fields that were changed, cleaned."""
        return {name: self.cleaned_data[name] for name in self.changed_data if name != "version"}


class PassageForm(forms.Form):
    """A passage by its place (code points, half-open), or by its words where no script could count."""

    start = forms.IntegerField(required=False, min_value=0)
    end = forms.IntegerField(required=False, min_value=1)
    quote = forms.CharField(required=False, max_length=5000, strip=False)
    text = forms.CharField(required=False, max_length=2000)
    claimant = forms.CharField(required=False, max_length=200)

    def __init__(self, data: Any, *, words: str) -> None:
        super().__init__(data)
        self.words = words

    def clean(self) -> dict[str, Any]:
        """`start` and `end` in the text: as given, else where the quote stands first."""
        given = super().clean() or {}
        quote = given.pop("quote", "").replace("\r\n", "\n").strip()
        if given.get("start") is None or given.get("end") is None:
            at = self.words.find(quote) if quote else -1
            if at < 0:
                raise ValidationError("These words do not stand in the text like this. Copy them word for word.")
            given |= {"start": at, "end": at + len(quote)}
        return given


class HandInForm(forms.Form):
    """An article by its web address, as a text file, or as pasted text: exactly one of them."""

    url = forms.URLField(
        required=False, assume_scheme="https", max_length=2000, label="Web address",
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )  # fmt: skip
    text = forms.CharField(
        required=False, max_length=MAX_TEXT_CHARS, strip=False, widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"})
    )
    title = forms.CharField(required=False, max_length=500)
    published_on = forms.DateField(
        required=False, label="Published on", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="“On Sunday” and “last year” in the text are read from this day.",
    )  # fmt: skip
    byline = forms.CharField(required=False, max_length=500)
    file = forms.FileField(
        required=False, label="Text file",
        help_text="Its first line is like “date 2026-10-14 The title”; then a byline, then the paragraphs.",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        ways = [name for name in ("url", "file", "text") if given.get(name)]
        if len(ways) != 1 and not self.errors:
            raise ValidationError("Give one of these: a web address, the text, or a text file.")
        if given.get("text") and bool(given.get("title")) != bool(given.get("published_on")):
            raise ValidationError("A pasted text needs both a title and the day it was published on.")
        return given


class ManyFilesInput(forms.ClearableFileInput):
    """A field to choose several files in."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Any number of files, each vetted as one."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        """A list of them."""
        given = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(ManyFilesField, self).clean(file, initial) for file in given]


class WatchForm(forms.Form):
    """A feed or a page of links, and how often it is looked at."""

    url = forms.URLField(
        assume_scheme="https", max_length=2000, label="Web address",
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
        help_text="Of a feed (RSS or Atom), or of a page with headlines, such as a front page.",
    )  # fmt: skip
    name = forms.CharField(required=False, max_length=200, label="Name", help_text="What you call it. Else its host.")
    minutes = forms.TypedChoiceField(coerce=int, choices=HOW_OFTEN, initial=30, label="Look")


class EditWatchForm(forms.Form):
    """What people may change about a watched source, and the version they saw."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    name = forms.CharField(max_length=200, label="Name")
    minutes = forms.TypedChoiceField(coerce=int, label="Look")

    def __init__(self, watch: Watch, data: Any = None) -> None:
        super().__init__(data, initial={name: getattr(watch, name) for name in ("version", "name", "minutes")})
        known = [minutes for minutes, _ in HOW_OFTEN]
        own = [] if watch.minutes in known else [(watch.minutes, f"every {watch.minutes} minutes")]
        self.fields["minutes"].choices = [*HOW_OFTEN, *own]  # type: ignore[attr-defined]


class ImportForm(forms.Form):
    """Files, or the address of a feed, an archive of fact-checks or a search for them: one of the two."""

    documents = ManyFilesField(
        required=False, allow_empty_file=True, label="Files",
        help_text="Text, PDF, Word, ninjs, lines of JSON, feeds, ClaimReview. Several at once; 100 MB each.",
    )  # fmt: skip
    address = forms.URLField(
        required=False, assume_scheme="https", max_length=2000, label="Or the address of a feed or an archive",
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
        help_text="RSS, Atom, a page of fact-checks, everything that another desk has published, or a search in the "
        "Fact Check Tools API (…/v1alpha1/claims:search?query=…); a key in it is kept sealed and not shown.",
    )  # fmt: skip
    published_on = forms.DateField(
        required=False, label="Day of the documents",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="For a PDF or Word document: the day it was published. Else the day it was written is taken.",
    )  # fmt: skip

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, auto_id="import-%s")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if bool(given.get("documents")) == bool(given.get("address")) and not self.errors:
            raise ValidationError("Choose one or several files, or give one address.")
        if len(given.get("documents") or []) > MOST_FILES:
            raise ValidationError(f"Choose at most {MOST_FILES} files at a time.")
        return given
