"""How Elastic Path says no: ``{"errors": [...]}``, ``status`` a number in some families, a string in others."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import uuid4

from werkzeug import Response

from sandbox.http import Refusal, Request, json_response

NUMBERS = {"carts", "orders"}  # and addresses; accounts, catalog, inventories and tokens write strings


class Problem(Refusal):
    """One or more errors with one status."""

    def __init__(self, status: int, title: str = "", detail: str = "", *, source: str = "", **meta: Any) -> None:
        super().__init__(status, reason=detail)
        self.errors = [entry(title or HTTPStatus(status).phrase, detail, source, meta)]

    @classmethod
    def of(cls, status: int, errors: list[dict[str, Any]]) -> Problem:
        problem = cls(status)
        problem.errors = errors
        return problem


def entry(title: str, detail: str = "", source: str = "", meta: dict[str, Any] | None = None) -> dict[str, Any]:
    members = {"title": title, "detail": detail, "source": source, "meta": meta}
    return {name: value for name, value in members.items() if value}


def insufficient_stock(name: str, product: str) -> Problem:
    return Problem(400, "Insufficient stock", f"There is not enough stock to add {name} to your cart", id=product)


def not_found(what: str) -> Problem:
    return Problem(404, detail=f"{what} not found")


def answer(refusal: Refusal, request: Request) -> Response:
    """Word a refusal as the family of the path does."""
    errors = refusal.errors if isinstance(refusal, Problem) else Problem(refusal.status, detail=refusal.reason).errors
    status: int | str = refusal.status if _writes_numbers(request) else str(refusal.status)
    request_id = str(uuid4())
    payload = {"errors": [{"status": status, **error, "request_id": request_id} for error in errors]}
    return json_response(payload, refusal.status, refusal.headers)


def _writes_numbers(request: Request) -> bool:
    family = request.segments[1:2]
    return bool(family and family[0] in NUMBERS) or "addresses" in request.segments
