"""Storing a profile: the city's definition, rules and lists (R020–R023, R076, R153)."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from municipality.area_names import address_for
from municipality.areas import rebuild_relations
from municipality.enums import AreaLevel
from municipality.loading import Report
from municipality.models import Area, DialogueKind, DialogueType, LoopStep, Method, Profile, Theme
from municipality.models.bilingual import Named
from municipality.profile_files import ProfileFile, Row


def load_profile(file: ProfileFile) -> Report:
    """Bring the database to what a profile says; rows it does not name are kept.

    A city has one profile: loading another takes the place of the first. Types that the profile
    lacks are taken out of use, not deleted: old dialogues have them. Kinds, methods and themes
    that the city has added itself stay as they are.
    """
    report = Report()
    _store_city(file, report)
    _store_list(DialogueType, file.types, report)
    for old in DialogueType.objects.exclude(slug__in=[row["slug"] for row in file.types]):
        report.store(
            old,
            _("type: %(name)s (no longer in use)") % {"name": old.name_sv},
            in_use=False,
            is_default=False,
        )
    _store_list(DialogueKind, file.kinds, report)
    _store_list(Method, file.methods, report)
    _store_list(LoopStep, file.loop_steps, report)
    _store_themes(file.themes, report)
    _store_profile(file, report)
    return report


def _store_city(file: ProfileFile, report: Report) -> None:
    """The area that all others are part of, where there is none yet."""
    if Area.objects.filter(level=AreaLevel.CITY).exists():
        return
    slugs = set(Area.objects.values_list("slug", flat=True))
    city = Area(level=AreaLevel.CITY, slug=address_for(file.city, AreaLevel.CITY, slugs))
    report.store(city, _("area: %(name)s") % {"name": file.city}, name=file.city)
    rebuild_relations()


def _store_profile(file: ProfileFile, report: Report) -> None:
    before = len(report.made) + len(report.changed)
    row = Profile.objects.first() or Profile()
    values: dict[str, Any] = {
        "name": file.name,
        "city_name": file.city,
        "texts": file.texts,
        "exclusions": file.exclusions,
        "cautions": file.cautions,
        "rules": file.rules,
    }
    report.store(row, _("profile: %(name)s") % {"name": file.name}, **values)
    if len(report.made) + len(report.changed) > before:
        Profile.objects.filter(pk=row.pk).update(loaded_at=timezone.now())


def _store_list(model: type[Named], rows: list[Row], report: Report) -> None:
    there = {row.slug: row for row in model._default_manager.all()}
    for order, values in enumerate(rows, start=1):
        row = there.get(values["slug"]) or model(slug=values["slug"])
        label = f"{model._meta.verbose_name}: {values['name_sv']}"
        report.store(row, label, **values, order=order, in_use=True)


def _store_themes(rows: list[Row], report: Report) -> None:
    themes = {theme.slug: theme for theme in Theme.objects.all()}
    for order, row in enumerate(rows, start=1):
        values = {key: value for key, value in row.items() if key != "parent"}
        theme = themes.setdefault(row["slug"], Theme())
        values["parent_id"] = themes[row["parent"]].pk if row["parent"] else None
        label = f"{Theme._meta.verbose_name}: {row['name_sv']}"
        report.store(theme, label, **values, order=order, in_use=True)
