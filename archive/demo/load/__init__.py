"""Storing the demo city: everything in one transaction, or nothing."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.db import connection, transaction

from archive.demo.city import build_city
from archive.demo.load.attendance import load_attendance
from archive.demo.load.ground import load_ground
from archive.demo.load.inquiries import load_inquiries, load_two_steps
from archive.demo.load.measures import load_measures
from archive.demo.load.people import load_people, load_saved_searches, log_ins
from archive.demo.load.plans import load_plans
from archive.demo.load.proposals import load_proposals
from archive.demo.load.register import load_register, read_lists
from archive.demo.load.reviews import load_reviews
from archive.demo.load.voices import load_voices
from archive.lexemes import refresh
from archive.overlaps import recompute_all
from dialogportal.local_cache import cache
from dialogues.models import Dialogue
from municipality.models import Area, Organisation, Profile

__all__ = ["is_empty", "load_city", "load_city_facts", "log_ins"]
ANALYSED = (
    "municipality_area",
    "dialogues_dialogue",
    "dialogues_dialogue_areas",
    "dialogues_dialogue_themes",
    "dialogues_dialogue_methods",
    "dialogues_document",
    "dialogues_occasion",
    "feedback_viewpoint",
    "feedback_measure",
)


def is_empty() -> bool:
    """Whether nobody has begun to use this database for a city."""
    return not any(
        model._default_manager.exists() for model in (Dialogue, Organisation, Area, Profile)
    )


def load_city_facts() -> None:
    """Store profile, areas, population and organisations: facts, with no dialogues and no users."""
    with transaction.atomic():
        load_ground()


def load_city() -> tuple[int, int]:
    """Store the whole demo city in an empty database; returns (dialogues, viewpoints).

    About fifteen seconds. Files written are removed again when something goes wrong.
    """
    files: list[str] = []
    try:
        with transaction.atomic():
            return _load(files)
    except BaseException:
        for name in files:
            default_storage.delete(name)
        raise


def _load(files: list[str]) -> tuple[int, int]:
    cache.clear()  # what was remembered of the city that was here before
    areas = load_ground()
    load_two_steps()
    lists = read_lists(areas)
    load_people()
    kept = load_register(build_city(), lists, files)
    viewpoints = load_voices(kept, lists)
    load_attendance(kept)
    load_measures(kept, lists)
    refresh()
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(ANALYSED)}")
    load_saved_searches()
    load_reviews(kept, lists)
    recompute_all()
    load_plans(kept)
    load_inquiries(kept)
    load_proposals()
    return len(kept), viewpoints
