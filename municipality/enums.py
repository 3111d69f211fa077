"""Fixed lists of the city: they change with the code, not with the data."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class OrganisationKind(models.TextChoices):
    """Kinds of organisation (R019); the three administrations are the statistics' strata."""

    COUNCIL = "council", _("City council")
    EXECUTIVE_BOARD = "executive_board", _("Executive board")
    COMMITTEE_DISTRICT = "committee_district", _("District committee")
    COMMITTEE_SPECIALIST = "committee_specialist", _("Specialist committee")
    COMPANY_BOARD = "company_board", _("Company board")
    ADMINISTRATION_DISTRICT = "administration_district", _("District administration")
    ADMINISTRATION_SPECIALIST = "administration_specialist", _("Specialist administration")
    COMPANY = "company", _("Municipal company")
    CIVIL_SOCIETY = "civil_society", _("Civil society")


DECIDING_KINDS = (
    OrganisationKind.COUNCIL,
    OrganisationKind.EXECUTIVE_BOARD,
    OrganisationKind.COMMITTEE_DISTRICT,
    OrganisationKind.COMMITTEE_SPECIALIST,
    OrganisationKind.COMPANY_BOARD,
)
CARRYING_OUT_KINDS = (
    OrganisationKind.ADMINISTRATION_DISTRICT,
    OrganisationKind.ADMINISTRATION_SPECIALIST,
    OrganisationKind.COMPANY,
)


class AreaLevel(models.TextChoices):
    """Levels of the area tree (R025)."""

    CITY = "city", _("City")
    COMMITTEE = "committee", _("District committee area")
    DISTRICT = "district", _("District")
    PLACE = "place", _("Place")


class AreaRelation(models.TextChoices):
    """How a dialogue's area lies to the area that was searched (DESIGN section 7)."""

    INSIDE = "inside", pgettext_lazy("area relation", "In the area")
    ABOVE = "above", pgettext_lazy("area relation", "Larger area around it")
    BESIDE = "beside", pgettext_lazy("area relation", "Next to it")
    CITY_WIDE = "city_wide", pgettext_lazy("area relation", "The whole city")


class Role(models.TextChoices):
    """What a person may do on behalf of an organisation (glossary 1.1)."""

    OFFICIAL = "official", _("Official")
    COMMITTEE = "committee", _("Committee")
    COORDINATOR = "coordinator", _("Coordinator")


class Decider(models.TextChoices):
    """Who decides that a dialogue is held (REQUIREMENTS section 5, matter 8)."""

    COMMITTEE_TWO_STEPS = "committee_two_steps", _("The committee, in two steps")
    COMMITTEE = "committee", _("The committee, in one step")
    MANAGER = "manager", _("A manager")
    NOBODY = "nobody", _("Nobody: it is registered only")


class Level(models.IntegerChoices):
    """The ladder of participation (S1, REQUIREMENTS 2b.1); the numbers are ours."""

    INFORMATION = 1, pgettext_lazy("level", "Information")
    CONSULTATION = 2, pgettext_lazy("level", "Consultation")
    DIALOGUE = 3, pgettext_lazy("level", "Dialogue")
    INFLUENCE = 4, pgettext_lazy("level", "Influence")
    CO_DECISION = 5, pgettext_lazy("level", "Co-decision")


LEVEL_RESIDENTS_GET_TO = {
    Level.INFORMATION: pgettext_lazy("residents get to", "know"),
    Level.CONSULTATION: pgettext_lazy("residents get to", "give an opinion"),
    Level.DIALOGUE: pgettext_lazy("residents get to", "reason"),
    Level.INFLUENCE: pgettext_lazy("residents get to", "affect the outcome"),
    Level.CO_DECISION: pgettext_lazy("residents get to", "decide"),
}


class DialogueForm(models.TextChoices):
    """A single activity, or a process that goes on for a longer time (R003)."""

    ACTIVITY = "activity", _("Activity: a single occasion or a few")
    PROCESS = "process", _("Process: goes on for a longer time")


class MethodClass(models.TextChoices):
    """The seven method classes of the national survey (R013, REQUIREMENTS 2b.9)."""

    OPEN_MEETING = "open_meeting", _("Open meetings")
    DIALOGUE_MEETING = "dialogue_meeting", _("Dialogue meetings")
    TARGET_GROUP = "target_group", _("Meetings with a specific target group")
    SOCIAL_MEDIA = "social_media", _("Social media")
    ONLINE = "online", _("E-proposals, e-panel, online forum")
    ASSEMBLY = "assembly", _("Citizens' or village assemblies")
    OTHER = "other", _("Other methods")


class Measure(models.TextChoices):
    """Population figures an area may carry, each with year and source (R119)."""

    INHABITANTS = "inhabitants", _("Inhabitants")
    FOREIGN_BORN = "foreign_born", _("Born abroad, per cent")
    MEAN_INCOME = "mean_income", _("Mean wage income, thousand kronor")
    TURNOUT = "turnout", _("Turnout in the general election, per cent")
    AGE_0_19 = "age_0_19", _("Aged 0–19, per cent")
    AGE_65 = "age_65", _("Aged 65 or more, per cent")


class NoticeMail(models.TextChoices):
    """When a user's notices come by e-mail; in the portal they always stand."""

    DAILY = "daily", _("Once a day, all in one e-mail")
    AT_ONCE = "at_once", _("At once, as they come")
    NONE = "none", _("No e-mail")
