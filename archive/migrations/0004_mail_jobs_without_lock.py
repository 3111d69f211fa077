"""Jobs that wait behind a mail job whose worker was killed: their lock was taken out of use."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0003_overlaps"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]

    operations = [
        migrations.RunSQL(
            "UPDATE procrastinate_jobs SET lock = NULL WHERE lock = 'notice-mail'",
            migrations.RunSQL.noop,
        ),
    ]
