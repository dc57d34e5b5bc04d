"""New names of fields and of a model. No table, column or index changes, so that two releases run side by side."""

from django.db import migrations, models
from django.db.models import Q

RENAMED = {  # field: its new name, and the definition that keeps its column
    "looked_at": ("looked_up_at", models.DateTimeField(blank=True, db_column="looked_at", null=True)),
    "next_look_at": ("next_look_up_at", models.DateTimeField(blank=True, db_column="next_look_at", null=True)),
    "looks": ("look_ups", models.PositiveIntegerField(db_column="looks", default=0)),
    "fenced_at": (
        "cart_closed_at",
        models.DateTimeField(
            blank=True, db_column="fenced_at", help_text="Since then its cart can make no order", null=True
        ),
    ),
    "settled_at": ("resolved_at", models.DateTimeField(blank=True, db_column="settled_at", null=True)),
}


def renamed(old, new, field):
    """First the column is fixed, then the field has another name: neither changes the database."""
    return [
        migrations.AlterField("orderattempt", old, field),
        migrations.RenameField("orderattempt", old, new),
    ]


class Migration(migrations.Migration):
    dependencies = [("checkout", "0003_wider_states")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveConstraint("orderattempt", "placed_is_settled"),
                migrations.RemoveIndex("orderattempt", "attempt_due"),
                *(operation for old, (new, field) in RENAMED.items() for operation in renamed(old, new, field)),
                migrations.AddIndex(
                    "orderattempt", models.Index(models.F("state"), models.F("next_look_up_at"), name="attempt_due")
                ),
                migrations.AddConstraint(
                    "orderattempt",
                    models.CheckConstraint(
                        condition=~Q(state="placed") | Q(resolved_at__isnull=False), name="placed_is_settled"
                    ),
                ),
            ]
        ),
        migrations.AlterField(
            "incident",
            "kind",
            models.CharField(
                choices=[
                    ("not_found", "Placed here, not found upstream"),
                    ("no_attempt", "Upstream with a key of ours, unknown here"),
                    ("said_refused", "Upstream has the order, the patient read that there is none"),
                    ("duplicate", "A second order of one attempt"),
                    ("total_differs", "The order's total is not the one shown"),
                    ("late_order", "An order came after its attempt was resolved"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            "orderattempt",
            "state",
            models.CharField(
                choices=[
                    ("open", "Open: not asked for yet, or the question never left"),
                    ("sent", "Sent: asked for, no answer yet"),
                    ("unknown", "Unknown: no usable answer came, being looked up"),
                    ("placed", "Placed: the upstream has the order"),
                    ("refused", "Refused: the upstream has no order"),
                    ("review", "Review: staff have to decide"),
                ],
                default="open",
                max_length=20,
            ),
        ),
        migrations.AlterModelTable("hold", "checkout_hold"),
        migrations.RenameModel("Hold", "Pause"),
    ]
