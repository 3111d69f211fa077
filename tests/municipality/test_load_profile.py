"""manage.py load_profile, and the profiles that come with the portal."""

import importlib

import pytest
from django.apps import apps

from dialogportal.refusals import FileRefused
from municipality.enums import Decider, MethodClass
from municipality.models import Area, DialogueKind, DialogueType, LoopStep, Method, Profile, Theme
from municipality.models.framework import SCALES
from municipality.profile_files import FOLDER, built_in_profiles, read_profile

pytestmark = pytest.mark.django_db

SMALL = """
name = "lillstad"
city = "Lillstad"

[texts.definition]
sv = "Ett utbyte som leder till ett beslut."
en = "An exchange that leads to a decision."

[rules]
prerequisite_questions = false
strategist_review = "off"
target_group_analysis = "soft"
rights_assessment = "soft"
feedback_plan = "hard"
hint_when_not_systematic = false
follow_up_months = 6

[[type]]
slug = "medborgardialog"
sv = "Medborgardialog"
decider = "committee"
minimum_level = 2
default = true
definition = { sv = "Inför ett beslut." }

[[theme]]
slug = "parker"
sv = "Parker"
keywords = ["bänk"]
synonyms = ["bänk = soffa"]
"""


def deciders():
    rows = DialogueType.objects.filter(in_use=True)
    return dict(rows.values_list("slug", "decider"))


def test_the_built_in_profiles_are_three():
    assert built_in_profiles() == ["malmo", "sollentuna", "stockholm"]


@pytest.mark.parametrize("name", ["stockholm", "malmo", "sollentuna"])
def test_built_in_texts_are_in_both_languages(name):
    profile = read_profile(FOLDER / f"{name}.toml")
    coded = profile.exclusions + profile.cautions + profile.rules["principles"]
    coded += profile.rules["languages"] + list(profile.texts.values())
    assert [row for row in coded if not (row["sv"] and row["en"])] == []
    named = profile.types + profile.kinds + profile.methods + profile.themes + profile.loop_steps
    assert [row["slug"] for row in named if not (row["name_sv"] and row["name_en"])] == []


@pytest.mark.parametrize("name", ["stockholm", "malmo", "sollentuna"])
def test_a_second_load_changes_nothing(run, name):
    assert run("load_profile", name)[0].startswith("Made: 9")
    assert run("load_profile", name)[:2] == ["Made: 0", "Changed: 0"]


def test_stockholm_decides_in_one_step(run):
    run("load_profile", "stockholm")
    assert deciders() == {
        "medborgardialog": Decider.COMMITTEE,
        "kunskapsdialog": Decider.MANAGER,
        "brukardialog": Decider.MANAGER,
        "kommunvagledning": Decider.NOBODY,
    }
    assert Profile.objects.current().city_name == "Stockholm"
    assert Area.objects.get(level="city").leaf_ids == [Area.objects.get().pk]


def test_sollentuna_decides_in_two_steps_and_leaves_service_users_outside(run):
    run("load_profile", "sollentuna")
    assert deciders() == {
        "medborgardialog": Decider.COMMITTEE_TWO_STEPS,
        "brukardialog": Decider.NOBODY,
    }
    rules = Profile.objects.current().rules
    assert (rules["prerequisite_questions"], rules["strategist_review"]) == (True, "required")


def test_malmo_has_ten_principles_and_suggests_knowledge_dialogue(run):
    run("load_profile", "malmo")
    rules = Profile.objects.current().rules
    assert (len(rules["principles"]), rules["type_without_elected"]) == (10, "kunskapsdialog")


