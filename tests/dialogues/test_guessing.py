"""Which column of a file the portal takes for what."""

import pytest

from dialogues.importing.guessing import guess_mapping
from dialogues.importing.targets import target_of
from tests.dialogues.survey import SURVEY


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (
            ["Rubrik", "Ansvarig förvaltning", "Stadsdel", "Datum", "Antal deltagare"],
            {
                "title": ["Rubrik"],
                "owner": ["Ansvarig förvaltning"],
                "areas": ["Stadsdel"],
                "starts_on": ["Datum"],
                "participants": ["Antal deltagare"],
            },
        ),
        (
            ["title", "organiser", "start", "end", "topic_1", "topic_2", "place", "language"],
            {
                "title": ["title"],
                "co_organisers": ["organiser"],
                "starts_on": ["start"],
                "ends_on": ["end"],
                "themes": ["topic_1", "topic_2"],
                "venue": ["place"],
                "languages": ["language"],
            },
        ),
    ],
)
def test_columns_are_guessed_from_swedish_and_english_headers(columns, expected):
    assert guess_mapping(target_of("dialogues").fields, columns, []) == expected


def test_a_column_of_something_else_is_not_taken_for_dates():
    rows = [{"Rubrik": "A", "Datum": "se bilaga"}, {"Rubrik": "B", "Datum": "vet ej"}]
    mapping = guess_mapping(target_of("dialogues").fields, ["Rubrik", "Datum"], rows)
    assert mapping == {"title": ["Rubrik"]}


def test_the_columns_of_the_survey_are_guessed_by_their_headers():
    mapping = guess_mapping(target_of("dialogues").fields, list(SURVEY), [])
    assert mapping == {field: [column] for column, field in SURVEY.items()}
