"""The first step: what, where and when. It alone is needed to register a dialogue."""

from __future__ import annotations

import datetime
import uuid
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogportal.forms import Group, Shown, VersionedModelForm
from dialogportal.values import DateValue, parse_date
from dialogues.enums import State
from dialogues.forms import periods
from dialogues.forms.choices import area_choices, in_use_or_chosen
from dialogues.forms.personal_data import refuse_personal_data
from dialogues.forms.widgets import Radios, several_rows
from dialogues.models import Dialogue
from dialogues.periods import FEEDBACK_BEFORE_START, held, held_problem
from dialogues.permissions import registrable_organisations
from dialogues.quotes import names_people
from municipality.models import Area, DialogueType, Organisation, Profile, User

NOT_ONLY = "no"


class StepForm(VersionedModelForm):
    """One step of a dialogue's form: what it changes, as ``actions.register`` wants it."""

    submit_text: Any = gettext_lazy("Save and go on")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean(self) -> dict[str, Any]:
        # What the register asks stands in the plan as well.
        if self.instance.pk and not self.instance.is_registered_afterwards:
            refuse_personal_data(self, partial(names_people, dialogue=self.instance))
        return super().clean()

    def values(self) -> dict[str, Any]:
        """Cleaned columns by name."""
        return {name: self.cleaned_data[name] for name in self._names(many_to_many=False)}

    def links(self) -> dict[str, Any]:
        """Cleaned rows of many-to-many relations by name."""
        return {name: list(self.cleaned_data[name]) for name in self._names(many_to_many=True)}

    def _names(self, *, many_to_many: bool) -> list[str]:
        fields = {name: Dialogue._meta.get_field(name) for name in self._meta.fields or ()}
        return [name for name, field in fields.items() if bool(field.many_to_many) is many_to_many]


