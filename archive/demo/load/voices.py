"""What residents are made up to have said, into feedback's table."""

from __future__ import annotations

import datetime
import uuid

from django.conf import settings
from django.utils import translation

from archive.demo.load.copying import copy_in
from archive.demo.load.register import Kept, Lists
from archive.demo.load.times import after
from archive.demo.records import DemoViewpoint
from dialogportal.language import index_words
from dialogportal.personal_data import mask
from feedback.enums import PersonalData, PlaceMark, ViewpointKind
from feedback.indexing import examine, set_words
from feedback.models import Viewpoint
from municipality.enums import AreaLevel

# In older viewpoints an official has already removed personal data; newer ones still wait.
LOOKED_AT_BEFORE = datetime.date(2026, 3, 1)


def load_voices(kept: list[Kept], lists: Lists) -> int:
    """Store all viewpoints, the newest last; returns how many."""
    rows = [
        _viewpoint(made, number, each, lists)
        for each in kept
        for number, made in enumerate(each.made.viewpoints)
    ]
    rows.sort(key=lambda row: row.said_on or datetime.date.min)
    copy_in(rows)
    return len(rows)


def _viewpoint(made: DemoViewpoint, number: int, of: Kept, lists: Lists) -> Viewpoint:
    areas = lists.areas
    place = areas.get((AreaLevel.PLACE, made.area)) or areas[AreaLevel.DISTRICT, made.area]
    row = Viewpoint(
        dialogue=of.row,
        text=made.text,
        kind=made.kind,
        theme_ids=[lists.themes[slug].pk for slug in made.themes],
        area=place,
        occasion=None if made.occasion is None else of.occasions[made.occasion],
        said_on=made.said_on,
        latitude=made.latitude,
        longitude=made.longitude,
        place_mark=_place_mark(made),
        language=made.language,
        in_scope=made.in_scope,
        fingerprint=fingerprint(of, number),
        created_at=after(made.said_on, days=3),
    )
    row.personal_data, words = examine(row.text)
    if row.personal_data == PersonalData.WAITING and made.said_on < LOOKED_AT_BEFORE:
        with translation.override(settings.LANGUAGE_CODE):
            row.text = mask(row.text)
        row.personal_data, words = PersonalData.REMOVED, index_words(row.text)
    set_words(row, words)
    return row


def fingerprint(of: Kept, number: int) -> uuid.UUID:
    """What a viewpoint is found by again: its number among those of its dialogue."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"demo/{of.made.key}/{number}")


def _place_mark(made: DemoViewpoint) -> str:
    if made.latitude is None:
        return ""
    return PlaceMark.GOOD if made.kind == ViewpointKind.GOOD else PlaceMark.DEVELOP
