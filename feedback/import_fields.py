"""What a column of a file with viewpoints may hold (R040–R042)."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from dialogues.importing.dialogue_fields import area_choices, theme_choices
from dialogues.importing.fields import DATE, LEAVE, NAMES, NUMBER, REFUSE, YES_NO, TargetField
from feedback.enums import SpokenLanguage, ViewpointKind
from feedback.models import Viewpoint

SUGGEST = "suggest"
LONGEST_TEXT = 10_000


def _themes() -> Sequence[tuple[str, str]]:
    return [(SUGGEST, gettext("Suggested from the words of the viewpoint")), *theme_choices()]


def _kinds() -> Sequence[tuple[str, str]]:
    return [(str(code), str(word)) for code, word in ViewpointKind.choices]


def _languages() -> Sequence[tuple[str, str]]:
    return [(str(code), str(word)) for code, word in SpokenLanguage.choices]


def _field(name: str, **rules: object) -> TargetField:
    label = Viewpoint._meta.get_field(name).verbose_name  # type: ignore[union-attr]
    return TargetField(name, label, HEADERS[name], **{"max_length": 200, **rules})  # type: ignore[arg-type]


# What columns are named by in Swedish and English files, the usual first.
HEADERS = {
    "text": (
        "synpunkt|synpunkter|text|viewpoint|förslag|kommentar|svar|fritext|fritextsvar|"
        "sammanfattning|beskrivning|innehåll|åsikt|rubrik|titel|title|comment|comments|"
        "answer|opinion|description|meddelande"
    ),
    "kind": "slag|typ av synpunkt|typ|kind|type|bra eller sämre",
    "themes": (
        "tema|teman|ämne|ämnen|ämnesområde|kategori|gäller|theme|themes|topic|topics|"
        "category|utskott"
    ),
    "area": "område|stadsdel|stadsdelsområde|area|district|stadsdelsnämnd",
    "said_on": (
        "datum|date|dag|inkom|inkommen|skapad|created|createdat|created at|registrerad|tidpunkt"
    ),
    "occasion": "tillfälle|tillfällets datum|mötesdatum|occasion|meeting|occasion date",
    "latitude": "latitud|latitude|lat|latitud wsg84|latitud wgs84|y",
    "longitude": "longitud|longitude|lon|lng|long|longitud wsg84|longitud wgs84|x",
    "place_mark": "markering|platsen är|place mark|mark",
    "language": "språk|language|lang",
    "in_scope": "inom frågan|inom ramen|in scope|within the scope",
}

FIELDS: tuple[TargetField, ...] = (
    _field("text", is_required=True, takes_several=True, max_length=LONGEST_TEXT),
    _field(
        "kind",
        takes=NAMES,
        on_unknown=LEAVE,
        choices=_kinds,
        default_label=_("Kind where the file says none"),
    ),
    TargetField(
        "themes",
        gettext_lazy("themes"),
        HEADERS["themes"],
        takes=NAMES,
        takes_several=True,
        on_unknown=LEAVE,
        max_length=2_000,
        choices=_themes,
        suggests=True,
        default_label=_("Themes where the file says none"),
    ),
    _field(
        "area",
        takes=NAMES,
        on_unknown=REFUSE,
        choices=area_choices,
        default_label=_("Area where the file says none"),
    ),
    _field("said_on", takes=DATE, max_length=80),
    _field("occasion", takes=DATE, on_unknown=LEAVE, max_length=80),
    _field("latitude", takes=NUMBER, max_length=80),
    _field("longitude", takes=NUMBER, max_length=80),
    _field("place_mark", takes=NAMES, on_unknown=LEAVE),
    _field(
        "language",
        takes=NAMES,
        on_unknown=LEAVE,
        choices=_languages,
        suggests=True,
        default_label=_("Language where the file says none"),
    ),
    _field("in_scope", takes=YES_NO, max_length=20),
)
