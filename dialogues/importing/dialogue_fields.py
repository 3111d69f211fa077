"""What a column of a file with earlier dialogues may hold (R006, R152)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from dialogues.enums import FeedbackReach, PartnerKind
from dialogues.importing.fields import (
    COUNT,
    DATE,
    LEAVE,
    NAMES,
    REFUSE,
    YES_NO,
    TargetField,
)
from dialogues.models import Dialogue, Occasion
from municipality.models import Area, DialogueType, Theme

CITY = "city"


def area_choices() -> Sequence[tuple[str, str]]:
    """Areas of today by id."""
    areas = Area.objects.in_force().only("id", "name").in_swedish_order()
    return [(str(area.pk), area.name) for area in areas]


def _placed() -> Sequence[tuple[str, str]]:
    return [(CITY, gettext("The whole city")), *area_choices()]


def theme_choices() -> Sequence[tuple[str, str]]:
    """Themes in use by id."""
    return [(str(theme.pk), str(theme)) for theme in Theme.objects.filter(in_use=True)]


def _types() -> Sequence[tuple[str, str]]:
    rows = DialogueType.objects.filter(in_use=True).order_by("-is_default", "order", "name_sv")
    return [(str(row.pk), str(row)) for row in rows]


def _field(name: str, **rules: object) -> TargetField:
    field: Any = Dialogue._meta.get_field(name)
    length = getattr(field, "max_length", None) or 10_000
    return TargetField(name, field.verbose_name, HEADERS[name], **{"max_length": length, **rules})  # type: ignore[arg-type]


# What columns are named by in Swedish and English files, the usual first.
HEADERS = {
    "title": "titel|rubrik|namn|title|name|dialog|dialogens namn|aktivitet",
    "question": "fråga|frågeställning|question",
    "background": "bakgrund|beskrivning|background|description|sammanfattning|ingress|innehåll",
    "purpose": "syfte|purpose|mål",
    "purposes": "syften|slag av syfte|kodat syfte|purposes|kinds of purpose|coded purpose",
    "phases": (
        "tidpunkt i beslutsprocessen|tidpunkt i beslutprocessen|tidpunkt i processen|"
        "skede i beslutsprocessen|beslutsskede|skede|fas|faser|phase|phases|"
        "when in the decision process|point in the decision process|decision phase"
    ),
    "form": (
        "aktivitet eller process|dialogform|enskild dialog eller process|activity or process|"
        "form of dialogue"
    ),
    "kind": (
        "slag av aktivitet eller process|slag av aktivitet|slag av process|slag av dialog|"
        "typ av aktivitet|typ av process|kind of activity or process|kind of activity|"
        "kind of process|kind"
    ),
    "type": "dialogtyp|typ av dialog|type of dialogue|typ|type",
    "level": "delaktighetsnivå|nivå|level|level of participation",
    "owner": (
        "huvudansvarig|ansvarig|ansvarig förvaltning|förvaltning|bolag|owner|"
        "responsible|enhet|avdelning"
    ),
    "co_organisers": (
        "medarrangör|medarrangörer|arrangör|arrangörer|organiser|organizer|organisers|"
        "co-organisers|samarbetspartner|partner|partners|samverkan|i samarbete med"
    ),
    "areas": (
        "område|områden|stadsdel|stadsdelar|stadsdelsområde|area|areas|district|"
        "geografi|plats för dialogen"
    ),
    "themes": (
        "tema|teman|ämne|ämnen|ämnesområde|kategori|theme|themes|topic|topics|category|gäller"
    ),
    "starts_on": (
        "start|startdatum|datum|från|date|från och med|fr o m|starts|period|när|"
        "tidpunkt|år|year|begin"
    ),
    "ends_on": "slut|slutdatum|till|end|till och med|t o m|ends|enddate",
    "participants": "antal deltagare|deltagare|participants|antal|number of participants",
    "elected_participants": (
        "antal förtroendevalda|förtroendevalda|antal politiker|politiker|"
        "elected representatives|number of elected representatives|elected"
    ),
    "official_participants": (
        "antal tjänstemän|tjänstemän|antal tjänstepersoner|tjänstepersoner|officials|"
        "number of officials"
    ),
    "secondary_types": (
        "även delvis|sekundär typ|sekundära typer|sekundär dialogtyp|andra typer|also partly|"
        "secondary type|secondary types"
    ),
    "initiator": "initiativtagare|initiativ|vems idé|vem tog initiativ|initiator|whose idea",
    "proposals": "förslag|vad kan förändras|vad som kan förändras|proposals|what can be changed",
    "actors_to_involve": (
        "aktörer att involvera|vilka behöver involveras|aktörer som bör involveras|aktörer|"
        "actors to involve|who needs to be involved"
    ),
    "feedback_due": (
        "återkoppling senast|återkoppling utlovad|återkoppling utlovad till|utlovad återkoppling|"
        "feedback promised by|feedback due"
    ),
    "is_statutory": (
        "lagstadgad|krävs i lag|lagstadgat|lagstadgat samråd|lagkrav|statutory|"
        "demanded by a statute"
    ),
    "statutory_ground": "vilken lag|lagrum|lagstöd|which statute|statute|legal ground",
    "feeds_decision": (
        "underlag för beslut|beslut som dialogen är underlag för|underlag till beslut|"
        "vilket beslut|decision it feeds"
    ),
    "feeds_committee": (
        "nämnd som beslutar|beslutande nämnd|nämnd|styrelse|committee that decides|committee"
    ),
    "feeds_decided_on": (
        "beslutsdatum|datum för beslut|beslut fattat|date of decision|decision date"
    ),
    "plan_reference": (
        "aktivitet i verksamhetsplanen|aktivitet i verksamhetsplan|verksamhetsplan|"
        "verksamhetsplanen|activity in the operational plan|operational plan"
    ),
    "partner_administration": "andra förvaltningar|annan förvaltning|other administrations",
    "partner_company": "kommunala bolag|kommunalt bolag|municipal companies",
    "partner_civil_society": (
        "civilsamhälle|civilsamhället|samarbetspartner i civilsamhället|föreningar|civil society"
    ),
    "partner_external": "externa aktörer|extern aktör|andra externa aktörer|external actors",
    "methods": "metod|metoder|dialogmetod|method|methods|form",
    "target_group_text": "målgrupp|målgrupper|target group|target groups",
    "target_groups": "målgruppskoder|kodad målgrupp|kodade målgrupper|coded target groups",
    "recruitment": "rekryteringssätt|sätt att rekrytera|way of recruitment|recruitment method",
    "recruitment_text": "rekrytering|recruitment|inbjudan|hur rekryterades deltagarna",
    "result_summary": "resultat|result|results|vad kom fram|slutsatser|sammanställning",
    "outcome": "utfall|outcome|vad ledde det till|effekt|åtgärder|beslut",
    "evaluation_kind": "slag av utvärdering|typ av utvärdering|kind of evaluation|evaluation kind",
    "evaluated": "vad utvärderades|vad som utvärderades|utvärderat|what was evaluated|evaluated",
    "lessons": "lärdomar|lessons|utvärdering|evaluation|erfarenheter",
    "feedback_given_on": (
        "återkoppling datum|återkopplat|återkopplingsdatum|feedback given|feedback date"
    ),
    "feedback_reach": "återkoppling till|feedback to|återkoppling sätt",
    "feedback_text": "återkoppling|feedback|feedback text",
    "case_number": "diarienummer|dnr|ärendenummer|case number|case",
    "venue": "plats|lokal|mötesplats|place|venue|adress",
    "format": "fysisk eller digital|format|digitalt|mötesform",
    "links": "länk|länkar|dokument|rapport|link|links|url|webbplats|websites|website",
    "languages": "språk|language|languages",
    "other_comments": (
        "övrigt|kommentar|kommentarer|övriga kommentarer|comments|more info|"
        "mer information|anmärkning"
    ),
}

FIELDS: tuple[TargetField, ...] = (
    _field("title", is_required=True),
    _field("question"),
    _field("background", takes_several=True),
    _field("purpose"),
    _field("purposes", takes=NAMES, takes_several=True, on_unknown=LEAVE, max_length=2_000),
    _field("phases", takes=NAMES, takes_several=True, on_unknown=LEAVE, max_length=2_000),
    _field("form", takes=NAMES, on_unknown=LEAVE, max_length=200),
    _field("kind", takes=NAMES, on_unknown=LEAVE, max_length=200),
    _field(
        "type",
        takes=NAMES,
        on_unknown=LEAVE,
        max_length=200,
        choices=_types,
        suggests=True,
        default_label=_("Type where the file says none"),
    ),
    _field("secondary_types", takes=NAMES, takes_several=True, on_unknown=LEAVE, max_length=2_000),
    _field("level", takes=NAMES, on_unknown=LEAVE, max_length=200),
    _field("owner", max_length=300),
    TargetField(
        "co_organisers",
        Dialogue._meta.get_field("co_organisers").verbose_name,
        HEADERS["co_organisers"],
        takes_several=True,
    ),
    *(
        TargetField(f"partner_{kind}", label, HEADERS[f"partner_{kind}"], takes_several=True)
        for kind, label in PartnerKind.choices
    ),
    _field("initiator", takes=NAMES, on_unknown=LEAVE, max_length=200),
    _field(
        "areas",
        takes=NAMES,
        takes_several=True,
        on_unknown=REFUSE,
        max_length=2_000,
        choices=_placed,
        default_label=_("Area where the file says none"),
    ),
    _field(
        "themes",
        takes=NAMES,
        takes_several=True,
        on_unknown=LEAVE,
        max_length=2_000,
        choices=theme_choices,
        default_label=_("Theme where the file says none"),
    ),
    _field("starts_on", takes=DATE, is_required=True, max_length=80),
    _field("ends_on", takes=DATE, max_length=80),
    _field("participants", takes=COUNT, max_length=80),
    _field("elected_participants", takes=COUNT, max_length=80),
    _field("official_participants", takes=COUNT, max_length=80),
    _field("methods", takes=NAMES, takes_several=True, on_unknown=LEAVE, max_length=2_000),
    _field("target_group_text"),
    _field("target_groups", takes=NAMES, takes_several=True, on_unknown=LEAVE, max_length=2_000),
    _field("recruitment_text"),
    _field("recruitment", takes=NAMES, takes_several=True, on_unknown=LEAVE, max_length=2_000),
    _field("result_summary"),
    _field("proposals"),
    _field("actors_to_involve"),
    _field("outcome"),
    _field("evaluation_kind", takes=NAMES, on_unknown=LEAVE, max_length=200),
    _field("evaluated", takes=NAMES, takes_several=True, on_unknown=LEAVE, max_length=2_000),
    _field("lessons", takes_several=True),
    _field("feedback_due", takes=DATE, max_length=80),
    _field("feedback_given_on", takes=DATE, max_length=80),
    _field(
        "feedback_reach",
        takes=NAMES,
        on_unknown=LEAVE,
        max_length=200,
        choices=lambda: [(str(code), str(word)) for code, word in FeedbackReach.choices],
        default_label=_("Whom feedback reached where the file only says when"),
    ),
    _field("feedback_text"),
    _field("case_number"),
    _field("plan_reference"),
    _field("feeds_decision"),
    _field("feeds_committee", takes=NAMES, on_unknown=LEAVE, max_length=300),
    _field("feeds_decided_on", takes=DATE, max_length=80),
    _field("is_statutory", takes=YES_NO, max_length=20),
    _field("statutory_ground"),
    TargetField(
        "venue", Occasion._meta.get_field("venue").verbose_name, HEADERS["venue"], max_length=160
    ),
    TargetField(
        "format",
        Occasion._meta.get_field("format").verbose_name,
        HEADERS["format"],
        takes=NAMES,
        on_unknown=LEAVE,
        max_length=200,
    ),
    TargetField("links", gettext_lazy("links to documents"), HEADERS["links"], takes_several=True),
    _field("languages"),
    _field("other_comments", takes_several=True),
)
