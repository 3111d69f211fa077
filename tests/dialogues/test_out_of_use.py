"""What is out of use is not offered, and not taken away from what has it already (R013)."""

import re

import pytest

from dialogues.enums import State
from dialogues.forms.basics import BasicsForm
from dialogues.forms.occasions import OccasionForm
from dialogues.forms.plan import PlanPurposeForm
from dialogues.forms.steps import ContextForm, ParticipationForm, PurposeForm
from dialogues.models import Dialogue
from municipality.models import DialogueKind, DialogueType, Method, Theme
from tests.factories import (
    DialogueFactory,
    DialogueKindFactory,
    DialogueTypeFactory,
    MethodFactory,
    OccasionFactory,
    ThemeFactory,
)
from tests.participation.sections import address

KINDS = (DialogueType, DialogueKind, Theme, Method)


@pytest.fixture
def old(jarva, profile):
    """A dialogue of which all that a list names has gone out of use since."""
    dialogue = DialogueFactory(
        owner=jarva,
        state=State.PLANNING,
        type=DialogueTypeFactory(),
        kind=DialogueKindFactory(),
        themes=[ThemeFactory(name_sv="Skola")],
        methods=[MethodFactory()],
    )
    dialogue.secondary_types.add(DialogueTypeFactory())
    OccasionFactory(dialogue=dialogue, method=MethodFactory())
    for model in KINDS:
        model.objects.update(in_use=False)
    return dialogue


def offered(form, name):
    """Every value that a field offers, also those in groups."""
    values = set()
    for value, label in form.fields[name].choices:
        rows = label if isinstance(label, list | tuple) else [(value, label)]
        values |= {str(one) for one, _label in rows}
    return values - {""}


def chosen(form, name):
    value = form.initial[name]
    rows = value if isinstance(value, list) else [value]
    return {str(getattr(one, "pk", one)) for one in rows}


@pytest.mark.parametrize(
    ("form", "name"),
    [
        (BasicsForm, "type"),
        (BasicsForm, "secondary_types"),
        (PurposeForm, "themes"),
        (ContextForm, "kind"),
        (ParticipationForm, "methods"),
        (PlanPurposeForm, "themes"),
        (OccasionForm, "method"),
    ],
)
def test_what_a_dialogue_has_is_offered_to_it_alone(old, jarva_official, form, name):
    whose = {"user": jarva_official, "dialogue": old}
    if form is OccasionForm:
        whose = {"dialogue": old, "instance": old.occasions.get()}
    elif form is not PlanPurposeForm:
        whose = {"user": jarva_official, "instance": old}
    else:
        whose["instance"] = old
    mine = form(**whose)
    assert offered(mine, name) == chosen(mine, name)


def test_a_section_saved_as_it_stands_changes_nothing(jarva_client, old):
    url = address(old, "syfte")
    page = jarva_client.get(url).content.decode()
    ticked = re.findall(r'name="themes" value="(\d+)"[^>]* checked', page)
    form = jarva_client.get(url).context["form"]
    sent = {"title": old.title, "seen": form["seen"].value(), "version": old.version}
    assert jarva_client.post(url, {**sent, "themes": ticked}).status_code == 302
    assert [str(one) for one in Dialogue.objects.get(pk=old.pk).themes.all()] == ["Skola"]
