"""Who may do what with the register (R151).

Each rule is a function that raises ``NotAllowed`` with a sentence that may be shown; ``allowed``
turns it into yes or no for templates. The disabled button's tooltip shows the same sentence.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from dialogportal.exceptions import NotAllowed
from dialogues.enums import State
from dialogues.models import Dialogue, FileImport, Initiative
from municipality.enums import Role
from municipality.models import Organisation, Profile, User


def allowed(rule: Callable[..., None], *args: Any) -> bool:
    """Whether a rule lets its arguments pass."""
    return why_not(rule, *args) == ""


def why_not(rule: Callable[..., object], *args: Any) -> str:
    """The sentence with which a rule refuses, empty when it does not."""
    try:
        rule(*args)
    except NotAllowed as refusal:
        return str(refusal)
    return ""


def is_owner_official(user: User, dialogue: Dialogue) -> bool:
    """Whether the user is an official of the owner, or of the body that took over from it."""
    return dialogue.owner_id in user.bodies_as(Role.OFFICIAL)


def may_write_in(dialogue: Dialogue) -> None:
    """Raise NotAllowed where somebody has marked the record as no dialogue meanwhile (R021)."""
    if dialogue.is_withdrawn:
        raise NotAllowed(
            _(
                "Somebody has marked this record as no dialogue, so nothing was saved. Restore it"
                " on its page first, or go back in the browser to copy what was written."
            )
        )


def may_register_dialogue(user: User) -> None:
    """Raise NotAllowed unless the user is an official or a coordinator."""
    if not (user.is_official or user.is_coordinator):
        raise NotAllowed(_("Only officials and coordinators register dialogues."))


def may_edit_dialogue(user: User, dialogue: Dialogue) -> None:
    """Raise NotAllowed unless the user is an official of the organisation that owns it.

    A coordinator may finish what they registered afterwards themselves, for whomever it was.
    """
    own_record = dialogue.is_registered_afterwards and dialogue.created_by_id == user.pk
    if not is_owner_official(user, dialogue) and not (own_record and user.is_coordinator):
        raise NotAllowed(
            _("Only officials of %(owner)s can change this dialogue.")
            % {"owner": dialogue.owner.current()}
        )


def may_change_record(user: User, dialogue: Dialogue) -> None:
    """Raise NotAllowed unless the user may change what the register says of the dialogue itself.

    What the committee has been given to decide on stands still; documents may still be added.
    """
    may_edit_dialogue(user, dialogue)
    _may_not_lie_with_the_committee(dialogue)


def _may_not_lie_with_the_committee(dialogue: Dialogue) -> None:
    if dialogue.state == State.SUBMITTED:
        raise NotAllowed(
            _("The plan has been submitted. It can be changed if it is referred back.")
        )


def may_edit_plan(user: User, dialogue: Dialogue) -> None:
    """Raise NotAllowed unless the user plans the dialogue and it is being planned.

    A decided plan may still be changed: what matters goes back to who decided (R065).
    """
    if not is_owner_official(user, dialogue):
        raise NotAllowed(
            _("Only officials of %(owner)s can change this plan.")
            % {"owner": dialogue.owner.current()}
        )
    if dialogue.state == State.IDEA:
        raise NotAllowed(_("The plan opens when the planning of the idea has begun."))
    _may_not_lie_with_the_committee(dialogue)
    if dialogue.state not in (State.PLANNING, State.DECIDED):
        raise NotAllowed(_("The plan of this dialogue can no longer be changed."))


def may_edit_occasions(user: User, dialogue: Dialogue) -> None:
    """Raise NotAllowed unless the user may change the plan, or later the record, of the dialogue.

    While a plan waits for its decision its days stand as they were submitted.
    """
    if dialogue.state in (State.PLANNING, State.SUBMITTED, State.DECIDED):
        may_edit_plan(user, dialogue)
    else:
        may_edit_dialogue(user, dialogue)


def may_take_step(user: User, dialogue: Dialogue) -> None:
    """Raise NotAllowed unless the user is an official of the owner, who carries a plan on."""
    if not is_owner_official(user, dialogue):
        raise NotAllowed(
            _("Only officials of %(owner)s take this step.") % {"owner": dialogue.owner.current()}
        )


def committee_of(dialogue: Dialogue) -> Organisation | None:
    """The committee or board that decides for the owner today, if the portal knows one."""
    committee = dialogue.owner.current().deciding_committee
    return committee.current() if committee else None


def deciding_committee(dialogue: Dialogue) -> Organisation | None:
    """The committee, where it decides on the dialogue; None where a manager or nobody does."""
    return committee_of(dialogue) if dialogue.type.is_decided_by_committee else None


def may_record_for_committee(user: User, dialogue: Dialogue) -> None:
    """Raise NotAllowed unless the user is a secretary of the owner's committee."""
    committee = committee_of(dialogue)
    if committee is None:
        raise NotAllowed(
            _("The portal knows no committee of %(owner)s. Ask an administrator to name it.")
            % {"owner": dialogue.owner.current()}
        )
    if committee.pk not in user.bodies_as_secretary():
        raise NotAllowed(
            _("Only the secretary of %(committee)s records this.") % {"committee": committee}
        )


