"""Addresses of municipality."""

from django.urls import path

from municipality import views

urlpatterns = [
    path("konto/aviseringar/", views.notice_settings, name="notice-settings"),
    path("kontakter/", views.contact_list, name="contact-list"),
    path(
        "kontakter/lista.<extension:extension>",
        views.contact_list_export,
        name="contact-list-export",
    ),
]
