"""One record has no column of the other's: each table is asked in its own branch."""

from django.db import migrations

ONE_BY_ONE = """
CREATE OR REPLACE FUNCTION dialogues_decided_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- A whole dialogue may go (a demo city is emptied); what was put before a committee may not.
    IF TG_OP = 'DELETE' THEN
        IF TG_TABLE_NAME = 'dialogues_planversion' THEN
            IF NOT EXISTS (SELECT FROM dialogues_dialogue WHERE id = OLD.dialogue_id) THEN
                RETURN OLD;
            END IF;
        ELSIF NOT EXISTS (SELECT FROM dialogues_decision WHERE id = OLD.decision_id) THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("dialogues", "0018_proposals")]

    operations = [migrations.RunSQL(ONE_BY_ONE, migrations.RunSQL.noop)]