def may_decide(user: User, dialogue: Dialogue) -> None:
    """Raise NotAllowed unless the user records what was decided: for a committee its secretary,
    for a manager an official of the owner (R076)."""
    if dialogue.type.is_decided_by_committee:
        may_record_for_committee(user, dialogue)
    else:
        may_take_step(user, dialogue)


def may_attest(user: User, dialogue: Dialogue) -> None:
    """Raise NotAllowed unless the user belongs to who decided or to the owner (R075)."""
    if is_owner_official(user, dialogue):
        return
    committee = deciding_committee(dialogue)
    if committee is None or committee.pk not in user.bodies_as(Role.COMMITTEE):
        raise NotAllowed(_("Only those who decided and the owner's officials attest a decision."))


def strategist_review() -> str:
    """What the city's profile says of the strategist's opinion: "off", "advisory", "required"."""
    return str(Profile.objects.current().rules.get("strategist_review", "advisory"))


def may_give_opinions(user: User) -> None:
    """Raise NotAllowed unless the city asks for the strategist's opinion on plans, and the user is
    a coordinator (R071)."""
    if strategist_review() == "off":
        raise NotAllowed(_("In this city no strategist gives an opinion on plans."))
    if not user.is_coordinator:
        raise NotAllowed(_("Only coordinators give the strategist's opinion."))


def may_tell_meeting(user: User, dialogue: Dialogue) -> None:
    """Raise NotAllowed unless the user is the owner's official and no dialogue is held (R061)."""
    may_take_step(user, dialogue)
    if dialogue.state != State.NO_DIALOGUE:
        raise NotAllowed(_("An information meeting is held where there is to be no dialogue."))


def may_mark_good_example(user: User, dialogue: Dialogue) -> None:
    """Raise NotAllowed unless the user is a coordinator and the dialogue has been held (R057)."""
    if not user.is_coordinator:
        raise NotAllowed(_("Only coordinators mark good examples."))
    if not dialogue.is_carried_out:
        raise NotAllowed(_("Only a dialogue that has been carried out can be a good example."))


def may_withdraw(user: User, dialogue: Dialogue) -> None:
    """Raise NotAllowed unless the user answers for the record, as owner or coordinator (R021)."""
    if not is_owner_official(user, dialogue) and not user.is_coordinator:
        raise NotAllowed(
            _("Only officials of %(owner)s and coordinators can mark this as no dialogue.")
            % {"owner": dialogue.owner.current()}
        )


def may_plan(user: User) -> None:
    """Raise NotAllowed unless the user is an official, who plans dialogues."""
    if not user.is_official:
        raise NotAllowed(_("Only officials plan dialogues."))


def may_keep_matters(user: User, committee: Organisation | None = None) -> None:
    """Raise NotAllowed unless the user is secretary of the committee, or of any (R080)."""
    mine = user.bodies_as_secretary()
    if not mine or (committee is not None and committee.pk not in mine):
        raise NotAllowed(_("Only the committee's secretary keeps its list of matters."))


def may_register_initiative(user: User, initiative: Initiative | None = None) -> None:
    """Raise NotAllowed unless the user is an official or a coordinator; what an administration has
    received is changed by its own officials (R081)."""
    if user.is_coordinator:
        return
    mine = user.bodies_as(Role.OFFICIAL)
    if not mine:
        raise NotAllowed(_("Only officials and coordinators register initiatives."))
    if initiative is not None and initiative.received_by_id not in mine:
        raise NotAllowed(
            _("Only officials of %(owner)s and coordinators can change this initiative.")
            % {"owner": initiative.received_by.current()}
        )


def may_import_for(user: User, organisation: Organisation) -> None:
    """Raise NotAllowed unless the user is a coordinator or an official of the organisation."""
    if user.is_coordinator:
        return
    if organisation.pk not in user.bodies_as(Role.OFFICIAL):
        raise NotAllowed(
            _("Only officials of %(owner)s and coordinators can import for it.")
            % {"owner": organisation.current()}
        )


def may_see_import(user: User, file_import: FileImport) -> None:
    """Raise NotAllowed unless the user may import for the organisation of this import."""
    may_import_for(user, file_import.organisation)


def registrable_organisations(user: User) -> Any:
    """The organisations for which the user may register dialogues: own ones; all to coordinators.

    Abolished bodies are among them: an old dialogue belongs to the body that held it (R037).
    """
    every = Organisation.objects.carrying_out()
    if user.is_coordinator:
        return every
    return every.filter(pk__in=user.bodies_as(Role.OFFICIAL))
