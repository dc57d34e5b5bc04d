"""What a body may hold. Fields that no page of the documentation lists are refused, so that a client's slip is seen."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from sandbox.careportals.refusals import refuse
from sandbox.http import Request

Check = Callable[[Any], bool]
Fields = Mapping[str, Check]

GENDERS = {"male", "female", "other"}


def body_of(request: Request) -> Any:
    if request.mimetype != "application/json":
        raise refuse(400, "Content-Type must be application/json")
    return request.json_body()


def no_body(request: Request) -> None:
    if request.get_data():
        raise refuse(400, f"{request.method} takes no body here")


def members_of(request: Request, required: Fields, optional: Fields | None = None) -> dict[str, Any]:
    """The JSON object of the body, checked. ``Refusal`` 400 with one sentence for each thing that is wrong."""
    payload = body_of(request)
    wrong = faults_of(payload, required, optional or {})
    if wrong:
        raise refuse(400, wrong)
    members: dict[str, Any] = payload
    return members


def faults_of(payload: Any, required: Fields, optional: Fields, inside: str = "") -> list[str]:
    if not isinstance(payload, dict):
        return [f"{inside or 'body'} must be an object"]
    known = {**required, **optional}
    strangers = [f"property {inside}{name} should not exist" for name in payload if name not in known]
    missing = [f"{inside}{name} should not be empty" for name in required if name not in payload]
    wrong = [
        f"{inside}{name} is not valid" for name, check in known.items() if name in payload and not check(payload[name])
    ]
    return strangers + missing + wrong


def filled(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def text(value: Any) -> bool:
    return isinstance(value, str)


def truth(value: Any) -> bool:
    return isinstance(value, bool)


def quantity(value: Any) -> bool:
    return type(value) is int and 1 <= value <= 10_000


def email(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", value) is not None


def phone(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"\+?[0-9]{7,15}", value) is not None


def two_capitals(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[A-Z]{2}", value) is not None


def gender(value: Any) -> bool:
    return isinstance(value, str) and value in GENDERS


def day_before(today: date) -> Check:
    """A real date, written YYYY-MM-DD, in the past."""

    def check(value: Any) -> bool:
        if not isinstance(value, str) or re.fullmatch(r"\d{4}-\d{2}-\d{2}", value) is None:
            return False
        try:
            return date.fromisoformat(value) < today
        except ValueError:
            return False

    return check


def moment(value: Any) -> bool:
    """An ISO 8601 date-time."""
    if not isinstance(value, str) or "T" not in value:
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def password(value: Any) -> bool:
    classes = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^a-zA-Z0-9]")
    return isinstance(value, str) and len(value) >= 8 and all(re.search(one, value) for one in classes)


def web_address(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"https?://[^\s/]+\S*", value) is not None


ADDRESS = {
    "address1": filled,
    "city": filled,
    "provinceCode": two_capitals,
    "postalCode": filled,
    "countryCode": two_capitals,
}


def address(value: Any) -> bool:
    return not faults_of(value, ADDRESS, {"address2": text})
