"""A complex issue's forms: how the talk is led, and one round of its loop (R097–R099)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogues.forms.plan import PlanForm, short_code, values_of
from dialogues.forms.plan_parts import lines
from dialogues.models import Dialogue
from municipality.models import LoopStep, User
from participation.actions.loop import change_round, groups_text, steps_text
from participation.enums import StepState
from participation.models import (
    GROUP_COLUMNS,
    INTERVIEWED,
    MEMBERS,
    MOST_PEOPLE,
    ComplexIssueProcess,
    LoopRound,
    RoundStep,
    WorkingGroup,
)

MOST_GROUPS = 8
EMPTY_GROUPS = 2
MEMBER_LABELS = {
    "elected": gettext_lazy("Elected representatives"),
    "officials": gettext_lazy("Managers and officials"),
    "residents": gettext_lazy("Residents"),
}


def _people(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=MOST_PEOPLE, required=False)


class ComplexIssueForm(PlanForm):
    """From where the conversation leader comes, what secures neutrality, and the agreed form."""

    rows = ["leader_from", "neutrality", "agreed_form"]

    class Meta:
        model = ComplexIssueProcess
        fields = ["leader_from", "neutrality", "agreed_form"]
        widgets = {"neutrality": lines(3), "agreed_form": lines(4)}
        help_texts = {
            "leader_from": gettext_lazy(
                "An organisation or a function, for example: another municipality. No person’s"
                " name."
            ),
            "neutrality": gettext_lazy(
                "For example: has no part in the matter, is chosen together with the residents,"
                " can be replaced if somebody loses trust."
            ),
            "agreed_form": gettext_lazy(
                "What all agree to before they meet: who speaks when, how long, how you listen,"
                " and what happens with what is said."
            ),
        }


class RoundForm(PlanForm):
    """One round. Fields of step 7 of the city's list are ``s7_state``, ``s7_on`` and ``s7_note``,
    those of the first working group ``g0_theme``, ``g0_elected`` and so on."""

    # What the rows say together, for showing two texts when somebody else saved first.
    all_steps = forms.CharField(
        label=gettext_lazy("The steps"), widget=forms.HiddenInput, required=False
    )
    all_groups = forms.CharField(
        label=gettext_lazy("The working groups"), widget=forms.HiddenInput, required=False
    )

    class Meta:
        model = LoopRound
        fields = ["question", *INTERVIEWED, "report", "report_document", "led_to"]
        widgets = {"question": lines(2), "report": lines(6), "led_to": lines(4)}
        labels = {
            "interviews_residents": gettext_lazy("Residents"),
            "interviews_elected": gettext_lazy("Elected representatives"),
            "interviews_officials": gettext_lazy("Managers and officials"),
            "interviews_civil_society": gettext_lazy("Civil society"),
            "interviews_others": gettext_lazy("Others"),
        }
        help_texts = {
            "report": gettext_lazy(
                "The perspectives as they were said, also those that hurt, without who said them."
            ),
            "led_to": gettext_lazy(
                "What was decided, tried or learnt, and what the next round has to take up."
            ),
        }

    def __init__(self, *args: Any, dialogue: Dialogue, **kwargs: Any) -> None:
        loop_round = kwargs["instance"]
        self.saved_steps = list(loop_round.steps.select_related("step"))
        self.saved_groups = list(loop_round.groups.all())
        self.loop_steps = _steps_of(self.saved_steps)
        super().__init__(*args, dialogue=dialogue, **kwargs)
        documents = dialogue.documents.defer("text").order_by("title", "pk")
        self.fields["report_document"].queryset = documents  # type: ignore[attr-defined]
        self.group_keys = range(self._groups_shown())
        self._add_step_fields()
        self._add_group_fields()
        self.fit_fields()

    # Fields of the rows

    def _groups_shown(self) -> int:
        """Those saved or sent, and some empty ones."""
        sent = [n for n in range(MOST_GROUPS) if self.is_bound and f"g{n}_theme" in self.data]
        return min(max(len(self.saved_groups) + EMPTY_GROUPS, len(sent)), MOST_GROUPS)

    def _add_step_fields(self) -> None:
        kept = {one.step_id: one for one in self.saved_steps}
        ahead = [("", _("ahead")), *StepState.choices]
        for step in self.loop_steps:
            prefix = f"s{step.pk}"
            self.fields[f"{prefix}_state"] = forms.ChoiceField(
                label=_("State"), choices=ahead, required=False
            )
            self.fields[f"{prefix}_on"] = forms.DateField(label=_("Day"), required=False)
            self.fields[f"{prefix}_note"] = forms.CharField(
                label=_("Note"), max_length=200, required=False
            )
            if row := kept.get(step.pk):
                self.initial.update({f"{prefix}_{name}": getattr(row, name) for name in _OF_STEP})

    def _add_group_fields(self) -> None:
        for number in self.group_keys:
            self.fields[f"g{number}_theme"] = forms.CharField(
                label=_("Theme"), max_length=160, required=False
            )
            for name in MEMBERS:
                self.fields[f"g{number}_{name}"] = _people(MEMBER_LABELS[name])
        for number, group in enumerate(self.saved_groups):
            self.initial.update(
                {f"g{number}_{name}": getattr(group, name) for name in GROUP_COLUMNS}
            )

    def step_rows(self) -> list[dict[str, Any]]:
        """What the template draws: {"name", "fields": [state, day, note]} a step."""
        return [
            {"name": str(step), "fields": [self[f"s{step.pk}_{name}"] for name in _OF_STEP]}
            for step in self.loop_steps
        ]

    def group_rows(self) -> list[dict[str, Any]]:
        """{"number", "fields": [theme, elected, officials, residents]} a working group."""
        return [
            {"number": n + 1, "fields": [self[f"g{n}_{name}"] for name in GROUP_COLUMNS]}
            for n in self.group_keys
        ]

    def interview_fields(self) -> list[Any]:
        return [self[name] for name in INTERVIEWED]

    # What was sent

    def clean(self) -> dict[str, Any]:
        for step in self.loop_steps:
            self._check_step(f"s{step.pk}")
        self._check_groups()
        self.cleaned_data["all_steps"] = steps_text(self._steps())
        self.cleaned_data["all_groups"] = groups_text(self._groups())
        return super().clean()

    def _check_step(self, prefix: str) -> None:
        """A day or a note belongs to a step that is planned or done; what is done has been."""
        state, on, note = (self.cleaned_data.get(f"{prefix}_{name}") for name in _OF_STEP)
        if not state and (on or note) and f"{prefix}_state" not in self.errors:
            text = _("Say whether the step is planned or done.")
            self.add_error(f"{prefix}_state", text)
        if state == StepState.DONE and on and on > timezone.localdate():
            text = _("What is done cannot lie ahead. Change the day, or mark the step as planned.")
            self.add_error(f"{prefix}_on", text)

    def _check_groups(self) -> None:
        themes: set[str] = set()
        for number in self.group_keys:
            theme = self.cleaned_data.get(f"g{number}_theme") or ""
            counted = any(
                self.cleaned_data.get(f"g{number}_{name}") is not None for name in MEMBERS
            )
            if counted and not theme and f"g{number}_theme" not in self.errors:
                self.add_error(f"g{number}_theme", _("Say which theme the group works with."))
            if theme and theme.casefold() in themes:
                text = _("Another group of this round has the same theme. Name it otherwise.")
                self.add_error(f"g{number}_theme", text)
            themes.add(theme.casefold())

    def _steps(self) -> list[RoundStep]:
        rows = (
            RoundStep(
                step=step,
                **{name: self.cleaned_data.get(f"s{step.pk}_{name}") for name in _OF_STEP},
            )
            for step in self.loop_steps
        )
        return [row for row in rows if row.state]

    def _groups(self) -> list[WorkingGroup]:
        rows = (
            WorkingGroup(
                **{name: self.cleaned_data.get(f"g{number}_{name}") for name in GROUP_COLUMNS}
            )
            for number in self.group_keys
        )
        return [row for row in rows if row.theme]

    # Two who write at once

    def said_by(self, row: Any) -> str:
        is_mine = row is self.instance
        steps = self.saved_steps if is_mine else row.steps.select_related("step")
        groups = self.saved_groups if is_mine else row.groups.all()
        values = values_of(row, self._meta.fields)
        rows = {"all_steps": steps_text(steps), "all_groups": groups_text(groups)}
        return short_code({**values, **rows})

    def saved_texts(self, saved: Any) -> dict[str, str]:
        return {
            "all_steps": steps_text(saved.steps.select_related("step")),
            "all_groups": groups_text(saved.groups.all()),
        }

    def saved_row(self) -> LoopRound | None:
        return LoopRound.objects.filter(pk=self.instance.pk).first()

    def write(self, *, by: User) -> None:
        change_round(
            by=by,
            loop_round=self.instance,
            version=self.cleaned_data.get("version"),
            values=self.values(),
            steps=self._steps(),
            groups=self._groups(),
        )


_OF_STEP = ("state", "on", "note")


def _steps_of(saved: list[RoundStep]) -> list[LoopStep]:
    """The city's steps, and those taken out of use since that this round has."""
    kept = {one.step_id for one in saved}
    return [one for one in LoopStep.objects.all() if one.in_use or one.pk in kept]
