"""What every page of the portal costs, in the demo city and again with many more dialogues.

    python -m bench.pages --dialogues 10000

Prints one JSON object for the demo city and, last, one with the dialogues added:
``{"floor_p50_ms", "pages": {URL NAME: {"p50_ms", "p95_ms", "queries", "html_kb"}}}``. The sections
of a plan and the steps of a record each count, as "plan-section syfte". A page is whatever address
answers 200 with HTML to somebody; each is asked as the first of the demo's people who may see it,
of the first row that has it. Addresses that only take something in (POST), hand out a file or lead
elsewhere are named on standard error.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import suppress
from itertools import product
from typing import Any

from bench.scratch import scratch_database
from bench.server import Client, p50, p95, server

REQUESTS, WARM_UP = 20, 3
FLOOR = "/bench/floor/"
PEOPLE = (
    "handlaggare.jarva@demo.example",
    "sekreterare.jarva@demo.example",
    "ledamot.jarva@demo.example",
    "strateg@demo.example",
    "administrator@demo.example",
)
SEARCHES = {"search": "?q=belysning&area=tensta", "plan-begin": "?q=belysning&area=tensta"}
# One name for pages that differ: each is measured, its own word beside the name.
SEVERAL = {"plan-section", "dialogue-edit"}
# Of other people's work, and files.
NO_PAGES = {"search-export", "document-file", "import-refusals", "decision-basis-docx"}
SAVED = {"search-forget", "search-notices"}
MOST_TRIED, FEW = 600, 20


def named_addresses() -> Iterator[tuple[str, list[str]]]:
    """(URL name, its addresses worth trying), of all but the administration's own pages."""
    from django.urls import get_resolver  # noqa: PLC0415

    rows = sample_rows()
    for name, converters in _patterns(get_resolver()):
        if name.endswith("-export") or name in NO_PAGES:
            continue
        yield name, list(_addresses(name, converters, rows))[:MOST_TRIED]


