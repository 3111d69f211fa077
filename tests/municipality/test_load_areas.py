"""manage.py load_areas"""

import datetime

import pytest

from municipality.area_names import address_for, in_small_letters
from municipality.enums import AreaLevel
from municipality.models import Area, AreaParent
from tests.factories import AreaFactory
from tests.municipality.features import feature, square

REFORM = datetime.date(2023, 7, 1)
DAY_BEFORE = datetime.date(2023, 6, 30)
NOTHING_STORED = (
    "Nothing was stored, because something was refused. Correct the file, "
    "or store the rest with --skip-refused."
)
pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return AreaFactory(name="Stockholm", slug="stockholm", level=AreaLevel.CITY)


@pytest.mark.parametrize(
    ("capitals", "written"),
    [
        ("GAMLA STAN", "Gamla stan"),
        ("HÄSSELBY GÅRD", "Hässelby gård"),
        ("LILLA ESSINGEN", "Lilla Essingen"),
        ("ULVSUNDA INDUSTRIOMR", "Ulvsunda industriområde"),
        ("RINKEBY-KISTA", "Rinkeby-Kista"),
        ("ÅRSTA", "Årsta"),
        ("Bromma Kyrka", "Bromma Kyrka"),
    ],
)
def test_names_in_capitals_get_small_letters(capitals, written):
    assert in_small_letters(capitals) == written


def test_an_address_that_is_taken_gets_the_level_then_a_number():
    taken = set()
    for _ in range(3):
        taken.add(address_for("Skärholmen", AreaLevel.DISTRICT, taken))
    assert sorted(taken) == ["skarholmen", "skarholmen-stadsdel", "skarholmen-stadsdel-2"]


def test_areas_are_made_under_their_parent(run, geojson, city):
    path = geojson(feature("BROMMA", 0), feature("JÄRVA", 1))
    lines = run(
        "load_areas", path, "--level", "committee", "--titlecase", "--parent", "stockholm",
        "--division", "11 nämnder", "--valid-from", "2023-07-01",
    )  # fmt: skip
    assert lines == ["Made: 2 (Bromma; Järva)", "Changed: 0", "Unchanged: 0", "Refused: 0"]
    bromma = Area.objects.get(slug="bromma")
    assert (bromma.level, bromma.division, bromma.valid_from) == (
        "committee", "11 nämnder", REFORM,
    )  # fmt: skip
    assert (bromma.latitude, bromma.longitude) == (59.305, 18.005)
    assert list(bromma.parents.all()) == [city]
    assert bromma.neighbour_ids == [Area.objects.get(slug="jarva").pk]
    city.refresh_from_db()
    assert len(city.leaf_ids) == 2


def test_a_second_run_changes_nothing(run, geojson):
    path = geojson(feature("Bromma", 0), feature("JÄRVA", 1))
    run("load_areas", path, "--level", "district", "--titlecase")
    before = list(Area.objects.values())
    lines = run("load_areas", path, "--level", "district", "--titlecase")
    assert lines == ["Made: 0", "Changed: 0", "Unchanged: 2", "Refused: 0"]
    assert list(Area.objects.values()) == before


def test_an_existing_area_is_known_by_its_name_in_any_case(run, geojson):
    area = AreaFactory(name="Gamla stan")
    lines = run("load_areas", geojson(feature("GAMLA STAN")), "--level", "district", "--titlecase")
    assert lines[1] == "Changed: 1 (Gamla stan)"
    area.refresh_from_db()
    assert area.boundary == {"type": "MultiPolygon", "coordinates": [[square(0)]]}


def test_a_dry_run_reports_and_stores_nothing(run, geojson):
    lines = run("load_areas", geojson(feature("Bromma")), "--level", "district", "--dry-run")
    assert lines[0] == "Made: 1 (Bromma)"
    assert lines[-1] == "This was a dry run. Nothing was stored."
    assert Area.objects.count() == 0


BOW_TIE = [[18, 59.3], [18.01, 59.31], [18.01, 59.3], [18, 59.31], [18, 59.3]]
METRES = [[674032, 6580822], [675032, 6580822], [675032, 6581822], [674032, 6580822]]


