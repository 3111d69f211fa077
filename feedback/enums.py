"""Fixed lists about what residents said and what came of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ViewpointKind(models.TextChoices):
    """What a viewpoint is (R041)."""

    GOOD = "good", pgettext_lazy("viewpoint", "Good today")
    WORSE = "worse", pgettext_lazy("viewpoint", "Worse today")
    IMPROVE = "improve", pgettext_lazy("viewpoint", "How to improve")
    QUESTION = "question", pgettext_lazy("viewpoint", "Question")


class PlaceMark(models.TextChoices):
    """What a place on the map was marked as (R041)."""

    GOOD = "good", _("A good place")
    DEVELOP = "develop", _("A place to develop")


class PersonalData(models.TextChoices):
    """Whether a text holds personal data, and whether an official has looked at it."""

    NONE = "none", _("None found")
    WAITING = "waiting", _("Found, waits to be looked at")
    REMOVED = "removed", _("Removed")
    KEPT = "kept", _("Looked at: not personal data")


class SpokenLanguage(models.TextChoices):
    """Languages residents often speak or write in; a viewpoint may hold any ISO 639 code."""

    SWEDISH = "sv", pgettext_lazy("language", "Swedish")
    ENGLISH = "en", pgettext_lazy("language", "English")
    FINNISH = "fi", pgettext_lazy("language", "Finnish")
    MEANKIELI = "fit", pgettext_lazy("language", "Meänkieli")
    SAMI = "se", pgettext_lazy("language", "Northern Sami")
    ROMANI = "rom", pgettext_lazy("language", "Romani")
    YIDDISH = "yi", pgettext_lazy("language", "Yiddish")
    ARABIC = "ar", pgettext_lazy("language", "Arabic")
    SOMALI = "so", pgettext_lazy("language", "Somali")
    PERSIAN = "fa", pgettext_lazy("language", "Persian")
    KURDISH = "ku", pgettext_lazy("language", "Kurdish")
    TIGRINYA = "ti", pgettext_lazy("language", "Tigrinya")
    TURKISH = "tr", pgettext_lazy("language", "Turkish")
    POLISH = "pl", pgettext_lazy("language", "Polish")
    SPANISH = "es", pgettext_lazy("language", "Spanish")
    UKRAINIAN = "uk", pgettext_lazy("language", "Ukrainian")
    RUSSIAN = "ru", pgettext_lazy("language", "Russian")
    BCMS = "sh", pgettext_lazy("language", "Bosnian, Croatian, Serbian")
    CHINESE = "zh", pgettext_lazy("language", "Chinese")
    SIGN = "swl", pgettext_lazy("language", "Swedish sign language")


class ViewpointHistory(models.TextChoices):
    """What a dialogue's history says of its viewpoints: never what stood in them.

    The values are the English words themselves: dialogues knows no list of this app's.
    """

    IMPORTED = (
        "Viewpoints imported from a file",
        pgettext_lazy("history", "Viewpoints imported from a file"),
    )
    REGISTERED = "Viewpoint registered", pgettext_lazy("history", "Viewpoint registered")
    CHANGED = "Viewpoint changed", pgettext_lazy("history", "Viewpoint changed")
    DELETED = "Viewpoint deleted", pgettext_lazy("history", "Viewpoint deleted")
    REQUOTED = (
        "Quoted viewpoint changed or deleted",
        pgettext_lazy("history", "Quoted viewpoint changed or deleted"),
    )
    REMOVED = (
        "Personal data removed from viewpoints",
        pgettext_lazy("history", "Personal data removed from viewpoints"),
    )
    KEPT = (
        "Viewpoints found free of personal data",
        pgettext_lazy("history", "Viewpoints found free of personal data"),
    )


class MeasureState(models.TextChoices):
    """How far a measure has come (R128)."""

    PROPOSED = "proposed", pgettext_lazy("measure", "Proposed")
    PLANNED = "planned", pgettext_lazy("measure", "Planned")
    CARRIED_OUT = "carried_out", pgettext_lazy("measure", "Carried out")
    NOT_DONE = "not_done", pgettext_lazy("measure", "Not to be done")


class Term(models.TextChoices):
    """Whether a measure can be done soon (R128)."""

    SHORT = "short", pgettext_lazy("measure", "In the short term")
    LONG = "long", pgettext_lazy("measure", "In the long term")


class MeasureHistory(models.TextChoices):
    """What a dialogue's history says of its measures; the values are the English words."""

    ADDED = "Measure added", pgettext_lazy("history", "Measure added")
    CHANGED = "Measure changed", pgettext_lazy("history", "Measure changed")
    VIEWPOINTS_CHANGED = (
        "Viewpoints behind a measure changed",
        pgettext_lazy("history", "Viewpoints behind a measure changed"),
    )
    REMOVED = "Measure removed", pgettext_lazy("history", "Measure removed")


class FollowUpHistory(models.TextChoices):
    """What a dialogue's history says of its follow-up; the values are the English words."""

    SENT = "Follow-up sent", pgettext_lazy("history", "Follow-up sent")
    TAKEN_BACK = (
        "Follow-up no longer marked as sent",
        pgettext_lazy("history", "Follow-up no longer marked as sent"),
    )


class FeedbackChannel(models.TextChoices):
    """Ways to tell people what came of it (R122)."""

    MINUTES = "minutes", _("Minutes on the web")
    WEBSITE = "website", _("The city's website")
    FACEBOOK = "facebook", _("Facebook")
    EMAIL = "email", _("E-mail")
    LOCAL_MEDIA = "local_media", _("Advertisement or article in local media")
    EXHIBITION = "exhibition", _("Exhibition")
    SIGNS = "signs", _("Signs on the spot")
    ORALLY = "orally", _("Orally during the process")
    MEETING = "meeting", _("Feedback meeting")
    MAILING = "mailing", _("Another mailing")


class SuccessCriterion(models.TextChoices):
    """What a dialogue that went well has given, for residents or the organisation (R135)."""

    DECISION_BASIS = "decision_basis", _("A better basis for the decision")
    DECISION = "decision", _("A decision can be taken")
    GOALS = "goals", _("The goals set for the dialogue are reached")
    ORGANISATION_GOALS = "organisation_goals", _("The organisation's own goals are reached")
    INFLUENCE = "influence", _("Influence that can be seen")
    TRUST = "trust", _("Trust")
    UNDERSTANDING = "understanding", _("Understanding of each other")
    EMPOWERMENT = "empowerment", _("Power over one's own situation")
    HEALTH = "health", _("Health and well-being")
