"""The demo city is the same every time, agrees with itself and keeps what it promises."""

import datetime
import re
import tomllib
from collections import Counter
from pathlib import Path
from random import Random

import pytest

import municipality
from archive.demo.city import TODAY, build_city
from archive.demo.facts import administration_on, districts, figures, organisations, themes
from archive.demo.grammar import Slots, parse
from archive.demo.making import subjects
from archive.demo.places import place_table
from archive.demo.voices import PHONES, TEST_NUMBERS, aspects
from dialogues import enums
from feedback.enums import ViewpointKind
from municipality.enums import DialogueForm, Measure, OrganisationKind


@pytest.fixture(scope="module")
def city():
    return build_city()


@pytest.fixture(scope="module")
def viewpoints(city):
    return [viewpoint for dialogue in city for viewpoint in dialogue.viewpoints]


def by_key(city, key):
    return next(dialogue for dialogue in city if dialogue.key == key)


def test_the_city_is_the_same_every_time(city):
    assert build_city() == city


def test_it_has_the_eleven_cases_and_enough_made_up_dialogues_and_viewpoints(city, viewpoints):
    assert sum(not dialogue.is_made_up for dialogue in city) == 11
    assert sum(dialogue.is_made_up for dialogue in city) >= 420
    assert len(viewpoints) >= 20_000


def test_the_documented_cases_have_sources_and_no_viewpoints(city):
    cases = [dialogue for dialogue in city if not dialogue.is_made_up]
    assert [case.key for case in cases if not case.source or case.viewpoints] == []


def test_titles_and_references_are_all_different(city):
    assert len({dialogue.title for dialogue in city}) == len(city)
    assert len({dialogue.reference for dialogue in city}) == len(city)


def test_hardly_any_viewpoint_comes_twice(viewpoints):
    repeated = len(viewpoints) - len({viewpoint.text.casefold() for viewpoint in viewpoints})
    assert repeated / len(viewpoints) < 0.005


def test_no_text_shows_its_notation(city, viewpoints):
    texts = [viewpoint.text for viewpoint in viewpoints]
    for dialogue in city:
        texts += [
            dialogue.title,
            dialogue.question,
            dialogue.background,
            dialogue.result_summary,
            dialogue.feedback_text,
            dialogue.lessons,
            *(document.text for document in dialogue.documents),
        ]
    assert [text for text in texts if re.search(r"[\[\]{}|\xad]", text)] == []


def test_all_states_occur(city):
    assert {dialogue.state for dialogue in city} == set(enums.State.values)


def test_coded_fields_hold_the_models_values(city, viewpoints):
    known = {theme.slug for theme in themes()}
    bodies = {body.slug for body in organisations()}
    for dialogue in city:
        assert {dialogue.owner, *dialogue.co_organisers} <= bodies
        assert set(dialogue.themes) <= known
        assert set(dialogue.purposes) <= set(enums.Purpose.values)
        assert set(dialogue.target_groups) <= set(enums.TargetGroup.values)
        assert set(dialogue.recruitment) <= set(enums.Recruitment.values)
        assert set(dialogue.orientation) <= set(enums.Orientation.values)
        assert set(dialogue.phases) <= set(enums.Phase.values)
        assert set(dialogue.evaluated) <= set(enums.EvaluatedAspect.values)
        assert dialogue.openness in enums.Openness.values
        assert dialogue.form in DialogueForm.values
        assert dialogue.initiator in enums.Initiator.values
        assert dialogue.participants_quality in enums.CountQuality.values
        assert {occasion.venue_kind for occasion in dialogue.occasions} <= {
            "",
            *enums.VenueKind.values,
        }
    assert {viewpoint.kind for viewpoint in viewpoints} == set(ViewpointKind.values)
    assert {theme for viewpoint in viewpoints for theme in viewpoint.themes} <= known


def test_dates_and_counts_keep_the_databases_rules(city):
    for dialogue in city:
        if dialogue.ends_on:
            assert dialogue.starts_on <= dialogue.ends_on
        if dialogue.participants is not None:
            assert dialogue.participants_quality != "unknown"
        if dialogue.feedback_given_on:
            assert dialogue.feedback_reach
            assert dialogue.feedback_given_on <= TODAY
        if dialogue.registered_afterwards:
            assert dialogue.state in ("feedback", "closed")
        for occasion in dialogue.occasions:
            assert (occasion.participants is None) == (occasion.quality == "unknown")
            assert dialogue.starts_on <= occasion.starts_on <= dialogue.ends_on


def test_nobody_has_said_anything_before_or_after_the_dialogue(city):
    for dialogue in city:
        for viewpoint in dialogue.viewpoints:
            assert dialogue.starts_on <= viewpoint.said_on <= min(dialogue.ends_on, TODAY)


def test_abolished_administrations_own_nothing_after_the_reform(city):
    bodies = {body.slug: body for body in organisations()}
    for dialogue in city:
        body = bodies[dialogue.owner]
        day = dialogue.starts_on or TODAY
        assert body.valid_from is None or body.valid_from <= day
        assert body.valid_to is None or day <= body.valid_to


