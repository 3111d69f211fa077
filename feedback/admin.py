"""Viewpoints and measures in the administration: to look at.

They are changed in the portal, where a viewpoint's words and a measure's history are kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from dialogportal.personal_data import mask
from feedback.enums import PersonalData
from feedback.models import Measure, Viewpoint
from municipality.admin import ForAdministrators

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


class ToLookAt(ForAdministrators):
    """Nothing is added, changed or deleted here; what is no dialogue is not shown (R021)."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)  # type: ignore[misc]
        return rows.filter(dialogue__withdrawn_on=None)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False


@admin.register(Viewpoint)
class ViewpointAdmin(ToLookAt, admin.ModelAdmin):
    """A list without search: the portal's own is better, and masks what waits."""

    list_display = ["id", "shown_text", "dialogue", "kind", "in_scope", "personal_data"]
    list_filter = ["personal_data", "kind", "in_scope"]
    list_select_related = ["dialogue"]
    list_per_page = 50
    show_full_result_count = False
    fields = ["shown_text", "dialogue", "kind", "in_scope", "personal_data", "area", "said_on"]

    @admin.display(description=_("viewpoint"))
    def shown_text(self, viewpoint: Viewpoint) -> str:
        """The text, masked while personal data waits: administrators are not the owner."""
        is_waiting = viewpoint.personal_data == PersonalData.WAITING
        return mask(viewpoint.text) if is_waiting else viewpoint.text


@admin.register(Measure)
class MeasureAdmin(ToLookAt, admin.ModelAdmin):
    list_display = ["title", "dialogue", "state", "responsible", "followed_up_by", "created_at"]
    list_filter = ["state", "term"]
    list_select_related = ["dialogue", "responsible", "followed_up_by"]
    search_fields = ["title", "dialogue__reference"]
    list_per_page = 50
    fields = [
        "title", "dialogue", "description", "state", "reason", "carried_out_on", "ongoing_work",
        "responsible", "followed_up_by", "term", "created_at", "created_by", "changed_at",
    ]  # fmt: skip