def test_bad_features_are_listed_and_nothing_is_stored(run, geojson):
    path = geojson(
        feature("Bra"),
        feature("bra", 1),
        feature("Korsad", ring=BOW_TIE),
        feature("Meter", ring=METRES),
        feature("", 2),
    )
    lines = run("load_areas", path, "--level", "district")
    assert lines == [
        "Made: 1 (Bra)",
        "Changed: 0",
        "Unchanged: 0",
        "Refused: 4",
        "  2: The name “bra” is already used by area number 1 of the file.",
        "  3: The boundary crosses itself near 18.00500, 59.30500.",
        (
            "  4: The coordinates are not degrees (WGS84): 674032, 6580822. "
            "If they are SWEREF 99 metres, convert the file to WGS84 first."
        ),
        "  5: The area has no name. Say with --name-property which property has it.",
        NOTHING_STORED,
    ]
    assert Area.objects.count() == 0


def test_the_rest_is_stored_when_asked_for(run, geojson):
    path = geojson(feature("Bra"), feature("Korsad", 1, ring=BOW_TIE))
    run("load_areas", path, "--level", "district", "--skip-refused")
    assert [area.name for area in Area.objects.all()] == ["Bra"]


def test_an_area_whose_parent_is_unknown_is_refused(run, geojson, city):
    path = geojson(feature("Ett", 0, del_av="Stockholm"), feature("Två", 1, del_av="Göteborg"))
    lines = run("load_areas", path, "--level", "committee", "--parent-property", "del_av")
    assert lines[4] == "  2: There is no area called “Göteborg” on a level above, at that time."
    assert list(Area.objects.all()) == [city]


def test_an_area_without_the_parent_property_is_refused(run, geojson):
    lines = run(
        "load_areas", geojson(feature("Ett")), "--level", "district", "--parent-property", "del_av"
    )
    assert lines[4] == "  1: “Ett” has no “del_av”, so it has nothing to be part of."


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (
            ["--parent", "Nolla"],
            "There is no area called “Nolla” on a level above, at that time.",
        ),
        (["--name-property", "namn"], "No feature has a property “namn”. The file has: name."),
        (
            ["--valid-from", "2024-01-01", "--valid-to", "2023-01-01"],
            "It would end (2023-01-01) before it begins (2024-01-01).",
        ),
        (
            ["--valid-from", "snart"],
            "“snart” is not a date. Write it as 2024-03-31, March 2024 or 2024.",
        ),
        (
            ["--make-parents-under", "Stockholm"],
            "--make-parents-under needs a table: give --parents as well.",
        ),
    ],
)  # fmt: skip
def test_wrong_options_get_a_sentence(run, geojson, options, sentence):
    assert run("load_areas", geojson(feature("Ett")), "--level", "district", *options) == [sentence]


def test_a_city_is_part_of_nothing(run, geojson, city):
    lines = run("load_areas", geojson(feature("Ett")), "--level", "city", "--parent", "Stockholm")
    assert lines == ["A city is not part of anything: leave the options for parents out."]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("namn;yta\nEtt;3\n", "The file is not GeoJSON: it cannot be read as JSON."),
        ('{"type": "Topology"}', "The file is not GeoJSON: it has no collection of features."),
    ],
)
def test_a_file_that_is_not_geojson_is_refused(run, write, content, sentence):
    assert run("load_areas", write("fil.geojson", content), "--level", "district") == [sentence]


def test_a_file_in_another_encoding_is_told_so(run, tmp_path):
    path = tmp_path / "fil.geojson"
    path.write_bytes('{"type": "FeatureCollection", "name": "Älvsjö"}'.encode("latin-1"))
    assert run("load_areas", path, "--level", "district") == [
        "GeoJSON is written in UTF-8, but this file is not. Save it anew in UTF-8."
    ]


def test_a_file_that_is_not_there_gets_a_sentence(run):
    assert run("load_areas", "saknas.geojson", "--level", "district") == [
        "The file saknas.geojson cannot be read: No such file or directory."
    ]


def test_a_name_too_long_for_its_column_is_refused(run, geojson):
    lines = run("load_areas", geojson(feature("x" * 130)), "--level", "district")
    assert lines[4] == ("  1: name: Ensure this value has at most 120 characters (it has 130).")


PARENTS = """stadsdel,före 2023,nu
Rinkeby,Rinkeby-Kista,Järva
Kista,Rinkeby-Kista,Järva
Tensta,Spånga-Tensta,Järva
Alvik,Bromma,Bromma
"""


