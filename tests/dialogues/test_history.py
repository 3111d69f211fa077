"""What a dialogue's history says, in the language of whoever reads it."""

import ast
import datetime
import uuid
from functools import partial
from pathlib import Path

import pytest
from django.utils import translation

from dialogues.actions.occasions import add_council_meetings, change_occasion
from dialogues.actions.plan import change_plan
from dialogues.actions.register import change_dialogue
from dialogues.enums import Conclusion, HistoryAction, State
from dialogues.history import record
from dialogues.history_text import entry_rows
from dialogues.ideas import Concluded, open_idea
from dialogues.models import Plan
from tests.factories import (
    DialogueFactory,
    DialogueTypeFactory,
    OccasionFactory,
    OrganisationFactory,
    UserFactory,
    official,
)

ROOT = Path(__file__).resolve().parents[2]
APPS = ("archive", "dialogues", "feedback", "municipality", "participation")
ENUMS = {
    "AttendanceHistory", "FollowUpHistory", "HistoryAction", "LoopHistory", "MeasureHistory",
    "OverlapHistory", "ViewpointHistory",
}  # fmt: skip


def actions_written():
    """(where, node) of every action given to the history in the code."""
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not isinstance(node, ast.Call):
                    continue
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                if name in {"record", "HistoryEntry"}:
                    for keyword in node.keywords:
                        if keyword.arg == "action":
                            yield f"{path.relative_to(ROOT)}:{node.lineno}", keyword.value


def test_every_action_in_the_history_has_a_word_in_an_enum():
    written = list(actions_written())
    # A plain name is a parameter, whose type is one of the enums.
    unknown = [
        where
        for where, node in written
        if not isinstance(node, ast.Name)
        and not (isinstance(node, ast.Attribute) and getattr(node.value, "id", "") in ENUMS)
    ]
    assert unknown == []
    assert len(written) > 10


def told(dialogue):
    """(action, detail) of the newest entry, in Swedish and in English."""
    found = []
    for language in ("sv", "en"):
        with translation.override(language):
            row = entry_rows(dialogue.history.all()[:1])[0]
            found.append((row["action"], row["detail"]))
    return found


@pytest.mark.parametrize("writer", ["sv", "en"])
def test_a_conclusion_is_read_in_the_readers_language_whoever_wrote_it(db, writer):
    concluded = Concluded(
        question="Belysning",
        title="Ljus",
        owner=OrganisationFactory(),
        type=DialogueTypeFactory(),
        conclusion=Conclusion.NEW_DIALOGUE,
        reason="Ingen har frågat.",
    )
    with translation.override(writer):
        dialogue = open_idea(by=official(), concluded=concluded, token=uuid.uuid4())
    assert told(dialogue) == [
        ("Sökning före planering avslutad", "En ny dialog behövs."),
        ("Search before planning concluded", "A new dialogue is needed."),
    ]


@pytest.mark.parametrize("writer", ["sv", "en"])
def test_council_meetings_are_counted_in_the_readers_language(db, writer):
    dialogue = DialogueFactory()
    with translation.override(writer):
        add_council_meetings(
            by=official(organisation=dialogue.owner),
            dialogue=dialogue,
            committee_dates=[datetime.date(2024, 10, 1), datetime.date(2024, 11, 1)],
            days_before=7,
            values={},
        )
    assert told(dialogue) == [
        ("Rådsmöten tillagda", "2 möten"),
        ("Council meetings added", "2 meetings"),
    ]


def test_what_was_changed_in_an_occasion_has_the_occasions_names(db):
    occasion = OccasionFactory()
    change_occasion(
        by=official(organisation=occasion.dialogue.owner),
        occasion=occasion,
        version=1,
        values={"starts_on": datetime.date(2024, 9, 13)},
    )
    [row] = entry_rows(occasion.dialogue.history.all())
    assert [label for label, _before, _after in row["changes"]] == [
        str(occasion._meta.get_field("starts_on").verbose_name)
    ]


def test_nothing_is_written_when_nothing_differs(db):
    dialogue = DialogueFactory(title="Lekparken")
    before = type(dialogue).objects.values().get(pk=dialogue.pk)
    links = {"themes": [], "partners": []}
    change_dialogue(
        by=UserFactory(), dialogue=dialogue, version=1, values={"title": "Lekparken"}, links=links
    )
    assert type(dialogue).objects.values().get(pk=dialogue.pk) == before
    assert dialogue.history.count() == 0


@pytest.mark.parametrize("length", [10, 2_500])
def test_what_changed_at_the_end_of_a_long_text_is_in_the_history(jarva, jarva_official, length):
    planning = DialogueFactory(owner=jarva, state=State.PLANNING)
    save = partial(change_plan, by=jarva_official, dialogue=planning, row=Plan(), links={})
    save(version=None, values={"communication": "a" * length})
    save(version=1, values={"communication": "a" * length + "b"})
    assert planning.history.count() == 2


def test_who_has_a_long_address_and_no_name_leaves_a_trace_too(db):
    user = UserFactory(display_name="", email=f"{'a' * 64}@{'b' * 63}.example.se")
    entry = record(dialogue=DialogueFactory(), by=user, action=HistoryAction.CHANGED)
    entry.refresh_from_db()
    assert user.email.startswith(entry.by_label)
    assert len(entry.by_label) == 120
