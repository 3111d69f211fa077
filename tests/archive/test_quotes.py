"""What residents said does not live on in others' searches when it is deleted or changed."""

import re

import pytest
from django.urls import reverse

from dialogues.actions.register import change_dialogue
from dialogues.enums import State
from dialogues.models import Dialogue, KnowledgeReview
from dialogues.plan import with_rows
from dialogues.plan_sections import PRIOR_KNOWLEDGE
from dialogues.quotes import replace_quote
from dialogues.versions import freeze
from feedback.actions import viewpoints as actions
from feedback.enums import PersonalData
from feedback.models import Viewpoint
from tests.archive.test_planning import PAGE, conclusion
from tests.factories import committee_member
from tests.factories.feedback import ViewpointFactory

SAID = "Lampan vid Anna Perssons port är trasig."
GONE = "Synpunkten är borttagen."


@pytest.fixture
def said(city):
    return ViewpointFactory(dialogue=city.tensta_dialogue, text=SAID)


@pytest.fixture
def idea(web, city, said):
    """A dialogue whose search reused what was said, and something else."""
    web.post(PAGE, conclusion(city, reuse=[said.pk, city.said.pk]))
    return Dialogue.objects.get(title="Ljus i tunneln")


def page(web, dialogue):
    html = web.get(dialogue.get_absolute_url()).content.decode()
    return re.sub(r"<[^>]+>", "", html)


def test_a_deleted_viewpoint_is_gone_wherever_it_was_quoted(web, city, said, idea):
    before = KnowledgeReview.objects.get()
    assert SAID in page(web, idea)
    web.post(reverse("viewpoint-delete", args=[said.pk]))
    review = KnowledgeReview.objects.get()
    gone = {"id": said.pk, "text": "", "dialogue": city.tensta_dialogue.reference, "gone": True}
    assert review.reused == [gone, before.reused[1]]
    assert (review.hits, review.reason) == (before.hits, before.reason)
    shown = page(web, idea)
    assert ("Persson" in shown, shown.count(GONE)) == (False, 2)
    assert city.said.text in shown
    idea.refresh_from_db()
    assert f"– {GONE} ({city.tensta_dialogue.reference})" in idea.background
    assert "persson" not in idea.body_words + idea.part_words
    kept = reverse("dialogue-history", args=[idea.reference])
    assert "Citerad synpunkt ändrad eller borttagen" in web.get(kept).content.decode()


def test_what_is_taken_out_of_a_text_goes_out_of_its_quotes(web, city, said, idea):
    said.text = "Lampan vid porten är trasig."
    actions.edit(viewpoint=said, version=1, by=city.user)
    quote = KnowledgeReview.objects.get().reused[0]
    assert (quote["text"], quote["changed"]) == (said.text, True)
    assert "Persson" not in page(web, idea)
    assert "ändrad sedan dess" in page(web, idea)


def test_personal_data_written_into_a_text_is_masked_in_its_quotes(web, city, said, idea):
    said.text = "Ring 070-123 45 67 om lampan."
    actions.edit(viewpoint=said, version=1, by=city.user)
    masked = "Ring [telefonnummer] om lampan."
    assert KnowledgeReview.objects.get().reused[0]["text"] == masked
    seen = Viewpoint.objects.get(pk=said.pk)
    assert seen.personal_data == PersonalData.WAITING
    actions.remove_personal_data(seen={seen.pk: seen.version}, by=city.user)
    assert KnowledgeReview.objects.get().reused[0]["text"] == masked
    assert f"– {masked}" in Dialogue.objects.get(pk=idea.pk).background


def test_who_said_it_is_masked_also_for_those_who_decide(web, city, said, idea):
    said.text = "Ring 070-123 45 67 om lampan."
    actions.edit(viewpoint=said, version=1, by=city.user)
    Dialogue.objects.filter(pk=idea.pk).update(state=State.PLANNING)
    planned = with_rows(Dialogue.objects.all()).get(pk=idea.pk)
    assert PRIOR_KNOWLEDGE.findings(planned) == []
    kept = str(freeze(planned, by=city.user).content)
    assert ("lampan" in kept, "123 45" in kept) == (False, False)
    web.force_login(committee_member())
    for name in ("plan", "decision", "decision-basis"):
        page = web.get(reverse(name, args=[idea.reference])).content.decode()
        assert ("Ring [telefonnummer] om lampan." in page, "123 45" in page) == (True, False)


def test_personal_data_is_not_written_into_what_is_known_and_hinders_submission(web, city, idea):
    Dialogue.objects.filter(pk=idea.pk).update(state=State.PLANNING)
    url = reverse("plan-section", args=[idea.reference, "det-vi-vet"])
    form = web.get(url).context["form"]
    sent = {"version": form["version"].value(), "seen": form["seen"].value()}
    text = f"{idea.background}\nAnna, 070-123 45 67, vill ha ljus."
    refused = web.post(url, {**sent, "background": text})
    [said] = refused.context["form"].errors["background"]
    assert said.startswith("Här finns personuppgifter, ")
    assert "vill ha ljus." in refused.content.decode()
    Dialogue.objects.filter(pk=idea.pk).update(background=text)
    [found] = PRIOR_KNOWLEDGE.findings(with_rows(Dialogue.objects.all()).get(pk=idea.pk))
    assert (found.field, found.is_blocker) == ("background", True)


def test_what_the_official_has_written_around_a_quote_stays(web, city, said, idea):
    quote = f"– {SAID} ({city.tensta_dialogue.reference})"
    own = f"Vi vet redan: {SAID}\r\nTala med Trafikkontoret.\r\n{quote}"
    change_dialogue(by=city.user, dialogue=idea, version=1, values={"background": own}, links={})
    actions.delete(viewpoint=said, by=city.user)
    idea.refresh_from_db()
    line = f"– {GONE} ({city.tensta_dialogue.reference})"
    assert idea.background == f"Vi vet redan: {GONE}\r\nTala med Trafikkontoret.\r\n{line}"
    # An open form with the old text meets a newer version.
    assert idea.version == 3


def test_the_history_never_keeps_what_residents_said(web, city, said, idea):
    text = f"{idea.background}\nEn mening till."
    change_dialogue(by=city.user, dialogue=idea, version=1, values={"background": text}, links={})
    changes = idea.history.get(action="changed").changes["background"]
    assert [("Persson" in side, "…" in side) for side in changes] == [(False, True)] * 2
    assert changes[1].endswith("En mening till.")


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_quote_of_several_lines_is_found_also_as_a_browser_sends_it(line_end):
    quote = {"id": 1, "text": "Mörkt.\nKallt.", "dialogue": "D-2024-0001"}
    text = f"Först.{line_end}– Mörkt.{line_end}Kallt. (D-2024-0001){line_end}Mörkt är det."
    assert replace_quote(text, quote, "Borta.") == (
        f"Först.{line_end}– Borta. (D-2024-0001){line_end}Mörkt är det."
    )


def test_a_scope_mark_or_another_theme_leaves_quotes_alone(web, city, said, idea):
    said.in_scope = False
    actions.edit(viewpoint=said, version=1, by=city.user)
    assert "changed" not in KnowledgeReview.objects.get().reused[0]
    idea.refresh_from_db()
    assert idea.version == 1
