"""Adding to a row of counts: one statement, so no two writers lose each other's, and none waits for long."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.db.models import Model


def add(model: type[Model], key: Mapping[str, Any], plus: Mapping[str, int], most: Mapping[str, int]) -> None:
    """Make the row with this unique ``key``, or add ``plus`` to it and keep the larger of each in ``most``."""
    values = {**key, **plus, **most}
    fields = {field.name: field for field in model._meta.concrete_fields if field.name in values}
    quote = connection.ops.quote_name
    column = {name: quote(str(fields[name].column)) for name in values}
    table = quote(model._meta.db_table)
    was = {name: f"{table}.{column[name]}" for name in values}
    new = {name: f"excluded.{column[name]}" for name in values}
    changes = [f"{column[name]} = {was[name]} + {new[name]}" for name in plus]
    changes += [
        f"{column[name]} = CASE WHEN {new[name]} > {was[name]} THEN {new[name]} ELSE {was[name]} END" for name in most
    ]
    statement = (
        f"INSERT INTO {table} ({', '.join(column.values())}) VALUES ({', '.join(['%s'] * len(values))}) "  # noqa: S608
        f"ON CONFLICT ({', '.join(column[name] for name in key)}) DO UPDATE SET {', '.join(changes)}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [fields[name].get_db_prep_save(values[name], connection) for name in values])
