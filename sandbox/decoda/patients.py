"""Patients: made, searched for, read and changed. Searches find parts of words, so their answers prove nothing."""

from __future__ import annotations

import re

from sandbox.decoda.balance import status_of
from sandbox.decoda.calls import Calls, Said
from sandbox.decoda.charge_views import charge_view
from sandbox.decoda.paging import BY_PER_PAGE, like, page_of
from sandbox.decoda.people import WRITABLE, chart_view, new_patient, patient_view
from sandbox.decoda.refusals import found, refused
from sandbox.decoda.shapes import (
    Field,
    anything,
    boolean,
    day,
    from_text,
    integer,
    nullable,
    one_of,
    optional,
    repeated,
    required,
    shape,
    text,
)
from sandbox.decoda.store import Credit, Row, Tenant, fresh, stamp

SOURCES = (
    "SELF_SCHEDULING",
    "CALL",
    "TEXT",
    "MANUALLY_CREATED",
    "UPLOADED_FROM_FILE",
    "FORM",
    "SEED_DATA",
    "DEMO",
    "EXTERNAL_INTEGRATION",
    "OTHER",
)
OWN_ID = text(64, r"[A-Za-z0-9_-]+", "letters, digits, - and _")

FIELDS: dict[str, Field] = {name: nullable(text()) for name in WRITABLE} | {
    "id": nullable(OWN_ID),
    "email": nullable(text(320, r"[^@\s]+@[^@\s]+", "an e-mail address")),
    "phoneNumber": nullable(text(16, r"\+\d{7,15}", "+ and digits")),
    "dateOfBirth": nullable(day),
    "preferredName": nullable(text(255)),
    "type": nullable(one_of("PATIENT")),
    "patientSource": nullable(one_of(*SOURCES)),
    "addressValid": nullable(boolean),
    "onSchedulingBlacklist": nullable(boolean),
    "surchargeDisabled": nullable(boolean),
    "creditBalance": nullable(integer()),
    "meta": nullable(anything),
}
calls = Calls()


@calls.post("/user/patient/create", shape(FIELDS))
def create(tenant: Tenant, said: Said) -> Row:
    """409 when the id or the external id is taken. The caller's ``creditBalance`` is believed."""
    id_ = said.body["id"] or fresh("pat")
    if id_ in tenant.patients or _taken(tenant, said.body["externalId"]):
        raise refused(409, "Patient already exists")
    patient = new_patient(tenant, id_, said.body)
    if said.body["creditBalance"]:
        give_credit(tenant, id_, said.body["creditBalance"])
    return patient_view(tenant, patient)


@calls.get("/user/patient/search", search_term=required(text()), n=optional(from_text(integer(1)), 10))
def search(tenant: Tenant, said: Said) -> list[Row]:
    """Name, phone, external id, birth date, id. Never e-mail."""
    rows = [
        patient
        for patient in tenant.patients.values()
        if any(like(said.query["search_term"], value) for value in _searchable(patient))
    ]
    return [patient_view(tenant, patient) for patient in rows[: said.query["n"]]]


@calls.get(
    "/user/patient/table",
    external_id=nullable(text()),
    email=nullable(text()),
    phone_number=nullable(text()),
    name=nullable(text()),
    **BY_PER_PAGE,
)
def table(tenant: Tenant, said: Said) -> Row:
    asked = said.query
    rows = [
        patient
        for patient in tenant.patients.values()
        if like(asked["external_id"], patient["externalId"])
        and like(asked["email"], patient["email"])
        and like(asked["phone_number"], patient["phoneNumber"])
        and like(asked["name"], full_name(patient))
    ]
    return page_of(rows, said, lambda patient: patient_view(tenant, patient))


@calls.get("/user/patient/list", patient_ids=repeated(text()))
def list_(tenant: Tenant, said: Said) -> list[Row]:
    wanted = said.query["patient_ids"]
    return [patient_view(tenant, row) for row in tenant.patients.values() if not wanted or row["id"] in wanted]


@calls.get("/user/patient/external-id-exists/{external_id}")
def external_id_exists(tenant: Tenant, said: Said, external_id: str) -> bool:
    return _taken(tenant, external_id)


@calls.get("/user/patient/{patient_id}")
def read(tenant: Tenant, said: Said, patient_id: str) -> Row:
    return chart_view(tenant, found(tenant.patients, patient_id, "Patient"))


@calls.put("/user/patient/{patient_id}", shape(FIELDS, partial=True))
def change(tenant: Tenant, said: Said, patient_id: str) -> Row:
    """What is left out stays as it is."""
    patient = found(tenant.patients, patient_id, "Patient")
    if said.body.get("id") not in {None, patient_id}:
        raise refused(400, "The id of a patient cannot be changed")
    external_id = said.body.get("externalId")
    if external_id != patient["externalId"] and _taken(tenant, external_id):
        raise refused(409, "Patient already exists")
    patient |= {
        name: WRITABLE[name] if value is None else value for name, value in said.body.items() if name in WRITABLE
    }
    return patient_view(tenant, patient)


@calls.get("/user/patient/{patient_id}/credit/available")
def credit(tenant: Tenant, said: Said, patient_id: str) -> Row:
    found(tenant.patients, patient_id, "Patient")
    rows = credits_of(tenant, patient_id)
    return {
        "totalAvailable": sum(row.left for row in rows),
        "credits": [
            {
                "creditId": row.id,
                "totalAmount": row.amount,
                "remainingAmount": row.left,
                "createdDate": stamp(row.created),
            }
            for row in rows
        ],
        "count": len(rows),
    }


@calls.post(
    "/billing/payment-link/verify-patient",
    shape({name: required(text()) for name in ("patientId", "lastName", "phoneNumber", "dateOfBirth")}),
)
def verify(tenant: Tenant, said: Said) -> Row:
    """One answer for every mismatch."""
    patient = tenant.patients.get(said.body["patientId"])
    if patient is None or not _is(patient, said.body):
        raise refused(400, "The details do not match")
    owed = [
        charge_view(tenant, charge)
        for charge in tenant.charges.values()
        if charge.patient_id == patient["id"] and not charge.archived and status_of(tenant, charge) == "OUTSTANDING"
    ]
    return {
        "charges": owed,
        "patient": patient_view(tenant, patient),
        "paymentLink": f"https://app.decoda.example/pay/{patient['id']}",
    }


def credits_of(tenant: Tenant, patient_id: str) -> list[Credit]:
    """What is left to spend, oldest first."""
    rows = [row for row in tenant.credits if row.patient_id == patient_id and row.left]
    return sorted(rows, key=lambda row: row.created)


def give_credit(tenant: Tenant, patient_id: str, cents: int) -> None:
    tenant.credits.append(Credit(fresh("credit"), patient_id, cents, cents, tenant.now()))


def full_name(patient: Row) -> str:
    return f"{patient['firstName'] or ''} {patient['lastName'] or ''}".strip()


def _searchable(patient: Row) -> list[str | None]:
    return [full_name(patient), *(patient[name] for name in ("phoneNumber", "externalId", "dateOfBirth", "id"))]


def _taken(tenant: Tenant, external_id: str | None) -> bool:
    return external_id is not None and any(row["externalId"] == external_id for row in tenant.patients.values())


def _is(patient: Row, claimed: Row) -> bool:
    def digits(phone: str | None) -> str:
        return re.sub(r"\D", "", phone or "")

    return (
        (patient["lastName"] or "").casefold() == claimed["lastName"].strip().casefold()
        and digits(patient["phoneNumber"]) == digits(claimed["phoneNumber"])
        and patient["dateOfBirth"] == claimed["dateOfBirth"]
    )
