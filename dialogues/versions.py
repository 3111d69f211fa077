"""The plan as it was put before who decides, and what differs from it now (R065)."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Subquery
from django.utils import translation

from dialogues import plan
from dialogues.enums import HistoryAction, Outcome, State
from dialogues.models import Dialogue, HistoryEntry, PlanVersion
from dialogues.models.querysets import DialogueQuerySet
from dialogues.quotes import without_quotes
from municipality.models import User

# Where a plan is decided and held, its last version is the decided one.
DECIDED_STATES = (State.DECIDED, State.ONGOING, State.FEEDBACK, State.CLOSED)
# Where there is a version that holds: the one submitted, and then the decided one.
KEPT_STATES = (State.SUBMITTED, *DECIDED_STATES)
# What may have changed the plan.
WRITING = (
    HistoryAction.CHANGED,
    HistoryAction.PLAN_CHANGED,
    HistoryAction.OCCASION_ADDED,
    HistoryAction.OCCASION_CHANGED,
    HistoryAction.OCCASION_REMOVED,
    HistoryAction.MEETINGS_ADDED,
)
ROWS, SMALL = "rows", "small_rows"
Told = list[dict[str, Any]]


@dataclass(frozen=True)
class Change:
    """What a row of the plan said when it was decided and says now, in Swedish.

    ``section`` and ``label`` are in the reader's language where a section of today calls a row so;
    else the words that were kept (``is_kept_label``).
    """

    slug: str
    section: str
    label: str
    before: str
    after: str
    is_kept_label: bool = True


def content_of(dialogue: Dialogue, *, in_substance: bool = False) -> Told:
    """What the plan says, in Swedish, without what residents said. ``dialogue`` comes from
    ``plan.with_rows``, else each section asks its own queries. ``in_substance``: as ``plan.told``.
    """
    with translation.override(settings.LANGUAGE_CODE):
        told = plan.told(dialogue, in_substance=in_substance)
    review = getattr(dialogue, "review", None)
    if review is None or not review.reused:
        return told
    return [_without_quotes(section, review.reused) for section in told]


def _without_quotes(section: dict[str, Any], quotes: list[dict[str, Any]]) -> dict[str, Any]:
    return section | {
        name: [[label, without_quotes(text, quotes)] for label, text in section[name]]
        for name in (ROWS, SMALL)
    }


def proposed_feedback(dialogue: Dialogue) -> datetime.date | None:
    """The day of feedback that the plan proposes; the section about it stands on a higher floor,
    and ``plan.with_rows`` brings its row."""
    proposed = getattr(dialogue, "feedback_plan", None)
    return (proposed and proposed.due_on) or dialogue.feedback_due


def declined_on(dialogue: Dialogue) -> datetime.date | None:
    """The day of the meeting that said no; None where an official ended the idea without one."""
    inquiry = getattr(dialogue, "inquiry", None)
    if inquiry is not None and not inquiry.is_yes:
        return inquiry.meeting_date
    rejected = dialogue.decisions.filter(outcome=Outcome.REJECT)
    return rejected.values_list("meeting_date", flat=True).last()


def latest_version(dialogue: Dialogue) -> PlanVersion | None:
    """The one put last before who decides. All are read: they are few, and may be prefetched."""
    return next(reversed(dialogue.plan_versions.all()), None)


def freeze(dialogue: Dialogue, *, by: User) -> PlanVersion:
    """Keep the plan as it stands, unless it is kept like that already. Within a transaction that
    holds the dialogue's lock."""
    content, last = content_of(dialogue), latest_version(dialogue)
    if last is not None and _is_kept(last, content, dialogue):
        return last
    return PlanVersion.objects.create(
        dialogue=dialogue,
        number=last.number + 1 if last else 1,
        content=content,
        by=by,
        by_label=str(by),
    )


def _is_kept(last: PlanVersion, content: Told, dialogue: Dialogue) -> bool:
    """What was approved is the version that was put, also where another plan has come to meet it
    meanwhile, or something else that is small."""
    decision, is_decided = getattr(last, "decision", None), dialogue.state in DECIDED_STATES
    if is_decided and decision is not None and decision.is_approval:
        return not any(differences(last.content, content))
    return last.content == content and (decision is None or is_decided)


def changes_since_decision(dialogue: Dialogue) -> list[Change]:
    """What differs in substance from the decided plan; nothing where no plan was decided.

    A version keeps words. Where nobody has written since, it is the words that have changed: a
    label of ours, or the name of a theme. That is no change of the plan. One query beside what
    ``plan.with_rows`` fetches, and one more where something differs and there is no ``is_touched``.
    """
    version = version_that_holds(dialogue) if dialogue.state in DECIDED_STATES else None
    if version is None:
        return []
    found = _changes_since(version, dialogue)
    return found if found and _is_written_in(dialogue, since=version.at) else []


