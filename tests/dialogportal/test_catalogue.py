import shutil

import polib
import pytest

from dialogportal.catalogue import CATALOGUE, PLACES, extract, faults

pytestmark = pytest.mark.skipif(not shutil.which("xgettext"), reason="gettext is not installed")


@pytest.fixture
def project(tmp_path):
    """A project with one string in the code, and its Swedish."""
    for place in PLACES:
        (tmp_path / place).mkdir()
    code = 'from django.utils.translation import gettext as _\n_("%(n)s hits") % {"n": 1}\n'
    (tmp_path / "archive" / "views.py").write_text(code)
    words = extract(tmp_path)
    words[0].msgstr = "%(n)s träffar"
    keep(words)
    return tmp_path


def keep(words):
    words.save()
    words.save_as_mofile(words.fpath.replace(".po", ".mo"))


def test_a_complete_catalogue_has_no_fault(project):
    assert faults(project) == []


def test_a_new_string_is_missed(project):
    (project / "templates" / "page.html").write_text("{% load i18n %}{% translate 'Find' %}")
    assert faults(project) == ["not in the catalogue: 'Find'"]


def test_a_string_that_left_the_code_is_told(project):
    page = (project / "archive" / "views.py").rename(project / "templates" / "page.html")
    page.write_text("{% load i18n %}{% translate 'Find' %}")
    assert faults(project) == [
        "not in the catalogue: 'Find'",
        "no longer in the code: '%(n)s hits'",
    ]


def test_a_string_without_swedish_is_told(project):
    words = polib.pofile(str(project / CATALOGUE))
    words[0].msgstr = ""
    keep(words)
    assert faults(project) == ["without Swedish: '%(n)s hits'"]


def test_a_guess_is_told(project):
    words = polib.pofile(str(project / CATALOGUE))
    words[0].flags.append("fuzzy")
    keep(words)
    assert faults(project) == ["unsure (fuzzy): '%(n)s hits'"]


def test_an_uncompiled_change_is_told(project):
    words = polib.pofile(str(project / CATALOGUE))
    words[0].msgstr = "%(n)s fynd"
    words.save()
    assert faults(project) == ["locale/sv/LC_MESSAGES/django.mo is not what django.po says"]


def test_a_lost_placeholder_is_told(project):
    words = polib.pofile(str(project / CATALOGUE))
    words[0].msgstr = "träffar"
    keep(words)
    told = "a format specification for argument 'n' doesn't exist in 'msgstr'"
    assert [fault.split(": ", 1)[1] for fault in faults(project)] == [told]


def test_checking_changes_nothing(project):
    (project / "archive" / "views.py").write_text("")
    before = (project / CATALOGUE).read_bytes()
    faults(project)
    assert (project / CATALOGUE).read_bytes() == before
