"""Reading a city's profile: a TOML file, checked from first to last before anything is stored.

Built-in ones stand in municipality/profiles/; a city may write its own in the same form and take
in the shared lists by ``include``. Every problem raises FileRefused with where and what.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from dialogportal.refusals import FileRefused
from municipality.enums import Decider, DialogueForm, Level, MethodClass
from municipality.models.framework import SCALES, USUAL_LABELS

FOLDER = Path(__file__).parent / "profiles"
SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
YES_NO = (True, False)
HARD_SOFT = ("hard", "soft")
# The settings of a city's rules (REQUIREMENTS section 5) and what each may be.
RULES: dict[str, tuple[object, ...]] = {
    "prerequisite_questions": YES_NO,
    "strategist_review": ("off", "advisory", "required"),
    "target_group_analysis": HARD_SOFT,
    "rights_assessment": HARD_SOFT,
    "feedback_plan": HARD_SOFT,
    "hint_when_not_systematic": YES_NO,
    "follow_up_months": tuple(range(1, 61)),
}
TOP = {
    "name", "city", "include", "texts", "rules", "exclusion", "caution", "language", "principle",
    "type", "kind", "method", "loop_step", "theme",
}  # fmt: skip
SHARED = {"kind", "method", "loop_step", "theme"}
TEXTS = {"definition", "definition_test", *(f"label_{what}" for what in USUAL_LABELS)}

Row = dict[str, Any]


@dataclass
class ProfileFile:
    """A profile as read: rows are dicts with the model's column names, parents by slug."""

    name: str
    city: str
    texts: dict[str, dict[str, str]] = field(default_factory=dict)
    exclusions: list[Row] = field(default_factory=list)
    cautions: list[Row] = field(default_factory=list)
    rules: Row = field(default_factory=dict)
    types: list[Row] = field(default_factory=list)
    kinds: list[Row] = field(default_factory=list)
    methods: list[Row] = field(default_factory=list)
    loop_steps: list[Row] = field(default_factory=list)
    themes: list[Row] = field(default_factory=list)


def find_profile(name: str) -> Path:
    """The file of a built-in profile, or the path given. Raises FileRefused."""
    built_in = FOLDER / f"{name}.toml"
    if SLUG.fullmatch(name) and built_in.exists():
        return built_in
    if Path(name).is_file():
        return Path(name)
    raise FileRefused(
        _("There is no profile or file called %(name)s. Built-in profiles: %(known)s.")
        % {"name": name, "known": ", ".join(built_in_profiles())}
    )


def built_in_profiles() -> list[str]:
    """Names of the profiles that come with the portal."""
    return sorted(p.stem for p in FOLDER.glob("*.toml") if "name" in _parsed(p))


def read_profile(path: Path) -> ProfileFile:
    """Read and check a profile with all it includes. Raises FileRefused."""
    raw = _parsed(path)
    _check_keys(path.name, raw, TOP)
    for included in _strings(path.name, raw, "include"):
        shared = _parsed(_included(path, included))
        _check_keys(included, shared, SHARED)
        for key, rows in shared.items():
            raw[key] = [*rows, *raw.get(key, [])]
    profile = ProfileFile(
        name=_slug(path.name, raw, "name"),
        city=_text(path.name, raw, "city"),
        texts=_texts(_table(raw, "texts")),
        exclusions=[_coded(*row) for row in _rows(raw, "exclusion")],
        cautions=[_coded(*row) for row in _rows(raw, "caution")],
        types=[_type(*row) for row in _rows(raw, "type")],
        kinds=[_kind(*row) for row in _rows(raw, "kind")],
        methods=[_method(*row) for row in _rows(raw, "method")],
        loop_steps=[_loop_step(*row) for row in _rows(raw, "loop_step")],
        themes=[_theme(*row) for row in _rows(raw, "theme")],
    )
    for key, rows in (
        ("type", profile.types),
        ("kind", profile.kinds),
        ("method", profile.methods),
        ("loop_step", profile.loop_steps),
        ("theme", profile.themes),
    ):
        _check_distinct(key, rows)
    _check_types(profile.types)
    _check_theme_tree(profile.themes)
    profile.rules = _rules(raw, profile)
    return profile


def _parsed(path: Path) -> Row:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise FileRefused(_("%(file)s is not written in UTF-8.") % {"file": path.name}) from error
    except tomllib.TOMLDecodeError as error:
        raise FileRefused(
            _("%(file)s is not TOML: %(reason)s") % {"file": path.name, "reason": error}
        ) from error


def _included(path: Path, name: str) -> Path:
    for folder in (path.parent, FOLDER):
        if (folder / name).is_file():
            return folder / name
    raise FileRefused(
        _("%(file)s includes %(name)s, which does not exist.") % {"file": path.name, "name": name}
    )


