"""Long lists as groups to fold: areas by committee area, organisations by kind, and so on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Model, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from dialogportal.sorting import swedish_key
from dialogues.forms.widgets import Grouped, Options
from municipality.enums import AreaLevel, MethodClass, OrganisationKind
from municipality.models import Area, AreaParent, Method, Organisation, Theme


def _in_order(options: Options) -> Options:
    return sorted(options, key=lambda option: swedish_key(option[1]))


def area_choices() -> Grouped:
    """Areas below the city, by the district committee area that they belong to today."""
    upwards = AreaParent.objects.in_force().filter(child=OuterRef("pk"))
    committees = upwards.filter(parent__level=AreaLevel.COMMITTEE).values("parent")
    areas = list(
        Area.objects.exclude(level=AreaLevel.CITY)
        .only("name", "level", "valid_to")
        .annotate(committee=Subquery(committees[:1]))
    )
    below: dict[int, Options] = defaultdict(list)
    for area in areas:
        if area.committee:
            below[area.committee].append((area.pk, area.name))
    groups: Grouped = []
    former: Options = []
    others: Options = []
    for area in sorted(areas, key=lambda row: swedish_key(row.name)):
        if area.committee:
            continue
        if area.level == AreaLevel.COMMITTEE and not area.is_abolished:
            whole = (area.pk, _("The whole of %(area)s") % {"area": area.name})
            groups.append((area.name, [whole, *_in_order(below[area.pk])]))
        else:
            (former if area.is_abolished else others).append((area.pk, area.name))
    if others:
        groups.append((_("Other areas"), others))
    if former:
        groups.append((_("Areas of earlier divisions"), former))
    return groups


def in_use_or_chosen(row: Model, name: str) -> QuerySet[Any]:
    """What a relation of a row offers: all in use, and what it holds of what no longer is. Else to
    save the row again would take that away."""
    field: Any = row._meta.get_field(name)
    if field.many_to_many:
        links = field.remote_field.through._default_manager.filter(
            **{field.m2m_field_name(): row.pk}
        )
        chosen = links.values(field.m2m_reverse_field_name())
    else:
        chosen = [getattr(row, field.attname)]
    rows: QuerySet[Any] = field.related_model._default_manager
    return rows.filter(Q(in_use=True) | Q(pk__in=chosen))


def offer(form: Any, name: str, grouped: Callable[[Any], Any]) -> None:
    """Let a form's relation choose among those, in groups."""
    field, rows = form.fields[name], in_use_or_chosen(form.instance, name)
    field.queryset = rows
    field.choices = grouped(rows)


def theme_choices(rows: Iterable[Theme]) -> Grouped | Options:
    """Themes under their parents; one flat list when no theme has a parent."""
    themes = list(rows)
    if not any(theme.parent_id for theme in themes):
        return [(theme.pk, str(theme)) for theme in themes]
    groups: Grouped = []
    offered = {theme.pk for theme in themes}
    for top in themes:
        if top.parent_id not in offered:
            children = [(row.pk, str(row)) for row in themes if row.parent_id == top.pk]
            groups.append((str(top), [(top.pk, str(top)), *children]))
    return groups


def method_choices(rows: Iterable[Method]) -> Grouped:
    """Methods by class (R013)."""
    by_class: dict[str, Options] = defaultdict(list)
    for method in rows:
        by_class[method.method_class].append((method.pk, str(method)))
    return [
        (str(label), by_class[value]) for value, label in MethodClass.choices if by_class[value]
    ]


def organisation_choices(rows: Iterable[Organisation]) -> Grouped:
    """Administrations, companies and associations among the rows, by kind."""
    by_kind: dict[str, Options] = defaultdict(list)
    for row in rows:
        by_kind[row.kind].append((row.pk, row.name))
    kinds = (
        OrganisationKind.ADMINISTRATION_DISTRICT,
        OrganisationKind.ADMINISTRATION_SPECIALIST,
        OrganisationKind.COMPANY,
        OrganisationKind.CIVIL_SOCIETY,
    )
    return [(str(kind.label), by_kind[kind]) for kind in kinds if by_kind[kind]]
