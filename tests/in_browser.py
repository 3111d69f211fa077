"""What browser tests share: a logged-in page, and what every page must be."""

from axe_playwright_python.sync_playwright import Axe
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


def assert_accessible(page):
    results = Axe().run(page)
    assert results.violations_count == 0, f"{page.url}\n{results.generate_report()}"


def assert_fits(page):
    """Nothing has to be scrolled sideways."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
