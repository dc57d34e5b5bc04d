"""Saved payment methods. Patient API; the calls that add and remove are our reading, the list is documented."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from werkzeug import Response

from sandbox.careportals import checks
from sandbox.careportals.organization import Patient, new_id
from sandbox.careportals.refusals import refuse
from sandbox.careportals.visit import Visit
from sandbox.http import Request, Routes, json_response
from sandbox.processor import Card

routes = Routes()


@routes.get("/users/payment-methods")
def saved(visit: Visit, request: Request) -> Response:
    _required_headers(request)
    checks.no_body(request)
    return json_response([written(visit.patient, card) for card in visit.patient.cards.values()])


@routes.post("/users/payment-methods")
def add(visit: Visit, request: Request) -> Response:
    _required_headers(request)
    patient = visit.patient
    told = checks.members_of(request, {"paymentMethodId": checks.filled})
    card = visit.shop.world.processor.card(told["paymentMethodId"])
    if card is None:
        raise refuse(400, "No such payment method")
    kept = attach(patient, card, f"pm_{new_id()}")
    return json_response(written(patient, kept), 201)


@routes.delete("/users/payment-methods/{card}")
def remove(visit: Visit, request: Request, card: str) -> Response:
    _required_headers(request)
    checks.no_body(request)
    patient = visit.patient
    if card not in patient.cards:
        raise refuse(404, "Payment method not found")
    return json_response(written(patient, patient.cards.pop(card)))


def attach(patient: Patient, card: Card, id_: str) -> Card:
    """Each patient has an own record of a card."""
    patient.cards[id_] = replace(card, id=id_)
    return patient.cards[id_]


def written(patient: Patient, card: Card) -> dict[str, Any]:
    """As the processor writes it."""
    face = {"brand": card.brand, "last4": card.last4, "exp_month": card.exp_month, "exp_year": card.exp_year}
    details = {"email": patient.email, "name": f"{patient.first_name} {patient.last_name}"}
    return {"id": card.id, "object": "payment_method", "type": "card", "billing_details": details, "card": face}


def short(card: Card) -> dict[str, Any]:
    """As the start of a checkout writes it."""
    return {"id": card.id, "type": "card", "last4": card.last4, "exp": f"{card.exp_month:02}/{card.exp_year}"}


def _required_headers(request: Request) -> None:
    missing = [name for name in ("Authorization", "Accept", "Origin") if not request.headers.get(name)]
    if "Authorization" in missing:
        raise refuse(401, "Unauthorized")
    if missing:
        raise refuse(400, [f"{name} header is required" for name in missing])
