"""Occasions of a dialogue, one by one or a council's meetings of a whole year."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogportal.forms import Group, PortalForm, VersionedModelForm
from dialogportal.periods import by_day
from dialogportal.values import parse_date
from dialogues.enums import CountQuality, VenueKind
from dialogues.forms.choices import in_use_or_chosen
from dialogues.forms.personal_data import COUNTS, limit_counts, refuse_personal_data
from dialogues.models import Dialogue, Occasion
from dialogues.periods import far_from
from municipality.models import Area

MOST_MEETINGS = 60


class OccasionForm(VersionedModelForm):
    """When and where people met, how, and how many came."""

    form_token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    rows = [
        Group(
            gettext_lazy("When and where"),
            [
                ("starts_on", "ends_on"),
                ("starts_at", "ends_at"),
                "title",
                ("venue", "venue_kind"),
                ("area", "format"),
                "method",
            ],
        ),
        Group(
            gettext_lazy("How many came"),
            [
                ("participants", "participants_quality"),
                ("elected_participants", "official_participants"),
            ],
        ),
        "committee_meeting_on",
    ]

    class Meta:
        model = Occasion
        fields = [
            "starts_on", "ends_on", "starts_at", "ends_at", "title", "venue", "venue_kind", "area",
            "format", "method", "participants", "participants_quality", "elected_participants",
            "official_participants", "committee_meeting_on",
        ]  # fmt: skip
        error_messages = {
            "starts_on": {"required": gettext_lazy("Choose the day when people met.")}
        }

    def __init__(self, *args: Any, dialogue: Dialogue, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dialogue = dialogue
        limit_counts(self, COUNTS)
        self.fields["area"].queryset = Area.objects.in_swedish_order()  # type: ignore[attr-defined]
        self.fields["method"].queryset = in_use_or_chosen(self.instance, "method")  # type: ignore[attr-defined]
        self.fields["title"].help_text = _(
            "For example: walk in the evening, workshop with class 7."
        )
        self.fields["committee_meeting_on"].help_text = _(
            "For a standing council: the committee meeting that it prepares."
        )
        if self.instance.pk:
            self.submit_text = _("Save the occasion")
            del self.fields["form_token"]
        else:
            self.submit_text = _("Add the occasion")
            self.other_buttons = [("and_next", _("Add and write the next"))]
            self.initial["form_token"] = uuid.uuid4()
            areas = list(dialogue.areas.all()[:2])
            if len(areas) == 1:
                self.initial.setdefault("area", areas[0].pk)

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if (
            cleaned.get("participants") is not None
            and cleaned.get("participants_quality") == CountQuality.UNKNOWN
        ):
            self.add_error(
                "participants_quality",
                _("Say whether the number of participants is counted or estimated."),
            )
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and first > timezone.localdate() and cleaned.get("participants") is not None:
            self.add_error("participants", _("The day has not come yet, so nobody has taken part."))
        if first and last and last < first:
            self.add_error("ends_on", _("The last day cannot come before the first."))
        self._refuse_hours_out_of_order(cleaned.get("starts_at"), cleaned.get("ends_at"))
        self._refuse_what_lies_far_from_the_dialogue(first, last)
        meeting = cleaned.get("committee_meeting_on")
        if first and meeting and meeting < first:
            self.add_error(
                "committee_meeting_on", _("The council meets before the committee does.")
            )
        refuse_personal_data(self)
        return super().clean()

    def _refuse_hours_out_of_order(
        self, begins: datetime.time | None, ends: datetime.time | None
    ) -> None:
        if ends and begins is None and "starts_at" not in self.errors:
            self.add_error("starts_at", _("Say when it begins as well."))
        elif begins and ends and ends <= begins and not self.cleaned_data.get("ends_on"):
            self.add_error("ends_at", _("It ends after it begins, the same day."))

    def _refuse_what_lies_far_from_the_dialogue(
        self, first: datetime.date | None, last: datetime.date | None
    ) -> None:
        """A day with a year mistyped would count among the dialogue's occasions (R003, R027)."""
        begins, ends = self.dialogue.starts_on, self.dialogue.ends_on
        for name, day in (("starts_on", first), ("ends_on", last)):
            if day and name in self.changed_data and far_from(day, begins, ends):
                self.add_error(
                    name,
                    _(
                        "The dialogue’s dates are %(period)s. Change them first, if it went on"
                        " then too."
                    )
                    % {"period": by_day(begins, ends)},
                )

    def values(self) -> dict[str, Any]:
        """Cleaned columns by name."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}


class CouncilForm(PortalForm):
    """A standing council's meetings, from the committee's meeting dates (R031)."""

    committee_dates = forms.CharField(
        label=gettext_lazy("The committee's meeting dates"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("One on each line, for example 2026-03-19. You can paste a list."),
        max_length=5_000,
    )
    days_before = forms.IntegerField(
        label=gettext_lazy("How many days before does the council meet?"),
        min_value=0,
        max_value=90,
        initial=7,
    )
    title = forms.CharField(label=gettext_lazy("What it was"), max_length=160, required=False)
    venue = forms.CharField(label=gettext_lazy("Venue"), max_length=160, required=False)
    venue_kind = forms.ChoiceField(
        label=gettext_lazy("Kind of venue"),
        choices=[("", "---------"), *VenueKind.choices],
        required=False,
    )
    rows = ["committee_dates", "days_before", "title", ("venue", "venue_kind")]
    submit_text = gettext_lazy("Add the meetings")

    def clean_committee_dates(self) -> list[datetime.date]:
        lines = [line.strip() for line in self.cleaned_data["committee_dates"].splitlines()]
        dates, wrong = [], []
        for line in filter(None, lines):
            try:
                value = parse_date(line)
            except ValueError as error:
                wrong.append(str(error))
                continue
            if value.start == value.end:
                dates.append(value.start)
            else:
                wrong.append(_("“%(line)s” is not one day.") % {"line": line[:40]})
        if len(dates) > MOST_MEETINGS:
            wrong.append(_("At most %(n)s meetings can be added at once.") % {"n": MOST_MEETINGS})
        if wrong:
            raise ValidationError(wrong)
        return dates

    def clean(self) -> None:
        refuse_personal_data(self)

    def meetings(self) -> list[datetime.date]:
        """The days on which the council meets."""
        before = datetime.timedelta(days=self.cleaned_data["days_before"])
        return [day - before for day in dict.fromkeys(self.cleaned_data["committee_dates"])]

    def values(self) -> dict[str, Any]:
        """What every meeting gets."""
        return {name: self.cleaned_data[name] for name in ("title", "venue", "venue_kind")}
