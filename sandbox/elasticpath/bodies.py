"""Strict reading of request bodies: every wrong, missing or unknown member becomes one error with its dotted path."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any
from uuid import UUID

from sandbox.elasticpath.errors import Problem, entry

Complaint = tuple[str, str]  # title, detail
Check = Callable[[Any], Complaint | None]

EMAIL = re.compile(r"[^\s@.]+(?:\.[^\s@.]+)*@[^\s@.]+(?:\.[^\s@.]+)+")


def members(
    body: object, at: str, known: Mapping[str, Check], required: Collection[str] = (), *, strict: bool = True
) -> dict[str, Any]:
    """The object at path ``at``, checked. ``Problem`` 400 with everything that is wrong."""
    if not isinstance(body, dict):
        raise Problem(400, "invalid_type" if body is not None else "required", "Expected an object", source=at)
    errors = [entry("required", f"{name} is required", f"{at}.{name}") for name in required if body.get(name) is None]
    for name, value in body.items():
        if name not in known:
            if strict:
                errors.append(entry("additional_property_not_allowed", f"{name} is not allowed", f"{at}.{name}"))
        elif value is not None and (complaint := known[name](value)):
            errors.append(entry(*complaint, f"{at}.{name}"))
    if errors:
        raise Problem.of(400, errors)
    return body


def text(longest: int = 0, *, shortest: int = 0) -> Check:
    def check(value: Any) -> Complaint | None:
        if not isinstance(value, str):
            return "invalid_type", "Expected a string"
        if len(value) < shortest:
            return "string_gte", f"Length must be at least {shortest}"
        if longest and len(value) > longest:
            return "string_lte", f"Length must be at most {longest}"
        return None

    return check


def filled(value: Any) -> Complaint | None:
    complaint = text()(value)
    return complaint or (None if value.strip() else ("string_gte", "Must not be empty"))


def email(value: Any) -> Complaint | None:
    if not isinstance(value, str):
        return "invalid_type", "Expected a string"
    return None if EMAIL.fullmatch(value) else ("format", "Does not match format 'email'")


def country(value: Any) -> Complaint | None:
    if isinstance(value, str) and re.fullmatch("[A-Z]{2}", value):
        return None
    return "format", "Must be a two-letter country code"


def uuid(value: Any) -> Complaint | None:
    return None if is_uuid(value) else ("format", "Does not match format 'uuid'")


def is_uuid(value: Any) -> bool:
    try:
        return isinstance(value, str) and str(UUID(value)) == value.lower()
    except ValueError:
        return False


def whole(least: int) -> Check:
    def check(value: Any) -> Complaint | None:
        if type(value) is not int:
            return "invalid_type", "Expected an integer"
        return None if value >= least else ("number_gte", f"Must be greater than or equal to {least}")

    return check


def flag(value: Any) -> Complaint | None:
    return None if isinstance(value, bool) else ("invalid_type", "Expected a boolean")


def mapping(value: Any) -> Complaint | None:
    return None if isinstance(value, dict) else ("invalid_type", "Expected an object")


def texts(value: Any) -> Complaint | None:
    happy = isinstance(value, list) and all(isinstance(item, str) for item in value)
    return None if happy else ("invalid_type", "Expected a list of strings")


def one_of(*choices: str) -> Check:
    def check(value: Any) -> Complaint | None:
        return None if value in choices else ("enum", f"Must be one of {', '.join(choices)}")

    return check
