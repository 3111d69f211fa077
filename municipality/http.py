"""The request that a view gets: LoginRequiredMiddleware has let only users through."""

from django.http import HttpRequest

from municipality.models import User


class UserRequest(HttpRequest):
    user: User
