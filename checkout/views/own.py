"""What belongs to the patient of this request; anything else does not exist."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from checkout.models import OrderAttempt
from storefront.sessions.patient import PatientSession
from storefront.web.request import ShopRequest


def own_attempt(request: ShopRequest, attempt: UUID | str) -> OrderAttempt:
    """This patient's attempt at this clinic; anybody else's does not exist."""
    try:
        pk = attempt if isinstance(attempt, UUID) else UUID(attempt)
    except ValueError:
        raise Http404 from None
    mine = OrderAttempt.objects.of_patient(request.clinic, patient_ref(request)).filter(pk=pk).first()
    if mine is None:
        raise Http404
    return mine


def patient_ref(request: ShopRequest) -> str:
    return the_patient(request).access.patient_ref


def the_patient(request: ShopRequest) -> PatientSession:
    assert request.patient is not None  # noqa: S101 - patient_required saw to it
    return request.patient
