"""Who is invited and how, what makes it possible to come, and rights (R107–R117)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from dialogportal.forms import Group
from dialogues.enums import Recruitment
from dialogues.forms.widgets import Checks, Radios, several
from municipality.models import Profile
from participation.enums import Adaptation, AgeFriendly, OutreachFunction
from participation.forms.base import ParticipationForm
from participation.languages import minority_languages, spoken_languages
from participation.models import ParticipationPlan
from participation.reach import concerns_older


def _yes_or_no(value: Any) -> bool | None:
    return {"True": True, "False": False}.get(str(value))


class RecruitmentForm(ParticipationForm):
    """How people are invited, and whether anybody goes out to them."""

    recruitment = several(Recruitment.choices, gettext_lazy("How people are invited"))
    recruitment_text = forms.CharField(
        label=gettext_lazy("How it is done"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    outreach = forms.TypedChoiceField(
        label=gettext_lazy("Does anybody go out to those who are hard to reach?"),
        coerce=_yes_or_no,
        empty_value=None,
        required=False,
        widget=Radios,
        choices=[
            ("True", pgettext_lazy("outreach", "Yes")),
            ("False", pgettext_lazy("outreach", "No")),
        ],
    )
    outreach_functions = several(OutreachFunction.choices, gettext_lazy("Who goes out"))
    dialogue_columns = ("recruitment", "recruitment_text")
    follows = dict.fromkeys(
        ("outreach_reason", "outreach_functions", "outreach_languages"), "outreach"
    )
    rows = [
        Group(gettext_lazy("Invitation"), ["recruitment", "recruitment_text"]),
        Group(
            gettext_lazy("Outreach work"),
            ["outreach", "outreach_reason", "outreach_functions", "outreach_languages"],
        ),
    ]

    class Meta:
        model = ParticipationPlan
        fields = ["outreach", "outreach_reason", "outreach_functions", "outreach_languages"]
        widgets = {"outreach_reason": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [name for _code, name in spoken_languages(Profile.objects.current())]
        if names:
            told = _("Languages that dialogues in the city are often held in: %(names)s.")
            field = self.fields["outreach_languages"]
            field.help_text = told % {"names": ", ".join(names)}


class AdaptationForm(ParticipationForm):
    """What makes it possible to take part (R112)."""

    adaptations = several(Adaptation.choices, gettext_lazy("What makes it possible to take part"))

    class Meta:
        model = ParticipationPlan
        fields = ["adaptations", "adaptation_notes"]


class RightsForm(ParticipationForm):
    """Four headings; each asks for an answer of its own (R113–R117)."""

    minority_languages = forms.MultipleChoiceField(
        label=gettext_lazy("Information is given in"), required=False, widget=Checks
    )
    age_friendly_areas = several(
        AgeFriendly.choices, gettext_lazy("Areas that the dialogue concerns")
    )

    class Meta:
        model = ParticipationPlan
        fields = [
            "child_rights", "young_people", "gender_equality", "minorities",
            "minority_languages", "age_friendly", "age_friendly_areas",
        ]  # fmt: skip
        labels = {
            "child_rights": gettext_lazy("How the rights of the child are provided for"),
            "gender_equality": gettext_lazy("How gender equality is provided for"),
            "minorities": gettext_lazy("How the rights of national minorities are provided for"),
            "age_friendly": gettext_lazy("How the city is made friendly to older people"),
        }
        help_texts = {
            "child_rights": gettext_lazy(
                "Four things to think of: every child has the same rights; what is best for"
                " children comes first; their life and development; their right to say what they"
                " think."
            ),
            "young_people": gettext_lazy("Asked in every plan, also when adults are the group."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        languages = minority_languages(Profile.objects.current())
        self.fields["minority_languages"].choices = languages  # type: ignore[attr-defined]
        if not languages:
            del self.fields["minority_languages"]
        if not concerns_older(self.dialogue):
            del self.fields["age_friendly_areas"]
        self.rows = [
            Group(_("Rights of the child"), ["child_rights", "young_people"]),
            Group(_("Gender equality"), ["gender_equality"]),
            Group(_("National minorities"), self._there("minorities", "minority_languages")),
            Group(_("Age-friendly city"), self._there("age_friendly", "age_friendly_areas")),
        ]

    def _there(self, *names: str) -> list[str]:
        return [name for name in names if name in self.fields]
