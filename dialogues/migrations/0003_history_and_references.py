"""History is append-only, references come from a sequence."""

from django.db import migrations

APPEND_ONLY = """
CREATE FUNCTION dialogues_history_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- A whole dialogue may go (a demo city is emptied); a single line of its history may not.
    IF TG_OP = 'DELETE' AND NOT EXISTS (
        SELECT FROM dialogues_dialogue WHERE id = OLD.dialogue_id
    ) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'history is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER dialogues_history_is_append_only
    BEFORE UPDATE OR DELETE ON dialogues_historyentry
    FOR EACH ROW EXECUTE FUNCTION dialogues_history_is_append_only();
"""
FORGET = """
DROP TRIGGER dialogues_history_is_append_only ON dialogues_historyentry;
DROP FUNCTION dialogues_history_is_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("dialogues", "0002_initial")]

    operations = [
        migrations.RunSQL(APPEND_ONLY, FORGET),
        migrations.RunSQL(
            "CREATE SEQUENCE dialogues_reference", "DROP SEQUENCE dialogues_reference"
        ),
    ]
