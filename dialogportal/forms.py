"""The portal's forms: how they look, and what happens when two people edit the same thing.

The only module that knows crispy-forms. A form says what it holds; templates write
``{% crispy form %}``.
"""

import re
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Fieldset, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.validators import MaxLengthValidator
from django.db.models import Model
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dialogportal.field_errors import say_what_is_wanted
from dialogportal.longest import LONGEST_TEXT
from dialogportal.values import FIRST_YEAR, LAST_YEAR

BETWEEN_THOUSANDS = re.compile(r"(?<=\d)\s(?=\d{3}(?!\d))")
# Not the longest ones: they are no numbers to Python.
LONG_NUMBER = re.compile(r"[1-9]\d{4,17}")
KRONOR = re.compile(r"(?<=\d)\s*(kr|kronor|:-)\.?\s*$", re.IGNORECASE)
Rows = Sequence["str | tuple[str, ...] | Group | Shown"]


@dataclass(frozen=True)
class Group:
    """Fields under one heading. ``rows`` as in ``PortalFormMixin.rows``."""

    legend: str | Promise
    rows: Rows


@dataclass(frozen=True)
class Shown:
    """What stands among the fields without being one: a template, with the page's context."""

    template: str


class DateInput(forms.DateInput):
    """The browser's own date picker; it sends and wants ISO dates in every language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """The browser's own clock; it sends and wants hours and minutes in every language."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class NumberInput(forms.TextInput):
    """A text control: number controls drop what they can't read, and change when scrolled."""

    def format_value(self, value: Any) -> str | None:
        """The number as it is read elsewhere on the page: "1 000 000"; a year stays one word."""
        text = super().format_value(value)
        if text is None or not LONG_NUMBER.fullmatch(text):
            return text
        return f"{int(text):,}".replace(",", "\N{NO-BREAK SPACE}")

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """What was typed, without the spaces that Swedes put between thousands, and the kronor
        after an amount."""
        typed = super().value_from_datadict(data, files, name)
        return BETWEEN_THOUSANDS.sub("", KRONOR.sub("", typed)) if isinstance(typed, str) else typed


class SaysWhatIsWanted:
    """A form that tells what is wanted in a field left empty or filled in wrongly."""

    def full_clean(self) -> None:
        # Not before: a form's labels may be set after it is made.
        for field in self.fields.values():  # type: ignore[attr-defined]
            say_what_is_wanted(field)
        super().full_clean()  # type: ignore[misc]


