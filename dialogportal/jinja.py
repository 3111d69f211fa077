"""What is drawn many times on a page is drawn by Jinja (ADR 0009): fields, controls, hits."""

from __future__ import annotations

from typing import Any

from django.forms.renderers import TemplatesSetting
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext
from jinja2 import Environment

from dialogportal.templatetags.portal import lookup, number


class Renderer(TemplatesSetting):
    """``{{ field.as_field_group }}`` is a field as every form of the portal shows it."""

    field_template_name = "portal/field.html"


def environment(**options: Any) -> Environment:
    """What the templates under ``templates/jinja2`` know."""
    found = Environment(finalize=_resolved, **options)  # noqa: S701 (Django escapes by default)
    found.globals |= {"_": gettext, "pgettext": pgettext}
    found.filters |= {"lookup": lookup, "number": number}
    return found


def _resolved(value: Any) -> Any:
    """A text that waits for its language hides that it is HTML already: Jinja would escape it."""
    return str(value) if isinstance(value, Promise) else value