def test_results_count_the_viewpoints_that_are_there(city):
    numbers = [
        (int(found[1]), len(dialogue.viewpoints))
        for dialogue in city
        if (found := re.match(r"\D*?(\d+) synpunkter", dialogue.result_summary))
        and dialogue.is_made_up
    ]
    assert len(numbers) > 250
    assert [pair for pair in numbers if pair[0] != pair[1]] == []


def test_the_flagship_is_owed_an_answer(city):
    dialogue = by_key(city, "tensta_skolvag")
    assert (dialogue.title, dialogue.owner, dialogue.level) == (
        "Trygg väg till skolan i Tensta",
        "sdf-jarva",
        2,
    )
    assert (dialogue.participants, len(dialogue.occasions), len(dialogue.viewpoints)) == (
        142,
        5,
        311,
    )
    assert sum(occasion.participants for occasion in dialogue.occasions) == 142
    assert (dialogue.feedback_due, dialogue.feedback_given_on) == (datetime.date(2025, 11, 1), None)


def test_the_walk_of_2023_is_closed_and_its_owner_has_a_successor(city):
    walk = by_key(city, "hjulsta_vandring")
    owner = next(body for body in organisations() if body.slug == walk.owner)
    assert (walk.state, walk.feedback_reach, owner.successor) == ("closed", "targeted", "sdf-jarva")


def test_personal_data_is_made_up_of_reserved_addresses_and_numbers(viewpoints):
    personal = [viewpoint.text for viewpoint in viewpoints if viewpoint.has_personal_data]
    assert 0.005 < len(personal) / len(viewpoints) < 0.02
    text = "\n".join(viewpoint.text for viewpoint in viewpoints)
    assert set(re.findall(r"@([\w.]+\w)", text)) == {"example.se", "example.com"}
    assert set(re.findall(r"07\d-?\d{3} ?\d\d ?\d\d", text)) <= set(PHONES)
    assert set(re.findall(r"\b\d{6,8}-\d{4}\b", text)) <= set(TEST_NUMBERS)


def test_swedish_comes_first_and_a_few_write_other_languages(viewpoints):
    shares = Counter(viewpoint.language for viewpoint in viewpoints)
    assert shares.keys() == {"sv", "en", "fi", "es"}
    assert 0.01 < 1 - shares["sv"] / len(viewpoints) < 0.05


def test_the_test_numbers_have_the_right_check_digit():
    for number in TEST_NUMBERS:
        digits = [int(digit) for digit in number.replace("-", "")[-10:]]
        doubled = [digit * (2 - index % 2) for index, digit in enumerate(digits)]
        assert sum(value // 10 + value % 10 for value in doubled) % 10 == 0


def test_facts_of_the_city_are_complete():
    assert len(districts()) == 117
    assert len({district.committee_area_2023 for district in districts()}) == 11
    assert len({district.committee_area_before for district in districts()}) == 13
    assert {body.kind for body in organisations()} <= set(OrganisationKind.values)
    assert {figure.measure for figure in figures()} <= set(Measure.values)
    assert (
        sum(int(figure.value) for figure in figures() if figure.measure == "inhabitants") == 988_943
    )


def test_district_names_are_written_as_in_swedish():
    names = {district.name for district in districts()}
    assert {
        "Hässelby gård",
        "Gamla stan",
        "Skarpnäcks gård",
        "Norra Ängby",
        "Bromma kyrka",
    } <= names


def test_the_administration_of_an_area_follows_the_reform():
    assert administration_on("Spånga-Tensta", datetime.date(2023, 6, 30)) == "sdf-spanga-tensta"
    assert administration_on("Järva", datetime.date(2023, 7, 1)) == "sdf-jarva"


def test_the_banks_refer_only_to_what_exists():
    slugs = {theme.slug for theme in themes()}
    bodies = {body.slug for body in organisations()} | {"district", "owner"}
    for aspect in aspects().values():
        assert aspect.theme in slugs
        assert aspect.by in bodies
    for subject in subjects().values():
        assert set(subject["aspects"]) <= set(aspects())
        assert set(subject["themes"]) <= slugs
        assert set(subject["owner"]) <= bodies
    names = {district.name for district in districts()} | {"Hjulsta"}
    assert set(place_table()) <= names


def test_methods_and_kinds_are_those_of_the_profile(city):
    folder = Path(municipality.__file__).parent / "profiles"
    listed = tomllib.loads((folder / "methods_and_kinds.toml").read_text(encoding="utf-8"))
    methods = {row["sv"] for row in listed["method"]}
    forms = {row["sv"]: row["form"] for row in listed["kind"]}
    for dialogue in city:
        assert set(dialogue.methods) <= methods
        assert {occasion.method for occasion in dialogue.occasions} <= methods
        assert dialogue.kind == "" or dialogue.form == forms[dialogue.kind]


def test_a_slot_has_one_value_through_a_text_and_alternatives_nest():
    slots = Slots(Random(1), {"torget": ["Odenplan", "Mariatorget"]})
    text = slots.write(parse("{torget} [är [fint|fult]] {torget}"))
    assert text.split()[0] == text.split()[-1]
    assert text.split()[1:3] in (["är", "fint"], ["är", "fult"])


def test_an_open_bracket_is_refused():
    with pytest.raises(ValueError, match="not closed"):
        parse("[ja|nej")
