"""How it is done: the strategic choices, the methods, and an equal talk (R085, R091–R094)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogportal.forms import Group
from dialogues.forms.widgets import Checks, Grouped, several_rows
from municipality.enums import MethodClass
from municipality.models import Method
from municipality.models.framework import SCALES
from participation.forms.base import ParticipationForm
from participation.models import ParticipationPlan
from participation.suggestions import ENDS, suggested

DESIGN = ("design_participants", "design_communication", "design_decision")
TALK = ("conversation_method", "conversation_preparation", "conversation_room")


class Between(forms.RadioSelect):
    """Five steps from one end to the other."""

    template_name = "participation/widgets/between.html"
    draws_itself = True
    ends: tuple[Any, Any] = ("", "")

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["first"], context["last"] = self.ends
        return context


class SuggestedFirst(Checks):
    """The methods that often fit stay open, whatever is ticked."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for group in context["widget"]["groups"]:
            group["is_open"] = group["is_open"] or group["name"] == self.opened
        return context


class MethodsForm(ParticipationForm):
    """What kind of talk it is to be, and the methods for it."""

    methods = several_rows(Method.objects.all(), gettext_lazy("Methods"))
    dialogue_relations = ("methods",)
    rows = [
        Group(gettext_lazy("What kind of talk"), [tuple(SCALES[:2]), tuple(SCALES[2:])]),
        "methods",
        Group(gettext_lazy("Three questions of design"), [*DESIGN]),
        Group(gettext_lazy("An equal talk"), [*TALK]),
    ]

    class Meta:
        model = ParticipationPlan
        fields = [*SCALES, *DESIGN, *TALK]
        widgets = {name: forms.Textarea(attrs={"rows": 2}) for name in (*DESIGN, *TALK)}
        help_texts = {
            "design_decision": gettext_lazy(
                "Who takes what is said to those who decide, and when."
            ),
            "conversation_room": gettext_lazy(
                "Who sits where, who begins, and whether everybody can hear and be heard."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in SCALES:
            widget = Between()
            widget.ends = ENDS[name]
            self.fields[name] = forms.TypedChoiceField(
                label=_("%(first)s or %(last)s?")
                % {"first": capfirst(str(ENDS[name][0])), "last": ENDS[name][1]},
                coerce=int,
                empty_value=None,
                required=False,
                widget=widget,
                choices=[(n, str(n)) for n in range(1, 6)],
            )
        self._offer_methods()

    def _offer_methods(self) -> None:
        """Those that often fit first, then all others by class, each with when it is of use."""
        chosen = {method.pk for method in self.dialogue.methods.all()}
        methods = [one for one in Method.objects.all() if one.in_use or one.pk in chosen]
        fitting = suggested(self.dialogue, self.instance, methods)
        first = _("Often fit here")
        groups: Grouped = []
        if fitting:
            groups.append((first, [(one.method.pk, str(one.method)) for one in fitting]))
        taken = {one.method.pk for one in fitting}
        for code, label in MethodClass.choices:
            rows = [one for one in methods if one.method_class == code and one.pk not in taken]
            if rows:
                groups.append((str(label), [(one.pk, str(one)) for one in rows]))
        field = self.fields["methods"]
        hints: dict[int, str] = {one.pk: one.guidance for one in methods}
        for one in fitting:
            why = capfirst("; ".join(one.reasons))
            hints[one.method.pk] = f"{why}. {one.method.guidance}".strip()
        field.widget = SuggestedFirst()
        field.choices = groups  # type: ignore[attr-defined]
        field.widget.hints, field.widget.opened = hints, first
        if fitting:
            field.help_text = _(
                "What often fits follows from the level, the groups and the choices above, as they"
                " are saved. Any other method is as right."
            )
