"""The later steps of a dialogue's form: all of it optional, saved as you go."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogportal.forms import Group
from dialogues.chain import later_ids
from dialogues.enums import (
    CountQuality,
    EvaluatedAspect,
    Orientation,
    PartnerKind,
    Phase,
    Purpose,
    Recruitment,
    Step,
    TargetGroup,
)
from dialogues.forms.basics import BasicsForm, StepForm
from dialogues.forms.choices import (
    in_use_or_chosen,
    method_choices,
    offer,
    organisation_choices,
    theme_choices,
)
from dialogues.forms.personal_data import COUNTS, limit_counts
from dialogues.forms.widgets import Radios, several, several_numbers, several_rows
from dialogues.models import Dialogue
from dialogues.models.decision import APPROVED
from dialogues.periods import feedback_problem
from dialogues.references import PATTERN
from municipality.enums import DECIDING_KINDS, LEVEL_RESIDENTS_GET_TO, Level
from municipality.models import Method, Organisation, Theme

REFERENCE = re.compile(PATTERN, re.IGNORECASE)
LONGEST_PARTNER = 200


class PurposeForm(StepForm):
    """Why, about what, and how far residents' influence reaches."""

    mark_optional = False

    purposes = several(Purpose.choices, gettext_lazy("Kinds of purpose"))
    themes = several_rows(Theme.objects.all(), gettext_lazy("Themes"))
    level = forms.TypedChoiceField(
        label=gettext_lazy("Level of participation"),
        coerce=int,
        empty_value=None,
        required=False,
        widget=Radios,
        choices=[*Level.choices, ("", gettext_lazy("Not known"))],
    )
    orientation = several(Orientation.choices, gettext_lazy("What the dialogue starts from"))
    phases = several_numbers(Phase.choices, gettext_lazy("When in the decision process"))
    rows = [
        Group(
            gettext_lazy("Purpose"),
            ["purposes", "purpose", "background", "themes", "orientation"],
        ),
        Group(gettext_lazy("Influence"), ["level", "phases", "openness", "initiator"]),
    ]

    class Meta:
        model = Dialogue
        fields = [
            "purpose", "purposes", "background", "themes", "level", "openness", "phases",
            "orientation", "initiator",
        ]  # fmt: skip
        widgets = {
            "purpose": forms.Textarea(attrs={"rows": 2}),
            "background": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "themes", theme_choices)
        gets = {
            level.value: _("Residents get to %(do)s.") % {"do": word}
            for level, word in LEVEL_RESIDENTS_GET_TO.items()
        }
        self.fields["level"].widget.hints = gets


