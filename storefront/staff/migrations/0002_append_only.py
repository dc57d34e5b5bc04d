"""Lines of the staff log say which row they are about, and the database itself refuses to change them.

SQLite drops triggers with the table whenever a later migration rebuilds it: such a migration ends with
``RunPython(protect, release)`` as well. There, and only there, deleting stays possible for who has the database file in
hand anyway.
"""

from django.db import migrations, models

POSTGRES = """
CREATE FUNCTION staff_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The staff log is append-only.' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER staff_log_is_append_only BEFORE UPDATE OR DELETE ON staff_staffevent
    FOR EACH ROW EXECUTE FUNCTION staff_log_is_append_only();
"""
POSTGRES_BACK = """
DROP TRIGGER staff_log_is_append_only ON staff_staffevent;
DROP FUNCTION staff_log_is_append_only();
"""
SQLITE = """
CREATE TRIGGER staff_log_is_append_only BEFORE UPDATE ON staff_staffevent
BEGIN SELECT RAISE(ABORT, 'The staff log is append-only.'); END
"""
SQLITE_BACK = "DROP TRIGGER staff_log_is_append_only"


def protect(apps, schema_editor):
    schema_editor.execute({"postgresql": POSTGRES, "sqlite": SQLITE}[schema_editor.connection.vendor], params=None)


def release(apps, schema_editor):
    schema_editor.execute({"postgresql": POSTGRES_BACK, "sqlite": SQLITE_BACK}[schema_editor.connection.vendor], params=None)


class Migration(migrations.Migration):
    dependencies = [("staff", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="staffevent",
            name="about",
            field=models.CharField(
                blank=True, db_index=True, default="", help_text="The row, such as clinics.clinic/3", max_length=120
            ),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="staffevent",
            name="action",
            field=models.CharField(
                choices=[
                    ("signed_in", "signed in"),
                    ("signed_out", "signed out"),
                    ("sign_in_failed", "sign-in refused"),
                    ("second_factor", "set up a second factor"),
                    ("codes", "made recovery codes"),
                    ("factor_reset", "reset a second factor"),
                    ("code_given", "gave a fresh code"),
                    ("code_refused", "fresh code refused"),
                    ("password", "changed a password"),
                    ("read", "read"),
                    ("added", "added"),
                    ("changed", "changed"),
                    ("deleted", "deleted"),
                    ("looked_again", "looked an order up again"),
                    ("settled", "settled by hand"),
                    ("resolved", "marked as resolved"),
                    ("ended_sessions", "ended a patient's sessions"),
                    ("tested", "tested the connection"),
                    ("verified", "checked a host"),
                    ("exported", "exported"),
                ],
                max_length=20,
            ),
        ),
        migrations.RunPython(protect, release),
    ]
