"""Who may see what of the city."""

from django.utils.translation import gettext as _

from dialogportal.exceptions import NotAllowed
from municipality.models import Profile, User


def may_read(user: User) -> None:
    """Raise NotAllowed unless the user works for somebody: the portal is internal (R002)."""
    if not user.has_access:
        raise NotAllowed(
            _("Your account is not tied to any organisation yet. Ask %(coordinator)s.")
            % {"coordinator": Profile.objects.current().label("coordinator")}
        )
