"""What carries a dialogue on: steps, decisions and what is said around them."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dialogportal.exceptions import Outdated
from dialogues import history, versions
from dialogues.actions.register import once, token_of
from dialogues.enums import HistoryAction, MoveName
from dialogues.models import (
    Attestation,
    Decision,
    Dialogue,
    InformationMeeting,
    Inquiry,
    Opinion,
    PlanVersion,
)
from dialogues.models.decision import APPROVED
from dialogues.permissions import committee_of, may_attest, may_tell_meeting
from dialogues.process import check_move, may_give_opinion, move
from dialogues.standpoint import weigh
from municipality.models import User


def _locked(dialogue: Dialogue) -> Dialogue:
    rows = Dialogue.objects.light().select_for_update(of=("self",))
    return rows.select_related("owner__deciding_committee", "owner__successor", "type").get(
        pk=dialogue.pk
    )


@transaction.atomic
def end_idea(
    dialogue: Dialogue, name: MoveName, *, by: User, reason: str, benefit: str = ""
) -> Dialogue:
    """Make the move that ends an idea, with the benefit that was weighed first (R077)."""
    saved = move(dialogue, name, by=by, reason=reason)
    weigh(saved, benefit, by=by)
    return saved


@transaction.atomic
def answer_inquiry(
    *, by: User, dialogue: Dialogue, values: dict[str, Any], benefit: str = ""
) -> Inquiry:
    """Record the committee's answers to the two questions and what follows from them (R059–R062).

    ``values``: columns of Inquiry; ``benefit``: what a dialogue would give (R077). Two yes give the
    assignment, a no ends the idea. Raises NotAllowed, also to the second of two secretaries.
    """
    saved = _locked(dialogue)
    inquiry = Inquiry(by=by, by_label=str(by), **values)
    name = MoveName.GRANT if inquiry.is_yes else MoveName.DECLINE
    check_move(by, saved, name)
    inquiry.committee_id = _committee_id(saved)
    move(saved, name, by=by, record=inquiry)
    weigh(saved, benefit, by=by)
    return inquiry


def _committee_id(dialogue: Dialogue) -> int:
    committee = committee_of(dialogue)
    # The rule of the move has seen to it that there is one.
    assert committee is not None
    return committee.pk


@transaction.atomic
def decide(
    *, by: User, dialogue: Dialogue, version: int | None, values: dict[str, Any]
) -> Decision:
    """Record a decision on the plan, and what follows from it (R064, R075).

    ``version``: the number of the plan's version that its reader saw; ``values``: columns of
    Decision. Raises NotAllowed, also to the second of two secretaries, and Outdated when another
    version has been submitted since.
    """
    saved = _locked(dialogue)
    name = MoveName(values["outcome"])
    check_move(by, saved, name)
    put = versions.latest_version(saved)
    if (put.number if put else None) != version:
        raise Outdated(_("The plan has been submitted anew since you opened it. Read it again."))
    decision = Decision(by=by, by_label=str(by), **values)
    decision.plan_version = put or versions.freeze(saved, by=by)
    decision.submitted_on = submitted_on(saved, put)
    decision.ends_on = saved.ends_on or saved.starts_on
    if saved.type.is_decided_by_committee:
        decision.committee_id = _committee_id(saved)
    columns: dict[str, Any] = {}
    if decision.outcome in APPROVED:
        columns["feedback_due"] = decision.feedback_date
    move(saved, name, by=by, record=decision, **columns)
    return decision


def submitted_on(dialogue: Dialogue, version: PlanVersion | None) -> Any:
    """The day the plan was submitted; of one from before versions were kept, when it was opened."""
    return timezone.localdate(version.at if version else dialogue.created_at)


@transaction.atomic
def attest(*, by: User, decision: Decision, function: str) -> Attestation:
    """Stand behind a decision as recorded; once for each person (R075). Raises NotAllowed."""
    dialogue = _locked(decision.dialogue)
    may_attest(by, dialogue)
    made = Attestation.objects.filter(decision=decision, by=by).first()
    if made is not None:
        return made
    attestation = Attestation.objects.create(
        decision=decision, by=by, by_label=str(by), function=function
    )
    history.record(
        dialogue=dialogue, by=by, action=HistoryAction.ATTESTED, detail=attestation.function
    )
    return attestation


@transaction.atomic
def give_opinion(
    *, by: User, dialogue: Dialogue, values: dict[str, Any], form_token: uuid.UUID
) -> Opinion:
    """Say what the strategist thinks of the plan (R071); the same form again says nothing more."""
    saved = _locked(dialogue)
    may_give_opinion(by, saved)
    token = token_of(form_token, values)

    def create() -> Opinion:
        opinion = Opinion.objects.create(
            dialogue=saved, by=by, by_label=str(by), form_token=token, **values
        )
        history.record(dialogue=saved, by=by, action=HistoryAction.OPINION_GIVEN)
        return opinion

    return once(Opinion, token, create)


@transaction.atomic
def tell_meeting(
    *, by: User, dialogue: Dialogue, version: int | None, values: dict[str, Any]
) -> InformationMeeting:
    """Note the information meeting held instead of a dialogue, or change what is noted (R061).

    ``version`` is the one its reader saw, None where there was none. Raises NotAllowed, Outdated.
    """
    locked = _locked(dialogue)
    may_tell_meeting(by, locked)
    saved = InformationMeeting.objects.filter(dialogue=locked).first()
    if (saved.version if saved else None) != version:
        raise Outdated(_("Somebody else has written about the meeting since you opened the page."))
    before = saved.words() if saved else {}
    meeting = saved or InformationMeeting(dialogue=locked, version=0)
    for name, value in values.items():
        setattr(meeting, name, value)
    meeting.version += 1
    meeting.by = by
    meeting.save()
    changes = history.differences(before, meeting.words())
    if changes:
        history.record(dialogue=locked, by=by, action=HistoryAction.MEETING_TOLD, changes=changes)
    return meeting
