"""Who may do what with what the archive keeps."""

from __future__ import annotations

from django.utils.translation import gettext as _

from archive.models import Overlap
from dialogportal.exceptions import NotAllowed
from dialogues.permissions import is_owner_official
from municipality.models import Profile, User


def may_resolve(user: User, overlap: Overlap) -> None:
    """Raise NotAllowed unless the user is an official of one of the two owners (R052)."""
    if overlap.past_on:
        raise NotAllowed(_("The two dialogues no longer meet, so there is nothing to resolve."))
    if not any(is_owner_official(user, one) for one in (overlap.first, overlap.second)):
        owners = {one.owner.current().name for one in (overlap.first, overlap.second)}
        if len(owners) == 1:
            raise NotAllowed(
                _("Only officials of %(owner)s can write how this is resolved.")
                % {"owner": owners.pop()}
            )
        raise NotAllowed(
            _("Only officials of %(one)s and %(other)s can write how this is resolved.")
            % dict(zip(("one", "other"), sorted(owners), strict=True))
        )


def may_see_unhandled(user: User) -> None:
    """Raise NotAllowed unless the user is a coordinator (R045)."""
    if not user.is_coordinator:
        raise NotAllowed(
            _("Only %(coordinator)s sees where viewpoints wait.")
            % {"coordinator": Profile.objects.current().label("coordinator")}
        )
