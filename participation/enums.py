"""Fixed lists about who takes part and how (REQUIREMENTS 2b.1, 2b.9)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dialogues.enums import TargetGroup
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


class Dimension(models.TextChoices):
    """What an analysis goes through, one after another (R101); the last is ours (R106)."""

    SEX = "sex", pgettext_lazy("dimension", "Sex")
    AGE = "age", pgettext_lazy("dimension", "Age")
    ABILITY = "ability", pgettext_lazy("dimension", "Functional ability")
    BACKGROUND = "background", pgettext_lazy("dimension", "Foreign background")
    EDUCATION = "education", pgettext_lazy("dimension", "Level of education")
    OCCUPATION = "occupation", pgettext_lazy("dimension", "Occupation")
    TIE = "tie", pgettext_lazy("dimension", "Tie to the place or the matter")


# The six of R101: of each an analysis says whether any group is affected.
GONE_THROUGH = tuple(dimension for dimension in Dimension if dimension != Dimension.TIE)


class KnownGroup(models.TextChoices):
    """Groups that an analysis offers (R106); a code begins with its dimension's."""

    GIRLS_WOMEN = "sex-girls-women", _("Girls and women")
    YOUNG_GIRLS = "sex-young-girls", _("Young girls")
    BOYS_MEN = "sex-boys-men", _("Boys and men")
    CHILDREN = "age-children", _("Children up to 12")
    YOUTH = "age-youth", _("Youth 13–19")
    YOUNG_ADULTS = "age-young-adults", _("Young adults 20–25")
    OLDER = "age-older", _("Older people")
    DISABILITY = "ability-disability", _("People with disabilities")
    MOBILITY = "ability-mobility", _("People who move with difficulty")
    SENSES = "ability-senses", _("People who see or hear badly")
    COGNITION = "ability-cognition", _("People with cognitive disabilities")
    FOREIGN_BORN = "background-foreign-born", _("People born abroad")
    FOREIGN_BORN_WOMEN = "background-foreign-born-women", _("Women born abroad")
    NEWLY_ARRIVED = "background-newly-arrived", _("Newly arrived")
    LITTLE_SWEDISH = "background-little-swedish", _("People who know little Swedish")
    SHORT_EDUCATION = "education-short", _("People with a short education")
    PUPILS = "occupation-pupils", _("Pupils and students")
    JOB_SEEKERS = "occupation-job-seekers", _("Job seekers")
    ODD_HOURS = "occupation-odd-hours", _("People who work evenings and nights")
    PARENTS = "tie-parents", _("Parents")
    TENANTS = "tie-tenants", _("Tenants")
    HOME_OWNERS = "tie-home-owners", _("Home owners")
    SERVICE_USERS = "tie-service-users", _("Users of a service")
    VISITORS = "tie-visitors", _("Visitors of a facility")
    ASSOCIATIONS = "tie-associations", _("Associations")
    BUSINESSES = "tie-businesses", _("Businesses")


# Those the Stockholm commission found to be heard less than others, and who cannot vote; people
# with disabilities, whom it names too, are part of every group (R118).
SELDOM_HEARD = (KnownGroup.YOUTH, KnownGroup.FOREIGN_BORN, KnownGroup.SHORT_EDUCATION)
# Who reaches one of these has thought of the larger group.
NARROWER: dict[str, tuple[KnownGroup, ...]] = {
    KnownGroup.FOREIGN_BORN: (
        KnownGroup.FOREIGN_BORN_WOMEN,
        KnownGroup.NEWLY_ARRIVED,
        KnownGroup.LITTLE_SWEDISH,
    ),
    KnownGroup.YOUTH: (KnownGroup.YOUNG_GIRLS, KnownGroup.PUPILS),
}

