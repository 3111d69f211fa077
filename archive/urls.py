"""Addresses of the archive: the first page, search, before you plan, areas."""

from django.urls import path

import dialogues.references  # noqa: F401  knows how a reference looks in an address
from archive.views import areas, committee, home, overlaps, planning, search, unhandled

urlpatterns = [
    path("", home.home, name="home"),
    path("notiser/<int:pk>/", home.notice_read, name="notice-read"),
    # Search
    path("sok/", search.search_page, name="search"),
    path("sok/lista.<extension:extension>", search.search_export, name="search-export"),
    path("sok/spara/", home.search_save, name="search-save"),
    path("sok/<int:pk>/glom/", home.search_forget, name="search-forget"),
    path("sok/<int:pk>/notiser/", home.search_notices, name="search-notices"),
    # Before you plan
    path("planera/", planning.plan_begin, name="plan-begin"),
    # With whom a dialogue meets
    path("dialoger/<reference:reference>/krockar/", overlaps.overlap_list, name="overlap-list"),
    path(
        "dialoger/<reference:reference>/krockar/<int:pk>/",
        overlaps.overlap_note,
        name="overlap-note",
    ),
    # The committee
    path("namnden/", committee.committee_page, name="committee"),
    # Where viewpoints wait
    path("synpunkter/vantar/", unhandled.unhandled_list, name="unhandled"),
    path(
        "synpunkter/vantar/lista.<extension:extension>",
        unhandled.unhandled_export,
        name="unhandled-export",
    ),
    # Areas
    path("omraden/", areas.area_list, name="area-list"),
    path("omraden/lista.<extension:extension>", areas.area_list_export, name="area-list-export"),
    path("omraden/<slug:slug>/", areas.area, name="area"),
    path("omraden/<slug:slug>/atgarder/", areas.area_measures, name="area-measures"),
]
