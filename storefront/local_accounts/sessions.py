"""Sign-ins of local accounts end when the account's epoch rises: after a new password, and after a link to a chart.

Sessions are sealed and cannot be searched, so each one is asked when it is used.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from storefront.clinics.models import Clinic
from storefront.local_accounts.models import LocalAccount
from storefront.sessions.patient import PatientSession
from storefront.upstream.types import Access

MARK = "local account, epoch "  # where other upstreams have their token


def access_of(account: LocalAccount) -> Access:
    return Access(account.patient_ref, token=f"{MARK}{account.epoch}", account_ref=str(account.external_id))


def current_account(clinic: Clinic, access: Access) -> LocalAccount | None:
    """The account of this sign-in, or None when it has ended."""
    if not access.token.startswith(MARK):
        return None
    return clinic.local_accounts.filter(
        external_id=UUID(access.account_ref),
        epoch=int(access.token.removeprefix(MARK)),
        patient_ref=access.patient_ref,
    ).first()


class LocalSessionMiddleware:
    """Ends what should have ended. Comes after ``PatientMiddleware``; other upstreams' sessions pass untouched."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        patient: PatientSession | None = getattr(request, "patient", None)
        if patient and patient.access.token.startswith(MARK):
            clinic: Clinic = request.clinic  # type: ignore[attr-defined]
            if current_account(clinic, patient.access) is None:
                patient.expire(request)
        return self.get_response(request)
