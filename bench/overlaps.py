"""How long it takes to compute with whom one plan collides, in SQL, among many dialogues.

    python -m bench.overlaps --dialogues 10000

A tenth of the dialogues are planned or ongoing within a year of today, one in fifty of those for
the whole city. Every one of a sample is computed again after its dates, area, theme and groups were
changed, so that overlaps are removed and written. Prints one JSON object, last: ``{"ms_p50",
"ms_p95", "dialogues"}``.
"""

from __future__ import annotations

import argparse
import datetime
import json
import random
import sys
import time

from django.db import connection, transaction

from bench.scratch import scratch_database
from bench.server import p50, p95

SAMPLE = 300
SEED = 20261121
UNDER_WAY_SHARE, CITY_WIDE_SHARE = 10, 50


def put_under_way(ids: list[int]) -> list[int]:
    """Spread a tenth of the dialogues over the year around today; returns their ids."""
    from django.utils import timezone  # noqa: PLC0415 settings must be read first

    from dialogues.enums import State, TargetGroup  # noqa: PLC0415
    from dialogues.models import Dialogue  # noqa: PLC0415

    rng = random.Random(SEED)
    states = [State.PLANNING, State.SUBMITTED, State.DECIDED, State.ONGOING]
    today = timezone.localdate()
    # The rest of the archive has been held: only these are under way.
    Dialogue.objects.exclude(state__in=[State.FEEDBACK, State.CLOSED]).update(state=State.CLOSED)
    chosen = rng.sample(ids, len(ids) // UNDER_WAY_SHARE)
    rows = list(Dialogue.objects.filter(pk__in=chosen))
    for number, row in enumerate(rows):
        row.state = rng.choice(states)
        row.starts_on = today + datetime.timedelta(days=rng.randrange(-180, 180))
        row.ends_on = row.starts_on + datetime.timedelta(days=rng.randrange(1, 60))
        row.is_city_wide = number % CITY_WIDE_SHARE == 0
        row.target_groups = rng.sample(TargetGroup.values, 2)
    fields = ["state", "starts_on", "ends_on", "is_city_wide", "target_groups"]
    Dialogue.objects.bulk_update(rows, fields, batch_size=500)
    return [row.pk for row in rows]


def measure(ids: list[int]) -> list[float]:
    """Milliseconds of each computation after a change, without the commit."""
    from archive.overlaps import recompute  # noqa: PLC0415
    from dialogues.models import Dialogue  # noqa: PLC0415

    rng = random.Random(SEED)
    taken = []
    for pk in rng.sample(ids, min(SAMPLE, len(ids))):
        with transaction.atomic():
            row = Dialogue.objects.light().get(pk=pk)
            moved = datetime.timedelta(days=rng.randrange(-60, 60))
            Dialogue.objects.filter(pk=pk).update(
                starts_on=row.starts_on + moved, ends_on=row.ends_on + moved
            )
            begun = time.perf_counter()
            recompute(pk)
            taken.append((time.perf_counter() - begun) * 1000)
    return taken


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dialogues", type=int, default=10_000)
    options = parser.parse_args()
    with scratch_database():
        from archive.models import Overlap  # noqa: PLC0415
        from archive.overlaps import recompute_all  # noqa: PLC0415
        from bench.archive_data import make_dialogues  # noqa: PLC0415
        from bench.city import city_facts  # noqa: PLC0415

        city_facts()
        ids = put_under_way(make_dialogues(options.dialogues))
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        begun = time.perf_counter()
        recompute_all()
        seconds = time.perf_counter() - begun
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE archive_overlap")
        print(
            f"{len(ids)} under way, {Overlap.objects.count()} overlaps, all computed in"
            f" {seconds:.0f} s",
            file=sys.stderr,
        )
        taken = measure(ids)
    print(json.dumps({"ms_p50": p50(taken), "ms_p95": p95(taken), "dialogues": options.dialogues}))


if __name__ == "__main__":
    main()
