"""The city in the administration: what administrators keep; coordinators keep one of the lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from municipality.areas import rebuild_relations
from municipality.forms import NewUserForm, UserForm
from municipality.models import (
    Area,
    AreaParent,
    DialogueKind,
    DialogueType,
    LoopStep,
    Membership,
    Method,
    Organisation,
    PopulationFigure,
    Profile,
    Theme,
    User,
)

if TYPE_CHECKING:
    from django.http import HttpRequest

# Rights come from memberships; groups of permissions would be a second, silent system.
admin.site.unregister(Group)
admin.site.site_header = _("The portal's administration")
admin.site.site_title = _("The portal's administration")
admin.site.index_title = _("The city")


def _may_enter(request: HttpRequest) -> bool:
    """Administrators, and coordinators for the lists that are theirs."""
    user = request.user
    return user.is_active and (user.is_staff or user.is_coordinator)


admin.site.has_permission = _may_enter  # type: ignore[method-assign]


class ForAdministrators:
    """Open to every administrator (R151): roles, not single permissions, say who may do what."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.is_staff

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_staff

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_staff

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_staff

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_staff


class NotDeletable(ForAdministrators):
    """Rows that old dialogues refer to: they are taken out of use or given a last day."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _may_touch(request: HttpRequest, account: User | None) -> bool:
    return request.user.is_superuser or account is None or not account.is_superuser


class MembershipInline(ForAdministrators, admin.TabularInline):
    model = Membership
    autocomplete_fields = ["organisation"]
    extra = 0


@admin.register(User)
class UserAdmin(ForAdministrators, DjangoUserAdmin):
    """Accounts. What somebody may do follows from the memberships below the account."""

    form = UserForm
    add_form = NewUserForm
    inlines = [MembershipInline]
    list_display = ["email", "display_name", "is_active", "is_staff", "last_login"]
    list_filter = ["is_active", "is_staff", "memberships__role"]
    search_fields = ["email", "display_name"]
    ordering = ["email"]
    filter_horizontal = []
    readonly_fields = ["is_demo", "last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["email", "password", "display_name"]}),
        (_("Access"), {"fields": ["is_active", "is_staff", "is_superuser", "is_demo"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [(None, {"fields": ["email", "display_name", "password1", "password2"]})]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody takes over the account of somebody who may do more than they."""
        return super().has_change_permission(request, obj) and _may_touch(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and _may_touch(request, obj)

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        """Memberships once the account is there: its first page asks only for the log-in."""
        return self.inlines if obj else []

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Only somebody who may everything makes others administrators."""
        fixed = list(self.readonly_fields)
        return fixed if request.user.is_superuser else [*fixed, "is_staff", "is_superuser"]


@admin.register(Membership)
class MembershipAdmin(ForAdministrators, admin.ModelAdmin):
    list_display = ["user", "organisation", "role", "is_secretary", "is_contact_person"]
    list_filter = ["role", "is_contact_person", "is_secretary"]
    list_select_related = ["user", "organisation"]
    search_fields = ["user__email", "organisation__name"]
    autocomplete_fields = ["user", "organisation"]


@admin.register(Organisation)
class OrganisationAdmin(NotDeletable, admin.ModelAdmin):
    """Abolished bodies get a last day and a successor; their dialogues stay (R037)."""

    list_display = ["name", "kind", "deciding_committee", "valid_from", "valid_to", "successor"]
    list_filter = ["kind", ("valid_to", admin.EmptyFieldListFilter)]
    list_select_related = ["deciding_committee", "successor"]
    search_fields = ["name", "short_name"]
    autocomplete_fields = ["parent", "deciding_committee", "area", "successor"]


class AreaParentInline(ForAdministrators, admin.TabularInline):
    model = AreaParent
    fk_name = "child"
    autocomplete_fields = ["parent"]
    verbose_name = _("part of")
    verbose_name_plural = _("part of")
    extra = 0


class PopulationFigureInline(ForAdministrators, admin.TabularInline):
    model = PopulationFigure
    extra = 0


@admin.register(Area)
class AreaAdmin(NotDeletable, admin.ModelAdmin):
    """Areas; their boundaries come from the command load_areas."""

    list_display = ["name", "level", "division", "valid_from", "valid_to", "is_priority"]
    list_filter = ["level", "division", "is_priority", ("valid_to", admin.EmptyFieldListFilter)]
    search_fields = ["name"]
    fields = ["name", "slug", "level", "division", "valid_from", "valid_to"]
    fields += ["latitude", "longitude", "is_priority"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [AreaParentInline, PopulationFigureInline]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("boundary", "leaf_ids", "neighbour_ids")

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        rebuild_relations()


class NamedAdmin(NotDeletable, admin.ModelAdmin):
    """A list that the profile fills and the city goes on with."""

    search_fields = ["name_sv", "name_en"]
    prepopulated_fields = {"slug": ["name_sv"]}
    list_editable = ["in_use"]


@admin.register(DialogueType)
class DialogueTypeAdmin(NamedAdmin):
    list_display = ["name_sv", "decider", "minimum_level", "is_counted_apart", "in_use"]


class CoordinatorsList(NamedAdmin):
    """A list that coordinators go on with, too (R004, R005, R094)."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return _may_enter(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _may_enter(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _may_enter(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _may_enter(request)


@admin.register(DialogueKind)
class DialogueKindAdmin(CoordinatorsList):
    list_display = ["name_sv", "form", "in_use"]
    list_filter = ["form"]


@admin.register(Method)
class MethodAdmin(CoordinatorsList):
    """With where it lies on the scales and when it is of use, for the plan's suggestions."""

    list_display = ["name_sv", "method_class", "usual_levels", "in_use"]
    list_filter = ["method_class"]


@admin.register(LoopStep)
class LoopStepAdmin(CoordinatorsList):
    list_display = ["name_sv", "order", "in_use"]


@admin.register(Theme)
class ThemeAdmin(NamedAdmin):
    list_display = ["name_sv", "parent", "keywords", "in_use"]
    list_select_related = ["parent"]
    autocomplete_fields = ["parent"]


@admin.register(Profile)
class ProfileAdmin(NotDeletable, admin.ModelAdmin):
    """To look at: the profile is a file, loaded with the command load_profile."""

    list_display = ["name", "city_name", "loaded_at"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
