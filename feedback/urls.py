"""Addresses of feedback."""

from django.urls import path

import dialogues.references  # noqa: F401  knows how a reference looks in an address
from feedback.views import follow_up, measures
from feedback.views import viewpoints as views

urlpatterns = [
    path("dialoger/<reference:reference>/synpunkter/", views.viewpoint_list, name="viewpoint-list"),
    path(
        "dialoger/<reference:reference>/synpunkter/lista.<extension:extension>",
        views.viewpoint_export,
        name="viewpoint-export",
    ),
    path(
        "dialoger/<reference:reference>/synpunkter/ny/",
        views.viewpoint_register,
        name="viewpoint-register",
    ),
    path(
        "dialoger/<reference:reference>/synpunkter/ny/teman/",
        views.viewpoint_themes,
        name="viewpoint-themes",
    ),
    path("synpunkter/<int:pk>/", views.viewpoint, name="viewpoint"),
    path("synpunkter/<int:pk>/andra/", views.viewpoint_edit, name="viewpoint-edit"),
    path("synpunkter/<int:pk>/ta-bort/", views.viewpoint_delete, name="viewpoint-delete"),
    path("synpunkter/<int:pk>/omfattning/", views.viewpoint_scope, name="viewpoint-scope"),
    path("synpunkter/personuppgifter/", views.personal_data, name="personal-data"),
    path(
        "synpunkter/personuppgifter/antal.<extension:extension>",
        views.personal_data_export,
        name="personal-data-export",
    ),
    path(
        "synpunkter/personuppgifter/ta-bort/",
        views.personal_data_remove,
        name="personal-data-remove",
    ),
    path("synpunkter/personuppgifter/behall/", views.personal_data_keep, name="personal-data-keep"),
    path("dialoger/<reference:reference>/uppfoljning/", follow_up.follow_up, name="follow-up"),
    path(
        "dialoger/<reference:reference>/uppfoljning/<int:pk>/angra/",
        follow_up.follow_up_undo,
        name="follow-up-undo",
    ),
    path("dialoger/<reference:reference>/atgarder/", measures.measure_list, name="measure-list"),
    path(
        "dialoger/<reference:reference>/atgarder/lista.<extension:extension>",
        measures.measure_list_export,
        name="measure-list-export",
    ),
    path("dialoger/<reference:reference>/atgarder/ny/", measures.measure_add, name="measure-add"),
    path(
        "dialoger/<reference:reference>/atgarder/<int:pk>/andra/",
        measures.measure_edit,
        name="measure-edit",
    ),
    path(
        "dialoger/<reference:reference>/atgarder/<int:pk>/ta-bort/",
        measures.measure_remove,
        name="measure-remove",
    ),
    path(
        "dialoger/<reference:reference>/atgarder/<int:pk>/synpunkter/",
        measures.measure_viewpoints,
        name="measure-viewpoints",
    ),
]
