"""Before you plan: what is shown, what is concluded, what is kept (R048–R050, R053, R137)."""

import datetime
import uuid

import pytest
from django.utils import timezone

from archive.lexemes import refresh
from dialogues.enums import Conclusion, State
from dialogues.models import Dialogue, KnowledgeReview
from municipality.enums import AreaRelation
from tests.factories import (
    DialogueFactory,
    DialogueTypeFactory,
    MembershipFactory,
    OrganisationFactory,
    committee_member,
    coordinator,
    dialogue_in_state,
    official,
)
from tests.factories.feedback import ViewpointFactory

PAGE = "/planera/?q=belysning+på+gångvägen&area=tensta"
TODAY = timezone.localdate


def under_way(city, title="Ny park", state=State.ONGOING, days=10, **fields):
    starts = TODAY() + datetime.timedelta(days=days)
    ends = starts + datetime.timedelta(days=20)
    given = {"areas": [city.tensta], "owner": city.office, "type": city.kind, **fields}
    return DialogueFactory(title=title, state=state, starts_on=starts, ends_on=ends, **given)


def conclusion(city, **changes):
    return {
        "conclusion": Conclusion.NEW_DIALOGUE,
        "other_reference": "",
        "reason": "Ingen har frågat om tunneln.",
        "title": "Ljus i tunneln",
        "owner": city.office.pk,
        "type": city.kind.pk,
        "token": uuid.uuid4(),
        "hit": [city.tensta_dialogue.reference],
        f"judge-{city.tensta_dialogue.reference}": "partly",
        "reuse": [city.said.pk],
        **changes,
    }


def test_a_plan_begins_with_the_question(web):
    assert web.get("/planera/").status_code == 200
    assert web.get("/planera/?area=tensta").context["criteria"].area.name == "Tensta"
    change = web.get(f"{PAGE}&change=1")
    assert 'value="belysning på gångvägen"' in change.content.decode()


def test_residents_who_wait_for_an_answer_are_warned_of(web, city):
    city.tensta_dialogue.feedback_due = datetime.date(2025, 3, 1)
    city.tensta_dialogue.save()
    page = web.get(PAGE)
    assert page.context["known"].unanswered == [city.tensta_dialogue]
    assert "Invånare i Tensta väntar på svar i 1 dialog om det här" in page.content.decode()
    assert "finding-stop" in page.content.decode()


def test_without_a_promise_the_warning_says_that_the_answer_may_not_be_registered(web):
    page = web.get(PAGE).content.decode()
    assert "Invånare i Tensta har inte fått svar, eller svaret är inte registrerat" in page
    assert "finding-stop" not in page


def test_the_same_theme_in_the_area_warns_though_no_word_is_shared(web, city):
    DialogueFactory(title="Promenadstråket", areas=[city.tensta], themes=[city.lighting])
    titles = [
        row.title for row in web.get("/planera/?q=lampor&area=tensta").context["known"].unanswered
    ]
    assert sorted(titles) == ["Promenadstråket", "Trygg väg till skolan i Tensta"]


def test_who_has_had_an_answer_is_told_of_more_mildly(web, city):
    page = web.get("/planera/?q=ljus&area=alvik")
    assert page.context["known"].unanswered == []
    assert page.context["known"].already_asked == [city.bromma_dialogue]
    assert "har redan fått frågan i 1 dialog, och fått svar" in page.content.decode()


def test_the_same_theme_is_told_of_though_no_word_is_shared_and_all_had_an_answer(web, city):
    closed = {"areas": [city.alvik], "themes": [city.lighting], "type": city.kind}
    street = dialogue_in_state(State.CLOSED, title="Promenadstråket", **closed)
    page = web.get("/planera/?q=lampor&area=alvik")
    assert set(page.context["known"].already_asked) == {city.bromma_dialogue, street}
    text = page.content.decode()
    assert "har redan fått frågan i 2 dialoger, och fått svar" in text
    assert f'<li><a href="{street.get_absolute_url()}">Promenadstråket</a>' in text
    elsewhere = web.get("/planera/?q=lampor&area=rinkeby").context["known"]
    assert street not in elsewhere.already_asked


