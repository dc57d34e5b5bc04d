"""A keeper of charts in miniature: it forgets nothing, compares honestly, and fails when told to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from storefront.upstream.errors import NotFound, OutcomeUnknown, SignUpRefused, Unreachable, UpstreamError
from storefront.upstream.types import NewPatient, Profile

FAKE = "fake charts"


@dataclass
class Chart:
    given_name: str
    family_name: str
    email: str
    phone: str
    birth_date: date | None
    external_id: str = ""


class FakeCharts:
    def __init__(self) -> None:
        self.charts: dict[str, Chart] = {}
        self.created: list[NewPatient] = []
        self.down = self.loses_answer = self.refuses = False
        self.sloppy_search = False

    def put(self, chart: Chart) -> str:
        ref = f"pat_{len(self.charts) + 1}"
        self.charts[ref] = chart
        return ref

    def create(self, patient: NewPatient, external_id: str) -> str:
        self._answer()
        if self.refuses or self.find_by_external_id(external_id):
            raise SignUpRefused(FAKE, "no", status=409)
        self.created.append(patient)
        ref = self.put(
            Chart(
                patient.given_name, patient.family_name, patient.email, patient.phone, patient.birth_date, external_id
            )
        )
        if self.loses_answer:
            raise OutcomeUnknown(FAKE, "the answer was lost")
        return ref

    def find_by_external_id(self, external_id: str) -> str | None:
        self._answer()
        return next((ref for ref, chart in self.charts.items() if chart.external_id == external_id), None)

    def profile(self, patient_ref: str) -> Profile:
        self._answer()
        if patient_ref not in self.charts:
            raise NotFound(FAKE, "no such chart")
        chart = self.charts[patient_ref]
        return Profile(chart.given_name, chart.family_name, chart.email, chart.phone)

    def candidates(self, *, email: str) -> list[str]:
        self._answer()
        wanted = email.casefold()
        return [
            ref
            for ref, chart in self.charts.items()
            if chart.email.casefold() == wanted or (self.sloppy_search and wanted in chart.email.casefold())
        ]

    def verify(self, patient_ref: str, last_name: str, phone: str, birth_date: date) -> bool:
        self._answer()
        chart = self.charts[patient_ref]
        known = (chart.family_name.casefold(), chart.phone, chart.birth_date)
        return known == (last_name.casefold(), phone, birth_date)

    def _answer(self) -> None:
        if self.down:
            raise self.trouble()

    def trouble(self) -> UpstreamError:
        return Unreachable(FAKE, "down")


class BrokenMail(BaseEmailBackend):
    def send_messages(self, email_messages: object) -> int:
        raise ConnectionRefusedError("mailbox zoe@harbour.example unavailable")


def links_in(letter: EmailMessage) -> list[str]:
    return [word for word in letter.body.split() if word.startswith("http")]
