"""The portal's own settings with the floor page added."""

from dialogportal.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
