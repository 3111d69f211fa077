"""That a dialogue's follow-up was sent, as somebody has marked (R138)."""

import datetime

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models
from django.db.models.expressions import CombinedExpression


class Migration(migrations.Migration):
    dependencies = [
        ("dialogues", "0023_information_meeting_held"),
        ("feedback", "0008_texts_not_too_long"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FollowUp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sent_on", models.DateField(verbose_name="follow-up sent")),
                ("earliest_on", models.DateField(editable=False, null=True)),
                ("by_label", models.CharField(max_length=120)),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("dialogue", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="follow_up", to="dialogues.dialogue")),
            ],
            options={
                "verbose_name": "follow-up",
                "verbose_name_plural": "follow-ups",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("by_label", ""), _negated=True), name="follow_up_by_somebody"),
                    models.CheckConstraint(
                        condition=models.Q(("sent_on__lte", CombinedExpression(django.db.models.functions.datetime.Now(), "+", models.Value(datetime.timedelta(days=1))))),
                        name="follow_up_sent",
                        violation_error_message="The follow-up cannot have been sent on a day to come.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("earliest_on", None), ("sent_on__gte", models.F("earliest_on")), _connector="OR"),
                        name="follow_up_after_dialogue",
                        violation_error_message="The dialogue was not over then.",
                    ),
                ],
            },
        ),
    ]
