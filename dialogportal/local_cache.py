"""What a web process remembers for a minute, in its own memory.

The default cache is in the database, where all processes see the same: it counts log-ins. Lists
that every page needs are not worth a query.
"""

from django.core.cache import caches
from django.utils.connection import ConnectionProxy

cache = ConnectionProxy(caches, "local")
