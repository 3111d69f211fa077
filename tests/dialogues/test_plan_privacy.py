"""No free text of a plan keeps who somebody is: its history stays for ever."""

import pytest
from django import forms
from django.urls import reverse

from dialogues import plan
from dialogues.enums import State
from dialogues.models import Dialogue, HistoryEntry, Plan
from participation.models import TargetGroupAnalysis
from tests.factories import DialogueFactory, official
from tests.participation.sections import address, again, hidden, send

NAMED = "Ring Anna, 070-123 45 67"
REFUSED = "Här finns personuppgifter, till exempel ett telefonnummer eller en e-postadress."
WITH_A_FORM = [section.slug for section in plan.every_section() if section.form]


@pytest.fixture
def planning(jarva):
    return DialogueFactory(owner=jarva, state=State.PLANNING)


@pytest.fixture
def writer(client, jarva):
    client.force_login(official(organisation=jarva))
    return client


def typed(form):
    """Names of the fields that somebody writes freely in."""
    return [
        name
        for name, field in form.fields.items()
        if isinstance(field, forms.CharField) and not field.widget.is_hidden
    ]


@pytest.mark.parametrize("slug", WITH_A_FORM)
def test_a_phone_number_is_refused_in_every_text_of_every_section(planning, slug):
    section, dialogue = plan.find_section(slug), again(planning)

    def form(data=None):
        row = section.row(dialogue)
        return section.form(data, instance=row, user=official(), dialogue=dialogue)

    names = typed(form())
    sent = form({"g0_group": "age-youth", **dict.fromkeys(names, NAMED)})
    refused = {name for name, errors in sent.errors.items() if REFUSED in str(errors)}
    assert refused == set(typed(sent))


def test_what_was_typed_stays_and_nothing_is_written(writer, planning):
    answer = send(writer, planning, "kommunikation", communication=NAMED)
    page = answer.content.decode()
    assert (answer.status_code, REFUSED in page, NAMED in page) == (400, True, True)
    assert not Plan.objects.exists()
    assert not HistoryEntry.objects.filter(dialogue=planning).exists()


def test_a_group_in_own_words_is_nobodys_name(writer, planning):
    url = address(planning, "malgrupper")
    named = {"new_words": "anna@example.org", "new_dimension": "tie"}
    # As it is typed, and as a row sends it that was made by hand.
    made = {"g0_own_words": "anna@example.org", "g0_dimension": "tie"}
    for sent in ({**named, "add": "own"}, made):
        answer = writer.post(url, {"seen": hidden(writer, url), **sent})
        page = answer.content.decode()
        assert (answer.status_code, REFUSED in page, "anna@example.org" in page) == (
            400,
            True,
            True,
        )
    assert not TargetGroupAnalysis.objects.exists()


def test_the_registers_form_is_no_way_round(writer, planning):
    url = reverse("dialogue-edit", args=[planning.reference, "syfte"])
    answer = writer.post(url, {"version": 1, "background": NAMED, "purpose": "Ljus"})
    assert answer.context["form"].errors == {"background": [f"{REFUSED} Ta bort dem."]}
    assert NAMED in answer.content.decode()
    assert Dialogue.objects.get(pk=planning.pk).background == planning.background
