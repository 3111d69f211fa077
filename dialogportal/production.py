"""What must be given before a city is served; without it the portal does not start."""

from collections.abc import Sequence
from urllib.parse import urlsplit

DEMO_KEY = "demo-only" * 8
SHORTEST_KEY = 32


def missing(
    *, secret_key: str, allowed_hosts: Sequence[str], portal_url: str, debug: bool
) -> str | None:
    """A sentence about the first setting that production cannot do without, or None."""
    address = urlsplit(portal_url)
    if debug:
        return "Set DEBUG to false: error pages would show settings and residents' data."
    if secret_key == DEMO_KEY or len(secret_key) < SHORTEST_KEY:
        return (
            f"Set SECRET_KEY to at least {SHORTEST_KEY} random characters that nobody knows: "
            "python -c 'import secrets; print(secrets.token_urlsafe(50))'"
        )
    if not allowed_hosts:
        return "Set ALLOWED_HOSTS to the names under which the portal is reached."
    if "*" in allowed_hosts:
        return "Name the hosts in ALLOWED_HOSTS: * would let anybody choose where links lead."
    if address.scheme not in {"http", "https"} or not address.hostname:
        return "Set PORTAL_URL to the portal's address in mails, such as https://dialog.example.se"
    return None
