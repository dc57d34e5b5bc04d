"""Patients. Around a person stand notes, tags and health data: only what is named here is ever taken out."""

from __future__ import annotations

from typing import Any

from storefront.upstream.decoda.readers.shapes import Person
from storefront.upstream.errors import NotFound
from storefront.upstream.fields import InvalidValueError, Maybe, Shape, Text, each, reading
from storefront.upstream.types import Address, Profile
from storefront.upstream.wire import Reply


class PatientRow(Person):
    external_id: Text = ""
    first_name: Text = ""
    last_name: Text = ""
    email: Text = ""
    phone_number: Text = ""
    address: Text = ""
    address_line_two: Text = ""
    city: Text = ""
    state: Text = ""
    zip_code: Text = ""
    country: Text = ""


class _PatientEnvelope(Shape):
    patient: Maybe[Person] = None


def read_created(reply: Reply, external_id: str) -> str:
    """The new chart's id. One that carries another external id is somebody else's."""
    with reading(reply, "patient"):
        patient = PatientRow.model_validate(reply.json)
        if patient.external_id not in {"", external_id}:
            raise InvalidValueError("externalId: another one")
        return patient.id


def read_patients(reply: Reply, rows: list[Any]) -> list[PatientRow]:
    return each(reply, rows, PatientRow.model_validate, "patients")


def read_profile(reply: Reply, patient_ref: str) -> Profile:
    """``NotFound`` when it is not the chart that was asked for."""
    with reading(reply, "patient"):
        patient = PatientRow.model_validate(reply.json)
    if patient.id != patient_ref:
        raise reply.error(NotFound, "patient: another one")
    return Profile(
        given_name=patient.first_name,
        family_name=patient.last_name,
        email=patient.email,
        phone=patient.phone_number,
        address=_address(patient),
    )


def read_verified(reply: Reply) -> str:
    """The id of the patient whose details were confirmed, or ""."""
    with reading(reply, "verification"):
        patient = _PatientEnvelope.model_validate(reply.json).patient
    return patient.id if patient else ""


def _address(patient: PatientRow) -> Address | None:
    """None where there is nothing to prefill."""
    if not (patient.address or patient.city or patient.zip_code):
        return None
    return Address(
        address1=patient.address,
        address2=patient.address_line_two,
        city=patient.city,
        province=_code(patient.state),
        postal_code=patient.zip_code,
        country=_code(patient.country),
    )


def _code(text: str) -> str:
    """Two letters, or nothing: staff may have written the name, and a form wants the code."""
    return text.upper() if len(text) == 2 and text.isalpha() else ""
