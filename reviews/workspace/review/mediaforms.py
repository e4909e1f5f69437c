"""What the page of an image, a video or a recording takes. A refused form is shown again with what was typed."""

from typing import Any

from django import forms

from claims.models.article import WEB_ADDRESS
from reviews import media
from reviews.models import MediaItem
from reviews.publishing.phrases import phrases_for

BLANK_PLACES = 1  # beside those that are there
_MEANINGS = phrases_for("en").say  # as readers are told


def _address(label: str, **options: Any) -> forms.CharField:
    widget = forms.URLInput(attrs={"placeholder": "https://…", "autocomplete": "off"})
    return forms.CharField(label=label, max_length=2000, validators=[WEB_ADDRESS], widget=widget, **options)


def _moment(label: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"placeholder": "00:00:00", "size": 8, "autocomplete": "off"})
    return forms.CharField(label=label, required=False, max_length=8, validators=[media.A_TIME], widget=widget)


class PlaceForm(forms.Form):
    """One address where it appears; a form without one is no place."""

    url = _address("Web address of the page or post")
    archived_url = _address("Archived copy", required=False)
    description = forms.CharField(label="Who shared it, with which words", required=False, max_length=500)
    content_url = _address("Address of the file itself", required=False)
    start = _moment("From")
    end = _moment("To")


class BasePlaceFormSet(forms.BaseFormSet):  # type: ignore[type-arg]  # which cannot be had at run time
    """Addresses, any of which may be emptied to take it away, with a blank one for the next."""

    def initial_form_count(self) -> int:
        """None: a form that was there before may be left empty, as a new one may."""
        return 0

    def total_form_count(self) -> int:
        if self.is_bound:
            return super().total_form_count()
        return min(len(self.initial or ()) + BLANK_PLACES, media.MOST_PLACES)


PlaceFormSet = forms.formset_factory(
    PlaceForm, BasePlaceFormSet, max_num=media.MOST_PLACES, absolute_max=media.MOST_PLACES, validate_max=True
)


class MediaForm(forms.Form):
    """What it is, what was done to it, and where the original is; `places` are the addresses where it appears."""

    version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label="It is", choices=MediaItem.Kind.choices)
    description = forms.CharField(
        label="What it shows", max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="For readers, in a sentence. It is told apart from others by this.",
    )  # fmt: skip
    categories = forms.MultipleChoiceField(
        label="What was done to it", choices=MediaItem.Category.choices, required=False
    )
    original_context = forms.CharField(
        label="Where it comes from", required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Where and when it was made, by whom, and what it shows there; or that this was not found.",
    )  # fmt: skip
    original_url = _address("Its web address", required=False, help_text="Where readers can see or hear it.")

    def __init__(self, data: Any = None, *, item: MediaItem | None = None) -> None:
        facts = media.facts_of(item) if item else None
        initial = _initial(facts, item) if facts and item else {}
        super().__init__(data, initial=initial, auto_id="media_%s")
        places = [_fields(place) for place in facts.appearances] if facts else []
        shown = places if data is None else None  # what was typed is compared with nothing: an emptied line is empty
        self.places = PlaceFormSet(data, initial=shown, prefix="places", auto_id="media_%s")

    def is_valid(self) -> bool:
        """Whether the item and all its addresses can be taken."""
        return all([super().is_valid(), self.places.is_valid()])

    @property
    def facts(self) -> media.Facts:
        """What was typed, as the service takes it."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        rows = [form.cleaned_data for form in self.places if form.cleaned_data.get("url")]
        return media.Facts(**(given | {"appearances": tuple(media.Place(**row) for row in rows)}))

    def choices(self) -> list[dict[str, Any]]:
        """Each category with its meaning, and whether it is chosen."""
        chosen = self["categories"].value() or []
        return [
            {"value": value, "label": label, "means": _MEANINGS[f"media_{value}_means"], "is_chosen": value in chosen}
            for value, label in MediaItem.Category.choices
        ]


def _initial(facts: media.Facts, item: MediaItem) -> dict[str, Any]:
    names = ("kind", "description", "categories", "original_context", "original_url")
    return {name: getattr(facts, name) for name in names} | {"version": item.version}


def _fields(place: media.Place) -> dict[str, str]:
    return {name: getattr(place, name) for name in PlaceForm.base_fields}
