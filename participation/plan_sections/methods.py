"""Methods: what kind of talk, and how it is done (R085, R091–R094)."""

from __future__ import annotations

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogues.enums import EvaluatedAspect
from dialogues.models import Dialogue
from dialogues.plan import Finding, Row, Section, column_of
from municipality.models import Method
from municipality.models.bilingual import in_reader_language
from municipality.models.framework import SCALES
from participation.forms.methods import DESIGN, TALK, MethodsForm
from participation.plan_sections.told import plan_of, texts
from participation.reach import GROUPS
from participation.suggestions import place_text

SLUG = "metoder"
USED = Method.objects.filter(dialogues=OuterRef("pk"))


def method_names(dialogue: Dialogue) -> list[str]:
    """The methods' names in the reader's language."""
    swedish = column_of(dialogue, "method_names_sv")
    english = column_of(dialogue, "method_names_en")
    return [in_reader_language(*both) for both in zip(swedish, english, strict=True)]


def _findings(dialogue: Dialogue) -> list[Finding]:
    plan = plan_of(dialogue)
    found = []
    if not method_names(dialogue):
        text, clause = _("Choose how the dialogue is held."), _("how the dialogue is held")
        found.append(Finding(text, SLUG, "methods", unsaid=clause))
    asked = [
        (
            "design_participants",
            _("Say how participants are chosen."),
            _("how participants are chosen"),
        ),
        ("design_communication", _("Say how people communicate."), _("how people communicate")),
        (
            "design_decision",
            _("Say how what is said is tied to the decision."),
            _("how what is said is tied to the decision"),
        ),
    ]
    return found + [
        Finding(text, SLUG, name, is_blocker=False, unsaid=clause)
        for name, text, clause in asked
        if not getattr(plan, name)
    ]


def _told(dialogue: Dialogue) -> list[Row]:
    plan = plan_of(dialogue)
    places = [
        place_text(name, place) for name in SCALES if (place := getattr(plan, name)) is not None
    ]
    return [
        (_("Methods"), ", ".join(method_names(dialogue))),
        (_("What kind of talk"), capfirst(", ".join(places))),
        *texts(dialogue, *DESIGN, *TALK),
    ]


def _filled(dialogue: Dialogue) -> bool:
    plan = plan_of(dialogue)
    written = any(getattr(plan, name) for name in (*SCALES, *DESIGN, *TALK))
    return written or bool(method_names(dialogue))


METHODS = Section(
    slug=SLUG,
    title=gettext_lazy("Methods"),
    lead=gettext_lazy("What kind of talk you want, and how it is held."),
    findings=_findings,
    filled=_filled,
    told=_told,
    form=MethodsForm,
    row=plan_of,
    guidance="participation/guidance/methods.html",
    lessons_on=EvaluatedAspect.METHOD,
    related=("participation_plan",),
    annotated={
        **GROUPS,
        "method_names_sv": ArraySubquery(USED.values("name_sv")),
        "method_names_en": ArraySubquery(USED.values("name_en")),
    },
)
