"""The web server's way in.

Loads all pages, and opens no connection to the database: ``gunicorn --preload`` loads it once and
then parts into its processes.
"""

import os
import sys
from importlib import import_module

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dialogportal.settings")
# Gunicorn starts a worker anew, for ever, unless it ends with this status.
WORKER_CANNOT_START = 3

try:
    application = get_wsgi_application()
    import_module("dialogportal.urls")  # now, not while the first visitor waits
except SystemExit as refusal:
    sys.stderr.write(f"{refusal.code}\n")
    sys.exit(WORKER_CANNOT_START)
