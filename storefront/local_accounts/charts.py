"""What local accounts ask of an upstream that keeps charts. Its adapter implements it, without knowing us."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from storefront.upstream.types import NewPatient, Profile


class Charts(Protocol):
    """References are the upstream's own patient ids. Every method may raise what ``ports.py`` says of all methods."""

    def create(self, patient: NewPatient, external_id: str) -> str:
        """Make a chart that carries our ``external_id`` and answer its reference. ``patient.password`` is empty.

        ``SignUpRefused`` when the data is refused or the external id is taken: the caller then looks it up.
        """

    def find_by_external_id(self, external_id: str) -> str | None:
        """The chart with exactly this external id."""

    def profile(self, patient_ref: str) -> Profile:
        """What the chart says now. ``NotFound``."""

    def candidates(self, *, email: str) -> Sequence[str]:
        """Charts whose address is this one, letter case aside. A part of an address is not enough."""

    def verify(self, patient_ref: str, last_name: str, phone: str, birth_date: date) -> bool:
        """The upstream's identity check; ``phone`` is E.164. False for every mismatch."""
