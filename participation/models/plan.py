"""What a plan says of how people take part, beside the dialogue's own columns."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dialogportal.longest import texts_not_too_long
from dialogues.models import Dialogue
from dialogues.models.dialogue import choice_list
from dialogues.models.plan import text
from municipality.models.framework import SCALES
from participation.enums import Adaptation, AgeFriendly, Extent, OutreachFunction, Stage

WEIGHTS = ("weight_matters", "weight_decision", "weight_influence")


def extent(label: Any) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(label, choices=Extent.choices, null=True, blank=True)


def scale(label: Any) -> models.PositiveSmallIntegerField:
    """A place from 1, the first end, to 5, the other."""
    return models.PositiveSmallIntegerField(
        label, choices=[(n, str(n)) for n in range(1, 6)], null=True, blank=True
    )


class ParticipationPlan(models.Model):
    """One row a dialogue; its level, openness, methods and recruitment stand on the dialogue."""

    dialogue = models.OneToOneField(Dialogue, models.CASCADE, related_name="participation_plan")

    # How far influence reaches: R084, R089, R090
    decided_part = text(_("what is already decided"))
    open_part = text(_("what is still open"))
    influence_statement = text(_("what residents can influence, and how"))
    treatment_statement = text(_("how viewpoints will be treated"))
    weight_matters = extent(_("the matter means something to residents"))
    weight_decision = extent(_("it leads up to a political decision"))
    weight_influence = extent(_("what is said can change the decision"))
    weight_note = text(_("why this is the judgement"))

    # How it is done: R091–R093
    many_few = scale(_("hear many – hear fewer"))
    shallow_deep = scale(_("short talks – deeper talks"))
    measure_reason = scale(_("measure – reason"))
    reaction_learning = scale(_("first reaction – learning"))
    design_participants = text(_("how participants are chosen"))
    design_communication = text(_("how people communicate"))
    design_decision = text(_("how it is tied to the decision"))
    conversation_method = text(_("how the talk is led"))
    conversation_preparation = text(_("how people are prepared"))
    conversation_room = text(_("how the room is laid out"))

    # Who goes out to people: R109, R110
    outreach = models.BooleanField(_("outreach work"), null=True, blank=True)
    outreach_reason = text(_("why, or why not"))
    outreach_functions = choice_list(OutreachFunction.choices, _("who goes out"))
    outreach_languages = models.CharField(_("languages they speak"), max_length=200, blank=True)

    # What makes it possible, and rights: R112–R117
    adaptations = choice_list(Adaptation.choices, _("what makes it possible to take part"))
    adaptation_notes = text(_("how it is arranged"))
    child_rights = text(_("rights of the child"))
    young_people = text(_("how children and young people take part"))
    gender_equality = text(_("gender equality"))
    minorities = text(_("national minorities"))
    minority_languages = ArrayField(
        models.CharField(max_length=10),
        verbose_name=_("languages of information"),
        default=list,
        blank=True,
    )
    age_friendly = text(_("age-friendly city"))
    age_friendly_areas = choice_list(AgeFriendly.choices, _("areas that the dialogue concerns"))

    # In which stages: R095
    stages = choice_list(Stage.choices, _("stages in which residents take part"))
    stages_note = text(_("how residents take part in them"))

    version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("plan for taking part")
        verbose_name_plural = _("plans for taking part")
        constraints = [
            texts_not_too_long(
                "participation_texts_not_too_long",
                "decided_part",
                "open_part",
                "influence_statement",
                "treatment_statement",
                "weight_note",
                "design_participants",
                "design_communication",
                "design_decision",
                "conversation_method",
                "conversation_preparation",
                "conversation_room",
                "outreach_reason",
                "adaptation_notes",
                "child_rights",
                "young_people",
                "gender_equality",
                "minorities",
                "age_friendly",
                "stages_note",
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{name: None}) | Q(**{f"{name}__range": (1, 5)}),
                    name=f"participation_{name}_in_range",
                )
                for name in SCALES
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{name: None}) | Q(**{f"{name}__in": Extent.values}),
                    name=f"participation_{name}_in_range",
                )
                for name in WEIGHTS
            ),
        ]

    def __str__(self) -> str:
        return str(self.dialogue)


def row_with(plan: ParticipationPlan, dialogue: Dialogue, name: str) -> models.Model:
    """The one of the two rows that has the column."""
    names = {field.name for field in ParticipationPlan._meta.concrete_fields}
    return plan if name in names else dialogue