def test_what_is_under_way_is_marked_by_nearness_and_names_its_contact(web, city):
    under_way(city, "Här")
    under_way(city, "Ovanför", areas=[city.jarva])
    under_way(city, "Intill", areas=[city.rinkeby])
    under_way(city, "Staden", areas=[], is_city_wide=True)
    under_way(city, "Långt bort", areas=[city.alvik])
    rows = web.get(PAGE).context["known"].under_way["rows"]
    assert [(row["dialogue"].title, row["relation"]) for row in rows] == [
        ("Här", AreaRelation.INSIDE),
        ("Ovanför", AreaRelation.ABOVE),
        ("Intill", AreaRelation.BESIDE),
        ("Staden", AreaRelation.CITY_WIDE),
    ]
    assert rows[0]["contacts"] == [city.user.email]


@pytest.mark.parametrize(
    ("state", "days", "is_listed"),
    [
        (State.IDEA, 30, True),
        (State.PLANNING, 30, True),
        (State.SUBMITTED, 30, True),
        (State.DECIDED, 170, True),
        (State.DECIDED, 200, False),
        (State.ONGOING, -400, True),
        (State.FEEDBACK, -100, True),
        (State.CLOSED, -300, False),
        (State.CANCELLED, 10, False),
        (State.NO_DIALOGUE, 10, False),
    ],
)
def test_half_a_year_back_and_ahead_is_under_way(web, city, state, days, is_listed):
    under_way(city, state=state, days=days)
    rows = web.get(PAGE).context["known"].under_way["rows"]
    assert [row["dialogue"].title for row in rows] == (["Ny park"] if is_listed else [])


def test_a_plan_without_dates_is_under_way_from_when_it_was_registered(web, city):
    DialogueFactory(
        title="Tanken", state=State.IDEA, starts_on=None, ends_on=None, areas=[city.tensta]
    )
    rows = web.get(PAGE).context["known"].under_way["rows"]
    assert [(row["dialogue"].title, row["bar"]) for row in rows] == [("Tanken", None)]


def test_the_same_theme_comes_first_and_may_be_coordinated(web, city):
    under_way(city, "Annat", days=5)
    under_way(city, "Samma", days=9, themes=[city.lighting])
    rows = web.get(PAGE).context["known"].under_way["rows"]
    assert [(row["dialogue"].title, row["same_theme"]) for row in rows] == [
        ("Samma", True),
        ("Annat", False),
    ]


def test_lessons_on_the_theme_come_from_elsewhere(web, city):
    assert web.get(PAGE).context["known"].lessons == [city.bromma_dialogue]


@pytest.mark.parametrize(
    ("chosen", "state"),
    [
        (Conclusion.NO_DIALOGUE, State.NO_DIALOGUE),
        (Conclusion.NEW_DIALOGUE, State.IDEA),
    ],
)
def test_a_conclusion_opens_the_dialogue_it_leads_to(web, city, chosen, state):
    answer = web.post(PAGE, conclusion(city, conclusion=chosen))
    dialogue = Dialogue.objects.get(title="Ljus i tunneln")
    assert answer.url == dialogue.get_absolute_url()
    assert (dialogue.state, dialogue.owner, list(dialogue.areas.all())) == (
        state,
        city.office,
        [city.tensta],
    )
    assert "Det är kolsvart på gångvägen, sätt upp belysning." in dialogue.background


def test_what_was_known_is_kept_as_it_stood(web, city):
    web.post(PAGE, conclusion(city))
    review = KnowledgeReview.objects.get()
    assert review.criteria == {"q": ["belysning på gångvägen"], "area": ["tensta"]}
    assert review.hits == [
        {
            "reference": city.tensta_dialogue.reference,
            "title": "Trygg väg till skolan i Tensta",
            "owner": "Järva stadsdelsförvaltning",
            "period": "sep–nov 2024",
            "status": "carried_out",
            "awaits_feedback": True,
            "viewpoints": 1,
            "judgement": "partly",
        }
    ]
    assert [row["text"] for row in review.reused] == [city.said.text]
    assert (review.by, review.area, review.question) == (
        city.user,
        city.tensta,
        "belysning på gångvägen",
    )


