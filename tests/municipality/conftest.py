"""Running the load_… commands on small files written for the test."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation


@pytest.fixture
def run():
    """Run a command, speaking English as the code does; returns what it printed, line by line,
    a refusal's sentence last."""

    def run(*args):
        out = StringIO()
        try:
            with translation.override("en"):
                call_command(*map(str, args), stdout=out)
        except CommandError as error:
            out.write(f"{error}\n")
        return out.getvalue().splitlines()

    return run


@pytest.fixture
def write(tmp_path):
    """Write a text file; returns its path."""

    def write(name, text):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def geojson(write):
    """Write a GeoJSON file of features; returns its path."""

    def geojson(*features):
        content = {"type": "FeatureCollection", "features": list(features)}
        return write("areas.geojson", json.dumps(content))

    return geojson
