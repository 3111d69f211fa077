"""What a city's profile fills: types, kinds, methods and the texts around them (R153)."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from dialogportal.local_cache import cache
from municipality.enums import Decider, DialogueForm, Level, MethodClass
from municipality.models.bilingual import Named, in_reader_language


class DialogueType(Named):
    """One of the framework's types (R023): who decides, and what it means here."""

    definition_sv = models.TextField(_("definition in Swedish"), blank=True)
    definition_en = models.TextField(_("definition in English"), blank=True)
    decider = models.CharField(_("who decides"), max_length=20, choices=Decider.choices)
    minimum_level = models.PositiveSmallIntegerField(
        _("lowest level"), choices=Level.choices, default=Level.CONSULTATION
    )
    is_counted_apart = models.BooleanField(_("counted apart in statistics"), default=False)
    is_default = models.BooleanField(_("suggested first"), default=False)

    class Meta(Named.Meta):
        verbose_name = _("type of dialogue")
        verbose_name_plural = _("types of dialogue")

    @property
    def definition(self) -> str:
        return in_reader_language(self.definition_sv, self.definition_en)

    @property
    def is_decided_by_committee(self) -> bool:
        """Whether a committee or a company board decides that the dialogue is held (R157)."""
        return self.decider in {Decider.COMMITTEE, Decider.COMMITTEE_TWO_STEPS}


class DialogueKind(Named):
    """A kind of activity or process (R004, R005): an editable list."""

    form = models.CharField(_("form"), max_length=10, choices=DialogueForm.choices)

    class Meta(Named.Meta):
        verbose_name = _("kind of activity or process")
        verbose_name_plural = _("kinds of activities and processes")


SCALES = ("many_few", "shallow_deep", "measure_reason", "reaction_learning")


def _scale(label: Any) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        label, choices=[(n, str(n)) for n in range(1, 6)], null=True, blank=True
    )


class Method(Named):
    """A way of carrying out a dialogue, mapped to one of seven classes (R013).

    ``SCALES`` say where it usually lies, 1 to 5, between two ends (R093); unknown where empty.
    """

    method_class = models.CharField(_("class"), max_length=20, choices=MethodClass.choices)
    usual_levels = ArrayField(
        models.PositiveSmallIntegerField(choices=Level.choices),
        verbose_name=_("usual levels"),
        default=list,
        blank=True,
    )
    many_few = _scale(_("hear many – hear fewer"))
    shallow_deep = _scale(_("short talks – deeper talks"))
    measure_reason = _scale(_("measure – reason"))
    reaction_learning = _scale(_("first reaction – learning"))
    guidance_sv = models.TextField(_("guidance in Swedish"), blank=True, default="")
    guidance_en = models.TextField(_("guidance in English"), blank=True, default="")

    class Meta(Named.Meta):
        verbose_name = _("method")
        verbose_name_plural = _("methods")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(**{name: None}) | models.Q(**{f"{name}__range": (1, 5)}),
                name=f"method_{name}_in_range",
            )
            for name in SCALES
        ]

    @property
    def guidance(self) -> str:
        return in_reader_language(self.guidance_sv, self.guidance_en)


class LoopStep(Named):
    """A step of the loop in which a complex issue is talked through (R097): an editable list."""

    class Meta(Named.Meta):
        verbose_name = _("step of the loop")
        verbose_name_plural = _("steps of the loop")


# What they are called where the profile does not say.
USUAL_LABELS = {
    "residents": _("residents"),
    "administration": _("administration or company"),
    "committee": _("committee or board"),
    "coordinator": _("the coordinator in your city"),
}


PROFILE_KEY = "profile"
KEPT_SECONDS = 60


class ProfileManager(models.Manager["Profile"]):
    def current(self) -> Profile:
        """The city's profile, kept for a minute; an empty one before any is loaded."""
        found: Profile | None = cache.get(PROFILE_KEY)
        if found is None:
            found = self.first() or Profile(name="", city_name="Dialogportalen")
            cache.set(PROFILE_KEY, found, KEPT_SECONDS)
        return found


class Profile(models.Model):
    """The city's own definition, exclusions and rules: one row (R020–R022, R076, R153).

    ``texts`` holds {key: {"sv": …, "en": …}}; ``exclusions`` and ``cautions`` are lists of
    {"code", "sv", "en"}: what is no dialogue at all (R021) and what often isn't (R022).
    ``rules`` holds the settings of REQUIREMENTS section 5 (last paragraph).
    """

    name = models.CharField(_("profile"), max_length=60, unique=True)
    city_name = models.CharField(_("city"), max_length=80)
    texts = models.JSONField(_("texts"), default=dict, blank=True)
    exclusions = models.JSONField(_("exclusions"), default=list, blank=True)
    cautions = models.JSONField(_("cautions"), default=list, blank=True)
    rules = models.JSONField(_("rules"), default=dict, blank=True)
    loaded_at = models.DateTimeField(_("loaded"), auto_now=True)

    objects = ProfileManager()

    class Meta:
        verbose_name = _("profile")
        verbose_name_plural = _("profiles")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        cache.delete(PROFILE_KEY)

    def text(self, key: str) -> str:
        """A text of the profile in the reader's language, empty if the profile has none."""
        both: dict[str, str] = self.texts.get(key, {})
        return in_reader_language(both.get("sv", ""), both.get("en", ""))

    def label(self, what: str) -> str:
        """What residents, administration, committee or coordinator are called here (R153)."""
        return self.text(f"label_{what}") or str(USUAL_LABELS[what])

    def listed(self, rows: list[dict[str, Any]]) -> list[tuple[str, str]]:
        """(code, text in the reader's language) of ``exclusions`` or ``cautions``."""
        return [(row["code"], in_reader_language(row["sv"], row.get("en", ""))) for row in rows]
