import datetime

import django.db.models.functions.datetime
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    """Not asked of meetings from before the form asked for it: what was noted stays."""

    dependencies = [("dialogues", "0022_plan_texts_not_too_long")]

    operations = [
        AddConstraintNotValid(
            model_name="informationmeeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    held_on__lte=models.expressions.CombinedExpression(
                        django.db.models.functions.datetime.Now(),
                        "+",
                        models.Value(datetime.timedelta(days=1)),
                    )
                ),
                name="information_meeting_held",
                violation_error_message="The meeting cannot lie ahead.",
            ),
        ),
    ]
