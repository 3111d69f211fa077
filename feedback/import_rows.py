"""What one row of a file with viewpoints says."""

from __future__ import annotations

import datetime
import hashlib
import re
import uuid
from dataclasses import dataclass, field

from django.utils.translation import gettext_noop

from dialogues.importing.fields import REFUSE
from dialogues.importing.names import area_names, choice_names, folded, named_rows
from dialogues.importing.reader import RowReader
from dialogues.models import FileImport, Occasion
from feedback.enums import PlaceMark, SpokenLanguage, ViewpointKind
from municipality.models import Theme

ONE_COORDINATE = gettext_noop("A place needs both latitude and longitude.")
NOT_DEGREES = gettext_noop(
    "This is not a place in degrees: latitude -90 to 90, longitude -180 to 180."
)
NO_OCCASION = gettext_noop("The dialogue has no occasion on this day.")

_KIND_WORDS = {
    "bra": ViewpointKind.GOOD, "positivt": ViewpointKind.GOOD, "beröm": ViewpointKind.GOOD,
    "good": ViewpointKind.GOOD, "plus": ViewpointKind.GOOD, "bra idag": ViewpointKind.GOOD,
    "sämre": ViewpointKind.WORSE, "dåligt": ViewpointKind.WORSE, "negativt": ViewpointKind.WORSE,
    "klagomål": ViewpointKind.WORSE, "kritik": ViewpointKind.WORSE, "bad": ViewpointKind.WORSE,
    "worse": ViewpointKind.WORSE, "minus": ViewpointKind.WORSE, "problem": ViewpointKind.WORSE,
    "sämre idag": ViewpointKind.WORSE, "dåligt idag": ViewpointKind.WORSE,
    "förbättra": ViewpointKind.IMPROVE, "förslag": ViewpointKind.IMPROVE,
    "idé": ViewpointKind.IMPROVE, "förbättring": ViewpointKind.IMPROVE,
    "improve": ViewpointKind.IMPROVE,
    "proposal": ViewpointKind.IMPROVE, "suggestion": ViewpointKind.IMPROVE,
    "fråga": ViewpointKind.QUESTION,
}  # fmt: skip
_MARK_WORDS = {
    "bra": PlaceMark.GOOD, "bra plats": PlaceMark.GOOD, "utveckla": PlaceMark.DEVELOP,
    "behöver utvecklas": PlaceMark.DEVELOP, "sämre": PlaceMark.DEVELOP, "dålig": PlaceMark.DEVELOP,
}  # fmt: skip
_CODE = re.compile(r"[a-z]{2,3}")


@dataclass
class ViewpointRow:
    """A viewpoint on its way in. ``fingerprint`` is set when its twins in the file are counted."""

    text: str
    kind: str
    theme_ids: list[int]
    area_id: int | None
    occasion_id: int | None
    said_on: datetime.date | None
    latitude: float | None
    longitude: float | None
    place_mark: str
    language: str
    in_scope: bool
    twin_key: uuid.UUID = field(init=False)
    fingerprint: uuid.UUID = field(init=False)


class ViewpointRows:
    """Reads rows of one file; the city's lists are read once."""

    def __init__(self, file_import: FileImport, reader: RowReader) -> None:
        self.reader = reader
        self._dialogue_id = file_import.dialogue_id
        self._kinds = choice_names(ViewpointKind, _KIND_WORDS)
        self._marks = choice_names(PlaceMark, _MARK_WORDS)
        self._languages = choice_names(SpokenLanguage)
        self._themes = named_rows(Theme.objects.all())
        self._areas = area_names()
        self._occasions = list(
            Occasion.objects.filter(dialogue=file_import.dialogue_id).only("starts_on", "ends_on")
        )

    def read(self) -> ViewpointRow:
        """The present row; problems are left with the reader."""
        reader = self.reader
        text = reader.text("text")
        said = reader.date("said_on")
        day = said.start if said else None
        kinds = reader.found("kind", self._kinds)
        if kinds:
            reader.shown["kind"] = str(ViewpointKind(kinds[0]).label)
        marks = reader.found("place_mark", self._marks)
        areas = reader.found("area", self._areas, day)
        latitude, longitude = self._point()
        row = ViewpointRow(
            text=text,
            kind=str(kinds[0]) if kinds else reader.default("kind"),
            theme_ids=[theme.pk for theme in reader.found("themes", self._themes)],
            area_id=areas[0].pk if areas else int(reader.default("area") or 0) or None,
            occasion_id=self._occasion(),
            said_on=day,
            latitude=latitude,
            longitude=longitude,
            place_mark=str(marks[0]) if marks else "",
            language=self._language(),
            in_scope=reader.yes("in_scope", otherwise=True),
        )
        row.twin_key = self._twin_key(row)
        return row

    def _point(self) -> tuple[float | None, float | None]:
        latitude, longitude = self.reader.number("latitude"), self.reader.number("longitude")
        if (latitude is None) != (longitude is None):
            if not any(
                problem.field in {"latitude", "longitude"} for problem in self.reader.problems
            ):
                self.reader.refuse("latitude" if latitude is None else "longitude", ONE_COORDINATE)
            return None, None
        if latitude is None or longitude is None:
            return None, None
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            self.reader.refuse("latitude", NOT_DEGREES, f"{latitude} {longitude}")
            return None, None
        return float(latitude), float(longitude)

    def _language(self) -> str:
        text = self.reader.text("language")
        if not text:
            return self.reader.default("language") or SpokenLanguage.SWEDISH
        if _CODE.fullmatch(folded(text)) and self._languages.find(text) is None:
            return folded(text)
        found = self.reader.found("language", self._languages, items=[text])
        return str(found[0]) if found else ""

    def _occasion(self) -> int | None:
        value = self.reader.date("occasion")
        if value is None:
            return None
        for occasion in self._occasions:
            last_day = occasion.ends_on or occasion.starts_on
            if value.start <= last_day and occasion.starts_on <= value.end:
                return occasion.pk
        self.reader.count_unmatched("occasion", self.reader.shown["occasion"])
        if self.reader.on_unknown("occasion") == REFUSE:
            self.reader.refuse("occasion", NO_OCCASION, self.reader.shown["occasion"])
        return None

    def _twin_key(self, row: ViewpointRow) -> uuid.UUID:
        """The same for rows of any file that say the same about this dialogue.

        Made of what the row itself says, so that another default or a theme with a new name does
        not make an old row new.
        """
        parts = (
            row.text, row.said_on, row.latitude, row.longitude, self.reader.text("kind"),
            self.reader.text("area"), self.reader.text("occasion"),
        )  # fmt: skip
        plain = "\x1f".join("" if part is None else str(part) for part in parts)
        digest = hashlib.md5(f"{self._dialogue_id}\x1f{plain}".encode(), usedforsecurity=False)
        return uuid.UUID(bytes=digest.digest())
