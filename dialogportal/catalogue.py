"""The Swedish catalogue: brought up to date, or checked without touching it.

    python -m dialogportal.catalogue update|check

``update`` takes new strings from the code into locale/sv, drops those no longer used, and
compiles. ``check`` does the same in a copy and lists what is missing, unsure, out of date or not
compiled. Both need the gettext programs; running the portal does not.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = Path("locale/sv/LC_MESSAGES/django.po")
# Only these hold strings a user meets; bench, docs and tests do not.
PLACES = (
    "archive",
    "dialogportal",
    "dialogues",
    "feedback",
    "locale",
    "municipality",
    "participation",
    "templates",
)
EXTRACT = ("-m", "django", "makemessages", "-l", "sv", "--no-location", "--no-wrap")


def extract(root: Path) -> polib.POFile:
    """Bring the catalogue under ``root`` up to date with the code there and return it."""
    command = [sys.executable, *EXTRACT, "--no-obsolete", "-v", "0"]
    for name in ("static", "tests", "bench", "docs", "staticfiles", "media", ".*"):
        command += ["-i", name]
    # Without settings, so that reading strings needs no database.
    environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    subprocess.run(command, cwd=root, env=environment, check=True)
    catalogue = polib.pofile(str(root / CATALOGUE))
    catalogue.metadata.pop("POT-Creation-Date", None)  # it would change on every run
    catalogue.save()
    return catalogue


def faults(root: Path) -> list[str]:
    """Return a sentence for each fault of the catalogue under ``root``, which stays as it is."""
    present = polib.pofile(str(root / CATALOGUE))
    compiled = root / CATALOGUE.with_suffix(".mo")
    with tempfile.TemporaryDirectory() as folder:
        for place in PLACES:
            shutil.copytree(root / place, Path(folder, place))
        wanted = extract(Path(folder))
    found = [f"not in the catalogue: {_shown(e)}" for e in wanted if e not in present]
    found += [f"no longer in the code: {_shown(e)}" for e in present if e not in wanted]
    found += [f"unsure (fuzzy): {_shown(e)}" for e in present if e.fuzzy]
    found += [
        f"without Swedish: {_shown(e)}" for e in present if not e.translated() and not e.fuzzy
    ]
    if not compiled.exists() or _words(polib.mofile(str(compiled))) != _words(_sure(present)):
        found.append(f"{CATALOGUE.with_suffix('.mo')} is not what {CATALOGUE.name} says")
    syntax = subprocess.run(
        ["msgfmt", "--check", "-o", "/dev/null", str(root / CATALOGUE)],
        capture_output=True,
        text=True,
        check=False,
    )
    if syntax.returncode:
        told = [
            line for line in syntax.stderr.splitlines() if ".po:" in line and "warning:" not in line
        ]
        found += [line.split("django.po:")[-1] for line in told]
    return found


def _shown(entry: polib.POEntry) -> str:
    return repr(entry.msgid if len(entry.msgid) < 80 else entry.msgid[:79] + "…")


def _sure(catalogue: polib.POFile) -> list[polib.POEntry]:
    return [entry for entry in catalogue if entry.translated() and not entry.fuzzy]


def _words(entries: Iterable[polib.POEntry | polib.MOEntry]) -> dict[object, object]:
    return {(e.msgctxt, e.msgid): (e.msgstr, e.msgstr_plural) for e in entries}


def main(words: list[str]) -> int:
    """Serve the command line. Return the exit status."""
    if words not in (["update"], ["check"]):
        print("Usage: python -m dialogportal.catalogue update|check", file=sys.stderr)
        return 2
    if not shutil.which("xgettext"):
        print("Install gettext (Debian, Ubuntu: apt-get install gettext).", file=sys.stderr)
        return 1
    if words == ["update"]:
        catalogue = extract(ROOT)
        catalogue.save_as_mofile(str(ROOT / CATALOGUE.with_suffix(".mo")))
        missing = len(catalogue.untranslated_entries()) + len(catalogue.fuzzy_entries())
        print(f"{CATALOGUE}: {len(catalogue)} strings, {missing} without sure Swedish.")
        return 0
    found = faults(ROOT)
    for fault in found:
        print(f"{CATALOGUE}: {fault}", file=sys.stderr)
    if found:
        print("Run make messages, then fill in the Swedish.", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
