"""Forms of the steps: why, and what was decided."""

from __future__ import annotations

import datetime
from copy import copy
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogportal.forms import Group, PortalForm
from dialogues.enums import Financing, Outcome
from dialogues.forms.personal_data import refuse_personal_data
from dialogues.forms.widgets import several
from dialogues.models import Dialogue, Plan
from dialogues.models.decision import APPROVED
from dialogues.models.plan import LONGEST
from dialogues.plan import row_of
from dialogues.standpoint import SAY_BENEFIT, is_always_said
from dialogues.versions import proposed_feedback

YES_NO = [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]
LONGEST_TEXT = 5_000
MOST_KRONOR = 2_000_000_000


def long_text(
    label: Any,
    *,
    required: bool = True,
    rows: int = 3,
    max_length: int = LONGEST_TEXT,
    **options: Any,
) -> Any:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, required=required, max_length=max_length, widget=widget, **options
    )


def benefit_text(**options: Any) -> Any:
    """What was weighed (R077): as long as the plan has room for, where it is kept."""
    return long_text(
        gettext_lazy("What would a dialogue give, and what would it be for?"),
        required=False,
        max_length=LONGEST,
        help_text=gettext_lazy("That it was weighed is kept, also when there is no dialogue."),
        **options,
    )


def want_benefit(form: PortalForm, *, if_no: bool = False) -> None:
    """Say that the city always takes a stand on the benefit, where it does: ``if_no`` where only
    some answers of the form are a no."""
    if not is_always_said():
        return
    form.conditional = (*form.conditional, "benefit")
    if if_no:
        form.fields["benefit"].help_text = _("Always said here when the answer is no.")
    else:
        form.fields["benefit"].help_text = _("Always said here, also when there is no dialogue.")


def check_benefit(form: PortalForm, said: str) -> None:
    """A no without what a dialogue would have given is refused where the city always says it."""
    if not said and "benefit" not in form.errors and is_always_said():
        form.add_error("benefit", SAY_BENEFIT)


class KeptForm(PortalForm):
    """What is sent is kept for ever, so its texts hold no personal data. Numbers of cases may look
    like such."""

    numbers = ("case_number", "paragraph")

    def full_clean(self) -> None:
        """After all else: a text that is refused is not one that is missing."""
        super().full_clean()
        if self.is_bound:
            refuse_personal_data(self, but=self.numbers)


class SubmitForm(PortalForm):
    """When the plan is to be decided on; may be left for later."""

    decision_meeting_on = forms.DateField(
        label=gettext_lazy("Which meeting is to decide?"),
        help_text=gettext_lazy("The day of the meeting, if you know it. The committee sees it."),
        required=False,
    )

    def clean_decision_meeting_on(self) -> datetime.date | None:
        day: datetime.date | None = self.cleaned_data["decision_meeting_on"]
        if day and day < timezone.localdate():
            raise ValidationError(_("That day has passed. Give the next meeting."))
        return day


class WhyForm(KeptForm):
    """Why a dialogue is not to be held."""

    reason = long_text(
        gettext_lazy("Why?"),
        help_text=gettext_lazy("Whoever has the same idea next year reads this."),
        error_messages={"required": gettext_lazy("Say why the dialogue is not held.")},
    )


