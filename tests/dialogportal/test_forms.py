"""The portal's forms: what every field says, and two people editing the same thing."""

from dataclasses import dataclass
from datetime import date
from html.parser import HTMLParser

import pytest
from django import forms
from django.template import Context, Template

from dialogportal.forms import DateInput, Group, PortalForm, VersionedModelForm


class SampleForm(PortalForm):
    title = forms.CharField(label="Rubrik", help_text="Kort.", max_length=20)
    starts_on = forms.DateField(label="Från", required=False)
    ends_on = forms.DateField(label="Till", required=False)
    participants = forms.IntegerField(label="Deltagare", required=False, min_value=0)
    cost = forms.DecimalField(label="Kostnad", required=False)
    kind = forms.ChoiceField(
        label="Typ", widget=forms.RadioSelect, choices=[("a", "Öppen"), ("b", "Riktad")]
    )
    left_out = forms.CharField(label="Övrigt", required=False)

    rows = [Group("Vad och när", ["title", ("starts_on", "ends_on")]), "participants", "kind"]
    cancel_url = "/tillbaka/"


class Elements(HTMLParser):
    """Collects (tag, attributes) of a page."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def __call__(self, tag, **wanted):
        return [
            attrs
            for name, attrs in self.found
            if name == tag and all(attrs.get(key) == value for key, value in wanted.items())
        ]


def rendered(form):
    template = Template("{% load crispy_forms_tags %}{% crispy form %}")
    return template.render(Context({"form": form, "csrf_token": "token"}))


def test_each_field_has_its_label_and_the_optional_ones_say_so():
    html = rendered(SampleForm())
    assert '<label for="id_title">Rubrik</label>' in html
    assert '<label for="id_participants">Deltagare <span class="optional">(valfritt)</span>' in html


@pytest.mark.parametrize("day", ["0001-01-01", "0026-11-30", "9999-12-31"])
def test_a_year_that_no_dialogue_is_held_in_is_refused_and_kept(day):
    form = SampleForm({"title": "Torget", "kind": "a", "starts_on": day})
    said = [f"Året i ”{day}” ligger inte mellan 1900 och 2100."]
    assert form.errors == {"starts_on": said}
    assert f'value="{day}"' in rendered(form)


@pytest.mark.parametrize("day", ["1900-01-01", "2100-12-31"])
def test_the_first_and_the_last_day_that_are_possible(day):
    assert SampleForm({"title": "Torget", "kind": "a", "starts_on": day}).is_valid()


def test_a_filter_form_does_not_say_optional():
    form = SampleForm()
    form.mark_optional = False
    assert "(valfritt)" not in rendered(form)


def test_a_wrong_field_points_to_its_hint_and_its_error():
    page = Elements(rendered(SampleForm({"kind": "a"})))
    (title,) = page("input", name="title")
    assert title["aria-describedby"] == "id_title_helptext id_title_error"
    assert title["aria-invalid"] == "true"
    assert len(page("div", id="id_title_helptext")) == 1
    assert len(page("p", id="id_title_error")) == 1


def test_the_error_summary_links_to_each_wrong_field_even_a_group_of_radio_buttons():
    page = Elements(rendered(SampleForm({})))
    links = [link["href"] for link in page("a") if link["href"].startswith("#")]
    assert links == ["#id_title", "#id_kind_0"]
    assert len(page("input", id="id_kind_0")) == 1


def test_a_right_form_has_no_error_summary():
    assert "error-summary" not in rendered(SampleForm({"title": "Parken", "kind": "a"}))


def test_radio_buttons_stand_in_a_fieldset_named_by_its_legend():
    html = rendered(SampleForm())
    assert "<legend>Typ</legend>" in html
    assert len(Elements(html)("input", type="radio", name="kind")) == 2


def test_a_choice_can_have_a_sentence_below_it():
    form = SampleForm()
    form.fields["kind"].choice_hints = {"b": "Bara de som bor i huset."}
    html = rendered(form)
    assert html.count('<span class="hint">Bara de som bor i huset.</span>') == 1


def test_fields_left_out_of_the_layout_come_last():
    page = Elements(rendered(SampleForm()))
    names = [attrs["name"] for attrs in page("input") if attrs["name"] != "csrfmiddlewaretoken"]
    assert names == "title starts_on ends_on participants kind kind cost left_out".split()


def test_groups_are_fieldsets_and_tuples_are_rows():
    html = rendered(SampleForm())
    assert "<legend>Vad och när</legend>" in html
    assert html.count('<div class="field-row">') == 1


def test_dates_use_the_browsers_picker_and_iso_dates_in_swedish():
    form = SampleForm(initial={"starts_on": date(2026, 3, 1)})
    assert isinstance(form.fields["starts_on"].widget, DateInput)
    (start,) = Elements(rendered(form))("input", name="starts_on")
    assert (start["type"], start["value"]) == ("date", "2026-03-01")


def test_numbers_are_typed_and_read_as_swedes_write_them():
    form = SampleForm({"title": "x", "kind": "a", "participants": "12 400", "cost": "1 250,50"})
    assert form.is_valid()
    assert form.cleaned_data["participants"] == 12400
    assert str(form.cleaned_data["cost"]) == "1250.50"
    page = Elements(rendered(SampleForm()))
    assert page("input", name="participants")[0]["inputmode"] == "numeric"
    assert page("input", name="cost")[0]["inputmode"] == "decimal"


def test_what_was_typed_is_kept_when_a_number_is_wrong():
    page = Elements(rendered(SampleForm({"participants": "många"})))
    (typed,) = page("input", name="participants")
    assert typed["value"] == "många"


def test_a_posted_form_carries_the_token_and_leaves_checking_to_the_server():
    page = Elements(rendered(SampleForm()))
    (form,) = page("form")
    assert (form["method"], "novalidate" in form) == ("post", True)
    assert len(page("input", name="csrfmiddlewaretoken")) == 1


def test_a_form_that_searches_carries_no_token():
    form = SampleForm()
    form.method = "get"
    page = Elements(rendered(form))
    assert page("form")[0]["method"] == "get"
    assert page("input", name="csrfmiddlewaretoken") == []


def test_the_button_and_the_way_back():
    form = SampleForm()
    form.other_buttons = [("next", "Spara och skriv nästa")]
    page = Elements(rendered(form))
    assert [button.get("name") for button in page("button")] == [None, "next"]
    assert page("a", href="/tillbaka/") == [{"href": "/tillbaka/"}]


def test_markup_in_what_was_typed_is_shown_as_text():
    html = rendered(SampleForm({"title": "<script>alert(1)</script>" * 2, "kind": "<b>"}))
    assert "<script>" not in html
    assert "<b>" not in html


@dataclass
class Saved:
    """The row as it stands in the database."""

    version: int = 4
    title: str = "Tunneln byggs om till hösten"
    kind: str = "b"


class EditForm(VersionedModelForm):
    title = forms.CharField(label="Rubrik")
    kind = forms.ChoiceField(label="Typ", choices=[("a", "Öppen"), ("b", "Riktad")])

    class Meta:
        from django.contrib.auth import get_user_model

        model = get_user_model()
        fields: list[str] = []


def stale_form():
    form = EditForm({"version": "3", "title": "Tunneln byggs om till våren", "kind": "a"})
    form.is_valid()
    form.refuse_as_stale(Saved())
    return form


def test_a_new_row_has_no_version_to_send():
    assert EditForm({"title": "Parken", "kind": "a"}).is_valid()


def test_a_stale_form_is_refused_with_both_texts():
    form = stale_form()
    assert not form.is_valid()
    assert form.conflicts == [
        {
            "label": "Rubrik",
            "yours": "Tunneln byggs om till våren",
            "saved": "Tunneln byggs om till hösten",
        },
        {"label": "Typ", "yours": "Öppen", "saved": "Riktad"},
    ]


def test_a_stale_form_keeps_what_was_typed_and_may_be_sent_again():
    html = rendered(stale_form())
    page = Elements(html)
    assert page("input", name="title")[0]["value"] == "Tunneln byggs om till våren"
    assert page("input", name="version")[0]["value"] == "4"
    assert html.count("Tunneln byggs om till hösten") == 1


def test_the_same_form_sent_twice_is_not_a_conflict():
    saved = Saved(title="Tunneln byggs om till våren", kind="a")
    form = EditForm({"version": "3", "title": saved.title, "kind": saved.kind})
    assert form.is_valid()
    form.refuse_as_stale(saved)
    assert form.is_valid()
    assert form.cleaned_data["version"] == saved.version


def test_fields_that_are_the_same_are_not_shown_as_a_conflict():
    form = EditForm({"version": "3", "title": "Tunneln byggs om till hösten", "kind": "a"})
    form.is_valid()
    form.refuse_as_stale(Saved())
    assert [conflict["label"] for conflict in form.conflicts] == ["Typ"]


class EverythingIsWanted(PortalForm):
    """A field of each kind, all to be filled in."""

    name = forms.CharField(label="Namn")
    day = forms.DateField(label="Dag")
    kind = forms.ChoiceField(label="Typ", choices=[("a", "A")])
    why = forms.ChoiceField(label="Vad drar ni för slutsats?", choices=[("a", "A")])
    file = forms.FileField(label="Fil")
    sure = forms.BooleanField(label="Det är en dialog")
    own = forms.CharField(label="Eget", error_messages={"required": "Skriv något eget."})
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "Rubrik"


def test_a_field_left_empty_says_what_is_wanted():
    form = EverythingIsWanted({})
    assert {name: errors[0] for name, errors in form.errors.items()} == {
        "name": "Fyll i ”Rubrik”.",
        "day": "Ange ett datum under ”Dag”.",
        "kind": "Välj under ”Typ”.",
        "why": "Svara på ”Vad drar ni för slutsats?”",
        "file": "Välj en fil.",
        "sure": "Kryssa i ”Det är en dialog” för att gå vidare.",
        "own": "Skriv något eget.",
        "token": "Något saknas i det som skickades. Öppna sidan igen.",
    }


class WrongForm(PortalForm):
    text = forms.CharField(max_length=5)
    people = forms.IntegerField(min_value=0, max_value=10)
    latitude = forms.FloatField(max_value=90)
    day = forms.DateField()
    link = forms.URLField(assume_scheme="https")
    kind = forms.ChoiceField(choices=[("a", "A")])
    several = forms.MultipleChoiceField(choices=[("a", "A")])
    token = forms.UUIDField(widget=forms.HiddenInput)
    own = forms.IntegerField(error_messages={"invalid": "Skriv ett år."})


class LongForm(PortalForm):
    text = forms.CharField(widget=forms.Textarea)
    short = forms.CharField(widget=forms.Textarea, max_length=80_000, required=False)


def test_a_text_has_a_longest_length_also_where_its_form_names_none():
    assert LongForm({"text": "a" * 50_000, "short": "a" * 60_000}).is_valid()
    form = LongForm({"text": "a" * 50_001})
    assert form.errors["text"] == ["Texten får vara högst 50000 tecken lång. Nu är den 50001."]


NO_SIGN = "Texten innehåller ett tecken som inte går att spara. Klistra in den som ren text."


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("text", "tecken", "Texten får vara högst 5 tecken lång. Nu är den 6."),
        ("text", "a\0", NO_SIGN),
        ("people", "-1", "Talet får vara lägst 0."),
        ("people", "11", "Talet får vara högst 10."),
        ("people", "många", "Det här är inte ett heltal. Skriv bara siffror."),
        ("latitude", "norr", "Det här är inte ett tal. Skriv till exempel 59,3293."),
        ("latitude", "91", "Talet får vara högst 90."),
        ("day", "i går", "Det här är inte ett datum. Skriv till exempel 2024-03-31."),
        ("link", "http://", "Det här är inte en länk. En länk börjar med https://."),
        ("kind", "b", "Det som valdes går inte längre att välja. Välj igen."),
        ("several", "b", "Det som valdes går inte längre att välja. Välj igen."),
        ("token", "x", "Något saknas i det som skickades. Öppna sidan igen."),
        ("own", "x", "Skriv ett år."),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_field_is_said_in_the_portals_own_words(name, typed, said):
    form = WrongForm({name: [typed] if name == "several" else typed})
    assert form.errors[name] == [said]


def test_what_is_wrong_is_listed_in_the_order_of_the_page():
    class Turned(PortalForm):
        first = forms.CharField()
        second = forms.CharField()
        third = forms.CharField()
        rows = ["third", Group("Two", [("second",)])]

    assert list(Turned({}).errors) == ["third", "second", "first"]


@pytest.mark.parametrize(
    "typed", ["185 000", "185000", "185\xa0000 kr", "185 000 kronor", "185000:-"]
)
def test_an_amount_may_be_written_with_its_kronor(typed):
    class Cost(PortalForm):
        kronor = forms.IntegerField()

    form = Cost({"kronor": typed})
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"kronor": 185_000}


def test_what_some_answers_ask_for_is_not_called_optional():
    class Asked(PortalForm):
        why = forms.CharField(required=False)
        note = forms.CharField(required=False)
        conditional = ("why",)

    page = Template("{% load crispy_forms_tags %}{% crispy form %}").render(
        Context({"form": Asked()})
    )
    assert page.count("(valfritt)") == 1


def test_a_list_to_choose_from_is_written_whole_with_its_choice() -> None:
    choices = [("", "–"), ("Grupp", [('a"b', "A & B"), ("c", "C")])]
    html = forms.Select(choices=choices, attrs={"id": "x"}).render("place", 'a"b')
    assert html == (
        '<select name="place" id="x"><option value="">–</option><optgroup label="Grupp">'
        '<option value="a&#34;b" selected>A &amp; B</option><option value="c">C</option>'
        "</optgroup></select>"
    )


@pytest.mark.parametrize(
    ("number", "shown"), [(1_000_000, "1\xa0000\xa0000"), (85_000, "85\xa0000"), (2027, "2027")]
)
def test_a_large_number_stands_in_its_field_as_it_is_read_elsewhere(number, shown):
    class Cost(PortalForm):
        kronor = forms.IntegerField()

    form = Cost(initial={"kronor": number})
    assert f'value="{shown}"' in str(form["kronor"])
    assert Cost({"kronor": shown}, initial={"kronor": number}).has_changed() is False
