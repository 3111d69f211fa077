"""Who may do what with viewpoints (R002, R151): officials of the dialogue's owner; and with its
follow-up."""

from __future__ import annotations

from django.utils.translation import gettext as _

from dialogportal.exceptions import NotAllowed
from dialogues.models import Dialogue
from dialogues.permissions import deciding_committee, is_owner_official
from feedback.models import Viewpoint
from municipality.models import User


def may_register_viewpoint(user: User, dialogue: Dialogue) -> None:
    """Raise NotAllowed unless the user is an official of the dialogue's owner."""
    if not is_owner_official(user, dialogue):
        raise NotAllowed(
            _("Only officials of %(owner)s can register viewpoints in this dialogue.")
            % {"owner": dialogue.owner.current()}
        )


def may_edit_viewpoint(user: User, viewpoint: Viewpoint) -> None:
    """Raise NotAllowed unless the user is an official of the dialogue's owner."""
    if not is_owner_official(user, viewpoint.dialogue):
        raise NotAllowed(
            _("Only officials of %(owner)s can change this viewpoint.")
            % {"owner": viewpoint.dialogue.owner.current()}
        )


def may_look_at_personal_data(user: User) -> None:
    """Raise NotAllowed unless the user is an official of some organisation."""
    if not user.is_official:
        raise NotAllowed(_("Only officials look at viewpoints with personal data."))


def may_mark_follow_up(user: User, dialogue: Dialogue) -> None:
    """Raise NotAllowed unless the user is secretary of the committee that answers for the dialogue
    or an official of its owner, and it has been held (R138)."""
    committee = deciding_committee(dialogue)
    is_secretary = committee is not None and committee.pk in user.bodies_as_secretary()
    if not is_secretary and not is_owner_official(user, dialogue):
        raise NotAllowed(
            _("Only officials of %(owner)s and its committee's secretary mark the follow-up.")
            % {"owner": dialogue.owner.current()}
        )
    if not dialogue.is_carried_out:
        raise NotAllowed(_("The follow-up comes when the dialogue has been carried out."))
