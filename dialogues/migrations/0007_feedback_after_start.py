from django.db import migrations, models
from django.db.models import F, Q


def move_to_the_start(apps, schema_editor):
    """What was answered before it began has been mistyped: the first day it can be true."""
    dialogues = apps.get_model("dialogues", "Dialogue").objects
    dialogues.filter(feedback_given_on__lt=F("starts_on")).update(feedback_given_on=F("starts_on"))


class Migration(migrations.Migration):
    dependencies = [("dialogues", "0006_import_unmatched")]

    operations = [
        migrations.RunPython(move_to_the_start, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="dialogue",
            constraint=models.CheckConstraint(
                condition=Q(feedback_given_on=None)
                | Q(starts_on=None)
                | Q(feedback_given_on__gte=F("starts_on")),
                name="dialogue_feedback_after_start",
                violation_error_message="Feedback cannot be given before the dialogue began.",
            ),
        ),
    ]