# How the register calls them, for searching and for what overlaps.
REGISTERED_AS: dict[str, list[TargetGroup]] = {
    KnownGroup.GIRLS_WOMEN: [TargetGroup.GIRLS_WOMEN],
    KnownGroup.YOUNG_GIRLS: [TargetGroup.GIRLS_WOMEN, TargetGroup.YOUTH],
    KnownGroup.CHILDREN: [TargetGroup.CHILDREN],
    KnownGroup.YOUTH: [TargetGroup.YOUTH],
    KnownGroup.YOUNG_ADULTS: [TargetGroup.YOUNG_ADULTS],
    KnownGroup.OLDER: [TargetGroup.OLDER],
    KnownGroup.DISABILITY: [TargetGroup.DISABILITY],
    KnownGroup.MOBILITY: [TargetGroup.DISABILITY],
    KnownGroup.SENSES: [TargetGroup.DISABILITY],
    KnownGroup.COGNITION: [TargetGroup.DISABILITY],
    KnownGroup.FOREIGN_BORN: [TargetGroup.FOREIGN_BORN],
    KnownGroup.FOREIGN_BORN_WOMEN: [TargetGroup.FOREIGN_BORN, TargetGroup.GIRLS_WOMEN],
    KnownGroup.NEWLY_ARRIVED: [TargetGroup.NEWLY_ARRIVED],
    KnownGroup.LITTLE_SWEDISH: [TargetGroup.FOREIGN_BORN],
    KnownGroup.PARENTS: [TargetGroup.PARENTS],
    KnownGroup.TENANTS: [TargetGroup.TENANTS],
    KnownGroup.SERVICE_USERS: [TargetGroup.SERVICE_USERS],
    KnownGroup.VISITORS: [TargetGroup.SERVICE_USERS],
    KnownGroup.ASSOCIATIONS: [TargetGroup.ASSOCIATIONS],
    KnownGroup.BUSINESSES: [TargetGroup.BUSINESSES],
}
# Where a group in the register begins as in an analysis; the first that means just that.
ANALYSED_AS: dict[str, KnownGroup] = {
    codes[0].value: KnownGroup(group)
    for group, codes in reversed(REGISTERED_AS.items())
    if len(codes) == 1
}


class Affected(models.IntegerChoices):
    """How much the question concerns a group (R102)."""

    HARDLY = 1, pgettext_lazy("affected", "hardly affected")
    SOMEWHAT = 2, pgettext_lazy("affected", "somewhat affected")
    MUCH = 3, pgettext_lazy("affected", "much affected")
    VERY_MUCH = 4, pgettext_lazy("affected", "very much affected")


class Influence(models.IntegerChoices):
    """How much influence over the matter a group has today (R102)."""

    NONE = 1, pgettext_lazy("influence", "no influence today")
    LITTLE = 2, pgettext_lazy("influence", "little influence today")
    SOME = 3, pgettext_lazy("influence", "some influence today")
    MUCH = 4, pgettext_lazy("influence", "much influence today")


class Heard(models.IntegerChoices):
    """How often a group is heard otherwise (R102)."""

    NEVER = 1, pgettext_lazy("heard", "hardly ever heard")
    SELDOM = 2, pgettext_lazy("heard", "seldom heard")
    SOMETIMES = 3, pgettext_lazy("heard", "heard at times")
    OFTEN = 4, pgettext_lazy("heard", "often heard")


class BudgetPart(models.TextChoices):
    """How much of a budget residents set in order (R096)."""

    PART = "part", pgettext_lazy("budget", "A part")
    WHOLE = "whole", pgettext_lazy("budget", "The whole")


class BudgetKind(models.TextChoices):
    """What kind of money it is (R096)."""

    INVESTMENT = "investment", pgettext_lazy("budget", "Investments")
    OTHER = "other", pgettext_lazy("budget", "Something else")


class Weight(models.TextChoices):
    """What the residents' order of priority is to those who decide (R096)."""

    ADVICE = "advice", _("Advice before the decision")
    DECISION = "decision", _("The decision")


class StepState(models.TextChoices):
    """How far a step of the loop has come in a round (R097); one without a row is ahead."""

    PLANNED = "planned", pgettext_lazy("step of the loop", "planned")
    DONE = "done", pgettext_lazy("step of the loop", "done")


class LoopHistory(models.TextChoices):
    """What a dialogue's history says of its rounds; the values are the English words."""

    BEGUN = "Round begun", pgettext_lazy("history", "Round begun")
    CHANGED = "Round changed", pgettext_lazy("history", "Round changed")
    REMOVED = "Round removed", pgettext_lazy("history", "Round removed")


class AttendanceHistory(models.TextChoices):
    """What a dialogue's history says of who came; the value is the English words."""

    NOTED = "Who came noted", pgettext_lazy("history", "Who came noted")
