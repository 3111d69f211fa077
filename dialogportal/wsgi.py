"""The web server's way in."""

import os
import sys

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dialogportal.settings")
# Gunicorn starts a worker anew, for ever, unless it ends with this status.
WORKER_CANNOT_START = 3

try:
    application = get_wsgi_application()
except SystemExit as refusal:
    sys.stderr.write(f"{refusal.code}\n")
    sys.exit(WORKER_CANNOT_START)
