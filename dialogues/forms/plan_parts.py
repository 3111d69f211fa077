"""Forms of the plan's sections that stand in the table of the plan itself."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogportal.forms import Group
from dialogues.enums import DatePrecision, DocumentForm, Financing
from dialogues.forms.plan import PlanForm
from dialogues.forms.widgets import several
from dialogues.models import Dialogue, Plan
from dialogues.models.plan import NOT_BELOW_ZERO
from dialogues.permissions import deciding_committee

# The plan is read by a Swedish committee, in whatever language the official works.
PLAN_LANGUAGE = "sv"


def lines(number: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": number})


class StandpointForm(PlanForm):
    """Why a dialogue is to be held at all (R077, R079)."""

    rows = [
        Group(gettext_lazy("Benefit and reason"), ["benefit", "why_dialogue"]),
        Group(
            gettext_lazy("If a plan, a programme or a policy is changed"),
            ["changes_policy", "change_reason", "change_told_on"],
        ),
    ]
    not_copied = ("change_told_on",)

    class Meta:
        model = Plan
        fields = ["benefit", "why_dialogue", "changes_policy", "change_reason", "change_told_on"]
        widgets = {"benefit": lines(4), "why_dialogue": lines(4), "change_reason": lines(3)}
        help_texts = {
            "benefit": gettext_lazy("For residents, and for the decision."),
            "change_reason": gettext_lazy(
                "Fill in when the box above is ticked. Stands in the invitation, as you write it."
            ),
            "change_told_on": gettext_lazy("Fill in when they have been told, before the start."),
        }

    def clean_change_told_on(self) -> datetime.date | None:
        day: datetime.date | None = self.cleaned_data["change_told_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("That day lies ahead. Fill it in when they are told."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("change_reason") and not cleaned.get("changes_policy"):
            self.add_error("changes_policy", _("Tick this box too, or take the reason below away."))
        return cleaned


class TimetableForm(PlanForm):
    """From when to when, and what happens on the way; the occasions stand beside it."""

    not_copied = ("starts_on", "ends_on", "milestones")
    rows = [("starts_on", "ends_on"), "milestones"]

    class Meta:
        model = Dialogue
        fields = ["starts_on", "ends_on", "milestones"]
        widgets = {"milestones": lines(6)}
        labels = {
            "starts_on": gettext_lazy("The dialogue starts"),
            "ends_on": gettext_lazy("The dialogue ends"),
        }
        help_texts = {
            "milestones": gettext_lazy(
                "One on each line, for example: 12 October the invitation goes out."
            )
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if last and not first and "starts_on" not in self.errors:
            self.add_error("starts_on", _("Say when the dialogue starts as well."))
        if first and last and last < first:
            self.add_error("ends_on", _("The dialogue cannot end before it starts."))
        if first and "starts_on" in self.changed_data and first < timezone.localdate():
            self.add_error("starts_on", _("This day has passed. A planned dialogue lies ahead."))
        return cleaned

    def values(self) -> dict[str, Any]:
        values = super().values()
        # What is planned is planned to the day, also where the idea only named a month.
        if {"starts_on", "ends_on"} & set(self.changed_data):
            values["date_precision"] = DatePrecision.DAY
        return values


def usual_roles() -> dict[str, str]:
    """What each does in a dialogue, for the official to go on from (R072)."""
    with translation.override(PLAN_LANGUAGE):
        return {
            "elected_role": _(
                "Invite, listen and ask, so as to understand what residents mean. They promise"
                " nothing during the dialogue, and need not defend earlier decisions; they answer"
                " for the decision and for the feedback afterwards."
            ),
            "official_role": _(
                "Lead the process and the method, give the facts that everybody needs, and"
                " document what is said."
            ),
            "resident_role": _(
                "Say how they see the question, listen to others and weigh the reasons together."
            ),
        }


def usual_sender(dialogue: Dialogue) -> str:
    """Who invites and answers where the plan names nobody: who decides on it (R066)."""
    return str(deciding_committee(dialogue) or dialogue.owner.current())[:160]


class RolesForm(PlanForm):
    """Who does what, before the dialogue is held (R066, R072, R111)."""

    not_copied = ("sender",)
    rows = [
        "sender",
        Group(gettext_lazy("What each does"), ["elected_role", "official_role", "resident_role"]),
        Group(
            gettext_lazy("Functions"),
            [("process_owner", "process_leader"), ("facilitator", "conversation_leader")],
        ),
    ]

    class Meta:
        model = Plan
        fields = [
            "sender", "elected_role", "official_role", "resident_role",
            "process_owner", "process_leader", "facilitator", "conversation_leader",
        ]  # fmt: skip
        widgets = {"elected_role": lines(4), "official_role": lines(3), "resident_role": lines(3)}
        help_texts = {
            "sender": gettext_lazy("Stands in the invitation. Usually the committee that decides."),
            "process_owner": gettext_lazy(
                "A function, for example: head of the unit for democracy. No person's name."
            ),
            "process_leader": gettext_lazy("Holds the work together from day to day."),
            "facilitator": gettext_lazy("Makes it easy for all to take part."),
            "conversation_leader": gettext_lazy("Leads the talk on the spot, without a side."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        usual = usual_roles()
        if not any(getattr(self.instance, name) for name in usual):
            self.initial.update(usual)
        if not self.instance.sender:
            self.initial["sender"] = usual_sender(self.dialogue)


class BudgetForm(PlanForm):
    """What it costs and who pays (R067)."""

    financing = several(Financing.choices, gettext_lazy("Financed by"))
    not_copied = ("budget", "democracy_funds", "budget_proposed_by")
    rows = [("budget", "democracy_funds"), "budget_text", "financing", "budget_proposed_by"]

    class Meta:
        model = Plan
        fields = ["budget", "democracy_funds", "financing", "budget_text", "budget_proposed_by"]
        widgets = {"budget_text": lines(3)}
        error_messages = {
            name: {"min_value": NOT_BELOW_ZERO} for name in ("budget", "democracy_funds")
        }
        help_texts = {
            "budget": gettext_lazy("All that is paid for, without working hours. 0 if nothing."),
            "budget_text": gettext_lazy(
                "For example: premises, child care, interpreters, material, fees."
            ),
            "budget_proposed_by": gettext_lazy("The committee sets the frame when it decides."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.budget_proposed_by:
            self.initial["budget_proposed_by"] = str(self.dialogue.owner.current())[:160]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        whole, part = cleaned.get("budget"), cleaned.get("democracy_funds")
        if whole is not None and part is not None and part > whole:
            self.add_error("democracy_funds", _("The democracy funds are part of the whole cost."))
        return cleaned


class PartnersForm(PlanForm):
    """Experts and partners (R033, R070)."""

    rows = [
        Group(gettext_lazy("Experts"), ["experts", "experts_confirmed", "project_plan"]),
        Group(gettext_lazy("Associations"), ["without_associations"]),
    ]
    not_copied = ("experts_confirmed", "project_plan")

    class Meta:
        model = Plan
        fields = ["experts", "experts_confirmed", "project_plan", "without_associations"]
        labels = {
            "experts_confirmed": gettext_lazy(
                "The experts have time and resources set aside, or none are needed"
            )
        }
        widgets = {"experts": lines(3), "without_associations": lines(2)}
        help_texts = {
            "experts": gettext_lazy(
                "Whose knowledge is needed, as functions. Leave it empty if none are."
            ),
            "project_plan": gettext_lazy("Where it is: a link or a case number."),
            "without_associations": gettext_lazy(
                "Fill in when no association or organisation takes part."
            ),
        }


class CommunicationForm(PlanForm):
    """How residents get to know of the dialogue (R069)."""

    rows = ["communication", "communication_by"]

    class Meta:
        model = Plan
        fields = ["communication", "communication_by"]
        widgets = {"communication": lines(6)}
        help_texts = {
            "communication": gettext_lazy(
                "Advertisements, posters, letters, social media, meetings: what, where and when."
            ),
            "communication_by": gettext_lazy("A function, not a person's name."),
        }


class DocumentationForm(PlanForm):
    """How what is said is kept."""

    documentation_forms = several(DocumentForm.choices, gettext_lazy("Forms of documentation"))
    rows = ["documentation_forms", "documentation", "documentation_by"]

    class Meta:
        model = Plan
        fields = ["documentation_forms", "documentation", "documentation_by"]
        widgets = {"documentation": lines(4)}
        help_texts = {
            "documentation": gettext_lazy(
                "Who writes, how participants may check it, and where it is kept. No names of"
                " those who take part."
            ),
            "documentation_by": gettext_lazy("A function, not a person's name."),
        }
