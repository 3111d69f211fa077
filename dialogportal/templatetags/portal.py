"""The few filters and tags that templates need beyond Django's own."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import template
from django.template import Context, Node, NodeList
from django.template.base import FilterExpression, Parser, Token, token_kwargs
from django.template.loader import get_template
from django.utils.formats import get_format, number_format
from django.utils.html import escape

from dialogportal import periods

register = template.Library()
MILLION = 1_000_000


@register.filter
def words(text: str) -> list[str]:
    """``"a b"`` → ``["a", "b"]``, to loop over a short fixed list in a template."""
    return text.split()


@register.filter
def lookup(mapping: Mapping[Any, Any] | None, key: object) -> object:
    """The value of a key that a template only knows as a variable; empty when there is none."""
    if not mapping:
        return ""
    # A choice's value may be Django's wrapper around a model's key.
    return mapping.get(getattr(key, "value", key), "")


@register.filter
def under(path: str | None, url: str) -> bool:
    """Whether the page at ``path`` lies under ``url`` ("/areas/tensta/" under "/areas/")."""
    return bool(path) and url != "/" and str(path).startswith(url)


@register.filter
def number(value: object) -> str:
    """``12400`` → ``12 400`` in Swedish (non-breaking space); text is left as it is."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "" if value is None else str(value)
    if isinstance(value, int) and 0 <= value < MILLION:
        thousands, rest = divmod(value, 1000)
        return f"{thousands}{get_format('THOUSAND_SEPARATOR')}{rest:03}" if thousands else str(rest)
    return number_format(value, force_grouping=True)


@register.filter
def share(value: float | None, whole: float | None) -> str:
    """``value`` as per cent of ``whole``, 0–100, written for an SVG attribute (always a dot)."""
    if not value or not whole:
        return "0"
    return f"{min(max(100 * float(value) / float(whole), 0), 100):.1f}"


@register.filter
def period(start: date | None, end: date | None = None) -> str:
    """From–to by month or year: "sep–nov 2024", "2015", "from sep 2024"."""
    return periods.by_month(start, end)


@register.filter
def dates(start: date | None, end: date | None = None) -> str:
    """From–to by day: "12–14 sep 2024", "12 sep–3 nov 2024"."""
    return periods.by_day(start, end)


@register.filter(expects_localtime=True)
def day(value: date | None) -> str:
    """One day: "12 sep 2024"."""
    return periods.by_day(value, value)


@register.tag
def draw(parser: Parser, token: Token) -> "DrawNode":
    """A part of the page that Jinja draws (ADR 0009), of what is given here and nothing else:
    ``{% draw "components/tag.html" kind="late" text=late %}``; ``text`` is short for ``text=text``.
    """
    _name, template_name, *given = token.split_contents()
    given = [one if "=" in one else f"{one}={one}" for one in given]
    return DrawNode(parser.compile_filter(template_name), token_kwargs(given, parser))


@register.tag
def marked(parser: Parser, token: Token) -> "MarkedNode":
    """Text in segments (text, is_marked): what is between the tags is written for each marked one,
    with its ``text``, the rest as it is. A loop in the template costs ten times as much."""
    _name, segments = token.split_contents()
    nodelist = parser.parse(("endmarked",))
    parser.delete_first_token()
    return MarkedNode(parser.compile_filter(segments), nodelist)


class DrawNode(Node):
    def __init__(
        self, template_name: FilterExpression, given: Mapping[str, FilterExpression]
    ) -> None:
        self.template_name = template_name
        self.given = given

    def render(self, context: Context) -> str:
        template = get_template(self.template_name.resolve(context), using="jinja2")
        return template.render({name: one.resolve(context) for name, one in self.given.items()})


class MarkedNode(Node):
    def __init__(self, segments: FilterExpression, nodelist: NodeList) -> None:
        self.segments = segments
        self.nodelist = nodelist

    def render(self, context: Context) -> str:
        written = []
        with context.push():
            for text, is_marked in self.segments.resolve(context) or ():
                if is_marked:
                    context["text"] = text
                    written.append(self.nodelist.render(context))
                else:
                    written.append(escape(text))
        return "".join(written)
