"""Dimensions gone through without an affected group (R101), never beside a group of the same."""

import django.db.models.deletion
from django.db import migrations, models

# The analysis's row is locked, so that of two who write at once one sees what the other wrote.
NEVER_BOTH = """
CREATE FUNCTION unaffected_dimension_without_groups() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM participation_targetgroupanalysis WHERE id = NEW.analysis_id FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT FROM participation_groupassessment
        WHERE analysis_id = NEW.analysis_id AND dimension = NEW.dimension
    ) THEN
        RAISE EXCEPTION 'a group of this dimension is affected'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'unaffected_dimension_without_groups';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER unaffected_dimension_without_groups
    BEFORE INSERT OR UPDATE ON participation_unaffecteddimension
    FOR EACH ROW EXECUTE FUNCTION unaffected_dimension_without_groups();
CREATE FUNCTION assessment_of_affected_dimension() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM participation_targetgroupanalysis WHERE id = NEW.analysis_id FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT FROM participation_unaffecteddimension
        WHERE analysis_id = NEW.analysis_id AND dimension = NEW.dimension
    ) THEN
        RAISE EXCEPTION 'no group of this dimension is affected'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'assessment_of_affected_dimension';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER assessment_of_affected_dimension
    BEFORE INSERT OR UPDATE ON participation_groupassessment
    FOR EACH ROW EXECUTE FUNCTION assessment_of_affected_dimension();
"""
FORGET = """
DROP TRIGGER assessment_of_affected_dimension ON participation_groupassessment;
DROP FUNCTION assessment_of_affected_dimension();
DROP TRIGGER unaffected_dimension_without_groups ON participation_unaffecteddimension;
DROP FUNCTION unaffected_dimension_without_groups();
"""


class Migration(migrations.Migration):
    dependencies = [("participation", "0010_people_with_disabilities")]

    operations = [
        migrations.CreateModel(
            name="UnaffectedDimension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("dimension", models.CharField(choices=[("sex", "Sex"), ("age", "Age"), ("ability", "Functional ability"), ("background", "Foreign background"), ("education", "Level of education"), ("occupation", "Occupation"), ("tie", "Tie to the place or the matter")], max_length=12, verbose_name="dimension")),
                ("why", models.CharField(blank=True, max_length=300, verbose_name="why no group of it is affected")),
                ("analysis", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="unaffected", to="participation.targetgroupanalysis")),
            ],
            options={
                "verbose_name": "dimension without an affected group",
                "verbose_name_plural": "dimensions without an affected group",
                "constraints": [
                    models.UniqueConstraint(fields=("analysis", "dimension"), name="unaffected_dimension_once"),
                    models.CheckConstraint(condition=models.Q(("dimension__in", ["sex", "age", "ability", "background", "education", "occupation"])), name="unaffected_dimension_of_the_six"),
                ],
            },
        ),
        migrations.RunSQL(NEVER_BOTH, FORGET),
    ]
