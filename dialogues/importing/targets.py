"""The targets by kind of import, as the settings name them: those of higher apps too."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from dialogues.importing.fields import Target


@cache
def target_of(kind: str) -> Target:
    """Where rows of a kind ("dialogues", "viewpoints") go."""
    target: Target = import_string(settings.IMPORT_TARGETS[kind])
    return target