def _patterns(resolver: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            if pattern.namespace is None:
                yield from _patterns(pattern)
        elif pattern.name:
            yield pattern.name, pattern.pattern.converters


def sample_rows() -> dict[str, list[Any]]:
    """{parameter of an address, or model: values to try}.

    Of dialogues, in each state, the fullest of the first person's own; of what belongs to
    dialogues, (reference, id) pairs of those.
    """
    from django.apps import apps  # noqa: PLC0415
    from django.db.models import Count  # noqa: PLC0415

    from archive.models import Overlap  # noqa: PLC0415
    from dialogues import plan  # noqa: PLC0415
    from dialogues.enums import State, Step  # noqa: PLC0415
    from dialogues.models import Dialogue  # noqa: PLC0415
    from dialogues.views.process import STEPS  # noqa: PLC0415
    from municipality.models import User  # noqa: PLC0415

    own = User.objects.get(email=PEOPLE[0]).organisation
    held = Dialogue.objects.filter(owner=own, withdrawn_on=None)
    dialogues = held.alias(told=Count("history")).order_by(
        "-is_good_example", "-told", "-viewpoint_count"
    )
    chosen = [row for state in State for row in dialogues.filter(state=state)[:3]]
    rows: dict[str, list[Any]] = {
        "reference": [row.reference for row in chosen],
        "step": Step.values,
        "slug": ["tensta", *(section.slug for section in plan.every_section())],
        "name": list(STEPS),
    }
    for app in ("dialogues", "participation", "feedback", "archive", "municipality"):
        for model in apps.get_app_config(app).get_models():
            rows[model.__name__.lower()] = _some_of(model, [row.pk for row in chosen])
    overlaps = Overlap.objects.filter(first__in=chosen).values_list("first__reference", "pk")
    return rows | {"overlap": list(overlaps[:FEW]), "number": [1]}


def _some_of(model: Any, dialogue_ids: list[int]) -> list[tuple[str, int]]:
    """(reference of its dialogue, or "", and id) of a few rows, of these dialogues if of any."""
    found = model._default_manager.order_by("-pk")
    if "dialogue" in {field.name for field in model._meta.get_fields() if field.is_relation}:
        rows = found.filter(dialogue__in=dialogue_ids).values_list("dialogue__reference", "pk")
        if rows:
            return list(rows[:FEW])
    return [("", pk) for pk in found.values_list("pk", flat=True)[:FEW]]


def _addresses(name: str, converters: dict[str, Any], rows: dict[str, list[Any]]) -> Iterator[str]:
    from django.urls import NoReverseMatch, reverse  # noqa: PLC0415

    kind = name.split("-")[0].split("_")[0]
    wanted = {"import": "fileimport", "notice": "notification", "personal": "viewpoint"}
    found = rows.get("savedsearch" if name in SAVED else wanted.get(kind, kind), [])
    if "pk" in converters:
        choices = [{"reference": reference, "pk": pk} for reference, pk in found]
    else:
        lists = [rows.get(parameter, []) for parameter in converters]
        choices = [dict(zip(converters, values, strict=True)) for values in product(*lists)]
    for values in choices:
        with suppress(NoReverseMatch):
            arguments = {parameter: values[parameter] for parameter in converters}
            yield reverse(name, kwargs=arguments) + SEARCHES.get(name, "")


def pages() -> dict[str, tuple[str, str, int, float]]:
    """{URL name: (whose, address, queries, kB of HTML)}; in this process, to count the queries."""
    from django.conf import settings  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.test import Client as InProcess  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from municipality.models import User  # noqa: PLC0415

    settings.ALLOWED_HOSTS = ["*"]
    clients = {}
    for email in PEOPLE:
        clients[email] = InProcess(raise_request_exception=False)
        clients[email].force_login(User.objects.get(email=email))
    found: dict[str, tuple[str, str, int, float]] = {}
    for name, addresses in named_addresses():
        for address, email in product(addresses, PEOPLE):
            key = _key(name, address)
            # Asked twice: what is kept for a minute is not counted.
            if key in found or not _is_page(clients[email].get(address)):
                continue
            with CaptureQueriesContext(connection) as queries:
                answer = clients[email].get(address)
            found[key] = (email, address, len(queries), round(len(answer.content) / 1024, 1))
            if name not in SEVERAL:
                break
        if not any(key.split()[0] == name for key in found):
            print(f"{name}: no page", file=sys.stderr)
    return found


def _key(name: str, address: str) -> str:
    return f"{name} {address.rstrip('/').rsplit('/', 1)[1]}" if name in SEVERAL else name


def _is_page(answer: Any) -> bool:
    return answer.status_code == 200 and "html" in answer.headers.get("Content-Type", "")


def measure(url: str) -> dict[str, Any]:
    """Every page's times through the real server, beside the floor's."""
    from django.conf import settings  # noqa: PLC0415

    found = pages()
    with server(url) as port:
        clients = {}
        for email in PEOPLE:
            clients[email] = Client(port)
            clients[email].log_in(email, settings.DEMO_PASSWORD)
        first = clients[PEOPLE[0]]
        first.milliseconds([FLOOR] * WARM_UP)
        floor = p50(first.milliseconds([FLOOR] * 3 * REQUESTS))
        measured = {}
        for name, (email, address, queries, size) in found.items():
            clients[email].hang_up()
            clients[email].milliseconds([address] * WARM_UP)
            times = clients[email].milliseconds([address] * REQUESTS)
            measured[name] = {
                "p50_ms": p50(times), "p95_ms": p95(times), "queries": queries, "html_kb": size,
            }  # fmt: skip
    return {"floor_p50_ms": floor, "pages": measured}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dialogues", type=int, default=10_000)
    options = parser.parse_args()
    with scratch_database() as url:
        from django.core.management import call_command  # noqa: PLC0415

        from bench import archive_data  # noqa: PLC0415

        call_command("load_demo_city", quiet=True)
        archive_data.settle()
        print(json.dumps(measure(url)))
        archive_data.make_dialogues(options.dialogues)
        archive_data.settle()
        print(json.dumps(measure(url)))


if __name__ == "__main__":
    main()