class PortalFormMixin(SaysWhatIsWanted):
    """Submit text, layout and the right keyboard for each field.

    - ``submit_text``: the verb on the button; empty: the template writes its own buttons.
    - ``rows``: the layout, a list of field name, tuple of names (side by side), ``Group`` or
      ``Shown``; fields that are left out come last. Empty: one under another.
    - ``method``, ``action``: where the form goes; no action: the same address.
    - ``cancel_url``: a link beside the button; set it in the view.
    - ``other_buttons``: list of (name, word), e.g. ``("and_next", _("Save and write the next"))``.
    - ``form_tag``: False when the template writes ``<form>`` itself, e.g. around two forms.
    - ``mark_optional``: False for filters, where everything is optional.
    - ``conditional``: fields that some answers ask for; their label or hint says when.

    A choice field may carry ``choice_hints``, a dict from a choice's value to a sentence below it.
    """

    submit_text: Any = _("Save")
    rows: Rows = ()
    method = "post"
    action = ""
    cancel_url = ""
    other_buttons: Sequence[tuple[str, Any]] = ()
    form_tag = True
    form_id = ""
    mark_optional = True
    conditional: Sequence[str] = ()
    conflicts: list[dict[str, str]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.conflicts = []
        self.fit_fields()

    def fit_fields(self) -> None:
        """Give each field its control and check its year; again where a form adds fields later."""
        for field in self.fields.values():  # type: ignore[attr-defined]
            _fit_widget(field)
            if isinstance(field, forms.DateField) and _check_year not in field.validators:
                field.validators.append(_check_year)
            if isinstance(field.widget, forms.Textarea) and not getattr(field, "max_length", None):
                field.validators.append(MaxLengthValidator(LONGEST_TEXT))

    def full_clean(self) -> None:
        # What is wrong is listed in the order in which the fields stand on the page. Not before: a
        # form may lay itself out after it is made.
        self.order_fields([*_names(self.rows)])  # type: ignore[attr-defined]
        super().full_clean()

    @property
    def helper(self) -> FormHelper:
        """What crispy-forms draws the form by."""
        helper = FormHelper()
        helper.form_method = self.method
        helper.form_action = self.action
        helper.form_id = self.form_id
        helper.form_tag = self.form_tag
        helper.layout = Layout(*_layout(self.rows or list(self.fields)))  # type: ignore[attr-defined]
        helper.render_unmentioned_fields = True
        helper.submit_text = self.submit_text
        helper.cancel_url = self.cancel_url
        helper.other_buttons = self.other_buttons
        return helper


class PortalForm(PortalFormMixin, forms.Form):
    """A form without a model."""


class PortalModelForm(PortalFormMixin, forms.ModelForm):
    """A form that edits one row."""


class VersionedModelForm(PortalModelForm):
    """Edits a row that has an integer ``version``, which whoever saves it counts up by one.

    The form carries the version its reader saw. If the row has been saved since, the form is
    refused and shows both texts; what was typed stays, and sending it again counts as having seen
    the saved text. Whoever writes must still compare and set in one statement
    (``filter(pk=…, version=form.cleaned_data["version"]).update(…)``) and call
    ``refuse_as_stale`` when no row was hit: two may send in the same instant.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["version"].required = True
            self.initial["version"] = self.instance.version

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk:
            saved = type(self.instance)._default_manager.filter(pk=self.instance.pk).first()
            if saved is None or getattr(saved, "version", None) != cleaned.get("version"):
                self.refuse_as_stale(saved)
        return cleaned

    def saved_texts(self, saved: Any) -> dict[str, str]:  # noqa: ARG002
        """{field name: text} of the fields that are no columns of the row, as they stand saved."""
        return {}

    def refuse_as_stale(self, saved: Model | None) -> None:
        """Refuse the form because ``saved``, fresh from the database, is newer than what was read.

        None: the row is no more. The same form sent twice is not refused: then nothing differs.
        """
        if saved is None:
            self._refuse_as_removed()
            return
        self.conflicts = list(_conflicts(self, saved))
        if not self.conflicts and not self.errors:
            self.cleaned_data["version"] = getattr(saved, "version")  # noqa: B009
            return
        self.add_error(
            None, _("Somebody else saved while you were writing. Both texts are shown here.")
        )
        # The reader now sees the saved text, so the next try starts from its version.
        data: Any = copy(self.data)
        data[self.add_prefix("version")] = str(getattr(saved, "version"))  # noqa: B009
        self.data = data

    def _refuse_as_removed(self) -> None:
        """What was typed stays to be copied; there is nothing left to save it in."""
        self.add_error(
            None,
            _(
                "Somebody else removed this while you were writing, so your text cannot be saved"
                " here. Copy what you need before you leave the page."
            ),
        )
        self.submit_text = ""


def _names(rows: Rows) -> Iterable[str]:
    """Names of fields as they stand on the page."""
    for row in rows:
        if isinstance(row, str):
            yield row
        elif not isinstance(row, Shown):
            yield from _names(row.rows if isinstance(row, Group) else row)


def _layout(rows: Rows) -> Iterable[Any]:
    for row in rows:
        if isinstance(row, Group):
            yield Fieldset(row.legend, *_layout(row.rows))
        elif isinstance(row, Shown):
            yield HTML(f'{{% include "{row.template}" %}}')
        elif isinstance(row, tuple):
            yield Row(*row)
        else:
            yield row


def _fit_widget(field: forms.Field) -> None:
    """Give a field whose form chose no widget the control and the keyboard that suit it."""
    attrs = field.widget.attrs
    if type(field.widget) is forms.DateInput:
        field.widget = DateInput(attrs)
    elif type(field.widget) is forms.TimeInput:
        field.widget = TimeInput(attrs)
    elif type(field.widget) is forms.NumberInput:
        decimal = isinstance(field, forms.DecimalField | forms.FloatField)
        field.localize = True
        kept = {name: value for name, value in attrs.items() if name not in {"min", "max", "step"}}
        field.widget = NumberInput({"inputmode": "decimal" if decimal else "numeric", **kept})
        field.widget.is_localized = True
    elif isinstance(field.widget, forms.Textarea) and attrs.get("rows") == "10":
        attrs["rows"] = "4"


def _check_year(day: date) -> None:
    """A slip of the hand, such as 0026 or 9999, is no day of a dialogue, and what reckons from
    such a day comes to days that do not exist."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValidationError(
            _("The year in “%(text)s” is not between %(first)s and %(last)s."),
            params={"text": day.isoformat(), "first": str(FIRST_YEAR), "last": str(LAST_YEAR)},
        )


def _conflicts(form: "VersionedModelForm", saved: Model) -> Iterable[dict[str, str]]:
    """The fields where the reader's text is not the saved one, both as text."""
    texts = form.saved_texts(saved)
    for name, field in form.fields.items():
        if name == "version" or not (name in texts or hasattr(saved, name)):
            continue
        yours = _shown(field, form.cleaned_data.get(name, form[name].data))
        theirs = texts[name] if name in texts else _shown(field, getattr(saved, name))
        if yours != theirs:
            yield {"label": str(field.label or name), "yours": yours, "saved": theirs}


def _shown(field: forms.Field, value: Any) -> str:
    """A value as its reader would write it."""
    if hasattr(value, "all"):
        value = value.all()
    if value is None or value == "":
        return ""
    if isinstance(value, File):
        return str(value.name)
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    if isinstance(value, str | int | float) and not isinstance(field, forms.ModelChoiceField):
        words = {str(key): str(word) for key, word in getattr(field, "choices", ())}
        return words.get(str(value), str(value).replace("\r\n", "\n"))
    # A text is what was sent for a choice that there is none of.
    if isinstance(value, Iterable) and not isinstance(value, str):
        return ", ".join(sorted(_shown(field, one) for one in value))
    return str(value)
