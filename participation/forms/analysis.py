"""The target-group analysis: one row a group, and what holds for all of them (R100–R106)."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from dialogues.forms.plan import PlanForm, short_code, values_of
from dialogues.models import Dialogue
from municipality.models import User
from participation.actions.analysis import change_analysis
from participation.enums import ANALYSED_AS, Affected, Dimension, Heard, Influence, KnownGroup
from participation.models import ASSESSED, GroupAssessment, TargetGroupAnalysis
from participation.reach import groups_of, is_for_all, turns_to_everyone
from participation.wording import assessment_text, computed_sentence

MOST_GROUPS = 15
LONGEST_NAME = 80
SENT_ROW = re.compile(r"g(\d{1,3})_dimension")
SCALES = {"affected": Affected, "influence_today": Influence, "heard_today": Heard}
# What is lost with a group that is removed.
WRITTEN = (*SCALES, "is_primary", "reached_how")
LEGENDS = {
    "affected": pgettext_lazy("scale", "Affected"),
    "influence_today": pgettext_lazy("scale", "Influence today"),
    "heard_today": pgettext_lazy("scale", "Heard today"),
}
ENDS = {
    "affected": pgettext_lazy("scale", "1 hardly, 4 very much"),
    "influence_today": pgettext_lazy("scale", "1 none, 4 much"),
    "heard_today": pgettext_lazy("scale", "1 hardly ever, 4 often"),
}


class Scale(forms.RadioSelect):
    """Four small radios in a row; the legend says what the ends mean."""

    template_name = "participation/widgets/scale.html"


class AnalysisForm(PlanForm):
    """Rows are fields called ``g0_affected``, ``g0_reached_how`` and so on.

    A button called ``add`` saves what is written and adds the group of its value, ``remove``
    takes away the row of that number.
    """

    new_words = forms.CharField(
        label=gettext_lazy("Another group, in your own words"),
        max_length=LONGEST_NAME,
        required=False,
    )
    new_dimension = forms.ChoiceField(
        label=gettext_lazy("Dimension"),
        choices=Dimension.choices,
        required=False,
        initial=Dimension.TIE,
    )
    # What the rows say together, for showing two texts when somebody else saved first.
    all_groups = forms.CharField(
        label=gettext_lazy("The groups"), widget=forms.HiddenInput, required=False
    )

    not_copied = (
        "is_everyone", "everyone_reason", "left_out", "left_out_reason", "sentence",
    )  # fmt: skip

    class Meta:
        model = TargetGroupAnalysis
        fields = [
            "is_everyone", "everyone_reason", "left_out", "left_out_reason",
            "information_reaches", "sentence",
        ]  # fmt: skip
        labels = {"sentence": gettext_lazy("The sentence that the committee reads")}
        widgets = {
            name: forms.Textarea(attrs={"rows": 2})
            for name in ("everyone_reason", "left_out", "left_out_reason", "sentence")
        }

    def __init__(self, *args: Any, dialogue: Dialogue, **kwargs: Any) -> None:
        self.saved_groups = groups_of(dialogue)
        super().__init__(*args, dialogue=dialogue, **kwargs)
        # A copy, to which rows may be added; Django's is read-only.
        self.sent: Any = self.data.copy() if self.is_bound else {}  # type: ignore[attr-defined]
        self.data = self.sent
        self.keys = self._sent_rows() if self.is_bound else self._saved_rows()
        if self.is_bound:
            self._add_or_remove()
        for number in self.keys:
            self._add_fields(number)
        if computed := self._computed():
            told = _("Left empty, the committee reads: “%(sentence)s”")
            self.fields["sentence"].help_text = told % {"sentence": computed}

    # Rows

    def _saved_rows(self) -> list[int]:
        rows = self.saved_groups if self.instance.pk else self._named_before()
        for number, row in enumerate(rows):
            for name in ASSESSED:
                self.initial[f"g{number}_{name}"] = getattr(row, name)
        return list(range(len(rows)))

    def _named_before(self) -> list[GroupAssessment]:
        """The groups that the idea was registered with: a start, not saved yet."""
        codes = [ANALYSED_AS[code] for code in self.dialogue.target_groups if code in ANALYSED_AS]
        return [
            GroupAssessment(group=code, dimension=code.split("-")[0]) for code in sorted(set(codes))
        ]

    def _sent_rows(self) -> list[int]:
        numbers = (SENT_ROW.fullmatch(name) for name in self.sent)
        return sorted({int(found[1]) for found in numbers if found})[: MOST_GROUPS + 1]

    def _add_or_remove(self) -> None:
        removed = self.sent.get("remove", "")
        self.keys = [number for number in self.keys if str(number) != removed]
        words = self.sent.get("new_words", "").strip()
        # What is refused stays in the field where it was typed.
        if 0 < len(words) <= LONGEST_NAME and not self.names_people(words):
            self._append(own_words=words, dimension=self.sent.get("new_dimension") or Dimension.TIE)
            self.sent["new_words"] = ""
        wanted = self.sent.get("add", "")
        if wanted in KnownGroup.values:
            self._append(group=wanted, dimension=wanted.split("-")[0])

    def _append(self, **values: Any) -> None:
        """A row at the end, unless the group has one; the reader is taken to it."""
        said = str(values.get("group") or values["own_words"]).casefold()
        here = {
            (self.sent.get(f"g{n}_group") or self.sent.get(f"g{n}_own_words", "")).casefold(): n
            for n in self.keys
        }
        number = here.get(said)
        if number is None:
            # Of none that was sent: what was said of a group that is removed is not this one's.
            number = max([*self.keys, *self._sent_rows()], default=-1) + 1
            self.keys.append(number)
            for name, value in values.items():
                self.sent[f"g{number}_{name}"] = "" if value is None else str(value)
        self.place = f"g{self.keys.index(number)}"

    def _add_fields(self, number: int) -> None:
        fields = self.fields
        fields[f"g{number}_group"] = forms.ChoiceField(
            choices=[("", ""), *KnownGroup.choices], required=False, widget=forms.HiddenInput
        )
        fields[f"g{number}_own_words"] = forms.CharField(
            max_length=LONGEST_NAME, required=False, widget=forms.HiddenInput
        )
        fields[f"g{number}_dimension"] = forms.ChoiceField(
            choices=Dimension.choices, widget=forms.HiddenInput
        )
        for name, scale in SCALES.items():
            fields[f"g{number}_{name}"] = forms.TypedChoiceField(
                label=LEGENDS[name],
                coerce=int,
                empty_value=None,
                required=False,
                choices=scale.choices,
                widget=Scale,
            )
        fields[f"g{number}_is_primary"] = forms.BooleanField(
            label=_("Primary target group"), required=False
        )
        fields[f"g{number}_reached_how"] = forms.CharField(
            label=_("How it is reached"), max_length=300, required=False
        )

    def group_rows(self) -> list[dict[str, Any]]:
        """What the template draws: {"number", "name", "dimension", "scales", "primary", …}."""
        rows = []
        for place, number in enumerate(self.keys):
            group, words = self[f"g{number}_group"].value(), self[f"g{number}_own_words"].value()
            known = dict(KnownGroup.choices)
            rows.append(
                {
                    "number": number,
                    "place": f"g{place}",
                    "is_written": any(self[f"g{number}_{name}"].value() for name in WRITTEN),
                    "name": known.get(group) or words or "–",
                    "scales": [(self[f"g{number}_{name}"], ENDS[name]) for name in SCALES],
                    "primary": self[f"g{number}_is_primary"],
                    "reached_how": self[f"g{number}_reached_how"],
                    "hidden": [
                        self[f"g{number}_{name}"] for name in ("group", "own_words", "dimension")
                    ],
                }
            )
        return rows

    def offered(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """(dimension, [(code, group)]) of those that have no row yet."""
        taken = {self[f"g{number}_group"].value() for number in self.keys}
        return [
            (
                str(dimension.label),
                [
                    (code, str(label))
                    for code, label in KnownGroup.choices
                    if code.startswith(f"{dimension.value}-") and code not in taken
                ],
            )
            for dimension in Dimension
        ]

    # What was sent

    def typed_before(self) -> list[str]:
        return [f"g{number}_own_words" for number in self.keys]

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["all_groups"] = _in_words(self._groups())
        if len(self.keys) > MOST_GROUPS:
            raise ValidationError(
                _("An analysis can hold at most %(n)s groups.") % {"n": MOST_GROUPS}
            )
        return super().clean()

    def _groups(self) -> list[GroupAssessment]:
        """The rows as they were sent; those refused stay as they are in the form."""
        cleaned = self.cleaned_data
        rows = [
            GroupAssessment(**{name: cleaned.get(f"g{number}_{name}") for name in ASSESSED})
            for number in self.keys
        ]
        for row in rows:
            row.own_words = "" if row.group else (row.own_words or "")
        unique = {row.key: row for row in reversed(rows) if row.key}
        return list(reversed(unique.values()))

    # Two who write at once

    def said_by(self, row: Any) -> str:
        values = values_of(row, self._meta.fields)
        groups = self.saved_groups if row is self.instance else row.groups.all()
        return short_code({**values, "groups": _in_words(groups)})

    def saved_texts(self, saved: Any) -> dict[str, str]:
        return {"all_groups": _in_words(saved.groups.all())}

    def refuse_as_stale(self, saved: Any) -> None:
        super().refuse_as_stale(saved)
        if saved is None or not self.errors:
            return
        # A group that somebody else added is not lost when this form is sent again.
        self.sent = self.data
        before = list(self.keys)
        for group in saved.groups.all():
            self._append(**{name: getattr(group, name) for name in ASSESSED})
        for number in self.keys:
            if number not in before:
                self._add_fields(number)
        self.place = ""

    def write(self, *, by: User) -> None:
        change_analysis(
            by=by,
            dialogue=self.dialogue,
            version=self.cleaned_data.get("version"),
            values=self.values(),
            groups=self._groups(),
        )

    def _computed(self) -> str:
        """What the plan says while the official has written no sentence."""
        for_all = is_for_all(self.instance, self.saved_groups)
        return computed_sentence(self.saved_groups, is_everyone=for_all)

    @property
    def turns_to_everyone(self) -> bool:
        """Whether the reason for turning to everybody is asked for."""
        return turns_to_everyone(self.instance, self.saved_groups)


def _in_words(groups: Any) -> str:
    return "\n".join(f"{group}: {assessment_text(group)}" for group in groups)
