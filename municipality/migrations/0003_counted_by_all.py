"""The table of the default cache, which all processes share."""

from typing import Any

from django.core.management import call_command
from django.db import migrations


def make_table(apps: Any, schema_editor: Any) -> None:
    alias = schema_editor.connection.alias
    call_command("createcachetable", "dialogportal_cache", database=alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("municipality", "0002_area_centre_both_or_none")]

    operations = [
        migrations.RunPython(make_table, migrations.RunPython.noop),
    ]
