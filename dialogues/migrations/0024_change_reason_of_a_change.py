from django.db import migrations, models


def tick_what_is_explained(apps, _schema_editor):
    """A reason that residents are told stays; the matter then changes something (R079)."""
    plans = apps.get_model("dialogues", "Plan").objects.filter(changes_policy=False)
    plans.exclude(change_reason="").update(changes_policy=True)


class Migration(migrations.Migration):
    dependencies = [("dialogues", "0023_information_meeting_held")]

    operations = [
        migrations.RunPython(tick_what_is_explained, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(("change_reason", ""), ("changes_policy", True), _connector="OR"),
                name="plan_change_reason_of_a_change",
                violation_error_message="Tick this box too, or take the reason below away.",
            ),
        ),
    ]
