"""A call says beforehand which query and which body it understands; what comes is checked before its handler runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from werkzeug import Response

from sandbox.decoda.declared import exact
from sandbox.decoda.refusals import misshapen, one_problem
from sandbox.decoda.shapes import Field, Kind, Problems, member, unknown
from sandbox.decoda.store import Tenant
from sandbox.http import Refusal, Request, Routes, json_response


@dataclass(frozen=True, slots=True)
class Said:
    """A request that has the right shape. Every declared name is there, with its default when it was left out."""

    query: dict[str, Any]
    body: Any


Handler = Callable[..., object]


class Calls:
    """``@calls.post("/billing/cart", CART)`` over ``handler(tenant, said, **path) -> JSON``; keywords are the query."""

    def __init__(self) -> None:
        self.routes = Routes()

    def get(self, template: str, /, **query: Field) -> Callable[[Handler], Handler]:
        return self._on("GET", template, None, query)

    def delete(self, template: str, /, **query: Field) -> Callable[[Handler], Handler]:
        return self._on("DELETE", template, None, query)

    def post(self, template: str, body: Kind | None = None, /, **query: Field) -> Callable[[Handler], Handler]:
        return self._on("POST", template, body, query)

    def put(self, template: str, body: Kind, /, **query: Field) -> Callable[[Handler], Handler]:
        return self._on("PUT", template, body, query)

    def _on(
        self, method: str, template: str, body: Kind | None, query: dict[str, Field]
    ) -> Callable[[Handler], Handler]:
        def register(handler: Handler) -> Handler:
            def answer(tenant: Tenant, request: Request, **path: str) -> Response:
                said = understand(request, query, body, strict=tenant.switches.strict)
                return json_response(exact(method, template, handler(tenant, said, **path)))

            self.routes.add(method, template)(answer)
            return handler

        return register


def understand(request: Request, query: dict[str, Field], body: Kind | None, *, strict: bool) -> Said:
    """``Refusal`` 422 that names everything that is wrong at once."""
    problems = Problems(strict)
    said = Said(_query(request, query, problems), _body(request, body, problems))
    if problems.found:
        raise misshapen(problems)
    return said


def _query(request: Request, fields: dict[str, Field], problems: Problems) -> dict[str, Any]:
    sent = request.args.to_dict(flat=False)
    unknown(sent, fields, ("query",), problems)
    return {name: _parameter(sent, name, field, problems) for name, field in fields.items()}


def _parameter(sent: dict[str, list[str]], name: str, field: Field, problems: Problems) -> Any:
    if field.repeats:
        return [field.kind(value, ("query", name, at), problems) for at, value in enumerate(sent.get(name, []))]
    last = {name: values[-1] for name, values in sent.items()}
    return member(last, name, field, ("query", name), problems)


def _body(request: Request, kind: Kind | None, problems: Problems) -> Any:
    if kind is None:
        if problems.strict and request.get_data().strip() not in {b"", b"{}", b"null"}:
            problems.say(("body",), "extra_forbidden", "Extra inputs are not permitted")
        return None
    if request.mimetype != "application/json":
        return problems.say(("body",), "model_attributes_type", "Input should be a valid dictionary")
    try:
        payload = request.json_body()
    except Refusal:
        raise one_problem(("body", 0), "json_invalid", "JSON decode error") from None
    return kind(payload, ("body",), problems)
