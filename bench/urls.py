"""The portal's addresses and one page more: the floor that pages are measured against."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

FLOOR = '{% extends "base.html" %}{% block content %}<p>{{ answer }}</p>{% endblock %}'


def floor(request: HttpRequest) -> HttpResponse:
    """A logged-in page with one trivial query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        answer = cursor.fetchone()[0]
    template = engines["django"].from_string(FLOOR)
    return HttpResponse(template.render({"answer": answer}, request))


urlpatterns = [path("bench/floor/", floor), path("", include("dialogportal.urls"))]
