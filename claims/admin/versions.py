"""Forms that know which version of a row they show: who saves over somebody else's change sees both first."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

SEEN = "seen_version"
MEANWHILE = (
    "Somebody else changed this while you were at it, and nothing of yours is saved yet. What you typed is still here: "
    "where it differs, the field says what stands there now. Save again to put yours in its place."
)


class VersionField(forms.IntegerField):
    """The version that was on screen, which is no change by itself."""

    widget = forms.HiddenInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class VersionedModelForm(forms.ModelForm):  # type: ignore[type-arg]
    """A form of the admin about a row with a version. It is checked in the transaction that saves."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields[SEEN] = VersionField(required=False, initial=self.instance.version)

    def clean(self) -> dict[str, Any]:
        """The row is locked, so that the version that was looked at stays what it is until the change is made."""
        given = super().clean() or {}
        seen = given.pop(SEEN, None)
        if self.instance.pk:
            rows = type(self.instance)._base_manager.select_for_update(no_key=True)
            now = rows.filter(pk=self.instance.pk).first()
            if now is None:
                raise ValidationError("Somebody else removed this meanwhile.")
            if seen != now.version:
                tell(self, type(self)(instance=now), version=now.version)
        return given


def tell(form: forms.BaseForm, fresh: forms.BaseForm, *, version: int) -> None:
    """Refuse what was typed, and say beside each field where it differs what it says now, as `fresh` shows it.

    What was typed stays in the form, which is about `version` from here on: saved again, it goes in its place.
    """
    form.data = form.data.copy()  # type: ignore[attr-defined]
    form.data[form.add_prefix(SEEN)] = str(version)  # type: ignore[index]
    form.add_error(None, MEANWHILE)
    for name, field in form.fields.items():
        theirs = fresh.get_initial_for_field(fresh.fields[name], name)
        if field.has_changed(theirs, form[name].data):
            form.add_error(name, f"It says now: {_shown(field, theirs)}")


def _shown(field: forms.Field, value: Any) -> str:
    """The value in words, on one line."""
    if isinstance(field, forms.ChoiceField):
        value = dict(field.choices).get(value, value)  # type: ignore[arg-type]
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(str(value).splitlines()) if value not in (None, "") else "nothing"
