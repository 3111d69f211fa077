"""Addresses of how people take part."""

from django.urls import path

import dialogues.references  # noqa: F401  knows how a reference looks in an address
from participation import views

urlpatterns = [
    path(
        "dialoger/<reference:reference>/medborgarbudget/", views.budget_share, name="budget-share"
    ),
    path("dialoger/<reference:reference>/vilka-som-kom/", views.attendance, name="attendance"),
    path("dialoger/<reference:reference>/varv/", views.loop, name="loop"),
    path("dialoger/<reference:reference>/varv/borja/", views.loop_begin, name="loop-begin"),
    path("dialoger/<reference:reference>/varv/<int:number>/", views.loop_round, name="loop-round"),
    path(
        "dialoger/<reference:reference>/varv/<int:number>/ta-bort/",
        views.loop_round_remove,
        name="loop-round-remove",
    ),
]
