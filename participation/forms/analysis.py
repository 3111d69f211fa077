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
from participation.enums import (
    ANALYSED_AS,
    GONE_THROUGH,
    Affected,
    Dimension,
    Heard,
    Influence,
    KnownGroup,
)
from participation.models import ASSESSED, GroupAssessment, TargetGroupAnalysis
from participation.reach import groups_of, is_for_all, turns_to_everyone, unaffected_of
from participation.wording import assessment_text, computed_sentence, unaffected_sentence

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


def _hidden() -> forms.HiddenInput:
    """Without an id: nothing leads to it, and there are many on one page."""
    return forms.HiddenInput(attrs={"id": False})


class AnalysisForm(PlanForm):
    """Rows are fields called ``g0_affected``, ``g0_reached_how`` and so on.

    A button called ``add`` saves what is written and adds the group of its value, ``remove``
    takes away the row of that number. ``none_sex`` says that the dimension was gone through and no
    group of it is affected, ``why_sex`` why.
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
    all_unaffected = forms.CharField(
        label=gettext_lazy("Dimensions without an affected group"),
        widget=forms.HiddenInput,
        required=False,
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
        self.saved_unaffected = unaffected_of(dialogue)
        super().__init__(*args, dialogue=dialogue, **kwargs)
        # A copy, to which rows may be added; Django's is read-only.
        self.sent: Any = self.data.copy() if self.is_bound else {}  # type: ignore[attr-defined]
        self.data = self.sent
        self.keys = self._sent_rows() if self.is_bound else self._saved_rows()
        if self.is_bound:
            self._add_or_remove()
        for number in self.keys:
            self._add_fields(number)
        self._add_dimensions()
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
            self._add(own_words=words, dimension=self.sent.get("new_dimension") or Dimension.TIE)
            self.sent["new_words"] = ""
        wanted = self.sent.get("add", "")
        if wanted in KnownGroup.values:
            self._add(group=wanted, dimension=wanted.split("-")[0])

    def _add(self, **values: Any) -> None:
        """A group that the official adds: its dimension has one now, and is asked of again when it
        is taken away."""
        self._append(**values)
        dimension = values["dimension"]
        if dimension in GONE_THROUGH and self.sent.get(f"none_{dimension}"):
            self.sent[f"none_{dimension}"] = self.sent[f"why_{dimension}"] = ""
            text = _("%(dimension)s has a group now: that none is affected has been taken away.")
            self.notes.append(text % {"dimension": Dimension(dimension).label})

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
            choices=[("", ""), *KnownGroup.choices], required=False, widget=_hidden()
        )
        fields[f"g{number}_own_words"] = forms.CharField(
            max_length=LONGEST_NAME, required=False, widget=_hidden()
        )
        fields[f"g{number}_dimension"] = forms.ChoiceField(
            choices=Dimension.choices, widget=_hidden()
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

    def _add_dimensions(self) -> None:
        for dimension in GONE_THROUGH:
            none, why = f"none_{dimension.value}", f"why_{dimension.value}"
            self.fields[none] = forms.BooleanField(
                label=_("No group is affected in particular"), required=False
            )
            self.fields[why] = forms.CharField(label=_("Why"), max_length=300, required=False)
            self.initial[none] = dimension.value in self.saved_unaffected
            self.initial[why] = self.saved_unaffected.get(dimension.value, "")

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

    def offered(self) -> list[dict[str, Any]]:
        """{"name", "groups", "none", "why"} of each dimension: [(code, group)] of those that have
        no row yet, and the box that says that none is affected, while there is no group."""
        taken = {self[f"g{number}_group"].value() for number in self.keys}
        named = {self[f"g{number}_dimension"].value() for number in self.keys}
        rows: list[dict[str, Any]] = []
        for dimension in Dimension:
            groups = [
                (code, str(label))
                for code, label in KnownGroup.choices
                if code.startswith(f"{dimension.value}-") and code not in taken
            ]
            row: dict[str, Any] = {"name": str(dimension.label), "groups": groups}
            if dimension in GONE_THROUGH:
                none = self[f"none_{dimension.value}"]
                # Beside groups only where it is to be taken away: a colleague added them.
                if dimension.value not in named or none.value():
                    row |= {"none": none, "why": self[f"why_{dimension.value}"]}
            rows.append(row)
        return rows

    # What was sent

    def typed_before(self) -> list[str]:
        return [f"g{number}_own_words" for number in self.keys]

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["all_groups"] = _in_words(self._groups())
        self.cleaned_data["all_unaffected"] = unaffected_sentence(self._unaffected())
        self._refuse_both()
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

    def _unaffected(self) -> dict[str, str]:
        """{dimension: why} of the boxes ticked."""
        said = self.cleaned_data
        codes = [one.value for one in GONE_THROUGH if said.get(f"none_{one.value}")]
        return {code: said.get(f"why_{code}", "") for code in codes}

    def _refuse_both(self) -> None:
        """No dimension both has a group and has none."""
        groups: dict[str, str] = {}
        for group in self._groups():
            groups.setdefault(group.dimension, str(group))
        for code in self._unaffected():
            if code in groups:
                text = _(
                    "%(group)s belongs to this dimension. Take away the group above, or the tick"
                    " here."
                )
                self.add_error(f"none_{code}", text % {"group": groups[code]})

    # Two who write at once

    def said_by(self, row: Any) -> str:
        values = values_of(row, self._meta.fields)
        if row is self.instance:
            groups, unaffected = self.saved_groups, self.saved_unaffected
        else:
            groups, unaffected = row.groups.all(), _unaffected(row)
        said = {"groups": _in_words(groups), "unaffected": unaffected_sentence(unaffected)}
        return short_code({**values, **said})

    def saved_texts(self, saved: Any) -> dict[str, str]:
        return {
            "all_groups": _in_words(saved.groups.all()),
            "all_unaffected": unaffected_sentence(_unaffected(saved)),
        }

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
            unaffected=self._unaffected(),
        )

    def _computed(self) -> str:
        """What the plan says while the official has written no sentence."""
        for_all = is_for_all(self.instance, self.saved_groups)
        return computed_sentence(self.saved_groups, is_everyone=for_all)

    @property
    def turns_to_everyone(self) -> bool:
        """Whether the reason for turning to everybody is asked for."""
        return turns_to_everyone(self.instance, self.saved_groups)


def _unaffected(analysis: TargetGroupAnalysis) -> dict[str, str]:
    return {one.dimension: one.why for one in analysis.unaffected.all()}


def _in_words(groups: Any) -> str:
    return "\n".join(f"{group}: {assessment_text(group)}" for group in groups)