@pytest.mark.parametrize("how", ["coordinate_with", "other_reference"])
def test_one_coordinates_with_what_is_chosen_or_typed(web, city, how):
    other = under_way(city)
    reference = other.reference.lower() if how == "other_reference" else other.reference
    web.post(PAGE, conclusion(city, conclusion=Conclusion.COORDINATE, **{how: reference}))
    assert KnowledgeReview.objects.get().coordinate_with == other


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"conclusion": ""}, "conclusion"),
        ({"reason": " "}, "reason"),
        ({"title": ""}, "title"),
        ({"conclusion": "coordinate"}, "other_reference"),
        ({"conclusion": "coordinate", "other_reference": "D-1999-0001"}, "other_reference"),
        ({"conclusion": "coordinate", "coordinate_with": "\x00"}, "other_reference"),
        ({"owner": "999999"}, "owner"),
        ({"type": "x"}, "type"),
        ({"token": ""}, "token"),
    ],
)
def test_a_refused_conclusion_says_why_and_keeps_what_was_typed_and_marked(
    web, city, changes, field
):
    page = web.post(PAGE, conclusion(city, **changes))
    assert page.status_code == 400
    assert list(page.context["form"].errors) == [field]
    html = page.content.decode()
    assert KnowledgeReview.objects.count() == 0
    if field != "reason":
        assert "Ingen har frågat om tunneln." in html
    hit = page.context["known"].hits[0]
    assert hit["judge"]["value"] == "partly"
    assert hit["quotes"][0]["picked"]


def test_the_same_form_sent_twice_opens_one_dialogue(web, city):
    sent = conclusion(city)
    first, second = web.post(PAGE, sent), web.post(PAGE, sent)
    assert first.url == second.url
    assert Dialogue.objects.filter(title="Ljus i tunneln").count() == 1


def test_who_comes_back_by_the_browsers_back_is_led_to_what_was_opened(web, city):
    assert web.get(PAGE).context["opened"] is None
    opened = web.post(PAGE, conclusion(city)).url
    assert web.get(PAGE).context["opened"]["url"] == opened
    assert f'href="{opened}"' in web.get(PAGE).content.decode()
    other = PAGE.replace("?q=", "?q=annat+")
    assert web.get(other).context["opened"] is None


def test_personal_data_is_masked_in_what_is_kept_even_for_its_owner(web, city):
    said = ViewpointFactory(dialogue=city.tensta_dialogue, text="Ring 070-123 45 67 om lampan.")
    web.post(PAGE, conclusion(city, reuse=[said.pk]))
    kept = KnowledgeReview.objects.get().reused[0]["text"]
    assert "070" not in kept
    assert "070-123" not in Dialogue.objects.get(title="Ljus i tunneln").background


def test_garbage_among_the_marks_is_passed_over(web, city):
    web.post(PAGE, conclusion(city, hit=["x", "D-1999-0001"], reuse=["y", "-1", "9" * 30, "²"]))
    review = KnowledgeReview.objects.get()
    assert (review.hits, review.reused) == ([], [])


@pytest.mark.parametrize(
    ("person", "may_look", "may_conclude"),
    [(official, True, True), (coordinator, True, False), (committee_member, True, False)],
)
def test_all_may_look_and_officials_conclude(city, client, person, may_look, may_conclude):
    user = person()
    client.force_login(user)
    page = client.get(PAGE)
    assert (page.status_code == 200) is may_look
    assert ("Spara slutsatsen" in page.content.decode()) is may_conclude
    answer = client.post(PAGE, conclusion(city, owner=user.organisation.pk))
    assert answer.status_code == (302 if may_conclude else 403)


def test_nobody_concludes_for_another_organisation(web, city):
    page = web.post(PAGE, conclusion(city, owner=city.bromma_dialogue.owner_id))
    assert (page.status_code, list(page.context["form"].errors)) == (400, ["owner"])


