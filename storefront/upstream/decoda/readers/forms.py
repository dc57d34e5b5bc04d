"""Forms of an appointment, and whether they are handed in."""

from __future__ import annotations

from typing import Any

from storefront.upstream.fields import Flag, Shape, Text, objects, reading
from storefront.upstream.types import Requirement
from storefront.upstream.wire import Reply


class _Form(Shape):
    name: Text = ""
    path_name: Text = ""
    completed: Flag = False


def read_due_forms(reply: Reply) -> tuple[Requirement, ...]:
    """Those that are not completed, by the clinic's own names for them."""
    with reading(reply, "forms"):
        forms = [_Form.model_validate(row) for row in _rows(reply.json)]
    return tuple(Requirement("form", form.path_name, form.name) for form in forms if not form.completed)


def _rows(data: Any) -> list[Any]:
    return [row for row in objects(data, "forms") if isinstance(row, dict)]
