"""What is written down whenever a dialogue, or what it is found by, changes (ADR 0010)."""

import django.db.models.functions.datetime
from django.db import migrations, models

WRITE_DOWN = """
CREATE FUNCTION archive_touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_ARGV[0] = 'all' THEN
        INSERT INTO archive_touched (transaction) VALUES (pg_current_xact_id()::text::bigint);
    ELSIF TG_ARGV[0] = 'id' THEN
        INSERT INTO archive_touched (dialogue, transaction)
        SELECT id, pg_current_xact_id()::text::bigint FROM touched;
    ELSE
        INSERT INTO archive_touched (dialogue, transaction)
        SELECT DISTINCT dialogue_id, pg_current_xact_id()::text::bigint FROM touched;
    END IF;
    RETURN NULL;
END $$;
"""
TRIGGERS = """
CREATE TRIGGER archive_touched_added AFTER INSERT ON {table}
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION archive_touch('{column}');
CREATE TRIGGER archive_touched_changed AFTER UPDATE ON {table}
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION archive_touch('{column}');
CREATE TRIGGER archive_touched_removed AFTER DELETE ON {table}
    REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION archive_touch('{column}');
CREATE TRIGGER archive_touched_emptied AFTER TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION archive_touch('all');
"""
# What a type counts as concerns all dialogues of the type.
TRIGGER_OF_TYPES = """
CREATE TRIGGER archive_touched_changed AFTER UPDATE ON municipality_dialoguetype
    FOR EACH STATEMENT EXECUTE FUNCTION archive_touch('all');
"""
TABLES = {
    "dialogues_dialogue": "id",
    "dialogues_dialogue_areas": "dialogue_id",
    "dialogues_dialogue_themes": "dialogue_id",
    "dialogues_dialogue_methods": "dialogue_id",
    "dialogues_dialogue_secondary_types": "dialogue_id",
    "dialogues_informationmeeting": "dialogue_id",
}
FORGET = "DROP FUNCTION archive_touch() CASCADE"


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0004_mail_jobs_without_lock"),
        ("dialogues", "0025_level_in_the_card"),
        ("municipality", "0006_loop_steps"),
    ]

    operations = [
        migrations.CreateModel(
            name="Touched",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("dialogue", models.BigIntegerField(null=True)),
                ("transaction", models.BigIntegerField(db_index=True)),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), db_index=True
                    ),
                ),
            ],
        ),
        migrations.RunSQL(WRITE_DOWN, FORGET),
        *(
            migrations.RunSQL(TRIGGERS.format(table=table, column=column), "")
            for table, column in TABLES.items()
        ),
        migrations.RunSQL(TRIGGER_OF_TYPES, ""),
    ]
