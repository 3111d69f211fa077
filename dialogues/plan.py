"""The plan of a dialogue: one registry of its sections (DESIGN section 2).

Each app declares its sections in a module ``plan_sections``; ``settings.PLAN_SECTIONS`` lists them
in the order the official meets them. The plan's menu, the completeness, what hinders a step, the
committee's page and the decision basis all read this list.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Model
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils.module_loading import import_string

from dialogportal.written_columns import written
from dialogues.enums import EvaluatedAspect, PlanStep
from dialogues.models import Dialogue
from dialogues.models.querysets import DialogueQuerySet
from dialogues.permissions import allowed
from municipality.models import User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Row = tuple[str, str]


@dataclass(frozen=True)
class Finding:
    """Something a section lacks or ought to weigh in: a whole sentence, and the field it concerns.

    A blocker hinders the step; a warning is shown, also to the committee, and hinders nothing.
    ``text`` speaks to who writes the plan. Who only reads it is told ``unsaid``, what the plan does
    not say ("how people are invited"), or the statement ``told``; where both are empty, ``text`` is
    a statement already. ``way`` is (address, what the link says) of another way out than the field.
    """

    text: str
    section: str
    field: str = ""
    step: PlanStep = PlanStep.SUBMIT
    is_blocker: bool = True
    unsaid: str = ""
    told: str = ""
    way: tuple[str, StrOrPromise] | None = None

    def url(self, dialogue: Dialogue) -> str:
        """The section's page, at the field."""
        there = section_url(dialogue, find_section(self.section))
        return f"{there}#id_{self.field}" if self.field else there


def _applies(_dialogue: Dialogue) -> bool:
    return True


def _itself(dialogue: Dialogue) -> Model:
    return dialogue


def _nothing(_dialogue: Dialogue) -> dict[str, Any]:
    return {}


def _no_rows(_dialogue: Dialogue) -> list[Row]:
    return []


def _no_names() -> list[StrOrPromise]:
    return []


@dataclass(frozen=True)
class Section:
    """A part of the plan.

    - ``findings``: what is missing or to be weighed in; ``filled``: whether anything is written.
    - ``told``: (label, text) of what the plan says, for readers, the decision basis and the version
      that the committee decides on. With ``is_substance`` a later change goes back to it (R065);
      what ``told_small`` says, a room or an hour, is told as well and never goes back.
    - ``row_names``: what rows of ``told`` may be called that are not there of every plan, such as
      the groups of an analysis: a version may keep one that the plan no longer has.
    - ``at_first``: the one to three rows of it that who decides reads before all else (R073).
    - ``form``: a ``dialogues.forms.plan.PlanForm``, and ``row`` the model row that it edits,
      unsaved while nothing is written; or ``url_name`` of a page of the section's own.
    - ``related``, ``prefetched``, ``annotated``: what the functions read of other tables, so that a
      plan's page costs the same few queries however many sections there are. Annotated columns are
      read by ``column_of``; they cost no query of their own.
    - ``lead``: one sentence under the heading; ``template``: the page, with the form, and
      ``beside`` what it shows beside the form, by name;
      ``guidance``: a template with definition, example and source, one click away (R147);
      ``lessons_on``: of which evaluations of similar dialogues lessons stand beside it (R137).
    - ``worth``: (question, answer) of whether the matter is worth a dialogue, with empty answers
      where nobody has judged yet (R063, R090).
    - ``page``: (url name, what the link to it says, who may open it) of a page that is kept up
      while the dialogue is held, when the plan itself stands still.
    - ``copy``: copies what the section keeps in rows of its own from another dialogue to this one,
      for a user, and says whether it did; what its form holds is copied without it (R147).
    """

    slug: str
    title: StrOrPromise
    findings: Callable[[Dialogue], list[Finding]]
    filled: Callable[[Dialogue], bool]
    told: Callable[[Dialogue], list[Row]]
    form: Any = None
    row: Callable[[Dialogue], Model] = _itself
    url_name: str = ""
    lead: StrOrPromise = ""
    template: str = "dialogues/plan_section.html"
    beside: Callable[[Dialogue], dict[str, Any]] = _nothing
    guidance: str = ""
    related: tuple[str, ...] = ()
    prefetched: tuple[Any, ...] = ()
    annotated: Mapping[str, Any] = field(default_factory=dict)
    is_substance: bool = True
    told_small: Callable[[Dialogue], list[Row]] = _no_rows
    row_names: Callable[[], list[StrOrPromise]] = _no_names
    at_first: Callable[[Dialogue], list[Row]] = _no_rows
    worth: Callable[[Dialogue], list[Row]] = _no_rows
    applies: Callable[[Dialogue], bool] = _applies
    lessons_on: EvaluatedAspect | None = None
    page: tuple[str, StrOrPromise, Callable[[User, Dialogue], None]] | None = None
    copy: Callable[[Dialogue, Dialogue, User], bool] | None = None


def every_section() -> tuple[Section, ...]:
    """All sections, in the order of the plan."""
    return _imported(tuple(settings.PLAN_SECTIONS))


@lru_cache(maxsize=1)
def _imported(paths: tuple[str, ...]) -> tuple[Section, ...]:
    return tuple(import_string(path) for path in paths)


def sections(dialogue: Dialogue) -> list[Section]:
    """Those that concern this dialogue."""
    return [section for section in every_section() if section.applies(dialogue)]


def find_section(slug: str) -> Section:
    """The section of an address. Raises KeyError where there is none."""
    return {section.slug: section for section in every_section()}[slug]


def section_url(dialogue: Dialogue, section: Section) -> str:
    if section.url_name:
        return reverse(section.url_name, args=[dialogue.reference])
    return reverse("plan-section", args=[dialogue.reference, section.slug])


