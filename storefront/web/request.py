"""What every view of a clinic's shop may rely on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from storefront.clinics.models import Clinic
    from storefront.sessions.patient import PatientSession


def ip_of(request: HttpRequest) -> str:
    """The visitor's IP address, as the proxy middleware left it."""
    return str(request.META.get("REMOTE_ADDR", ""))


class ShopRequest(HttpRequest):
    """A request on a clinic's host. ``clinic`` is set by the host middleware, ``patient`` by the patient middleware."""

    clinic: Clinic
    htmx: HtmxDetails
    patient: PatientSession | None
    back: str  # where a POST that was interrupted by a sign-in goes on
    here: str  # the page that a refused POST answers with, where that has another address
