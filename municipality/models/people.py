"""People who log in, and what they may do for whom (R151)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from municipality.enums import NoticeMail, Role
from municipality.models.organisations import Organisation

LONGEST_LABEL = 120


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A member of staff or an elected representative; the e-mail address is the log-in."""

    email = models.EmailField(_("e-mail address"), unique=True)
    display_name = models.CharField(_("shown as"), max_length=LONGEST_LABEL, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("administrator"), default=False)
    is_demo = models.BooleanField(_("demo account"), default=False, editable=False)
    notice_mail = models.CharField(
        _("notices by e-mail"), max_length=10, choices=NoticeMail.choices, default=NoticeMail.DAILY
    )
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        """No longer than the columns that keep it when the account is gone."""
        return (self.display_name or self.email)[:LONGEST_LABEL]

    @cached_property
    def current_memberships(self) -> list[Membership]:
        """The user's memberships with organisations, read once a request."""
        rows = self.memberships.select_related("organisation__area")
        # A boundary is larger than all else that a page reads.
        return list(rows.defer("organisation__area__boundary").order_by("id"))

    @property
    def organisation(self) -> Organisation | None:
        """The organisation the user mostly works for: the first membership's."""
        return self.current_memberships[0].organisation if self.current_memberships else None

    def organisations_as(self, role: Role) -> set[int]:
        """Ids of the organisations in which the user has a role."""
        return {row.organisation_id for row in self.current_memberships if row.role == role}

    @cached_property
    def _successors(self) -> dict[int, int]:
        return Organisation.objects.successors()

    def bodies_as(self, role: Role) -> set[int]:
        """Ids of the organisations for whose dialogues the user answers in a role (R037).

        Their own, the body that took over from an abolished one of theirs, and all that those
        took over from.
        """
        return self.answering_for(self.organisations_as(role))

    def bodies_as_secretary(self) -> set[int]:
        """Ids of the committees whose decisions the user records, as ``bodies_as``."""
        rows = self.current_memberships
        return self.answering_for(
            {row.organisation_id for row in rows if row.role == Role.COMMITTEE and row.is_secretary}
        )

    def answering_for(self, mine: set[int]) -> set[int]:
        """Ids of these bodies, of those that took over from them, and of all that those took over
        from (R037)."""
        if not mine:
            return set()
        today = {self._successors.get(pk, pk) for pk in mine}
        return mine | today | {pk for pk, last in self._successors.items() if last in today}

    @property
    def is_official(self) -> bool:
        return bool(self.organisations_as(Role.OFFICIAL))

    @property
    def is_coordinator(self) -> bool:
        return bool(self.organisations_as(Role.COORDINATOR))

    @property
    def is_committee(self) -> bool:
        return bool(self.organisations_as(Role.COMMITTEE))

    @property
    def has_access(self) -> bool:
        """Whether the register may be read at all: by those who work for somebody (R002)."""
        return bool(self.current_memberships) or self.is_staff


class MembershipQuerySet(models.QuerySet["Membership"]):
    def contact_persons(self) -> MembershipQuerySet:
        """Those to get in touch with about dialogues, with their accounts (R146)."""
        found = self.filter(is_contact_person=True, user__is_active=True)
        return found.select_related("user").order_by("user__email", "pk")


class Membership(models.Model):
    """A user's role in an organisation; contact persons are marked (R146)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=12, choices=Role.choices)
    is_secretary = models.BooleanField(_("committee secretary"), default=False)
    is_contact_person = models.BooleanField(_("contact person for dialogue"), default=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint("user", "organisation", "role", name="membership_once")
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}, {self.organisation}"