def test_types_the_next_profile_lacks_are_taken_out_of_use(run):
    run("load_profile", "malmo")
    lines = run("load_profile", "sollentuna")
    assert lines[1] == (
        "Changed: 5 (type of dialogue: Medborgardialog; type of dialogue: Brukardialog; "
        "type: Kunskapsdialog (no longer in use); type: Kommunvägledning (no longer in use); "
        "profile: sollentuna)"
    )
    kept = DialogueType.objects.get(slug="kunskapsdialog")
    assert (kept.in_use, kept.is_default) == (False, False)
    assert Profile.objects.count() == 1
    run("load_profile", "malmo")
    kept.refresh_from_db()
    assert kept.in_use is True


def test_what_the_city_added_itself_is_kept(run):
    run("load_profile", "stockholm")
    own = Method.objects.create(slug="egen", name_sv="Egen", method_class=MethodClass.OTHER)
    run("load_profile", "stockholm")
    own.refresh_from_db()
    assert own.in_use is True


def test_every_method_class_has_a_method(run):
    run("load_profile", "stockholm")
    used = set(Method.objects.values_list("method_class", flat=True))
    assert used == set(MethodClass.values)
    assert DialogueKind.objects.filter(form="process").count() == 11


def test_a_city_that_had_its_profile_before_has_the_same_steps_of_the_loop(run):
    run("load_profile", "stockholm")
    loaded = LoopStep.objects.values_list("slug", "name_sv", "name_en")
    migration = importlib.import_module("municipality.migrations.0006_loop_steps")
    assert list(loaded) == migration.STEPS
    LoopStep.objects.all().delete()
    migration.add_steps(apps, None)
    assert run("load_profile", "stockholm")[:2] == ["Made: 0", "Changed: 0"]


def test_themes_become_a_tree(run):
    run("load_profile", "stockholm")
    assert Theme.objects.get(slug="lekparker").parent == Theme.objects.get(slug="parker")


def test_a_city_loads_its_own_file(run, write):
    lines = run("load_profile", write("lillstad.toml", SMALL))
    assert lines[0] == (
        "Made: 4 (area: Lillstad; type of dialogue: Medborgardialog; theme: Parker; "
        "profile: lillstad)"
    )
    assert Profile.objects.current().text("definition") == "Ett utbyte som leder till ett beslut."
    assert Theme.objects.get().synonyms == ["bänk = soffa"]


def test_a_dry_run_stores_nothing(run):
    assert (
        run("load_profile", "malmo", "--dry-run")[-1] == "This was a dry run. Nothing was stored."
    )
    assert (Profile.objects.count(), DialogueType.objects.count()) == (0, 0)


def test_an_unknown_profile_gets_a_sentence(run):
    assert run("load_profile", "atlantis") == [
        (
            "There is no profile or file called atlantis. "
            "Built-in profiles: malmo, sollentuna, stockholm."
        )
    ]


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ('city = "Lillstad"', 'stad = "Lillstad"', ("p.toml: “stad” is not known. Known are: "
         "caution, city, exclusion, include, kind, language, loop_step, method, name, principle, "
         "rules, texts, theme, type.")),
        ('city = "Lillstad"', "", "p.toml: “city” must be a text of at most 120 characters."),
        ('"committee"', '"riksdagen"', ("[[type]] medborgardialog: “decider” must be one of: "
         "committee_two_steps, committee, manager, nobody.")),
        ("minimum_level = 2", "minimum_level = true", ("[[type]] medborgardialog: “minimum_level” "
         "must be one of: 1, 2, 3, 4, 5.")),
        ("default = true", "default = false", "Exactly one type must have default = true."),
        ('"hard"', '"maybe"', "[rules]: “feedback_plan” must be one of: hard, soft."),
        ("follow_up_months = 6", "follow_up_months = 0", ("[rules]: “follow_up_months” must be one "
         "of: 1–60.")),
        ("follow_up_months = 6", "", "[rules]: “follow_up_months” must be one of: 1–60."),
        ('{ sv = "Inför ett beslut." }', '"Inför"', ("“[[type]] medborgardialog.definition” must "
         "be a table: [[[type]] medborgardialog.definition].")),
        ('keywords = ["bänk"]', 'keywords = "bänk"', ("[[theme]] parker: “keywords” must be a list "
         "of texts of at most 60 characters.")),
        ('"bänk = soffa"', '"bänk soffa"', ("[[theme]] parker: “bänk soffa” is no group of "
         "synonyms. Write them as “a = b”.")),
        ('sv = "Parker"', 'sv = "Parker"\nparent = "natur"', ("[[theme]] parker: its parent "
         "“natur” must stand before it.")),
        ('slug = "parker"', 'slug = "Parker & lek"', ("[[theme]] Parker & lek: “slug” must be of "
         "the letters a–z, digits and hyphens.")),
        ("[[theme]]", "[theme]", "“theme” must be a list of tables: [[theme]]."),
        ('city = "Lillstad"', 'city = "Lillstad"\ninclude = ["x.toml"]', ("p.toml includes x.toml, "
         "which does not exist.")),
    ],
)  # fmt: skip
def test_a_wrong_profile_is_refused_whole(run, write, before, after, sentence):
    path = write("p.toml", SMALL.replace(before, after, 1))
    assert run("load_profile", path) == [sentence]
    assert (Profile.objects.count(), DialogueType.objects.count(), Area.objects.count()) == (
        0,
        0,
        0,
    )


