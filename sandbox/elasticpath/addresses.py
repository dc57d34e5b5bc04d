"""Saved addresses of an account. They are copied into a checkout, never referenced there."""

from __future__ import annotations

from typing import Any

from werkzeug import Response

from sandbox.elasticpath import bodies, shapes
from sandbox.elasticpath.accounts import account_for
from sandbox.elasticpath.bodies import Check
from sandbox.elasticpath.errors import Problem
from sandbox.elasticpath.state import Account, new_id
from sandbox.elasticpath.visit import Visit
from sandbox.http import Request, Routes, json_response

routes = Routes()

FIELDS = (
    "name",
    "first_name",
    "last_name",
    "company_name",
    "phone_number",
    "line_1",
    "line_2",
    "city",
    "county",
    "region",
    "postcode",
    "country",
    "instructions",
)
KNOWN: dict[str, Check] = {
    "type": bodies.one_of("address"),
    "id": bodies.uuid,
    **dict.fromkeys(FIELDS, bodies.text()),
}
MANDATORY = ("first_name", "last_name", "line_1", "county", "postcode", "country")


@routes.get("/v2/accounts/{account}/addresses")
def addresses(visit: Visit, request: Request, account: str) -> Response:
    owner = account_for(visit, account)
    shown, page = shapes.page(visit, list(owner.addresses.values()))
    return json_response({"data": [_payload(visit, owner, address) for address in shown], **page})


@routes.post("/v2/accounts/{account}/addresses")
def add(visit: Visit, request: Request, account: str) -> Response:
    owner = account_for(visit, account)
    data = visit.data(KNOWN, ("type",))
    _check(data)
    if len(owner.addresses) >= visit.store.address_limit:
        raise Problem(422, detail="address limit reached")
    address = _filled(data) | {"id": new_id(), "created": visit.now, "updated": visit.now}
    owner.addresses[address["id"]] = address
    return json_response({"data": _payload(visit, owner, address)}, 201)


@routes.get("/v2/accounts/{account}/addresses/{address}")
def address(visit: Visit, request: Request, account: str, address: str) -> Response:
    owner = account_for(visit, account)
    return json_response({"data": _payload(visit, owner, _known(owner, address))})


@routes.put("/v2/accounts/{account}/addresses/{address}")
def change(visit: Visit, request: Request, account: str, address: str) -> Response:
    owner = account_for(visit, account)
    known = _known(owner, address)
    data = visit.data(KNOWN, ("type",))
    _check(known | data)
    known.update({name: data[name] for name in FIELDS if data.get(name) is not None}, updated=visit.now)
    return json_response({"data": _payload(visit, owner, known)})


@routes.delete("/v2/accounts/{account}/addresses/{address}")
def remove(visit: Visit, request: Request, account: str, address: str) -> Response:
    owner = account_for(visit, account)
    del owner.addresses[_known(owner, address)["id"]]
    return Response(status=204)


def _check(data: dict[str, Any]) -> None:
    missing = [name for name in MANDATORY if not (data.get(name) or "").strip()]
    if missing:
        raise Problem(422, detail=f"missing mandatory fields: {', '.join(missing)}")
    if bodies.country(data["country"]):
        raise Problem(422, detail="country must be a two-letter code")


def _filled(data: dict[str, Any]) -> dict[str, Any]:
    return {name: data.get(name) or "" for name in FIELDS}


def _known(owner: Account, id_: str) -> dict[str, Any]:
    if id_ not in owner.addresses:
        raise Problem(404, detail="address not found")
    return owner.addresses[id_]


def _payload(visit: Visit, owner: Account, address: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": address["id"],
        "type": "address",
        **{name: address[name] for name in FIELDS},
        "relationships": {"account": {"id": owner.id, "type": "account"}},
        "links": shapes.link(visit, f"/v2/accounts/{owner.id}/addresses/{address['id']}"),
        "meta": shapes.timestamps(address["created"], address["updated"]),
    }