class ContextForm(StepForm):
    """The decision it feeds, what it follows, and whom it was held with."""

    mark_optional = False

    earlier = forms.CharField(
        label=gettext_lazy("Earlier dialogues that it follows"),
        required=False,
        max_length=500,
        help_text=gettext_lazy(
            "References or titles, with a semicolon between them: D-2024-0093; D-2023-0011."
        ),
        widget=forms.TextInput(attrs={"list": "earlier-dialogues", "autocomplete": "off"}),
    )
    co_organisers = several_rows(Organisation.objects.all(), gettext_lazy("Co-organisers"))

    class Meta:
        model = Dialogue
        fields = [
            "form", "kind", "is_statutory", "statutory_ground", "case_number", "plan_reference",
            "feeds_decision", "feeds_committee", "feeds_decided_on", "co_organisers", "languages",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields = self.fields
        fields["kind"].queryset = in_use_or_chosen(self.instance, "kind")  # type: ignore[attr-defined]
        self._offer_organisations()
        fields["co_organisers"].help_text = _(
            "The dialogue is counted once, at the one that is mainly responsible."
        )
        fields["is_statutory"].help_text = _(
            "For example consultation under the Planning and Building Act."
        )
        self.initial["earlier"] = self._followed_by(self.instance)
        names = self._partner_names(self.instance)
        for place, (kind, label) in enumerate(PartnerKind.choices):
            fields[f"partner_{kind}"] = forms.CharField(
                label=label,
                required=False,
                initial=names[f"partner_{kind}"],
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text="" if place > 1 else _("One on each line."),
            )
        self.rows = self._rows()

    def _offer_organisations(self) -> None:
        every = list(Organisation.objects.in_swedish_order())
        deciding = [(row.pk, row.name) for row in every if row.kind in DECIDING_KINDS]
        committee = self.fields["feeds_committee"]
        committee.queryset = Organisation.objects.deciding()  # type: ignore[attr-defined]
        committee.choices = [("", "---------"), *deciding]  # type: ignore[attr-defined]
        also = self.fields["co_organisers"]
        others = [row for row in every if row.pk != self.instance.owner_id]
        also.choices = organisation_choices(others)  # type: ignore[attr-defined]

    def _rows(self) -> list[Any]:
        kinds = [f"partner_{kind}" for kind in PartnerKind.values]
        return [
            Group(
                _("Form"),
                ["form", "kind", "is_statutory", "statutory_ground", "languages", "earlier"],
            ),
            Group(
                _("The decision it feeds"),
                [
                    "feeds_decision",
                    "feeds_committee",
                    "feeds_decided_on",
                    "case_number",
                    "plan_reference",
                ],
            ),
            Group(
                _("Held together with"),
                ["co_organisers", tuple(kinds[:2]), tuple(kinds[2:])],
            ),
        ]

    def _followed_by(self, dialogue: Dialogue) -> str:
        """References of what a dialogue follows, but of what turned out to be no dialogue."""
        rows = dialogue.follows.visible_to(self.user).light().order_by("starts_on", "id")
        return "; ".join(row.reference for row in rows)

    @staticmethod
    def _partner_names(dialogue: Dialogue) -> dict[str, str]:
        names: dict[str, list[str]] = {kind: [] for kind in PartnerKind.values}
        for partner in dialogue.partners.all():
            names[partner.kind].append(partner.name)
        return {f"partner_{kind}": "\n".join(sorted(found)) for kind, found in names.items()}

    def clean_co_organisers(self) -> Any:
        chosen = self.cleaned_data["co_organisers"]
        if self.instance.owner in chosen:
            raise ValidationError(
                _("%(owner)s is mainly responsible. Choose only others as co-organisers.")
                % {"owner": self.instance.owner}
            )
        return chosen

    def clean_earlier(self) -> str:
        words = [word.strip() for word in self.cleaned_data["earlier"].split(";")]
        self.earlier_rows = [self._dialogue_called(word) for word in words if word]
        later = set(later_ids(self.instance))
        for row in self.earlier_rows:
            if row.pk == self.instance.pk:
                raise ValidationError(_("A dialogue cannot follow itself."))
            if row.pk in later:
                raise ValidationError(
                    _("%(reference)s follows this dialogue, so it cannot also come before it.")
                    % {"reference": row.reference}
                )
        return "; ".join(row.reference for row in self.earlier_rows)

    def _dialogue_called(self, word: str) -> Dialogue:
        visible = Dialogue.objects.visible_to(self.user)
        reference = REFERENCE.match(word)
        if reference:
            found = visible.filter(reference=reference[0].upper())
        else:
            found = visible.filter(title__iexact=word)
        rows = list(found[:2])
        if not rows:
            raise ValidationError(_("There is no dialogue called “%(word)s”.") % {"word": word})
        if len(rows) > 1:
            raise ValidationError(
                _("Several dialogues are called “%(word)s”. Write the reference instead.")
                % {"word": word}
            )
        return rows[0]

    def clean(self) -> dict[str, Any]:
        kind, form = self.cleaned_data.get("kind"), self.cleaned_data.get("form")
        if kind and form and kind.form != form:
            self.add_error("kind", _("This kind does not go with the form chosen beside it."))
        for name in [f"partner_{kind}" for kind in PartnerKind.values]:
            lines = [
                " ".join(line.split()) for line in self.cleaned_data.get(name, "").splitlines()
            ]
            if any(len(line) > LONGEST_PARTNER for line in lines):
                self.add_error(
                    name, _("A name can have at most %(n)s characters.") % {"n": LONGEST_PARTNER}
                )
            self.cleaned_data[name] = "\n".join(sorted({line for line in lines if line}))
        return super().clean()

    def links(self) -> dict[str, Any]:
        partners = [
            (kind, name)
            for kind in PartnerKind.values
            for name in self.cleaned_data[f"partner_{kind}"].splitlines()
        ]
        # A withdrawn one is not in the form; it is followed again when it is restored.
        hidden = self.instance.follows.filter(withdrawn_on__isnull=False).only("pk")
        follows = [*self.earlier_rows, *hidden]
        return {**super().links(), "follows": follows, "partners": partners}

    def saved_texts(self, saved: Any) -> dict[str, str]:
        return {**self._partner_names(saved), "earlier": self._followed_by(saved)}


class ParticipationForm(StepForm):
    """Who was meant to come, how they were invited, how it was done and how many came."""

    mark_optional = False

    target_groups = several(TargetGroup.choices, gettext_lazy("Target groups"))
    recruitment = several(Recruitment.choices, gettext_lazy("Recruitment"))
    methods = several_rows(Method.objects.all(), gettext_lazy("Methods"))
    rows = [
        Group(
            gettext_lazy("Target groups and recruitment"),
            ["target_groups", "target_group_text", "recruitment", "recruitment_text"],
        ),
        Group(
            gettext_lazy("How it was done, and how many came"),
            [
                "methods",
                ("participants", "participants_quality"),
                ("elected_participants", "official_participants"),
            ],
        ),
    ]

    class Meta:
        model = Dialogue
        fields = [
            "target_groups", "target_group_text", "recruitment", "recruitment_text", "methods",
            "participants", "participants_quality", "elected_participants", "official_participants",
        ]  # fmt: skip
        widgets = {
            "target_group_text": forms.Textarea(attrs={"rows": 2}),
            "recruitment_text": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "methods", method_choices)
        self.fields["participants"].help_text = _("Leave it empty if the number is not known.")
        limit_counts(self, COUNTS)

    def clean(self) -> dict[str, Any]:
        unknown = self.cleaned_data.get("participants_quality") == CountQuality.UNKNOWN
        if self.cleaned_data.get("participants") is not None and unknown:
            self.add_error(
                "participants_quality",
                _("Say whether the number of participants is counted or estimated."),
            )
        return super().clean()


class ResultsForm(StepForm):
    """What came out, what it led to, and whether those who took part got an answer (R043)."""

    mark_optional = False
    # What the plan called a good result, for who evaluates (R135).
    beside = "feedback/_success.html"

    evaluated = several(EvaluatedAspect.choices, gettext_lazy("What was evaluated"))
    rows = [
        Group(
            gettext_lazy("Results"),
            ["result_summary", "outcome", "proposals", "actors_to_involve"],
        ),
        Group(
            gettext_lazy("Feedback"),
            [("feedback_due", "feedback_given_on"), "feedback_reach", "feedback_text"],
        ),
        Group(
            gettext_lazy("Evaluation"),
            ["evaluation_kind", "evaluated", "lessons", "other_comments"],
        ),
    ]

    class Meta:
        model = Dialogue
        fields = [
            "result_summary", "proposals", "actors_to_involve", "outcome", "evaluation_kind",
            "evaluated", "lessons", "feedback_due", "feedback_given_on", "feedback_reach",
            "feedback_text", "other_comments",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = "2"
        self.fields["feedback_text"].help_text = _(
            "What is only published may not reach those who took part: "
            "the loop is not closed by it."
        )
        if self._is_promised():
            self.fields["feedback_due"].disabled = True
            self.fields["feedback_due"].help_text = _("Decided with the plan.")

    def _is_promised(self) -> bool:
        """Whether who decided on the dialogue set the day (R064): it is not moved behind them."""
        if self.instance.is_registered_afterwards:
            return False
        decisions = self.instance.decisions
        return bool(decisions.filter(outcome__in=APPROVED).exists())

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data.get("feedback_given_on")
        if given and not self.cleaned_data.get("feedback_reach"):
            self.add_error("feedback_reach", _("Say whom the feedback reached."))
        if given and (
            problem := feedback_problem(given, self.instance.starts_on, timezone.localdate())
        ):
            self.add_error("feedback_given_on", _(problem))
        return super().clean()


STEP_FORMS: dict[str, type[StepForm]] = {
    Step.BASICS: BasicsForm,
    Step.PURPOSE: PurposeForm,
    Step.CONTEXT: ContextForm,
    Step.PARTICIPATION: ParticipationForm,
    Step.RESULTS: ResultsForm,
}