class EndForm(WhyForm):
    """Why an idea ends, and what was weighed before (R077)."""

    benefit = benefit_text(show_hidden_initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        want_benefit(self)

    def clean(self) -> dict[str, Any]:
        """The benefit stands in the plan: what a colleague has written there since the page was
        opened stays, unless it has been seen."""
        cleaned = super().clean() or self.cleaned_data
        check_benefit(self, cleaned.get("benefit") or self.initial["benefit"])
        if "benefit" not in self.changed_data:
            return {**cleaned, "benefit": ""}
        saved, seen = self.initial["benefit"], self.data.get("initial-benefit", "")
        if saved.split() not in (seen.split(), cleaned.get("benefit", "").split()):
            text = _("A colleague has written this since you opened the page: “%(text)s”")
            self.add_error("benefit", text % {"text": saved})
            # Now it has been: the next try starts from it.
            data: Any = copy(self.data)
            data["initial-benefit"] = saved
            self.data = data
        return cleaned


class MinutesForm(KeptForm):
    """Where in a committee's minutes a thing stands. ``earliest``: the day the plan was put."""

    meeting_date = forms.DateField(label=gettext_lazy("Date of the meeting"))
    paragraph = forms.CharField(
        label=gettext_lazy("Paragraph"), help_text=gettext_lazy("For example § 12"), max_length=20
    )
    case_number = forms.CharField(label=gettext_lazy("Case number"), max_length=60)

    def __init__(
        self,
        *args: Any,
        dialogue: Dialogue,
        earliest: datetime.date | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.dialogue = dialogue
        self.earliest = earliest
        self.initial.setdefault("case_number", dialogue.case_number)

    def clean_paragraph(self) -> str:
        """As minutes number it: "§ 12" and "12" are the same."""
        paragraph = str(self.cleaned_data["paragraph"]).lstrip("§ ").strip()
        if not paragraph and self.fields["paragraph"].required:
            raise ValidationError(_("Give the number of the paragraph."))
        return paragraph

    def clean_meeting_date(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["meeting_date"]
        if day > timezone.localdate():
            raise ValidationError(_("The meeting lies ahead. Record the decision when it is made."))
        if self.earliest and day < self.earliest:
            raise ValidationError(
                _("The plan was not submitted until %(day)s.") % {"day": date_format(self.earliest)}
            )
        return day


def usual_assignment() -> str:
    """What a yes usually asks of the administration; the committee reads Swedish (R062)."""
    with translation.override(settings.LANGUAGE_CODE):
        return _(
            "Inquire into the matter and come back with a proposal: whom the dialogue is to reach,"
            " how it is held, what residents can influence, what it costs and when it is held."
        )


class InquiryForm(MinutesForm):
    """The committee's answer to its two questions (R059–R062)."""

    needs_knowledge = forms.ChoiceField(
        label=gettext_lazy(
            "Do we need to know more of what residents value and think, to decide well?"
        ),
        choices=YES_NO,
        widget=forms.RadioSelect,
    )
    is_open = forms.ChoiceField(
        label=gettext_lazy("Can the matter still be influenced?"),
        choices=YES_NO,
        widget=forms.RadioSelect,
    )
    reason = long_text(
        gettext_lazy("If an answer is no: why?"),
        required=False,
        help_text=gettext_lazy("Residents are told this at an information meeting."),
    )
    assignment = long_text(
        gettext_lazy("If both are yes: what is the administration to do?"), required=False
    )
    benefit = benefit_text()
    rows = [
        "benefit",
        Group(gettext_lazy("The two questions"), ["needs_knowledge", "is_open"]),
        "reason",
        "assignment",
        Group(gettext_lazy("In the minutes"), ["meeting_date", ("paragraph", "case_number")]),
    ]
    conditional = ("reason", "assignment")
    submit_text: Any = gettext_lazy("Record the answers")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("assignment", usual_assignment())
        self.fields["assignment"].widget.attrs["lang"] = settings.LANGUAGE_CODE
        row = getattr(self.dialogue, "plan", None)
        self.initial.setdefault("benefit", row.benefit if row else "")
        want_benefit(self, if_no=True)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "no" in (cleaned.get("needs_knowledge"), cleaned.get("is_open")):
            cleaned["assignment"] = ""
            if not cleaned.get("reason"):
                self.add_error("reason", _("Say why the answer is no."))
            check_benefit(self, cleaned.get("benefit") or self.initial["benefit"])
        elif not self.errors and not cleaned.get("assignment"):
            self.add_error("assignment", _("Say what the administration is to do."))
        return cleaned

    def values(self) -> dict[str, Any]:
        """Columns of Inquiry by name."""
        asked = ("needs_knowledge", "is_open")
        return {
            **{name: value for name, value in self.cleaned_data.items() if name != "benefit"},
            **{name: self.cleaned_data[name] == "yes" for name in asked},
        }


class DecisionForm(MinutesForm):
    """What was decided about a plan (R064, R067, R068, R075)."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("What was decided?"),
        choices=[
            (Outcome.APPROVE, gettext_lazy("Approved as proposed")),
            *Outcome.choices[1:],
        ],
        widget=forms.RadioSelect,
    )
    decided_by = forms.CharField(
        label=gettext_lazy("Who decided?"),
        help_text=gettext_lazy("The role, for example head of department. No name is needed."),
        max_length=160,
    )
    reason = long_text(
        gettext_lazy("Reason"),
        required=False,
        help_text=gettext_lazy("Not needed when the plan is approved as proposed."),
    )
    conditions = long_text(
        gettext_lazy("Conditions"),
        required=False,
        help_text=gettext_lazy("Only when the plan is approved with conditions."),
    )
    feedback_date = forms.DateField(
        label=gettext_lazy("Feedback no later than (needed for an approval)"),
        required=False,
        help_text=gettext_lazy("The day when those who took part have had their answer."),
    )
    budget_frame = forms.IntegerField(
        label=gettext_lazy("Budget frame, kronor"), required=False, max_value=MOST_KRONOR
    )
    financing = several(Financing.choices, gettext_lazy("Financed by"))
    timetable = long_text(
        gettext_lazy("On the timetable"),
        required=False,
        rows=2,
        help_text=gettext_lazy("Only what differs from the plan, or is to be kept to."),
    )
    special_groups = long_text(
        gettext_lazy("Groups, interested parties or businesses to reach in particular"),
        required=False,
        rows=2,
    )
    reservation = long_text(
        gettext_lazy("Reservation or special statement"), required=False, rows=2
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    rows = [
        "outcome",
        "decided_by",
        Group(gettext_lazy("In the minutes"), ["meeting_date", ("paragraph", "case_number")]),
        "reason",
        "conditions",
        ("feedback_date", "budget_frame"),
        "financing",
        "timetable",
        "special_groups",
        "reservation",
    ]
    conditional = ("reason", "conditions", "feedback_date")
    submit_text: Any = gettext_lazy("Record the decision")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("feedback_date", proposed_feedback(self.dialogue))
        self.initial.setdefault("budget_frame", row_of(self.dialogue, Plan, "plan").budget)
        if self.dialogue.type.is_decided_by_committee:
            del self.fields["decided_by"]
            self.rows = [row for row in self.rows if row != "decided_by"]
        else:
            for name in ("paragraph", "case_number"):
                self.fields[name].required = False
            self.fields["meeting_date"].label = _("Date of the decision")

    def clean_budget_frame(self) -> int | None:
        kronor: int | None = self.cleaned_data["budget_frame"]
        if kronor is not None and kronor < 0:
            raise ValidationError(_("The budget frame cannot be less than nothing."))
        return kronor

    def clean_feedback_date(self) -> datetime.date | None:
        day: datetime.date | None = self.cleaned_data["feedback_date"]
        last = self.dialogue.ends_on or self.dialogue.starts_on
        if day and last and day < last:
            raise ValidationError(
                _("The dialogue goes on until %(day)s: the feedback cannot come before.")
                % {"day": date_format(last)}
            )
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        outcome = cleaned.get("outcome")
        if outcome and outcome != Outcome.APPROVE and not cleaned.get("reason"):
            self.add_error("reason", _("Say why."))
        if outcome == Outcome.APPROVE_WITH_CONDITIONS:
            if not cleaned.get("conditions"):
                self.add_error("conditions", _("Write the conditions."))
        elif cleaned.get("conditions"):
            self.add_error(
                "conditions",
                _("Conditions belong to “Approved with conditions”. Choose that, or empty this."),
            )
        self._clean_feedback(cleaned, outcome)
        return cleaned

    def _clean_feedback(self, cleaned: dict[str, Any], outcome: str | None) -> None:
        """The second of the committee's two questions (R064); without a dialogue there is none."""
        if outcome in APPROVED:
            if not cleaned.get("feedback_date") and "feedback_date" not in self.errors:
                self.add_error("feedback_date", _("Say when those who took part get their answer."))
        elif outcome:
            # Both stand there as the plan proposes them.
            cleaned["feedback_date"] = cleaned["budget_frame"] = None

    def values(self) -> dict[str, Any]:
        """Columns of Decision by name."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class AttestForm(KeptForm):
    """In which role somebody stands behind a decision."""

    function = forms.CharField(
        label=gettext_lazy("I attest the decision as recorded, in my role as"),
        help_text=gettext_lazy("For example chair, secretary, head of department."),
        max_length=160,
        error_messages={"required": gettext_lazy("Say in which role you attest the decision.")},
    )
    submit_text = gettext_lazy("Attest")
