"""What browser tests share: a logged-in page, and what every page must be."""

from axe_playwright_python.sync_playwright import DEFAULT_OPTIONS, Axe
from django.conf import settings
from django.test import Client


def visiting(user, live_server, page):
    """A function that opens an address as ``user`` and returns the page."""
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
    )

    def open_page(address):
        page.goto(live_server.url + address)
        return page

    return open_page


# The dearest rule by far; colours are the same in either language.
NOT_COLOURS = {"resultTypes": ["violations"], "rules": {"color-contrast": {"enabled": False}}}


def assert_accessible(page, options=DEFAULT_OPTIONS):
    results = Axe().run(page, options=options)
    assert results.violations_count == 0, f"{page.url}\n{results.generate_report()}"


def assert_fits(page):
    """Nothing has to be scrolled sideways."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
