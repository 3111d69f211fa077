from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    """Not asked of answers from before the form asked for it: what was recorded stays."""

    dependencies = [("dialogues", "0020_senders_and_frame")]

    operations = [
        AddConstraintNotValid(
            model_name="inquiry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(needs_knowledge=True, is_open=True, _negated=True),
                    models.Q(assignment="", _negated=True),
                    _connector="OR",
                ),
                name="inquiry_yes_has_assignment",
                violation_error_message="Say what the administration is to do.",
            ),
        ),
    ]
