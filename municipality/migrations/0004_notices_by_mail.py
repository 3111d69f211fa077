from django.db import migrations, models

# Who had not asked for mail goes on without: nobody gets more of it by a new version.
KEEP = """
UPDATE municipality_user SET notice_mail = CASE WHEN wants_daily_mail THEN 'daily' ELSE 'none' END
"""
BACK = "UPDATE municipality_user SET wants_daily_mail = notice_mail <> 'none'"


class Migration(migrations.Migration):

    dependencies = [("municipality", "0003_counted_by_all")]

    operations = [
        migrations.AddField(
            "user",
            "notice_mail",
            models.CharField(
                "notices by e-mail",
                choices=[
                    ("daily", "Once a day, all in one e-mail"),
                    ("at_once", "At once, as they come"),
                    ("none", "No e-mail"),
                ],
                default="daily",
                max_length=10,
            ),
        ),
        migrations.RunSQL(KEEP, BACK),
        migrations.RemoveField("user", "wants_daily_mail"),
    ]
