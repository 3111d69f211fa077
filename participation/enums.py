"""Fixed lists about who takes part and how (REQUIREMENTS 2b.1, 2b.9)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from municipality.enums import Level

# What marks each step of the ladder (R082); the words are ours.
LEVEL_MEANS = {
    Level.INFORMATION: _("The decision is taken. Residents are told of it and can ask."),
    Level.CONSULTATION: _("Viewpoints are gathered, often on a single occasion."),
    Level.DIALOGUE: _("Residents and the city exchange thoughts, often several times."),
    Level.INFLUENCE: _("Residents help to plan what is to be done, and to do it."),
    Level.CO_DECISION: _("Residents and the city take the decision together."),
}
# The longer form, for sentences about what is to come.
RESIDENTS_WILL = {
    Level.INFORMATION: _("You will be told what has been decided, and why."),
    Level.CONSULTATION: _("You can say what you think before the decision is taken."),
    Level.DIALOGUE: _("You can reason with us and with each other before the decision is taken."),
    Level.INFLUENCE: _("You can take part in planning what is to be done."),
    Level.CO_DECISION: _("You take part in the decision."),
}


class Extent(models.IntegerChoices):
    """How far something is so, by one's own judgement (R090)."""

    NO = 1, pgettext_lazy("extent", "Hardly")
    PARTLY = 2, pgettext_lazy("extent", "Partly")
    YES = 3, pgettext_lazy("extent", "Yes")


class OutreachFunction(models.TextChoices):
    """Who goes out to people (R110)."""

    FIELD_ASSISTANT = "field_assistant", _("Field assistants")
    CITIZEN_HOST = "citizen_host", _("Citizen hosts")
    DEMOCRACY_DEVELOPER = "democracy_developer", _("Democracy developers")
    OUTREACH_WORKER = "outreach_worker", _("Outreach workers")
    HOUSING_HOST = "housing_host", _("Housing hosts")
    LOCAL_AMBASSADOR = "local_ambassador", _("Local ambassadors")
    CIVIL_SOCIETY = "civil_society", _("Civil-society actors")


class Adaptation(models.TextChoices):
    """What makes it possible to take part (R112)."""

    SHOW = "show", _("Show on the spot what it is about")
    REACH = "reach", _("Phone, chat and text messages")
    CHILD_CARE = "child_care", _("Child care")
    FOOD = "food", _("Food")
    TIME = "time", _("A time of day that suits those who are to come")
    PREMISES = "premises", _("Accessible premises where all feel welcome")


class AgeFriendly(models.TextChoices):
    """Areas of the age-friendly city (R117)."""

    INFLUENCE = "influence", _("Participation and influence")
    PARTNERSHIP = "partnership", _("Collaboration and partnership")
    INCLUSION = "inclusion", _("Social inclusion")
    HOUSING = "housing", _("Housing and the urban environment")
    COMMUNICATION = "communication", _("Communication and information")


class Stage(models.TextChoices):
    """Stages in which residents may take part (R095)."""

    PROBLEM = "problem", _("Formulating the problem")
    MEASURES = "measures", _("Finding measures")
    CARRYING_OUT = "carrying_out", _("Carrying them out")
    EVALUATION = "evaluation", _("Evaluation")
    FEEDBACK = "feedback", pgettext_lazy("stage", "Feedback")