def page_of(user: User, dialogue: Dialogue, section: Section) -> tuple[str, StrOrPromise] | None:
    """(address, what the link says) of the page that a section keeps up, if there is one that the
    user may open now."""
    if section.page is None:
        return None
    name, text, may = section.page
    if not allowed(may, user, dialogue):
        return None
    return reverse(name, args=[dialogue.reference]), text


def pages(user: User, dialogue: Dialogue) -> list[tuple[str, StrOrPromise]]:
    """The pages that its sections keep up, as ``page_of``; for a dialogue from ``with_pages``."""
    kept = [page_of(user, dialogue, one) for one in _keeping_a_page() if one.applies(dialogue)]
    return [page for page in kept if page]


def with_pages(dialogues: DialogueQuerySet) -> Any:
    """Dialogues with what tells which pages their sections keep up: what the others say is not
    read for a link."""
    some = [one for one in _keeping_a_page() if one.applies is not _applies]
    names = [name for one in some for name in one.annotated]
    return dialogues.annotate(**{name: _columns()[name] for name in names})


def _keeping_a_page() -> list[Section]:
    return [section for section in every_section() if section.page]


def row_of(dialogue: Dialogue, model: type[Any], name: str) -> Any:
    """The dialogue's own row of a table; a new one, unsaved, while nothing is written there."""
    return getattr(dialogue, name, None) or model(dialogue=dialogue)


def with_rows(dialogues: DialogueQuerySet) -> DialogueQuerySet:
    """Dialogues with all that the sections read of other tables."""
    related = sorted({name for section in every_section() for name in section.related})
    wanted = dict.fromkeys(one for section in every_section() for one in section.prefetched)
    return dialogues.select_related(*related).prefetch_related(*wanted).annotate(**_columns())


def _columns() -> dict[str, RawSQL]:
    return _written(tuple(settings.PLAN_SECTIONS))


@lru_cache(maxsize=1)
def _written(paths: tuple[str, ...]) -> dict[str, RawSQL]:
    each = [section.annotated for section in _imported(paths)]
    return written(Dialogue, {name: one for columns in each for name, one in columns.items()})


def column_of(dialogue: Dialogue, name: str) -> Any:
    """A section's annotated column; asked for where the dialogue does not come from
    ``with_rows``."""
    if not hasattr(dialogue, name):
        row = Dialogue.objects.filter(pk=dialogue.pk).annotate(**{name: _columns()[name]})
        setattr(dialogue, name, row.values_list(name, flat=True).get())
    return getattr(dialogue, name)


def findings(dialogue: Dialogue) -> list[Finding]:
    """What all sections have to say, in their order."""
    return [finding for section in sections(dialogue) for finding in section.findings(dialogue)]


def blockers(dialogue: Dialogue, step: PlanStep) -> list[Finding]:
    """What hinders a step."""
    return [one for one in findings(dialogue) if hinders(one, step)]


def hinders(finding: Finding, step: PlanStep) -> bool:
    return finding.is_blocker and finding.step == step


def told(dialogue: Dialogue, *, in_substance: bool = False) -> list[dict[str, Any]]:
    """The whole plan as it stands: {"slug", "title", "substance", "rows": [[label, text], …],
    "small_rows": […]}, in the active language, without empty rows. ``in_substance``: only the
    sections that are matters of substance."""
    return [
        {
            "slug": section.slug,
            "title": str(section.title),
            "substance": section.is_substance,
            "rows": _in_words(section.told(dialogue)),
            "small_rows": _in_words(section.told_small(dialogue)),
        }
        for section in sections(dialogue)
        if section.is_substance or not in_substance
    ]


def labels(dialogue: Dialogue) -> dict[str, list[str]]:
    """{slug: its title, then what each row that it may tell is called, also where nothing is
    written} of sections of substance, in the active language; in every language as many."""
    return {
        section.slug: [
            str(section.title),
            *(str(label) for label, _text in section.told(dialogue)),
            *(str(name) for name in section.row_names()),
        ]
        for section in every_section()
        if section.is_substance
    }


def told_at_first(dialogue: Dialogue) -> list[list[str]]:
    """What who decides reads first, without empty rows."""
    return _in_words([row for section in sections(dialogue) for row in section.at_first(dialogue)])


def weighed(found: list[Finding]) -> list[str]:
    """What who decides has to weigh in, as statements."""
    return [one.told or one.text for one in _before_submission(found) if not one.unsaid]


def unsaid(found: list[Finding]) -> list[tuple[str, list[str]]]:
    """What the plan does not say: (section's title, clauses), in the order of the plan."""
    parts: dict[str, list[str]] = {}
    for one in _before_submission(found):
        if one.unsaid:
            parts.setdefault(one.section, []).append(one.unsaid)
    return [(str(find_section(slug).title), clauses) for slug, clauses in parts.items()]


def _before_submission(found: list[Finding]) -> list[Finding]:
    return [one for one in found if one.step == PlanStep.SUBMIT]


def _in_words(rows: list[Row]) -> list[list[str]]:
    return [[str(label), str(text)] for label, text in rows if text]


@dataclass(frozen=True)
class Progress:
    """A section and how far it has come: "ok", "started" or "missing"."""

    section: Section
    state: str
    findings: list[Finding]


def progress(dialogue: Dialogue) -> list[Progress]:
    """How far each section has come."""
    return [_progress(section, dialogue) for section in sections(dialogue)]


def _progress(section: Section, dialogue: Dialogue) -> Progress:
    found = section.findings(dialogue)
    if not section.filled(dialogue):
        return Progress(section, "missing", found)
    is_hindered = any(hinders(one, PlanStep.SUBMIT) for one in found)
    return Progress(section, "started" if is_hindered else "ok", found)
