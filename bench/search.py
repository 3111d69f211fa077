"""How long the full search page takes through the real server, beside a trivial page.

    python -m bench.search --dialogues 10000 --viewpoints 1000000

Prints one JSON object, last: ``{"floor_p50_ms", "classes": {NAME: {"p50_ms", "p95_ms",
"p95_to_floor"}}, "growth_10x"}``. ``growth_10x`` is the largest ratio, over the classes, between
the p50 with all viewpoints and with a tenth of them.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from typing import Any
from urllib.parse import urlencode

from bench.scratch import scratch_database
from bench.server import Client, p50, p95, server

REQUESTS = 60
WARM_UP = 8


def paths() -> dict[str, list[str]]:
    """{class: addresses}, each address another question of its class."""
    from bench.archive_data import COMMON, MISSPELT, SEED, THREE, vocabulary  # noqa: PLC0415
    from municipality.models import Area, Theme  # noqa: PLC0415

    rng = random.Random(SEED)
    rare = rng.sample(vocabulary(60_000)[20_000:], REQUESTS + WARM_UP)
    areas = list(Area.objects.filter(level="district").values_list("slug", flat=True))
    themes = list(Theme.objects.values_list("slug", flat=True))

    def many(make: Any) -> list[str]:
        return [f"/sok/?{urlencode(make(number))}" for number in range(REQUESTS + WARM_UP)]

    questions = [
        "belysning på gångvägen till skolan",
        "mer grönska på torget",
        "trygg väg hem på kvällen",
    ]
    return {
        "rare_word": many(lambda n: {"q": rare[n]}),
        "common_word": many(lambda n: {"q": COMMON, "page": n % 5 + 1}),
        "three_words": many(lambda n: {"q": " ".join(THREE), "page": n % 5 + 1}),
        "misspelt_word": many(lambda n: {"q": MISSPELT[n % len(MISSPELT)]}),
        "word_in_area": many(lambda n: {"q": COMMON, "area": areas[n % len(areas)]}),
        "filters_only": many(
            lambda n: {"theme": themes[n % len(themes)], "status": "carried_out", "from": 2015}
        ),
        "before_you_plan": [
            f"/planera/?{urlencode({'q': questions[n % 3], 'area': areas[n % len(areas)]})}"
            for n in range(REQUESTS + WARM_UP)
        ],
    }


def measure(database_url: str) -> dict[str, list[float]]:
    """{"floor" or class: milliseconds of each request}, floor and classes taken in turn."""
    classes = {"floor": ["/bench/floor/"] * (REQUESTS + WARM_UP)} | paths()
    times: dict[str, list[float]] = {}
    with server(database_url) as port:
        client = Client(port)
        client.log_in("bench@example.org", "only for the bench")
        for name, addresses in classes.items():
            client.milliseconds(addresses[:WARM_UP])
            times[name] = client.milliseconds(addresses[WARM_UP:])
    return times


def summary(times: dict[str, list[float]], tenth: dict[str, list[float]]) -> dict[str, Any]:
    floor = p50(times["floor"])
    names = [name for name in times if name != "floor"]
    return {
        "floor_p50_ms": floor,
        "classes": {
            name: {
                "p50_ms": p50(times[name]),
                "p95_ms": p95(times[name]),
                "p95_to_floor": round(p95(times[name]) / floor, 2),
            }
            for name in names
        },
        "growth_10x": round(max(p50(times[name]) / p50(tenth[name]) for name in names), 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dialogues", type=int, default=10_000)
    parser.add_argument("--viewpoints", type=int, default=1_000_000)
    options = parser.parse_args()
    with scratch_database() as url:
        from archive.demo.load import load_city_facts  # noqa: PLC0415
        from bench import archive_data  # noqa: PLC0415
        from bench.city import an_official  # noqa: PLC0415

        load_city_facts()
        an_official()
        dialogue_ids = archive_data.make_dialogues(options.dialogues)
        taken = {}
        for size in (options.viewpoints // 10, options.viewpoints):
            archive_data.empty_viewpoints()
            seconds = archive_data.make_viewpoints(size, dialogue_ids)
            archive_data.settle()
            print(f"{size} viewpoints loaded in {seconds:.0f} s", file=sys.stderr)
            taken[size] = measure(url)
            print(json.dumps(summary(taken[size], taken[size])), file=sys.stderr)
    print(json.dumps(summary(taken[options.viewpoints], taken[options.viewpoints // 10])))


if __name__ == "__main__":
    main()
