"""Plans, decisions, statutes, languages, recruitment, actors, partners and occasions are searched.

Their words are added to those there are: documents and all else need not be read again. Some
minutes for a hundred thousand dialogues.
"""

from collections import defaultdict

from django.db import connection, migrations
from django.db.models import Max, Q

from dialogportal.language import index_words

FIELDS = [
    "plan_reference", "feeds_decision", "statutory_ground", "languages", "recruitment_text",
    "actors_to_involve",
]  # fmt: skip
MOST_CHARACTERS = 50_000
AT_ONCE = 1_000
ADD = """
UPDATE dialogues_dialogue AS held SET
    body_words = trim(held.body_words || ' ' || more.body),
    part_words = trim(held.part_words || ' ' || more.parts)
FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS more (id, body, parts)
WHERE held.id = more.id
"""


def add_words(apps, schema_editor):
    models = {name: apps.get_model("dialogues", name) for name in ("Dialogue", "Partner", "Occasion")}
    last = models["Dialogue"].objects.aggregate(last=Max("pk"))["last"] or 0
    for first in range(1, last + 1, AT_ONCE):
        texts = _texts(models, range(first, first + AT_ONCE))
        words = {pk: index_words("\n".join(each)[:MOST_CHARACTERS]) for pk, each in texts.items()}
        with connection.cursor() as cursor:
            cursor.execute(
                ADD,
                [
                    list(words),
                    [each.lemmas for each in words.values()],
                    [each.parts for each in words.values()],
                ],
            )


def _texts(models, ids):
    """{dialogue id: the texts that are new to the search}"""
    found = defaultdict(list)
    filled = Q()
    for name in FIELDS:
        filled |= ~Q(**{name: ""})
    rows = models["Dialogue"].objects.filter(filled, pk__gte=ids.start, pk__lt=ids.stop).order_by("pk")
    for pk, *texts in rows.values_list("pk", *FIELDS):
        found[pk] += texts
    for model, names in (("Partner", ["name"]), ("Occasion", ["title", "venue"])):
        rows = models[model].objects.filter(dialogue__gte=ids.start, dialogue__lt=ids.stop)
        for pk, *texts in rows.order_by("pk").values_list("dialogue_id", *names):
            found[pk] += texts
    return found


class Migration(migrations.Migration):
    dependencies = [("dialogues", "0013_no_dialogue")]

    operations = [migrations.RunPython(add_words, migrations.RunPython.noop)]