class BasicsForm(StepForm):
    """Title, type, owner, place and time, and that it is a dialogue at all (R020–R022)."""

    only_excluded = forms.ChoiceField(
        label=gettext_lazy("Was it only one of these?"), initial=NOT_ONLY
    )
    starts = forms.CharField(
        label=gettext_lazy("When it began"),
        max_length=60,
        help_text=gettext_lazy("A year is enough, or March 2015."),
        error_messages={"required": gettext_lazy("Write when it began. A year is enough.")},
    )
    ends = forms.CharField(
        label=gettext_lazy("When it ended"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("If it went on for longer."),
    )
    form_token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    secondary_types = several_rows(DialogueType.objects.all(), gettext_lazy("Also partly"))
    areas = several_rows(Area.objects.all(), gettext_lazy("Areas"))

    class Meta:
        model = Dialogue
        fields = [
            "title", "question", "type", "secondary_types", "owner", "areas", "is_city_wide",
            "definition_confirmed",
        ]  # fmt: skip
        widgets = {"type": Radios, "question": forms.Textarea(attrs={"rows": 2})}
        error_messages = {
            "title": {"required": gettext_lazy("Write a title that says what it was about.")}
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._dates: dict[str, DateValue] = {}
        self.is_afterwards = not self.instance.pk or self.instance.is_registered_afterwards
        self.is_past = not self.instance.pk or self.instance.is_carried_out
        self.submit_text = _("Save and go on") if self.instance.pk else _("Register and go on")
        self.profile = Profile.objects.current()
        self._offer_types()
        self._offer_owners(self.user)
        self._keep_what_was_submitted()
        exclusions = self.profile.listed(self.profile.exclusions)
        self.excluded = dict(exclusions)
        self._ask_for_place()
        self._ask_whether_it_is_a_dialogue()
        self.fields["starts"].required = self.is_afterwards
        if not self.is_past:
            self.fields["starts"].label = _("When it begins")
            self.fields["ends"].label = _("When it ends")
        if self.instance.pk:
            self.initial.update(self.saved_texts(self.instance))
            del self.fields["form_token"]
        else:
            self.initial["form_token"] = uuid.uuid4()
        if exclusions and not self.instance.pk:
            choices = [(NOT_ONLY, _("No, it was more than that")), *exclusions]
            self.fields["only_excluded"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["only_excluded"]
        self.rows = self._rows()

    def _rows(self) -> list[Any]:
        is_dialogue = [
            name for name in ("only_excluded", "definition_confirmed") if name in self.fields
        ]
        return [
            Group(_("Is it a dialogue?"), [Shown("dialogues/_definition.html"), *is_dialogue]),
            Group(_("What"), ["title", "question", "type", "secondary_types"]),
            Group(_("Who, where and when"), ["owner", ("starts", "ends"), "is_city_wide", "areas"]),
        ]

    def _ask_whether_it_is_a_dialogue(self) -> None:
        confirmed = self.fields["definition_confirmed"]
        confirmed.required = self.is_afterwards
        confirmed.label = (
            _("Yes, what we held falls within the definition")
            if self.is_past
            else _("Yes, what we plan falls within the definition")
        )
        confirmed.error_messages["required"] = _(
            "Tick this if it falls within the definition: only such dialogues are registered here."
        )

    def _ask_for_place(self) -> None:
        self.fields["is_city_wide"].label = (
            _("The dialogue was for the whole city")
            if self.is_past
            else _("The dialogue is for the whole city")
        )
        areas = self.fields["areas"]
        areas.choices = area_choices()  # type: ignore[attr-defined]
        areas.required = not self["is_city_wide"].value()
        areas.help_text = _("Several can be ticked, in different parts too.")
        own = self.user.organisation.area if self.user.organisation else None
        areas.widget.opened = own.name if own else ""
        areas.error_messages["required"] = _("Choose at least one area, or the whole city.")

    def _offer_types(self) -> None:
        types = list(in_use_or_chosen(self.instance, "type"))
        field = self.fields["type"]
        field.empty_label = None  # type: ignore[attr-defined]
        field.choices = [(row.pk, str(row)) for row in types]  # type: ignore[attr-defined]
        field.widget.hints = {row.pk: row.definition for row in types}
        also = in_use_or_chosen(self.instance, "secondary_types")
        self.fields["secondary_types"].queryset = also  # type: ignore[attr-defined]
        default = next((row.pk for row in types if row.is_default), None)
        if not self.instance.pk and default:
            self.initial.setdefault("type", default)

    def _offer_owners(self, user: User) -> None:
        owners = registrable_organisations(user) | Organisation.objects.filter(
            pk=self.instance.owner_id
        )
        field = self.fields["owner"]
        field.label = f"{field.label} ({self.profile.label('administration')})"
        field.queryset = owners.distinct().order_by("name")  # type: ignore[attr-defined]
        if user.organisation and not self.instance.pk:
            self.initial.setdefault("owner", user.organisation.pk)

    def _keep_what_was_submitted(self) -> None:
        """Who decides follows from the type and the owner: neither changes behind their back."""
        if self.is_afterwards or self.instance.state in (State.IDEA, State.PLANNING):
            return
        for name in ("type", "owner"):
            self.fields[name].disabled = True
            self.fields[name].help_text = _("Stands as it was when the plan was submitted.")

    def clean_only_excluded(self) -> str:
        code = self.cleaned_data["only_excluded"]
        if code != NOT_ONLY:
            raise ValidationError(
                _(
                    "“%(what)s” alone is not a dialogue, so it is not registered here. "
                    "If there was more to it, choose “No”."
                )
                % {"what": self.excluded[code]}
            )
        return str(code)

    def _clean_date(self, name: str) -> str:
        text = self.cleaned_data[name]
        if not text:
            return ""
        try:
            self._dates[name] = parse_date(text)
        except ValueError as error:
            raise ValidationError(str(error)) from error
        return str(text)

    def clean_starts(self) -> str:
        return self._clean_date("starts")

    def clean_ends(self) -> str:
        return self._clean_date("ends")

    def clean(self) -> dict[str, Any]:
        first, last = self._dates.get("starts"), self._dates.get("ends")
        if last and not first and "starts" not in self.errors:
            self.add_error("starts", _("Say when it began, too."))
        if first and last and last.end < first.start:
            self.add_error("ends", _("The dialogue cannot end before it starts."))
        if first and not self.errors.keys() & {"starts", "ends"}:
            self._refuse_what_is_not_held(first, last)
            if not self.errors.keys() & {"starts", "ends"}:
                # Written in one way, so that the same form sent twice is seen to be the same.
                texts = periods.texts(*self._period(first, last))
                self.cleaned_data["starts"], self.cleaned_data["ends"] = texts
        return super().clean()

    def _refuse_what_is_not_held(self, first: DateValue, last: DateValue | None) -> None:
        if self.is_afterwards and (problem := held_problem(first, last, timezone.localdate())):
            self.add_error("ends" if last else "starts", _(problem))
        answered = self.instance.feedback_given_on
        if answered and answered < first.start:
            self.add_error("starts", _(FEEDBACK_BEFORE_START))

    def _period(
        self, first: DateValue, last: DateValue | None
    ) -> tuple[datetime.date, datetime.date, str]:
        if self.is_afterwards:
            return held(first, last, timezone.localdate())
        return periods.joined(first, last)

    def values(self) -> dict[str, Any]:
        values = super().values()
        first, last = self._dates.get("starts"), self._dates.get("ends")
        if first is None:
            return {**values, "starts_on": None, "ends_on": None}
        starts_on, ends_on, precision = self._period(first, last)
        return {**values, "starts_on": starts_on, "ends_on": ends_on, "date_precision": precision}

    def saved_texts(self, saved: Any) -> dict[str, str]:
        texts = periods.texts(saved.starts_on, saved.ends_on, saved.date_precision)
        return dict(zip(("starts", "ends"), texts, strict=True))
