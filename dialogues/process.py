"""The one table of the process: which moves there are, and ``move``, by which all are made.

Every change of a dialogue's state goes through ``move`` (R058). Two kinds of rows are born in the
state they have: an idea (``ideas``) and what is registered afterwards, whose state follows from
whether those who took part have had an answer (``actions.register``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.db import models, transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dialogportal.exceptions import NotAllowed
from dialogues import history, plan, versions
from dialogues.changes import tell_of_change
from dialogues.enums import HistoryAction, MoveName, Outcome, PlanStep, State
from dialogues.models import Decision, Dialogue, Inquiry
from dialogues.permissions import (
    may_decide,
    may_give_opinions,
    may_record_for_committee,
    may_take_step,
    strategist_review,
    why_not,
)
from municipality.enums import Decider
from municipality.models import Profile, User

Rule = Callable[[User, Dialogue], None]
Guard = Callable[[Dialogue], None]
REASON = "reason"


# Whom a move concerns: who decides depends on the dialogue's type and the city's profile (R076).


def every_type(_dialogue: Dialogue) -> bool:
    return True


def committee_is_asked_first(dialogue: Dialogue) -> bool:
    """Whether the committee answers its two questions before anything is planned (R059)."""
    asked: bool = Profile.objects.current().rules.get("prerequisite_questions", True)
    return asked and dialogue.type.decider == Decider.COMMITTEE_TWO_STEPS


def nobody_is_asked_first(dialogue: Dialogue) -> bool:
    return not committee_is_asked_first(dialogue)


def somebody_decides(dialogue: Dialogue) -> bool:
    return dialogue.type.decider != Decider.NOBODY


def nobody_decides(dialogue: Dialogue) -> bool:
    return not somebody_decides(dialogue)


# What else must hold; each raises the sentence that the disabled button shows.


def nothing_hinders_submission(dialogue: Dialogue) -> None:
    _nothing_hinders(dialogue, PlanStep.SUBMIT)


def nothing_hinders_start(dialogue: Dialogue) -> None:
    _nothing_hinders(dialogue, PlanStep.START)


def nothing_hinders_closing(dialogue: Dialogue) -> None:
    _nothing_hinders(dialogue, PlanStep.CLOSE)


def _nothing_hinders(dialogue: Dialogue, step: PlanStep) -> None:
    number = len(plan.blockers(dialogue, step))
    if number:
        raise NotAllowed(
            ngettext(
                "%(n)s thing in the plan has to be put right first.",
                "%(n)s things in the plan have to be put right first.",
                number,
            )
            % {"n": number}
        )


def strategist_is_heard(dialogue: Dialogue) -> None:
    """Where the city's profile demands the strategist's opinion (R071)."""
    if strategist_review() != "required":
        return
    newest = dialogue.opinions.aggregate(given=Max("at"), decided=Max("dialogue__decisions__at"))
    if newest["given"] is None:
        raise NotAllowed(_("The strategist has to give an opinion on the plan first."))
    # What was said of a plan that has been referred back or decided since was said of another one.
    if newest["decided"] and newest["given"] <= newest["decided"]:
        raise NotAllowed(
            _(
                "The strategist's opinion is from before the last decision. A new one is needed on"
                " the plan as it is now."
            )
        )


def plan_is_as_decided(dialogue: Dialogue) -> None:
    """A plan changed in substance goes back to who decided (R065)."""
    if somebody_decides(dialogue) and versions.changes_since_decision(dialogue):
        raise NotAllowed(
            _("The plan differs in substance from what was decided. Submit the changed plan first.")
        )


def plan_has_changed(dialogue: Dialogue) -> None:
    if not versions.changes_since_decision(dialogue):
        raise NotAllowed(_("The plan is in substance as it was decided."))


def may_give_opinion(user: User, dialogue: Dialogue) -> None:
    """Raise NotAllowed unless the user gives opinions, and the plan is yet to be decided on: for
    the first time, or because it was changed since (R071)."""
    may_give_opinions(user)
    if dialogue.state in (State.PLANNING, State.SUBMITTED):
        return
    if dialogue.state != State.DECIDED or not versions.is_written_in(dialogue):
        raise NotAllowed(
            _(
                "The strategist gives an opinion while the dialogue is being planned, or when a"
                " decided plan has been changed."
            )
        )


def has_ended(dialogue: Dialogue) -> None:
    last = dialogue.ends_on or dialogue.starts_on
    if last is None:
        raise NotAllowed(_("Write when the dialogue was held first."))
    if last > timezone.localdate():
        raise NotAllowed(
            _("The dialogue goes on until %(day)s. Change its last day if it ended earlier.")
            % {"day": date_format(last)}
        )


def participants_are_answered(dialogue: Dialogue) -> None:
    if dialogue.awaits_feedback:
        raise NotAllowed(_("Those who took part have had no answer, or it is not registered."))


@dataclass(frozen=True)
class Move:
    """A way from one state to another.

    ``who`` and ``guards`` raise NotAllowed; ``concerns`` says whether dialogues of this type and
    city have the move at all. ``needs``: "reason", or the model whose row records it. A guard in
    ``plan_guards`` reads the whole plan. With ``freezes`` the plan is kept as it stands.
    """

    name: MoveName
    to: State
    who: Rule = may_take_step
    concerns: Callable[[Dialogue], bool] = every_type
    needs: str | type[Decision] | type[Inquiry] = ""
    guards: tuple[Guard, ...] = ()
    plan_guards: tuple[Guard, ...] = ()
    freezes: bool = False

    @property
    def label(self) -> str:
        """The word on the button."""
        return str(self.name.label)


KNOWN = Move(MoveName.KNOWN, State.NO_DIALOGUE, needs=REASON)
# What nobody can influence is no dialogue but information (R086). Of an idea the committee says so
# itself, where it is asked first.
INFORM = Move(MoveName.INFORM, State.NO_DIALOGUE, needs=REASON)
INFORM_OF_IDEA = replace(INFORM, concerns=nobody_is_asked_first)
CANCEL = Move(MoveName.CANCEL, State.CANCELLED, needs=REASON)
DECISIONS = tuple(
    Move(name, to, may_decide, somebody_decides, Decision, freezes=to == State.DECIDED)
    for name, to in (
        (MoveName.APPROVE, State.DECIDED),
        (MoveName.APPROVE_WITH_CONDITIONS, State.DECIDED),
        (MoveName.REFER_BACK, State.PLANNING),
        (MoveName.REJECT, State.NO_DIALOGUE),
    )
)

# What has been carried out can no longer be cancelled; the three last states are final.
TABLE: dict[State, tuple[Move, ...]] = {
    State.IDEA: (
        Move(MoveName.BEGIN, State.PLANNING, concerns=nobody_is_asked_first),
        Move(
            MoveName.GRANT,
            State.PLANNING,
            may_record_for_committee,
            committee_is_asked_first,
            Inquiry,
        ),
        Move(
            MoveName.DECLINE,
            State.NO_DIALOGUE,
            may_record_for_committee,
            committee_is_asked_first,
            Inquiry,
        ),
        KNOWN,
        INFORM_OF_IDEA,
        CANCEL,
    ),
    State.PLANNING: (
        Move(
            MoveName.SUBMIT,
            State.SUBMITTED,
            concerns=somebody_decides,
            guards=(strategist_is_heard,),
            plan_guards=(nothing_hinders_submission,),
            freezes=True,
        ),
        Move(
            MoveName.SETTLE,
            State.DECIDED,
            concerns=nobody_decides,
            plan_guards=(nothing_hinders_submission,),
            freezes=True,
        ),
        KNOWN,
        INFORM,
        CANCEL,
    ),
    State.SUBMITTED: (*DECISIONS, CANCEL),
    State.DECIDED: (
        Move(
            MoveName.START,
            State.ONGOING,
            plan_guards=(nothing_hinders_start, plan_is_as_decided),
        ),
        Move(
            MoveName.RESUBMIT,
            State.SUBMITTED,
            concerns=somebody_decides,
            plan_guards=(plan_has_changed, nothing_hinders_submission, strategist_is_heard),
            freezes=True,
        ),
        CANCEL,
    ),
    State.ONGOING: (Move(MoveName.CARRY_OUT, State.FEEDBACK, guards=(has_ended,)), CANCEL),
    State.FEEDBACK: (
        Move(
            MoveName.CLOSE,
            State.CLOSED,
            guards=(participants_are_answered,),
            plan_guards=(nothing_hinders_closing,),
        ),
    ),
    State.CLOSED: (),
    State.NO_DIALOGUE: (),
    State.CANCELLED: (),
}


def moves_from(dialogue: Dialogue) -> Iterator[Move]:
    """The moves there are from where a dialogue stands, whoever may make them."""
    if dialogue.is_registered_afterwards or dialogue.is_withdrawn:
        return
    yield from (one for one in TABLE[State(dialogue.state)] if one.concerns(dialogue))


def check_move(user: User, dialogue: Dialogue, name: MoveName, *, whole: bool = True) -> Move:
    """The move, if the user may make it now. Raises NotAllowed with the sentence that the button
    shows; ``whole``: with the guards that read the whole plan, for which ``dialogue`` comes from
    ``with_plan``."""
    found = next((one for one in moves_from(dialogue) if one.name == name), None)
    if found is None:
        raise NotAllowed(not_now(dialogue, name))
    found.who(user, dialogue)
    for guard in (*found.guards, *(found.plan_guards if whole else ())):
        guard(dialogue)
    return found


def why_not_move(user: User, dialogue: Dialogue, name: MoveName, *, whole: bool = True) -> str:
    """The sentence with which a move is refused, empty when it may be made."""
    return why_not(lambda: check_move(user, dialogue, name, whole=whole))


def not_now(dialogue: Dialogue, name: MoveName) -> str:
    """Why a move is none from where the dialogue stands."""
    if dialogue.is_registered_afterwards:
        return _(
            "This dialogue was registered afterwards: its state follows from what is filled in."
        )
    if name in Outcome.values and (last := next(reversed(dialogue.decisions.all()), None)):
        return what_was_decided(last)
    return _("“%(move)s” cannot be done now: the dialogue stands at “%(state)s”.") % {
        "move": name.label,
        "state": dialogue.get_state_display(),
    }


def what_was_decided(decision: Decision) -> str:
    """One sentence for whoever comes too late."""
    at = timezone.localtime(decision.at)
    return _("%(who)s recorded a decision %(day)s at %(time)s: %(outcome)s.") % {
        "who": decision.by_label,
        "day": date_format(at),
        "time": f"{at:%H:%M}",
        "outcome": str(decision.get_outcome_display()).lower(),
    }


def with_plan(dialogues: QuerySet[Dialogue]) -> Any:
    """Dialogues with all that the moves ask of other tables."""
    related = ("owner__deciding_committee", "owner__successor", "type")
    return plan.with_rows(dialogues.select_related(*related))  # type: ignore[arg-type]


@transaction.atomic
def move(
    dialogue: Dialogue,
    name: MoveName,
    *,
    by: User,
    reason: str = "",
    record: Decision | Inquiry | None = None,
    **columns: Any,
) -> Dialogue:
    """Make a move: the dialogue as it stands afterwards.

    All is checked again under the row's lock. ``record``: the unsaved row that says who decided
    what, where the move needs one; ``columns`` are set with the state. Raises NotAllowed.
    """
    saved = _locked(dialogue)
    step = check_move(by, saved, name)
    _check_given(step, reason, record)
    if step.name == MoveName.SETTLE:
        columns["feedback_due"] = versions.proposed_feedback(saved)
    if step.to == State.SUBMITTED:
        # The day of an earlier submission has passed.
        columns.setdefault("decision_meeting_on", None)
    if step.needs == REASON:
        columns["not_held_reason"] = reason
    changes = _set_state(saved, step.to, columns)
    if isinstance(record, Decision):
        changes |= record.frame()
    history.record(
        dialogue=saved,
        by=by,
        action=HistoryAction.MOVED,
        detail=name.value,
        changes=changes,
    )
    if record is not None:
        record.dialogue = saved
        record.save(force_insert=True)
    if step.freezes:
        versions.freeze(saved, by=by)
    tell_of_change(saved, by=by)
    return saved


def _set_state(saved: Dialogue, state: State, columns: dict[str, Any]) -> dict[str, list[str]]:
    """Save a state and the columns that come with it: what it changed, for the history."""
    before = {"state": saved.state} | {key: history.as_text(getattr(saved, key)) for key in columns}
    saved.state, saved.version = state, saved.version + 1
    for key, value in columns.items():
        setattr(saved, key, value)
    saved.save(update_fields=["state", "version", "updated_at", *columns])
    after = {"state": saved.state} | {key: history.as_text(getattr(saved, key)) for key in columns}
    return history.differences(before, after)


def _locked(dialogue: Dialogue) -> Dialogue:
    """The dialogue with its plan, read once its row is locked: a statement that waits for the lock
    would show the plan's other rows as they stood before whoever held it had saved them."""
    Dialogue.objects.select_for_update().values_list("pk").get(pk=dialogue.pk)
    saved: Dialogue = with_plan(Dialogue.objects.light()).get(pk=dialogue.pk)
    return saved


def _check_given(step: Move, reason: str, record: models.Model | None) -> None:
    """A mistake in the code, not the user's: the forms ask for these."""
    if step.needs == REASON and not reason.strip():
        raise ValueError(f"{step.name} needs a reason")
    wanted = None if isinstance(step.needs, str) else step.needs
    if (type(record) if record is not None else None) is not wanted:
        raise ValueError(f"{step.name} is recorded by {wanted}")
    if isinstance(record, Decision) and record.outcome != step.name.value:
        raise ValueError(f"{step.name} is not what was decided: {record.outcome}")
    if isinstance(record, Inquiry) and record.is_yes != (step.name == MoveName.GRANT):
        raise ValueError(f"{step.name} is not what was answered")
