"""Patients' charts (documents "Patient Create", "Get Patient Table", "Verify Patient").

Decoda has no sign-in: an account of ours stands for one chart, which carries the account's id as its external id.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date

from storefront.upstream.decoda.api import JUDGED, Api, no
from storefront.upstream.decoda.readers.patients import (
    PatientRow,
    read_created,
    read_patients,
    read_profile,
    read_verified,
)
from storefront.upstream.decoda.readers.shapes import read_page
from storefront.upstream.decoda.settings import DecodaSettings
from storefront.upstream.errors import NotFound, OutcomeUnknown, SignUpRefused, Unreadable, UpstreamError
from storefront.upstream.types import NewPatient, Profile
from storefront.upstream.wire import Call

TABLE = "/user/patient/table"
PAGE = 50
MOST_PAGES = 10


class Charts:
    """``Misconfigured`` when the settings cannot work. No access is needed: whoever calls knows whose chart it is."""

    def __init__(self, settings: DecodaSettings) -> None:
        self._api = Api(settings)

    def create(self, patient: NewPatient, external_id: str) -> str:
        """``POST /user/patient/create``: the chart's id, which is the patient's reference from now on.

        Asked again for the same ``external_id``, also after a lost answer, it is the same chart. ``SignUpRefused``.
        """
        try:
            reply = self._api.wire.send(
                Call("POST", "/user/patient/create", json=_body(patient, external_id), accept=JUDGED)
            )
        except OutcomeUnknown:
            with suppress(UpstreamError):
                if found := self.find_by_external_id(external_id):
                    return found
            raise
        if not reply.refused:
            return read_created(reply, external_id)
        if reply.status == 409 and (found := self.find_by_external_id(external_id)):
            return found
        raise no(reply, SignUpRefused, "the chart was not made")

    def find_by_external_id(self, external_id: str) -> str | None:
        """``GET /user/patient/table?external_id=``, a search that finds parts of ids too: compared exactly."""
        found = {row.id for row in self._search("external_id", external_id) if row.external_id == external_id}
        if len(found) > 1:
            raise Unreadable(self._api.wire.upstream, "patients: one external id, several charts")
        return next(iter(found), None)

    def profile(self, patient_ref: str) -> Profile:
        """``GET /user/patient/{patient}``, of which little is taken. ``NotFound``."""
        return read_profile(self._api.one("/user/patient/{patient}", patient=patient_ref), patient_ref)

    def verify(self, patient_ref: str, last_name: str, phone: str, birth_date: date) -> bool:
        """``POST /billing/payment-link/verify-patient``, the one identity check there is. Limit how often it is asked.

        It tells no more than yes or no, and is half a proof: the other half is a code sent to the address on file.
        """
        claimed = {
            "patientId": patient_ref,
            "lastName": last_name,
            "phoneNumber": phone,
            "dateOfBirth": birth_date.isoformat(),
        }
        reply = self._api.wire.send(Call("POST", "/billing/payment-link/verify-patient", json=claimed, accept=JUDGED))
        if reply.refused:
            if not isinstance(error := no(reply, NotFound, "not verified"), NotFound):
                raise error
            return False
        return read_verified(reply) == patient_ref

    def candidates(self, *, email: str = "", phone: str = "") -> tuple[str, ...]:
        """Charts with exactly this e-mail, or exactly these digits. Several people may share either: no proof."""
        if email:
            rows = self._search("email", email)
            return tuple(row.id for row in rows if row.email.casefold() == email.strip().casefold())
        rows = self._search("phone_number", phone)
        return tuple(row.id for row in rows if _digits(row.phone_number) == _digits(phone))

    def _search(self, parameter: str, wanted: str) -> list[PatientRow]:
        """``ValueError`` for nothing at all, which would be every patient of the clinic."""
        if not wanted.strip():
            raise ValueError(f"{parameter}: nothing to look for")
        found: list[PatientRow] = []
        for number in range(1, MOST_PAGES + 1):
            reply = self._api.rows(TABLE, **{parameter: wanted.strip()}, page=number, per_page=PAGE)
            page = read_page(reply, "patients")
            found += read_patients(reply, page.data)
            if not page.data or len(found) >= page.total:
                break
        return found


def _body(patient: NewPatient, external_id: str) -> dict[str, str]:
    """Neither ``creditBalance`` nor ``surchargeDisabled``: what is sent there is believed."""
    texts = {
        "externalId": external_id,
        "firstName": patient.given_name,
        "lastName": patient.family_name,
        "email": patient.email,
        "phoneNumber": patient.phone,
        "dateOfBirth": patient.birth_date.isoformat() if patient.birth_date else "",
        "gender": patient.gender,
        "state": patient.province,
        "type": "PATIENT",
        "patientSource": "EXTERNAL_INTEGRATION",
    }
    return {name: text for name, text in texts.items() if text}


def _digits(phone: str) -> str:
    return re.sub(r"\D", "", phone)
