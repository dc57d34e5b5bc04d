"""Patients as the API writes them: the person, and around them what only staff may see."""

from __future__ import annotations

from typing import Any

from sandbox.decoda import canaries
from sandbox.decoda.store import Row, Tenant, stamp

WRITABLE: dict[str, Any] = {
    "firstName": None,
    "lastName": None,
    "externalId": None,
    "email": None,
    "phoneNumber": None,
    "address": None,
    "addressLineTwo": None,
    "city": None,
    "state": None,
    "zipCode": None,
    "country": None,
    "addressValid": None,
    "meta": None,
    "primaryLocationId": None,
    "dateOfBirth": None,
    "type": "PATIENT",
    "gender": None,
    "pronouns": None,
    "preferredName": None,
    "patientSource": None,
    "leadSource": None,
    "onSchedulingBlacklist": False,
    "surchargeDisabled": False,
    "preferredProviderId": None,
}


def new_patient(tenant: Tenant, id_: str, given: Row) -> Row:
    """Keeps and returns it. ``given`` are writable fields; null means the default."""
    told = {name: value for name, value in given.items() if name in WRITABLE and value is not None}
    tenant.patients[id_] = {
        "id": id_,
        **WRITABLE,
        **told,
        "dosespotPatientId": None,
        "tags": [],
        "isArchived": False,
        "createdDate": stamp(tenant.now()),
    }
    return tenant.patients[id_]


def patient_view(tenant: Tenant, patient: Row) -> Row:
    """As carts, lists and searches show a patient."""
    left = sum(credit.left for credit in tenant.credits if credit.patient_id == patient["id"])
    return {
        **patient,
        "meta": {"staff": canaries.META, **(patient["meta"] or {})},
        "tags": [{"id": "tag-1", "name": canaries.TAG, "isActive": True, "createdDate": patient["createdDate"]}],
        "creditBalance": left,
    }


def chart_view(tenant: Tenant, patient: Row) -> Row:
    """As a patient alone is shown: with the clinical data."""
    return patient_view(tenant, patient) | {
        "medications": [
            {
                "id": "med-1",
                "name": canaries.MEDICATION,
                "patientId": patient["id"],
                "createdDate": patient["createdDate"],
            }
        ],
        "healthData": {"allergies": [canaries.ALLERGY]},
    }
