"""What every page of a shop shows round its content."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from storefront.clinics.branding.texts import Texts, banner
from storefront.clinics.branding.views import brand_url, icon_url, logo_url, social_url, uploaded_logo
from storefront.language_choice.switch import in_its_own_words, offered


def shop(request: HttpRequest) -> dict[str, Any]:
    clinic = getattr(request, "clinic", None)
    if clinic is None:
        return {}
    return {
        "clinic": clinic,
        "patient": getattr(request, "patient", None),
        "here": getattr(request, "here", "") or request.get_full_path(),
        "languages": offered(clinic),
        "theirs": in_its_own_words(clinic),
        "brand_css": brand_url(clinic),
        "logo": logo_url(clinic),
        "logo_size": uploaded_logo(clinic),
        "icon": icon_url(clinic),
        "social": social_url(clinic, request),
        "texts": Texts(clinic),
        "banner": banner(clinic),
    }
