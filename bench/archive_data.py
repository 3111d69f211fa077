"""A large archive to measure on: dialogues in every area, viewpoints by the million."""

from __future__ import annotations

import datetime
import random
import time
import uuid
from collections.abc import Iterator

from django.db import connection
from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

from dialogportal.language import index_words
from dialogues.enums import State
from dialogues.indexing import set_words
from dialogues.models import Dialogue
from dialogues.references import next_references
from feedback.models import Viewpoint
from municipality.enums import CARRYING_OUT_KINDS
from municipality.models import Area, DialogueType, Organisation, Theme

SEED = 20261120
# Stands in a quarter of all viewpoints; the rare words in a handful each.
COMMON = "trygghet"
THREE = ("belysning", "gångväg", "skola")
MISSPELT = ("belysnig", "lekpalts", "trygheten", "gångvgen", "skoln")
COLUMNS = (
    "dialogue_id, text, kind, theme_ids, area_id, said_on, language, in_scope, personal_data, "
    "fingerprint, created_at, words, part_words, place_mark, version"
)
FIRST_DAY = datetime.date(2009, 1, 1)
DAYS = 6_500
STATES = [State.CLOSED] * 12 + [State.FEEDBACK] * 5 + [State.ONGOING, State.DECIDED, State.IDEA]


def vocabulary(size: int) -> list[str]:
    """Swedish words, from the lemma dictionary: the first ones are used most."""
    known = DefaultDictionaryFactory().get_dictionary("sv")
    words = sorted(known)
    plain = [word for word in words if 4 <= len(word) <= 14 and word.isalpha() and word.islower()]
    random.Random(SEED).shuffle(plain)
    return plain[:size]


def texts(count: int) -> list[str]:
    """Viewpoints as the demo city's residents write them."""
    from archive.demo.city import build_city  # noqa: PLC0415 only where it is needed

    found = [viewpoint.text for dialogue in build_city() for viewpoint in dialogue.viewpoints]
    return found[:count]


def make_dialogues(count: int) -> list[int]:
    """``count`` dialogues over all areas, organisations and years; returns their ids."""
    rng = random.Random(SEED)
    sayings = texts(5_000)
    owners = list(Organisation.objects.filter(kind__in=CARRYING_OUT_KINDS))
    areas = list(Area.objects.exclude(level="city"))
    themes = list(Theme.objects.all())
    kind = DialogueType.objects.order_by("order").first()
    assert kind is not None
    rows = []
    for reference in next_references(2026, count):
        starts = FIRST_DAY + datetime.timedelta(days=rng.randrange(DAYS))
        area, theme = rng.choice(areas), rng.choice(themes)
        row = Dialogue(
            reference=reference,
            title=f"{theme.name_sv} i {area.name} {starts.year}",
            question=rng.choice(sayings)[:200],
            background=" ".join(rng.sample(sayings, 3)),
            result_summary=" ".join(rng.sample(sayings, 4)),
            owner=rng.choice(owners),
            type=kind,
            starts_on=starts,
            ends_on=starts + datetime.timedelta(days=rng.randrange(1, 90)),
            state=rng.choice(STATES),
        )
        set_words(row)
        rows.append(row)
    stored = Dialogue.objects.bulk_create(rows, batch_size=500)
    area_link, theme_link = Dialogue.areas.through, Dialogue.themes.through
    area_link.objects.bulk_create(
        [area_link(dialogue_id=row.pk, area_id=rng.choice(areas).pk) for row in stored]
    )
    theme_link.objects.bulk_create(
        [theme_link(dialogue_id=row.pk, theme_id=rng.choice(themes).pk) for row in stored]
    )
    return [row.pk for row in stored]


def _rows(
    count: int, dialogue_ids: list[int], areas: list[int], themes: list[int]
) -> Iterator[tuple[object, ...]]:
    rng = random.Random(count)
    sayings = [(text, index_words(text)) for text in texts(20_000)]
    rare = [(word, index_words(word)) for word in vocabulary(60_000)]
    common = index_words(COMMON)
    now = datetime.datetime.now(datetime.UTC)
    for number in range(count):
        text, words = sayings[rng.randrange(len(sayings))]
        extra, extra_words = rare[int(len(rare) * rng.random() ** 2)]
        lemmas, parts = f"{words.lemmas} {extra_words.lemmas}", f"{words.parts} {extra_words.parts}"
        text = f"{text} {extra.capitalize()}."
        if rng.random() < 0.25 and common.lemmas not in words.lemmas:
            text, lemmas = f"{text} {COMMON.capitalize()}!", f"{lemmas} {common.lemmas}"
            parts = f"{parts} {common.parts}"
        yield (
            # Dialogues come in time order and so do their viewpoints.
            dialogue_ids[number * len(dialogue_ids) // count],
            text,
            "improve",
            [rng.choice(themes)],
            rng.choice(areas),
            FIRST_DAY + datetime.timedelta(days=number * DAYS // count),
            "sv",
            True,
            "none",
            uuid.UUID(int=rng.getrandbits(128)),
            now,
            lemmas,
            parts,
            "",
            1,
        )


def make_viewpoints(count: int, dialogue_ids: list[int]) -> float:
    """Load ``count`` viewpoints, indexes built afterwards; returns seconds."""
    began = time.perf_counter()
    table = Viewpoint._meta.db_table
    areas = list(Area.objects.exclude(level="city").values_list("pk", flat=True))
    themes = list(Theme.objects.values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '1GB'")
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s "
            "AND indexdef NOT LIKE %s",
            [table, "CREATE UNIQUE%"],
        )
        indexes = cursor.fetchall()
        for name, _definition in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        with cursor.copy(f"COPY {table} ({COLUMNS}) FROM STDIN") as copy:
            for row in _rows(count, dialogue_ids, areas, themes):
                copy.write_row(row)
        for _name, definition in indexes:
            cursor.execute(definition)
        cursor.execute(
            "UPDATE dialogues_dialogue SET viewpoint_count = held.number FROM ("
            "SELECT dialogue_id, count(*) AS number FROM feedback_viewpoint GROUP BY dialogue_id"
            ") AS held WHERE held.dialogue_id = dialogues_dialogue.id"
        )
    return time.perf_counter() - began


def empty_viewpoints() -> None:
    """Take all viewpoints away, for the next size."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE feedback_viewpoint CASCADE")


def settle() -> None:
    """What a night does: statistics and word counts brought up to date. And what a day's use does:
    with no limit to its buffers the archive ends up in PostgreSQL's memory, as far as it has any.
    """
    from archive.lexemes import refresh  # noqa: PLC0415

    refresh()
    with connection.cursor() as cursor:
        unlimited = ", BUFFER_USAGE_LIMIT 0" if connection.pg_version >= 160_000 else ""
        cursor.execute(f"VACUUM (ANALYZE{unlimited})")
