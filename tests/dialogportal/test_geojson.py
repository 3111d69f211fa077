import json
import math
import time

import pytest

from dialogportal import geometry
from dialogportal.geojson import checked_geometry, read_features
from dialogportal.refusals import FileRefused

BOW = [[18.0, 59.3], [18.1, 59.4], [18.1, 59.3], [18.0, 59.4], [18.0, 59.3]]
METRES = [[674032, 6580822], [674132, 6580822], [674132, 6580922], [674032, 6580822]]
SQUARE = [[18.0, 59.3], [18.1, 59.3], [18.1, 59.4], [18.0, 59.4], [18.0, 59.3]]
HOLE = [[18.04, 59.34], [18.06, 59.34], [18.06, 59.36], [18.04, 59.36], [18.04, 59.34]]


def polygon(*rings):
    return {"type": "Polygon", "coordinates": list(rings)}


@pytest.fixture
def write(tmp_path):
    def write_file(*geometries, names=("A", "B", "C", "D")):
        features = [
            {"type": "Feature", "properties": {"namn": name}, "geometry": shape}
            for name, shape in zip(names, geometries, strict=False)
        ]
        path = tmp_path / "areas.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
        return path

    return write_file


def test_a_bad_feature_is_listed_and_the_others_are_read(write):
    point = {"type": "Point", "coordinates": [18, 59]}
    features, refusals = read_features(write(polygon(SQUARE), point, None, polygon(SQUARE, HOLE)))
    assert [(feature.number, feature.name) for feature in features] == [(1, "A"), (4, "D")]
    assert features[0].geometry == polygon(SQUARE)
    assert refusals == [
        (2, "Gränsen ska vara en Polygon eller MultiPolygon, inte Point."),
        (3, "Området har ingen gräns."),
    ]


@pytest.mark.parametrize(
    ("shape", "reason"),
    [
        (polygon(SQUARE[:-1]), "inte sluten"),
        (polygon(SQUARE[:2] + SQUARE[:1]), "minst tre hörn"),
        (polygon(), "inga punkter"),
        (polygon([[18, "59"]] * 4), "inte ett par av tal"),
        (polygon([[18, math.nan]] * 4), "inte grader"),
        (polygon(METRES), "SWEREF"),
        (polygon([[y, x] for x, y in SQUARE]), "omkastade"),
        (polygon(BOW), "nära 18.05000, 59.35000"),
        (polygon([SQUARE[0]] * 5), "omsluter ingenting"),
        (polygon(SQUARE, [[x + 1, y] for x, y in HOLE]), "ligger utanför"),
        (polygon(SQUARE, [[x + 0.05, y] for x, y in HOLE]), "korsar sig själv"),
        ({"type": "MultiPolygon", "coordinates": []}, "inga punkter"),
        ({"type": "Polygon", "coordinates": "x"}, "inga punkter"),
        ({"type": "Polygon", "coordinates": [[10**400, 1]]}, "inte ett par av tal"),
        ({"type": "Polygon", "coordinates": [[[10**400, 1]] * 4]}, "inte grader"),
        ([], "ingen gräns"),
    ],
)  # fmt: skip
def test_a_wrong_boundary_is_refused_with_a_sentence(shape, reason):
    with pytest.raises(ValueError, match=reason):
        checked_geometry(shape)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("hej", "inte GeoJSON"),
        ("[" * 100_000, "inte GeoJSON"),
        ("[]", "inte GeoJSON"),
        ('{"type": "FeatureCollection"}', "inte GeoJSON"),
        ('{"type": "FeatureCollection", "features": []}', "inga områden"),
    ],
)
def test_a_file_that_is_not_geojson_is_refused(tmp_path, content, reason):
    path = tmp_path / "fil.geojson"
    path.write_text(content)
    with pytest.raises(FileRefused, match=reason):
        read_features(path)


def test_an_unknown_name_property_is_refused_with_those_there_are(write):
    with pytest.raises(FileRefused, match=r"omr.*Filen har: namn"):
        read_features(write(polygon(SQUARE)), name_property="omr")


def test_a_third_coordinate_and_touching_rings_are_accepted():
    raised = polygon([[x, y, 25.0] for x, y in SQUARE])
    assert checked_geometry(raised) == polygon(SQUARE)
    touching = [SQUARE[0], [18.02, 59.32], [18.01, 59.33], SQUARE[0]]
    assert checked_geometry(polygon(SQUARE, touching))


def test_area_centre_and_bounds_of_a_square_with_a_hole():
    whole, holed = polygon(SQUARE), polygon(SQUARE, HOLE)
    assert geometry.area_km2(whole) == pytest.approx(63.374, rel=0.001)
    assert geometry.area_km2(holed) == pytest.approx(63.374 * 0.96, rel=0.001)
    assert geometry.centroid(holed) == pytest.approx((18.05, 59.35))
    assert geometry.bounds([whole]) == (18.0, 59.3, 18.1, 59.4)


def test_a_hole_is_not_inside():
    holed = polygon(SQUARE, HOLE)
    inside = [geometry.contains(holed, *p) for p in ((18.02, 59.32), (18.05, 59.35), (18.2, 59.3))]
    assert inside == [True, False, False]


def circle(count, radius=0.1):
    angles = [2 * math.pi * step / count for step in range(count)]
    ring = [[18 + radius * math.cos(a), 59 + radius * math.sin(a)] for a in angles]
    return [*ring, ring[0]]


def test_a_ring_of_two_thousand_points_is_checked_quickly():
    ring = [tuple(point) for point in circle(2000)]
    start = time.perf_counter()
    assert geometry.crossing([ring]) is None
    assert time.perf_counter() - start < 0.5


def test_a_simplified_outline_keeps_its_shape_and_drops_small_islands():
    both = {"type": "MultiPolygon", "coordinates": [[circle(400)], [circle(50, 0.0001)]]}
    thin = geometry.simplify(both, 40)
    assert [len(p[0]) for p in thin["coordinates"]] == [pytest.approx(41, abs=8)]
    assert geometry.area_km2(thin) == pytest.approx(geometry.area_km2(both), rel=0.02)
    assert thin["coordinates"][0][0][0] == thin["coordinates"][0][0][-1]


def test_cells_divide_the_whole_city_each_around_its_own_point():
    outline = [tuple(point) for point in SQUARE]
    points = [
        (18.01 + 0.02 * (n % 5), 59.31 + 0.013 * (n // 5) + 0.001 * (n % 3)) for n in range(25)
    ]
    cells = [polygon(cell) for cell in geometry.voronoi_cells(points, outline)]
    assert sum(map(geometry.area_km2, cells)) == pytest.approx(
        geometry.area_km2(polygon(outline)), rel=1e-4
    )
    for point, cell in zip(points, cells, strict=True):
        assert [geometry.contains(other, *point) for other in cells].count(True) == 1
        assert geometry.contains(cell, *point)
        assert checked_geometry(json.loads(json.dumps(cell)))


def test_two_points_in_one_place_have_no_cells():
    with pytest.raises(ValueError, match="same place"):
        geometry.voronoi_cells([(18.05, 59.35)] * 2, [tuple(point) for point in SQUARE])
