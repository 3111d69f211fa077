"""Is anything left for ``manage.py prepare``? Asked without Django, which takes seconds to start.

``prepare`` notes what it found and whom it named. As long as packages, settings, migrations and
database are the same, `make run` says that again and goes on::

    python -m dialogportal.prepared --port 8000 || python manage.py prepare --port 8000

Any doubt is a no: ``prepare`` then looks for itself, and says what is wrong in a sentence.
"""

import hashlib
import os
import socket
import sys
from contextlib import suppress
from pathlib import Path

import environ
import psycopg

from dialogportal import embedded_postgres
from dialogportal.database import DatabaseUnavailable

ROOT = Path(__file__).resolve().parent.parent
NOTE = ROOT / ".cache" / "prepared"
# What ``prepare`` asks the database: its version, migrations, accounts, and whether it is empty.
STATE = """
SELECT concat_ws(' ',
    current_setting('server_version'), current_setting('server_encoding'),
    (SELECT string_agg(app || '.' || name, ',' ORDER BY app, name) FROM django_migrations),
    (SELECT string_agg(concat_ws(' ', display_name, email, is_active, left(password, 1)), ','
        ORDER BY id) FROM municipality_user WHERE is_demo),
    EXISTS (SELECT FROM dialogues_dialogue) OR EXISTS (SELECT FROM municipality_organisation)
        OR EXISTS (SELECT FROM municipality_area) OR EXISTS (SELECT FROM municipality_profile))
"""


def address(port: int) -> str:
    """The line that ends the preparation."""
    return f"\nDialogportalen: http://127.0.0.1:{port}/   (stop: Ctrl-C)\n"


def bind_fault(port: int) -> OSError | None:
    """Why the web server could not serve on ``port`` of this machine, None when it can."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            return error
    return None


def remember(url: str, said: str) -> None:
    """Note that the database at ``url`` is prepared, and what was said of its accounts."""
    with suppress(OSError):  # a folder we may not write to: then it is looked up every time
        NOTE.parent.mkdir(exist_ok=True)
        NOTE.write_text(f"{_fingerprint(url)}\n{said}", encoding="utf-8")


def remembered(url: str) -> str | None:
    """What was said when the database at ``url`` was prepared; None when something changed."""
    try:
        known, said = NOTE.read_text(encoding="utf-8").split("\n", 1)
        return said if known == _fingerprint(url) else None
    except (OSError, ValueError, psycopg.Error):
        return None


def _fingerprint(url: str) -> str:
    """Of all that ``prepare`` looks at. Raises psycopg.Error where no portal was migrated."""
    with psycopg.connect(url, connect_timeout=5) as connection:
        state = connection.execute(STATE).fetchone()
    known = hashlib.sha256(repr((url, state)).encode())
    for path in (ROOT / "requirements" / "base.txt", ROOT / "dialogportal" / "settings.py"):
        known.update(path.read_bytes())
    for migration in sorted(ROOT.glob("*/migrations/*.py")):
        known.update(bytes(migration.relative_to(ROOT)))
    return known.hexdigest()


def main() -> int:
    """Say where to go and return 0 when all is prepared, else 1."""
    port = int(sys.argv[-1]) if sys.argv[-1].isdecimal() else 0
    environ.Env.read_env(ROOT / ".env")
    if os.environ.get("DIALOGPORTAL_MODE", "demo") != "demo":
        return 1
    if not 0 < port < 65536 or bind_fault(port):
        return 1
    try:
        url = os.environ.get("DATABASE_URL") or embedded_postgres.ensure_running(
            embedded_postgres.default_folder()
        )
    except DatabaseUnavailable:
        return 1
    said = remembered(url)
    if said is None:
        return 1
    sys.stdout.write(f"{said}{address(port)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
