"""Addresses of municipality."""

from django.urls import path

from municipality import views

urlpatterns = [
    path("kontakter/", views.contact_list, name="contact-list"),
]
