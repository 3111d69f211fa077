"""What is drawn many times on a page is drawn by Jinja, and what is asked for most (ADR 0009):
fields, controls, hits, what a search found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, MutableMapping
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page
from django.forms.renderers import TemplatesSetting
from django.http import QueryDict
from django.template.defaultfilters import capfirst, truncatechars
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, pgettext
from jinja2 import Environment, pass_environment
from markupsafe import Markup, escape

from dialogportal.local_cache import cache
from dialogportal.templatetags.portal import lookup, number, period

OPTIONS_KEPT_SECONDS = 60


class Renderer(TemplatesSetting):
    """``{{ field.as_field_group }}`` is a field as every form of the portal shows it."""

    field_template_name = "portal/field.html"


class QuickEnvironment(Environment):
    """What all templates know is put together once. Jinja would look in two dictionaries, one after
    the other, at every import and include: a third of what a page's content costs."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(d or {})}


def environment(**options: Any) -> Environment:
    """What the templates under ``templates/jinja2`` know."""
    found = QuickEnvironment(finalize=_resolved, **options)
    found.globals |= {
        "_": gettext,
        "pgettext": pgettext,
        "url_to": url_to,
        "options": written_options,
        "page_link": page_link,
    }
    found.filters |= {
        "capfirst": capfirst,
        "filled": filled,
        "lookup": lookup,
        "number": number,
        "page_numbers": page_numbers,
        "period": period,
        "truncatechars": truncatechars,
    }
    return found


def _resolved(value: Any) -> Any:
    """A text that waits for its language hides that it is HTML already: Jinja would escape it."""
    return str(value) if isinstance(value, Promise) else value


def filled(text: str, **values: object) -> Markup:
    """A translated sentence that holds tags, with its values, whose own are no tags."""
    return Markup(text) % values  # noqa: S704 (the catalogue's texts are ours)


def url_to(name: str, *parts: object) -> str:
    """The address of a page; not named ``url``, as what parts are given often is."""
    return reverse(name, args=parts)


@pass_environment
def written_options(
    environment: Environment, name: str, choices: Iterable[Any], chosen: object = ""
) -> Markup:
    """The options of a list called ``name``, with that of the code ``chosen`` selected.

    One list a language serves every choice for a minute: writing a city's areas takes as long as
    the rest of a page.
    """
    key = f"options-{name}-{get_language()}"
    written: str | None = cache.get(key)
    if written is None:
        written = environment.get_template("components/options.html").render(choices=choices)
        cache.set(key, written, OPTIONS_KEPT_SECONDS)
    if chosen:
        value = f'value="{escape(chosen)}"'
        written = written.replace(f"{value}>", f"{value} selected>", 1)
    return Markup(written)  # noqa: S704 (a template wrote it)


def page_numbers(page: Page[Any]) -> Iterator[int | None]:
    """Page numbers to link to: the ends, the neighbours, None for a gap."""
    last = page.paginator.num_pages
    shown = sorted({1, last, *range(max(page.number - 2, 1), min(page.number + 2, last) + 1)})
    before = 0
    for page_number in shown:
        if page_number == before + 2:
            yield before + 1
        elif page_number > before + 2:
            yield None
        yield page_number
        before = page_number


def page_link(query: QueryDict, page_number: int) -> str:
    """The present address with another page number: ``?q=…&page=3``."""
    kept = [(key, value) for key, values in query.lists() if key != "page" for value in values]
    return "?" + urlencode([*kept, ("page", page_number)])
