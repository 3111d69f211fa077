"""Factories of what a plan says about who takes part."""

import datetime

import factory
from factory.django import DjangoModelFactory

from participation.enums import Affected, Dimension, Heard, Influence, KnownGroup
from participation.models import (
    GroupAssessment,
    LoopRound,
    ParticipationPlan,
    TargetGroupAnalysis,
    UnaffectedDimension,
)
from tests.factories.dialogues import DialogueFactory


class ParticipationPlanFactory(DjangoModelFactory):
    class Meta:
        model = ParticipationPlan

    dialogue = factory.SubFactory(DialogueFactory)
    version = 1


class TargetGroupAnalysisFactory(DjangoModelFactory):
    class Meta:
        model = TargetGroupAnalysis

    dialogue = factory.SubFactory(DialogueFactory)
    version = 1


class LoopRoundFactory(DjangoModelFactory):
    class Meta:
        model = LoopRound

    dialogue = factory.SubFactory(DialogueFactory)
    number = 1
    begun_on = datetime.date(2026, 3, 2)


class GroupAssessmentFactory(DjangoModelFactory):
    """Youth: much affected, seldom heard, not yet primary."""

    class Meta:
        model = GroupAssessment

    analysis = factory.SubFactory(TargetGroupAnalysisFactory)
    dimension = Dimension.AGE
    group = KnownGroup.YOUTH
    affected = Affected.MUCH
    influence_today = Influence.NONE
    heard_today = Heard.SELDOM


class UnaffectedDimensionFactory(DjangoModelFactory):
    class Meta:
        model = UnaffectedDimension

    analysis = factory.SubFactory(TargetGroupAnalysisFactory)
    dimension = Dimension.SEX