def is_touched() -> Exists:
    """The column ``is_touched``: whether somebody has written since the last version was kept."""
    versions = PlanVersion.objects.filter(dialogue=OuterRef("dialogue")).order_by("-number")
    since = Subquery(versions.values("at")[:1])
    written = HistoryEntry.objects.filter(action__in=WRITING, at__gt=since)
    return Exists(written.filter(dialogue=OuterRef("pk")))


def with_changes(dialogues: DialogueQuerySet) -> Any:
    """Dialogues with what the changes since their last version are told from; one query more."""
    return dialogues.annotate(is_touched=is_touched()).prefetch_related("plan_versions")


def is_written_in(dialogue: Dialogue) -> bool:
    """Whether somebody has written in the plan since its last version was kept, in substance or
    not. ``is_touched`` spares the two queries."""
    if hasattr(dialogue, "is_touched"):
        return bool(dialogue.is_touched)
    version = latest_version(dialogue)
    return version is not None and _is_written_in(dialogue, since=version.at)


def _is_written_in(dialogue: Dialogue, *, since: datetime.datetime) -> bool:
    if hasattr(dialogue, "is_touched"):
        return bool(dialogue.is_touched)
    return bool(dialogue.history.filter(at__gt=since, action__in=WRITING).exists())


def version_that_holds(dialogue: Dialogue) -> PlanVersion | None:
    """The version that lies with who decides, or that was decided."""
    if dialogue.state not in KEPT_STATES or dialogue.is_registered_afterwards:
        return None
    return latest_version(dialogue)


def changes_since_put(dialogue: Dialogue) -> list[Change]:
    """What differs in substance between the version that holds and the plan as it stands now. What
    lies with who decides cannot be written in, but a theme may be renamed, or a quoted viewpoint
    deleted.
    """
    if dialogue.state == State.SUBMITTED:
        return _changes_since(version_that_holds(dialogue), dialogue)
    return changes_since_decision(dialogue)


def changes_since_version(version: PlanVersion, dialogue: Dialogue) -> list[Change]:
    """The same of any version, also one that no longer holds."""
    if version == version_that_holds(dialogue):
        return changes_since_put(dialogue)
    found = _changes_since(version, dialogue)
    return found if found and _is_written_in(dialogue, since=version.at) else []


def _changes_since(version: PlanVersion | None, dialogue: Dialogue) -> list[Change]:
    if version is None:
        return []
    now = content_of(dialogue, in_substance=True)
    return labelled(differences(version.content, now), dialogue)


def changes_since_last_submission(dialogue: Dialogue) -> list[Change]:
    """What differs between the plan before the committee and the one that it had before it the
    time before: what was referred back, or decided and then changed."""
    every = list(dialogue.plan_versions.all())
    if not every[1:]:
        return []
    return labelled(differences(every[-2].content, every[-1].content), dialogue)


def labelled(changes: Iterable[Change], dialogue: Dialogue) -> list[Change]:
    """The changes with sections and labels in the reader's language. What was kept is looked up
    among the words of today: nothing in a version is rewritten."""
    found = list(changes)
    if not found or translation.get_language() == settings.LANGUAGE_CODE:
        return [replace(one, is_kept_label=False) for one in found]
    read = plan.labels(dialogue)
    with translation.override(settings.LANGUAGE_CODE):
        kept = plan.labels(dialogue)
    words = {slug: dict(zip(kept[slug], read[slug], strict=True)) for slug in kept}
    return [_in_words_of(one, words.get(one.slug, {})) for one in found]


def _in_words_of(change: Change, words: dict[str, str]) -> Change:
    return replace(
        change,
        section=words.get(change.section, change.section),
        label=words.get(change.label, change.label),
        is_kept_label=change.label not in words,
    )


def differences(before: Told, after: Told) -> Iterator[Change]:
    """The rows that differ, of sections that are matters of substance; what is small does not
    count (R065), nor what is told as small now and was not before."""
    then = {section["slug"]: section for section in before}
    now = {section["slug"]: section for section in after}
    for slug in dict.fromkeys([*now, *then]):
        section = now.get(slug) or then[slug]
        if not section["substance"]:
            continue
        old, new = _by_label(then.get(slug)), _by_label(now.get(slug))
        small_old, small_new = _by_label(then.get(slug), SMALL), _by_label(now.get(slug), SMALL)
        for label in dict.fromkeys([*new, *old]):
            was = old.get(label) or small_old.get(label, "")
            is_now = new.get(label) or small_new.get(label, "")
            if _plain(was) != _plain(is_now):
                yield Change(slug, section["title"], label, was, is_now)


def _by_label(section: dict[str, Any] | None, kind: str = ROWS) -> dict[str, str]:
    """A label that stands twice holds both texts."""
    found: dict[str, str] = {}
    for label, text in section[kind] if section else ():
        found[label] = f"{found[label]}\n{text}" if label in found else text
    return found


def _plain(text: str) -> str:
    """Line ends, double spaces, capitals and what stands between the words of a list are no
    change of the plan."""
    return re.sub(r"[\s,;]+", " ", text).strip().casefold()