def _check_keys(where: str, raw: Row, known: set[str]) -> None:
    if unknown := sorted(raw.keys() - known):
        raise FileRefused(
            _("%(where)s: “%(name)s” is not known. Known are: %(known)s.")
            % {"where": where, "name": unknown[0], "known": ", ".join(sorted(known))}
        )


def _table(raw: Row, key: str) -> Row:
    value = raw.get(key, {})
    if not isinstance(value, dict):
        raise FileRefused(_("“%(key)s” must be a table: [%(key)s].") % {"key": key})
    return value


def _rows(raw: Row, key: str) -> list[tuple[str, Row]]:
    """(where it stands, row) of a list of tables."""
    rows = raw.get(key, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise FileRefused(_("“%(key)s” must be a list of tables: [[%(key)s]].") % {"key": key})
    return [
        (f"[[{key}]] {row.get('slug') or row.get('code') or n}", row)
        for n, row in enumerate(rows, 1)
    ]


def _text(where: str, row: Row, key: str, *, longest: int = 120, required: bool = True) -> str:
    value = row.get(key, "")
    if not isinstance(value, str) or (required and not value.strip()) or len(value) > longest:
        raise FileRefused(
            _("%(where)s: “%(key)s” must be a text of at most %(longest)d characters.")
            % {"where": where, "key": key, "longest": longest}
        )
    return value.strip()


def _slug(where: str, row: Row, key: str) -> str:
    value = row.get(key)
    if not isinstance(value, str) or not SLUG.fullmatch(value):
        raise FileRefused(
            _("%(where)s: “%(key)s” must be of the letters a–z, digits and hyphens.")
            % {"where": where, "key": key}
        )
    return value


def _strings(where: str, row: Row, key: str, longest: int = 200) -> list[str]:
    value = row.get(key, [])
    if not isinstance(value, list) or not all(
        isinstance(one, str) and 0 < len(one) <= longest for one in value
    ):
        raise FileRefused(
            _("%(where)s: “%(key)s” must be a list of texts of at most %(longest)d characters.")
            % {"where": where, "key": key, "longest": longest}
        )
    return value


def _one_of(where: str, row: Row, key: str, allowed: tuple[object, ...] | list[Any]) -> Any:
    value = row.get(key)
    # True == 1 in Python, but not in a profile.
    if not any(value == one and type(value) is type(one) for one in allowed):
        shown = [str(one).lower() if isinstance(one, bool) else str(one) for one in allowed]
        known = f"{shown[0]}–{shown[-1]}" if len(shown) > 12 else ", ".join(shown)
        raise FileRefused(
            _("%(where)s: “%(key)s” must be one of: %(known)s.")
            % {"where": where, "key": key, "known": known}
        )
    return value


def _flag(where: str, row: Row, key: str) -> bool:
    return bool(_one_of(where, {key: row.get(key, False)}, key, YES_NO))


def _both(where: str, row: Any) -> dict[str, str]:
    """A text in both languages; the Swedish must be there."""
    if not isinstance(row, dict):
        raise FileRefused(_("“%(key)s” must be a table: [%(key)s].") % {"key": where})
    _check_keys(where, row, {"sv", "en"})
    return {
        "sv": _text(where, row, "sv", longest=4000),
        "en": _text(where, row, "en", longest=4000, required=False),
    }


def _texts(rows: Row) -> dict[str, dict[str, str]]:
    _check_keys("[texts]", rows, TEXTS)
    return {key: _both(f"texts.{key}", text) for key, text in rows.items()}


def _coded(where: str, row: Row) -> Row:
    _check_keys(where, row, {"code", "sv", "en"})
    texts = {key: value for key, value in row.items() if key != "code"}
    return {"code": _slug(where, row, "code"), **_both(where, texts)}


def _named(where: str, row: Row) -> Row:
    return {
        "slug": _slug(where, row, "slug"),
        "name_sv": _text(where, row, "sv"),
        "name_en": _text(where, row, "en", required=False),
    }


def _type(where: str, row: Row) -> Row:
    known = {
        "slug",
        "sv",
        "en",
        "decider",
        "minimum_level",
        "counted_apart",
        "default",
        "definition",
    }
    _check_keys(where, row, known)
    definition = _both(f"{where}.definition", row.get("definition"))
    return {
        **_named(where, row),
        "definition_sv": definition["sv"],
        "definition_en": definition["en"],
        "decider": _one_of(where, row, "decider", Decider.values),
        "minimum_level": _one_of(where, row, "minimum_level", Level.values),
        "is_counted_apart": _flag(where, row, "counted_apart"),
        "is_default": _flag(where, row, "default"),
    }


def _kind(where: str, row: Row) -> Row:
    _check_keys(where, row, {"slug", "sv", "en", "form"})
    return {**_named(where, row), "form": _one_of(where, row, "form", DialogueForm.values)}


def _loop_step(where: str, row: Row) -> Row:
    _check_keys(where, row, {"slug", "sv", "en"})
    return _named(where, row)


def _method(where: str, row: Row) -> Row:
    known = {"slug", "sv", "en", "class", "levels", "scales", "guidance"}
    _check_keys(where, row, known)
    levels = row.get("levels", [])
    if not isinstance(levels, list):
        raise FileRefused(_("%(where)s: “levels” must be a list: [2, 3].") % {"where": where})
    return {
        **_named(where, row),
        "method_class": _one_of(where, row, "class", MethodClass.values),
        "usual_levels": [_one_of(where, {"levels": n}, "levels", Level.values) for n in levels],
        **_scales(where, row),
        **_guidance(where, row),
    }


def _scales(where: str, row: Row) -> Row:
    """Where a method lies on each of the scales, if the profile says so."""
    if "scales" not in row:
        return {}
    places = row["scales"]
    if not isinstance(places, list) or len(places) != len(SCALES):
        raise FileRefused(
            _("%(where)s: “scales” must be a list of four numbers: [1, 2, 3, 4].")
            % {"where": where}
        )
    return {
        name: _one_of(where, {"scales": place}, "scales", (1, 2, 3, 4, 5))
        for name, place in zip(SCALES, places, strict=True)
    }


def _guidance(where: str, row: Row) -> Row:
    if "guidance" not in row:
        return {}
    text = _both(f"{where}.guidance", row["guidance"])
    return {"guidance_sv": text["sv"], "guidance_en": text["en"]}


def _theme(where: str, row: Row) -> Row:
    _check_keys(where, row, {"slug", "sv", "en", "parent", "keywords", "synonyms"})
    synonyms = _strings(where, row, "synonyms")
    if wrong := [group for group in synonyms if " = " not in group]:
        raise FileRefused(
            _("%(where)s: “%(group)s” is no group of synonyms. Write them as “a = b”.")
            % {"where": where, "group": wrong[0]}
        )
    return {
        **_named(where, row),
        "parent": _slug(where, row, "parent") if "parent" in row else "",
        "keywords": _strings(where, row, "keywords", longest=60),
        "synonyms": synonyms,
    }


def _check_distinct(key: str, rows: list[Row]) -> None:
    seen: set[str] = set()
    for row in rows:
        if row["slug"] in seen:
            raise FileRefused(
                _("[[%(key)s]] %(slug)s stands there twice.") % {"key": key, "slug": row["slug"]}
            )
        seen.add(row["slug"])


def _check_types(types: list[Row]) -> None:
    if not types:
        raise FileRefused(_("The profile has no types of dialogue: [[type]]."))
    if sum(row["is_default"] for row in types) != 1:
        raise FileRefused(_("Exactly one type must have default = true."))


def _check_theme_tree(themes: list[Row]) -> None:
    known: set[str] = {""}
    for row in themes:
        if row["parent"] not in known:
            raise FileRefused(
                _("[[theme]] %(slug)s: its parent “%(parent)s” must stand before it.")
                % {"slug": row["slug"], "parent": row["parent"]}
            )
        known.add(row["slug"])


def _rules(raw: Row, profile: ProfileFile) -> Row:
    """The rules, with the languages and principles that stand in lists of their own."""
    given = _table(raw, "rules")
    may_be_left_out = {"dialogue_always_weighed", "type_without_elected", "type_of_kind"}
    _check_keys("[rules]", given, RULES.keys() | may_be_left_out)
    slugs = [row["slug"] for row in profile.types]
    rules = {key: _one_of("[rules]", given, key, allowed) for key, allowed in RULES.items()}
    rules["dialogue_always_weighed"] = _flag("[rules]", given, "dialogue_always_weighed")
    if "type_without_elected" in given:
        rules["type_without_elected"] = _one_of("[rules]", given, "type_without_elected", slugs)
    of_kind = _table(given, "type_of_kind")
    _check_keys("[rules.type_of_kind]", of_kind, {row["slug"] for row in profile.kinds})
    rules["type_of_kind"] = {
        kind: _one_of("[rules.type_of_kind]", of_kind, kind, slugs) for kind in of_kind
    }
    rules["languages"] = [_language(*row) for row in _rows(raw, "language")]
    rules["principles"] = [_coded(*row) for row in _rows(raw, "principle")]
    return rules


def _language(where: str, row: Row) -> Row:
    _check_keys(where, row, {"code", "sv", "en", "minority"})
    names = {key: value for key, value in row.items() if key != "minority"}
    return {**_coded(where, names), "minority": _flag(where, row, "minority")}
