"""What a form says of a field: what is wanted there, instead of Django's own sentences."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

OPEN_AGAIN = _("Something is missing in what was sent. Open the page again.")
NOT_OFFERED = _("What was chosen is no longer offered. Choose again.")
# (class of fields, code of the error, sentence); where several fit, the first.
SENTENCES: tuple[tuple[type[forms.Field], str, Any], ...] = (
    (
        forms.CharField,
        "max_length",
        _("The text may be at most %(limit_value)d characters long. Now it is %(show_value)d."),
    ),
    (
        forms.CharField,
        "null_characters_not_allowed",
        _("The text holds a character that cannot be saved. Paste it as plain text."),
    ),
    (forms.URLField, "invalid", _("This is not a link. It begins with https://.")),
    (forms.FloatField, "invalid", _("This is not a number. Write it as 59.3293.")),
    (forms.DecimalField, "invalid", _("This is not a number. Write it as 2.5.")),
    (forms.IntegerField, "invalid", _("This is not a whole number. Write digits only.")),
    (forms.IntegerField, "min_value", _("The number may be at least %(limit_value)s.")),
    (forms.IntegerField, "max_value", _("The number may be at most %(limit_value)s.")),
    (forms.DateField, "invalid", _("This is not a date. Write it as 2024-03-31.")),
    (forms.TimeField, "invalid", _("This is not a time of day. Write it as 17:30.")),
    (forms.ModelMultipleChoiceField, "invalid_pk_value", NOT_OFFERED),
    (forms.ModelChoiceField, "invalid_choice", NOT_OFFERED),
    (forms.ChoiceField, "invalid_choice", NOT_OFFERED),
    (forms.UUIDField, "invalid", OPEN_AGAIN),
)


def say_what_is_wanted(field: forms.Field) -> None:
    """Put our sentences where the field has none but Django's; a form's own ones stay.

    Not before the form is used: its labels may be set after it is made.
    """
    if _is_djangos(field, "required"):
        field.error_messages["required"] = _what_is_wanted(field)
    for kind, code, sentence in SENTENCES:
        if isinstance(field, kind) and _is_djangos(field, code):
            field.error_messages[code] = OPEN_AGAIN if field.widget.is_hidden else sentence


def _is_djangos(field: forms.Field, code: str) -> bool:
    """Whether the sentence is Django's: the validator's, which no field knows, or the class's."""
    said = field.error_messages.get(code)
    classes = (vars(each).get("default_error_messages", {}) for each in type(field).__mro__)
    return said is None or any(said is messages.get(code) for messages in classes)


def _what_is_wanted(field: forms.Field) -> str:
    """The sentence to whoever left a field empty that has to be filled in."""
    label = str(field.label or "")
    if field.widget.is_hidden:
        sentence = OPEN_AGAIN
    elif label.endswith("?"):
        sentence = _("Answer “%(label)s”")
    elif isinstance(field, forms.FileField):
        sentence = _("Choose a file.")
    elif isinstance(field, forms.BooleanField):
        sentence = _("Tick “%(label)s” to go on.")
    elif isinstance(field, forms.DateField):
        sentence = _("Give a date under “%(label)s”.")
    elif hasattr(field, "choices"):
        sentence = _("Choose under “%(label)s”.")
    else:
        sentence = _("Fill in “%(label)s”.")
    return str(sentence) % {"label": label}
