"""Rules of the house that no linter knows."""

import ast
import os
import re
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
APPS = ("archive", "dialogportal", "dialogues", "feedback", "municipality", "participation")
MADE = {".git", ".venv", ".postgres", "__pycache__", "media", "staticfiles", "test-results",
        ".cache", ".hypothesis"}  # fmt: skip
TEXT = {".py", ".md", ".toml", ".txt", ".html", ".css", ".js", ".json", ".csv", ".geojson", ".po",
        ".svg", ".example", ""}  # fmt: skip
LONGEST_FILE, LONGEST_FUNCTION = 400, 45  # "about" 40 lines


def files():
    """Every file of the project, also in a copy without .git."""
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [f for f in folders if f not in MADE and not f.endswith("_cache")]
        yield from (Path(folder, name) for name in names if name != ".env")


def code(*places):
    for place in places:
        for path in sorted((ROOT / place).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def found(pattern, paths):
    """Where ``pattern`` matches, as ``path:line``."""
    return [
        f"{path.relative_to(ROOT)}:{number}"
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(pattern, line)
    ]


def text_files():
    here = Path(__file__)  # which names what it forbids
    return [p for p in files() if p.suffix in TEXT and p.stat().st_size < 10**6 and p != here]


def templates():
    return sorted((ROOT / "templates").rglob("*.html"))


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("a folder of one machine", r"(?<![\w.])/(?:work|root)/\w|/home/\w|/Users/\w"),
        ("the host of a package index", r"pypi\.org|pythonhosted|index-url https?:"),
        ("unfinished work", "TODO|FIXME|XXX"),
        ("a quarrel of two branches", "^<{7} |^>{7} "),
    ],
)
def test_no_file_holds(what, pattern):
    assert found(pattern, text_files()) == []


def test_templates_hold_no_script_or_style_of_their_own():
    inline = r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=[\"']|javascript:"
    data = r'<script(?=[^>]*type="application/json")'
    hits = set(found(inline, templates())) - set(found(data, templates()))
    assert sorted(hits) == []


def test_nothing_is_declared_safe():
    assert found(r"\|\s*safe\b|autoescape off", templates()) == []
    assert found(r"mark_safe|SafeString\(", code(*APPS)) == []


def test_templates_fetch_nothing_from_another_host():
    assert found(r"(?:src|srcset|integrity)=[\"'](?:https?:)?//", templates()) == []
    assert found(r"@import|url\([\"']?(?:https?:)?//", (ROOT / "static").rglob("*.css")) == []


def test_python_writes_no_html():
    assert (
        found(r"[\"'][^\"']*</?(?:div|span|p|a|ul|li|td|tr|table|strong|br)[ >/]", html_free())
        == []
    )


def html_free():
    """Code that may hold no markup: all but what reads other people's HTML."""
    return [path for path in code(*APPS) if path.name != "plain_text.py"]


def test_files_are_short():
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in code(*APPS, "tests", "bench")
    }
    assert {name: n for name, n in lengths.items() if n > LONGEST_FILE} == {}


def test_functions_are_short():
    long = {}
    for path in code(*APPS):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                lines = node.end_lineno - body[0].lineno + 1 if body else 0
                if lines > LONGEST_FUNCTION:
                    long[f"{path.relative_to(ROOT)}:{node.name}"] = lines
    assert long == {}


def test_every_dependency_has_a_reason():
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    start, end = lines.index("dependencies = ["), lines.index("[tool.ruff]")
    wishes = [line for line in lines[start:end] if line.startswith('  "')]
    assert [line for line in wishes if not re.search(r'",\s+# \w.{8}', line)] == []


@pytest.mark.parametrize("name", ["base", "dev"])
def test_every_locked_package_has_a_version_and_hashes_and_nothing_else(name):
    lines = (ROOT / f"requirements/{name}.txt").read_text(encoding="utf-8").splitlines()
    package = r"[a-z0-9.-]+(\[[a-z,]+\])?==[\w.+!-]+( ; [^\\]+)? \\"
    allowed = rf"{package}|    --hash=sha256:[0-9a-f]{{64}}( \\)?|    #.*"
    assert [line for line in lines if not re.fullmatch(allowed, line)] == []
    unhashed = [a for a, b in pairwise(lines) if "==" in a and "--hash" not in b]
    assert unhashed == []


def test_the_lock_holds_all_that_is_asked_for():
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for name, wishes in (
        ("base", asked["project"]["dependencies"]),
        ("dev", asked["project"]["dependencies"] + asked["dependency-groups"]["dev"]),
    ):
        locked = re.findall(
            r"^([a-z0-9.-]+)", (ROOT / f"requirements/{name}.txt").read_text(), re.MULTILINE
        )
        wanted = {re.match(r"[\w.-]+", wish)[0].lower() for wish in wishes}
        assert wanted - set(locked) == set()
