"""What an order waits for: on the order, on its lines, and under the phases of either.

Published examples are ``{"type": "qnr", "key": "photo_id"}``: the key says what it is, the type hardly. Nothing marks
one as done: the order's status leaves "awaiting requirements" when all of them are.
"""

from __future__ import annotations

from typing import Any

from storefront.upstream.fields import Shape, Text
from storefront.upstream.types import Requirement


class _Requirement(Shape):
    key: Text = ""
    name: Text = ""
    label: Text = ""
    title: Text = ""
    type: Text = ""


def requirements_of(*holders: Any) -> tuple[Requirement, ...]:
    """Of the order and its lines, each once, in their order. What does not fit is left out."""
    found: dict[str, Requirement] = {}
    for holder in holders:
        phases = [*_listed(getattr(holder, "phases", None)), *_listed(getattr(holder, "subscription_phases", None))]
        below = [one for phase in phases if isinstance(phase, dict) for one in _listed(phase.get("requirements"))]
        for data in [*_listed(holder.requirements), *below]:
            requirement = _requirement(data)
            if name := requirement.key or requirement.title or requirement.kind:
                found.setdefault(name, requirement)
    return tuple(found.values())


def _requirement(data: Any) -> Requirement:
    shape = _Requirement.model_validate(data if isinstance(data, dict) else {"key": data})
    return Requirement(shape.type, shape.key or shape.name, shape.label or shape.title)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
