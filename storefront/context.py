"""What every page of a shop shows round its content."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from storefront.clinics.branding import brand_url, logo_url


def shop(request: HttpRequest) -> dict[str, Any]:
    clinic = getattr(request, "clinic", None)
    if clinic is None:
        return {}
    return {
        "clinic": clinic,
        "patient": getattr(request, "patient", None),
        "here": request.get_full_path(),
        "brand_css": brand_url(clinic),
        "logo": logo_url(clinic),
    }
