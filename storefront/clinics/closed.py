"""A closed clinic sells nothing. Patients still get into their accounts, and see and pay what they ordered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

STAYS_OPEN = {
    "brand",
    "logo",
    "icon",
    "old_icon",
    "touch_icon",
    "social",
    "language",
    "checkout:orders",
    "checkout:order",
    "checkout:find_order",
    "checkout:found_order",
    "checkout:pay",
    "checkout:receipt",
    "checkout:receipt_pdf",
    "checkout:other_way",
    "checkout:confirm",
    "checkout:cancel_order",
    "checkout:subscriptions",
    "checkout:subscription",
    "checkout:subscription_pause",
    "checkout:subscription_resume",
    "checkout:subscription_cancel",
    "checkout:subscription_next",
    "checkout:bills",
    "checkout:bill",
    "checkout:pay_bill",
    "checkout:quotes",
    "checkout:quote",
    "catalogue:picture",
    "catalogue:robots",
    "catalogue:accessibility",
    "patients:login",
    "patients:choose_account",
    "patients:logout",
    "patients:password",
    "patients:change_password",
    "patients:stay",
    "patients:account",
    "patients:end_elsewhere",
    "patients:data",
    "patients:download_data",
    "patients:add_card",
    "patients:remove_card",
    "patients:remove_address",
    "local:verify",
    "local:reset",
    "local:change_password",
    "local:send_verification",
    "local:link",
    "local:link_code",
}


class ClosingMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        clinic = getattr(request, "clinic", None)
        if clinic is None or clinic.is_open:
            return None
        if request.resolver_match and request.resolver_match.view_name in STAYS_OPEN:
            return None
        return render(request, "closed.html", status=503)