def test_who_works_for_two_chooses_between_them(web, city):
    other = MembershipFactory(user=city.user).organisation
    DialogueTypeFactory(name_sv="Aborrdialog")
    form = web.get(PAGE).context["form"]
    assert form.fields["owner"].choices == [
        (city.office.pk, city.office.name),
        (other.pk, other.name),
    ]
    assert [name for _pk, name in form.fields["type"].choices] == ["Medborgardialog", "Aborrdialog"]


def test_good_as_new_first(web, city):
    for year in (2014, 2022):
        day = datetime.date(year, 5, 5)
        DialogueFactory(title=f"Bänkar {year}", starts_on=day, ends_on=day, type=city.kind)
    refresh()
    hits = web.get("/planera/?q=bänkar").context["known"].hits
    assert [hit["dialogue"].title for hit in hits] == ["Bänkar 2022", "Bänkar 2014"]


@pytest.mark.parametrize(
    ("state", "status"),
    [
        (State.IDEA, 302),
        (State.PLANNING, 302),
        (State.SUBMITTED, 302),
        (State.DECIDED, 302),
        (State.ONGOING, 302),
        (State.FEEDBACK, 400),
        (State.CLOSED, 400),
        (State.NO_DIALOGUE, 400),
        (State.CANCELLED, 400),
    ],
)
def test_one_coordinates_only_with_what_goes_on_or_is_planned(web, city, state, status):
    other = under_way(city, state=state, days=-40)
    sent = conclusion(city, conclusion=Conclusion.COORDINATE, other_reference=other.reference)
    page = web.post(PAGE, sent)
    assert (page.status_code, KnowledgeReview.objects.count()) == (status, int(status == 302))
    if status == 400:
        assert "”Ny park” varken pågår eller planeras. Välj en annan." in page.content.decode()


def test_who_works_for_an_abolished_body_plans_for_its_successor(client, city):
    former = OrganisationFactory(valid_to=datetime.date(2023, 6, 30), successor=city.office)
    client.force_login(official(organisation=former))
    assert client.post(PAGE, conclusion(city)).status_code == 302
    assert Dialogue.objects.get(title="Ljus i tunneln").owner == city.office


def test_the_contact_is_at_the_body_that_took_over(web, city):
    gone = datetime.date(2023, 6, 30)
    middle = OrganisationFactory(valid_to=gone, successor=city.office)
    under_way(city, owner=OrganisationFactory(valid_to=gone, successor=middle))
    rows = web.get(PAGE).context["known"].under_way["rows"]
    assert [row["contacts"] for row in rows] == [[city.user.email]]


def test_the_citys_own_area_is_the_whole_city(web, city):
    web.post("/planera/?q=belysning&area=stockholm", conclusion(city))
    dialogue = Dialogue.objects.get(title="Ljus i tunneln")
    assert (dialogue.is_city_wide, list(dialogue.areas.all())) == (True, [])
    assert KnowledgeReview.objects.get().area == city.city


def test_the_official_words_the_title_and_the_question(web, city):
    form = web.get(PAGE).context["form"]
    assert form["question"].value() == "Belysning på gångvägen"
    web.post(PAGE, conclusion(city, question="Var behövs mer ljus?"))
    dialogue = Dialogue.objects.get(title="Ljus i tunneln")
    assert dialogue.question == "Var behövs mer ljus?"
    # What was searched for is kept as it was.
    assert dialogue.review.question == "belysning på gångvägen"


def test_who_forgets_to_conclude_is_told_what_there_is_to_choose(web, city):
    form = web.post(PAGE, conclusion(city, conclusion="")).context["form"]
    assert form.errors["conclusion"] == [
        (
            "Välj ett: svaret finns redan, ni samordnar med en dialog som är på gång, eller så"
            " behövs en ny dialog."
        )
    ]


@pytest.mark.parametrize("name", ["title", "question", "reason"])
def test_who_somebody_is_is_no_part_of_a_conclusion(web, city, name):
    answer = web.post(PAGE, conclusion(city, **{name: "Anna, 070-123 45 67, vill ha ljus."}))
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == [name]
    assert "vill ha ljus." in answer.content.decode()
    assert not KnowledgeReview.objects.exists()