@pytest.fixture
def two_divisions(run, geojson, write, city):
    """Load the present division, then the one before; returns what each printed."""

    def load():
        parents = write("stadsdelar.csv", PARENTS)
        printed = []
        path = geojson(feature("Järva", ring=square(0, size=0.03)), feature("Bromma", 3))
        printed.append(run(
            "load_areas", path, "--level", "committee", "--parent", "Stockholm",
            "--division", "Nu", "--valid-from", "2023-07-01",
        ))  # fmt: skip
        path = geojson(*(feature(n, c) for c, n in enumerate("RINKEBY KISTA TENSTA ALVIK".split())))
        both = ["load_areas", path, "--level", "district", "--titlecase", "--parents", parents]
        both += ["--name-column", "stadsdel", "--parent-column"]
        printed.append(run(*both, "nu", "--parents-from", "2023-07-01"))
        printed.append(run(
            *both, "före 2023", "--parents-to", "2023-06-30",
            "--make-parents-under", "Stockholm", "--parent-division", "Före 2023",
        ))  # fmt: skip
        return printed

    return load


def test_two_divisions_of_the_same_districts_are_loaded(two_divisions):
    present, districts, earlier = two_divisions()
    assert present[0] == "Made: 2 (Järva; Bromma)"
    assert districts[0] == "Made: 4 (Rinkeby; Kista; Tensta; Alvik)"
    # Bromma consists of the same districts before and after: one area, now with a past.
    assert earlier == [
        "Made: 2 (Rinkeby-Kista; Spånga-Tensta)",
        "Changed: 1 (Bromma)",
        "Unchanged: 4",
        "Refused: 0",
    ]
    committees = Area.objects.filter(level="committee").order_by("name")
    assert list(committees.values_list("name", "division", "valid_from", "valid_to")) == [
        ("Bromma", "Nu", None, None),
        ("Järva", "Nu", REFORM, None),
        ("Rinkeby-Kista", "Före 2023", None, DAY_BEFORE),
        ("Spånga-Tensta", "Före 2023", None, DAY_BEFORE),
    ]
    links = AreaParent.objects.filter(child__name="Kista").order_by("parent__name")
    assert list(links.values_list("parent__name", "valid_from", "valid_to")) == [
        ("Järva", REFORM, None),
        ("Rinkeby-Kista", None, DAY_BEFORE),
    ]
    jarva, rinkeby_kista = committees[1], committees[2]
    assert set(rinkeby_kista.leaf_ids) < set(jarva.leaf_ids)


def test_loading_both_divisions_again_changes_nothing(two_divisions):
    two_divisions()
    before = list(Area.objects.order_by("pk").values()), list(AreaParent.objects.values())
    for lines in two_divisions():
        assert lines[:2] == ["Made: 0", "Changed: 0"]
    after = list(Area.objects.order_by("pk").values()), list(AreaParent.objects.values())
    assert after == before


def test_a_row_of_the_table_may_have_its_own_dates(run, geojson, write, city):
    AreaFactory(name="Järva", level=AreaLevel.COMMITTEE)
    table = write("t.csv", "name,parent,valid_from,valid_to\nKista,Järva,2023-07-01,\n")
    run("load_areas", geojson(feature("Kista")), "--level", "district", "--parents", table)
    link = AreaParent.objects.get(child__name="Kista")
    assert (link.valid_from, link.valid_to) == (REFORM, None)


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        (
            "namn,parent\nKista,Järva\n",
            "The file t.csv has no column “name”. It has: namn, parent.",
        ),
        (
            "name,parent\nKista,\nRinkeby,Järva\n",
            "t.csv, row 2: The name or what it is part of is missing.",
        ),
        (
            "name,parent,valid_from,valid_to\nKista,Järva,2024-01-01,2023-01-01\n",
            "t.csv, row 2: It would end (2023-01-01) before it begins (2024-01-01).",
        ),
    ],
)
def test_a_wrong_table_of_parents_is_refused(run, geojson, write, table, sentence):
    path = write("t.csv", table)
    assert run(
        "load_areas", geojson(feature("Kista")), "--level", "district", "--parents", path
    ) == [sentence]


def test_an_area_missing_from_the_table_is_refused(run, geojson, write, city):
    table = write("t.csv", "name,parent\nKista,Stockholm\n")
    path = geojson(feature("Kista"), feature("Husby", 1))
    lines = run("load_areas", path, "--level", "district", "--parents", table)
    assert lines[4] == "  2: “Husby” is not in t.csv, so it has nothing to be part of."


def test_a_long_boundary_is_kept_at_a_size_for_maps(run, geojson):
    west, south, steps = 18.0, 59.3, 400
    ring = [[west + n / 1e4, south + (n % 2) / 1e4] for n in range(steps)]
    ring += [[west + steps / 1e4, south + 0.05], [west, south + 0.05], ring[0]]
    run("load_areas", geojson(feature("Kust", ring=ring)), "--level", "district")
    (polygon,) = Area.objects.get().boundary["coordinates"]
    assert len(polygon[0]) <= 125