def test_a_type_that_stands_twice_is_refused(run, write):
    again = SMALL[SMALL.index("[[type]]") : SMALL.index("[[theme]]")]
    assert run("load_profile", write("p.toml", SMALL + again)) == [
        "[[type]] medborgardialog stands there twice."
    ]


def test_what_is_not_toml_is_refused(run, write, tmp_path):
    assert run("load_profile", write("p.toml", "name = ")) == [
        "p.toml is not TOML: Invalid value (at end of document)"
    ]
    (tmp_path / "latin.toml").write_bytes('name = "malmö"'.encode("latin-1"))
    assert run("load_profile", tmp_path / "latin.toml") == ["latin.toml is not written in UTF-8."]


def test_a_city_calls_its_bodies_and_people_by_its_own_names(run):
    whats = ("residents", "administration", "committee", "coordinator")
    assert [Profile.objects.current().label(what) for what in whats] == [
        "invånare",
        "förvaltning eller bolag",
        "nämnd eller styrelse",
        "samordnaren i er stad",
    ]
    run("load_profile", "sollentuna")
    assert [Profile.objects.current().label(what) for what in whats] == [
        "invånare",
        "förvaltningskontor",
        "nämnd",
        "kommunledningskontorets strateg",
    ]


def test_a_text_nobody_shows_is_refused(run, write):
    own = SMALL.replace("[texts.definition]", '[texts.label_mayor]\nsv = "x"\n\n[texts.definition]')
    said = run("load_profile", write("lillstad.toml", own))[-1]
    assert said.startswith("[texts]: “label_mayor” is not known.")


@pytest.mark.parametrize("name", ["stockholm", "malmo", "sollentuna"])
def test_every_built_in_method_says_when_it_is_of_use(name):
    methods = read_profile(FOLDER / f"{name}.toml").methods
    assert [row["slug"] for row in methods if not (row["guidance_sv"] and row["guidance_en"])] == []
    assert [row["slug"] for row in methods if not all(row[scale] for scale in SCALES)] == []


METHOD = """
[[method]]
slug = "gatur"
sv = "Gåtur"
class = "other"
levels = [2]
"""


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("scales = [1, 2, 3]", "fyra tal"),
        ("scales = 3", "fyra tal"),
        ("scales = [1, 2, 3, 6]", "1, 2, 3, 4, 5"),
        ('guidance = "Gå."', "tabell"),
    ],
)
def test_a_method_with_wrong_scales_or_guidance_is_refused(tmp_path, line, said):
    path = tmp_path / "lillstad.toml"
    path.write_text(SMALL + METHOD + line, encoding="utf-8")
    with pytest.raises(FileRefused, match=said):
        read_profile(path)
