"""GeoJSON features made up for the tests."""


def square(column, size=0.01):
    """The ring of a square in a row of them."""
    west, south = 18 + column / 100, 59.3
    east, north = round(west + size, 5), round(south + size, 5)
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def feature(name, column=0, ring=None, **properties):
    """A GeoJSON feature: a square in a row of them, or another ring."""
    return {
        "type": "Feature",
        "properties": {"name": name, **properties},
        "geometry": {"type": "Polygon", "coordinates": [ring or square(column)]},
    }
