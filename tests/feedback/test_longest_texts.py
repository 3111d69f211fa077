"""No text of a plan is so long that its pages cannot be read, by whatever way it came."""

import pytest
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from dialogportal.longest import LONGEST_TEXT
from dialogues.models import Plan
from feedback.models import FeedbackPlan
from participation.models import (
    ComplexIssueProcess,
    LoopRound,
    ParticipationPlan,
    ParticipatoryBudget,
    TargetGroupAnalysis,
)
from tests.factories import DialogueFactory

MODELS = (
    Plan, ParticipationPlan, TargetGroupAnalysis, ParticipatoryBudget, ComplexIssueProcess,
    LoopRound, FeedbackPlan,
)  # fmt: skip
# What the texts need beside them.
NEEDED = {
    LoopRound: {"number": 1, "begun_on": timezone.localdate()},
    Plan: {"changes_policy": True},
}


@pytest.mark.parametrize("model", MODELS)
def test_no_text_of_a_plan_is_longer_than_the_longest(db, model):
    row = model.objects.create(dialogue=DialogueFactory(), **NEEDED.get(model, {}))
    texts = [one.name for one in model._meta.fields if isinstance(one, models.TextField)]
    assert texts
    for name in texts:
        mine = model.objects.filter(pk=row.pk)
        mine.update(**{name: "å" * LONGEST_TEXT})
        with pytest.raises(IntegrityError, match="not_too_long"), transaction.atomic():
            mine.update(**{name: "å" * (LONGEST_TEXT + 1)})
