"""Who came to a dialogue, noted when it is held."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from dialogues.enums import TargetGroup
from dialogues.forms.personal_data import limit_counts
from dialogues.forms.plan import PlanForm
from municipality.models import User
from participation.actions.attendance import note_attendance
from participation.models import COUNTED, Attendance

# Nobody is counted in two of these.
AGES = (TargetGroup.CHILDREN, TargetGroup.YOUTH, TargetGroup.YOUNG_ADULTS, TargetGroup.OLDER)


class AttendanceForm(PlanForm):
    """A number for each group; empty where nobody counted."""

    other_buttons = ()
    rows = [
        ("children", "youth", "young_adults"),
        ("parents", "older", "girls_women"),
        ("foreign_born", "newly_arrived", "disability"),
        ("service_users", "tenants", "associations"),
        "businesses",
    ]

    class Meta:
        model = Attendance
        fields = [group.value for group in COUNTED]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit_counts(self, COUNTED)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        all_of_them = self.dialogue.participants
        for group in COUNTED:
            number = cleaned.get(group.value)
            if number and all_of_them is not None and number > all_of_them:
                self.add_error(
                    group.value,
                    _("The register says that %(n)s took part in all.") % {"n": all_of_them},
                )
        of_an_age = sum(cleaned.get(group.value) or 0 for group in AGES)
        if not self.errors and all_of_them is not None and of_an_age > all_of_them:
            text = _(
                "Children, youth, young adults and older people are %(n)s together here. The"
                " register says that %(all)s took part in all."
            )
            self.add_error(None, text % {"n": of_an_age, "all": all_of_them})
        return cleaned

    def write(self, *, by: User) -> None:
        note_attendance(
            by=by,
            dialogue=self.dialogue,
            version=self.cleaned_data.get("version"),
            numbers=self.values(),
        )
