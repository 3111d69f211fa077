"""A page that can be looked at can be asked for by HEAD, as link checkers do."""

from django.urls import get_resolver

from tests.factories import DocumentFactory, OccasionFactory
from tests.factories.imports import csv_bytes, upload_dialogues

OURS = ("archive", "dialogues", "feedback", "municipality")


def addresses(city):
    """(name, address) of each of our pages, filled in for one dialogue and what belongs to it."""
    dialogue = city.tensta_dialogue
    rows = {
        "occasion": OccasionFactory(dialogue=dialogue).pk,
        "document": DocumentFactory(dialogue=dialogue).pk,
        "import": upload_dialogues(city.office, csv_bytes([["Titel"], ["Torget"]])).pk,
        "viewpoint": city.said.pk,
    }
    known = {"reference": dialogue.reference, "slug": "tensta", "step": "grunden"}
    resolver = get_resolver()
    for name in [key for key in resolver.reverse_dict if isinstance(key, str)]:
        for possible, _pattern, _defaults, _converters in resolver.reverse_dict.getlist(name):
            template, params = possible[0]
            pk = rows.get(name.partition("-")[0], 0)
            filled = {**known, "pk": pk, "extension": "csv"}
            if set(params) <= set(filled):
                yield name, "/" + template % {each: filled[each] for each in params}


def test_head_answers_as_get_does(web, city):
    web.raise_request_exception = False
    asked = 0
    for name, address in addresses(city):
        view = get_resolver().resolve(address).func
        if view.__module__.partition(".")[0] not in OURS:
            continue
        asked += 1
        assert (name, web.head(address).status_code) == (name, web.get(address).status_code)
    assert asked > 30
