"""The hosted pages that a storefront shows in a frame: pay a charge, or keep a card.

They tell the page around them what happened by ``postMessage``, and work as plain forms where there are no scripts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import urlencode, urlsplit

from werkzeug import Response
from werkzeug.utils import redirect

from sandbox.decoda import hosted_html as html
from sandbox.decoda.balance import status_of
from sandbox.decoda.capture import DECLINED, announce, capture
from sandbox.decoda.charges import charge_of
from sandbox.decoda.refusals import found
from sandbox.decoda.state import State, state_of
from sandbox.decoda.store import Charge, Method, Row, Tenant, fresh
from sandbox.http import Refusal, Request, Routes
from sandbox.world import Option, World

CHOICES = {
    "visa": ("CARD", "Visa ending in 4242 (pays)"),
    "declined": ("CARD", "Mastercard ending in 0002 (is declined)"),
    "bank": ("ACH", "Bank account ending in 6789 (takes days)"),
}
CARDS = {"visa": "pm_card_visa", "declined": "pm_card_chargeDeclined"}
PAY_PARAMETERS = {"charge_id", "allowedMethods", "theme", "showSummary"}
STORE_PARAMETERS = {"redirect_url", "redirectParent", "allowedMethods", "theme", "showHeader"}
# May be framed by anyone; loads nothing; its forms may lead on to the storefront that asked.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; frame-ancestors http: https:"
routes = Routes()


class DecodaApp:
    def __init__(self, world: World) -> None:
        self._state = state_of(world)

    @property
    def options(self) -> Mapping[str, Option]:
        return {}

    def handle(self, request: Request) -> Response:
        try:
            response = routes.dispatch(self._state, request)
        except Refusal as refusal:
            what = refusal.payload.get("detail") if isinstance(refusal.payload, dict) else None
            kind = "store_details_error" if "store-details" in request.segments else "payment_failure"
            response = html.trouble(str(what or "Page not found"), kind, refusal.status)
        response.headers |= {"Content-Security-Policy": POLICY, "Cache-Control": "no-store"}
        return response


@routes.get("/{tenant}/embed/pay/{patient_id}")
def pay_form(state: State, request: Request, tenant: str, patient_id: str) -> Response:
    clinic, charge = _charge(state, request, tenant, patient_id)
    return _pay_form(clinic, charge, request)


@routes.post("/{tenant}/embed/pay/{patient_id}")
def pay(state: State, request: Request, tenant: str, patient_id: str) -> Response:
    """Pays what is outstanding, once: a second submit finds nothing left to pay."""
    clinic, charge = _charge(state, request, tenant, patient_id)
    if not _payable(clinic, charge):
        return _pay_form(clinic, charge, request)
    choice = _choice(request)
    config = announce(clinic, [charge], None, "EMBEDDED_TERMINAL", surcharged=True)
    payment = capture(clinic, config, _method(patient_id, choice))
    if payment.status == "FAILED":
        return _pay_form(clinic, charge, request, error=DECLINED)
    message = {"type": "payment_success", "payinId": payment.payin_id}
    return html.done("Payment received" if payment.status == "SUCCEEDED" else "Payment under way", message, request)


@routes.get("/{tenant}/embed/store-details/{patient_id}")
def store_form(state: State, request: Request, tenant: str, patient_id: str) -> Response:
    _patient(state, request, tenant, patient_id, STORE_PARAMETERS)
    _redirect_url(request)
    return _store_form(request, {"type": "store_details_loaded"})


@routes.post("/{tenant}/embed/store-details/{patient_id}")
def store(state: State, request: Request, tenant: str, patient_id: str) -> Response:
    """Keeps the card, unless its bank says no. With ``redirect_url`` the outcome is told in the address instead."""
    clinic = _patient(state, request, tenant, patient_id, STORE_PARAMETERS)
    back, choice = _redirect_url(request), _choice(request)
    if choice == "declined":
        told = {"status": "failure", "patientId": patient_id, "error": DECLINED}
        message = {"type": "store_details_failure", "error": DECLINED}
        return _way_back(back, told) if back else _store_form(request, message, error=DECLINED)
    method = _method(patient_id, choice)
    clinic.methods[method.id] = method
    told = {"status": "success", "patientId": patient_id, "paymentMethodId": method.id}
    message = {"type": "store_details_success", "paymentMethodId": method.id}
    return _way_back(back, told) if back else html.done("Saved", message, request)


def _charge(state: State, request: Request, tenant: str, patient_id: str) -> tuple[Tenant, Charge]:
    clinic = _patient(state, request, tenant, patient_id, PAY_PARAMETERS)
    charge = charge_of(clinic, request.args.get("charge_id", ""))
    if charge.patient_id != patient_id:
        raise Refusal(404, {"detail": "Charge not found"})
    return clinic, charge


def _patient(state: State, request: Request, tenant: str, patient_id: str, known: set[str]) -> Tenant:
    clinic = found(state.tenants, tenant, "Clinic")
    request.note.tenant = clinic.name
    found(clinic.patients, patient_id, "Patient")
    strangers = set(request.args) - known
    if strangers and state.switches.strict:
        raise Refusal(422, {"detail": f"Unknown parameter {min(strangers)}"})
    return clinic


def _payable(tenant: Tenant, charge: Charge) -> bool:
    under_way = any(payment.status == "PROCESSING" for payment in charge.payments)
    return bool(charge.total) and status_of(tenant, charge) == "OUTSTANDING" and not under_way


def _pay_form(tenant: Tenant, charge: Charge, request: Request, error: str = "") -> Response:
    if not _payable(tenant, charge):
        return html.done("Nothing to pay", {"type": "payment_loaded"}, request)
    message: Row = {"type": "payment_failure", "error": error} if error else {"type": "payment_loaded"}
    return html.pay_form(tenant, charge, _offered(request), message, request, error)


def _store_form(request: Request, message: Row, error: str = "") -> Response:
    return html.store_form(_offered(request), message, request, error)


def _offered(request: Request) -> dict[str, str]:
    """The choices of the kinds in ``allowedMethods``; all of them without it."""
    allowed = {name.strip() for name in request.args.get("allowedMethods", "CARD,ACH").split(",")}
    return {choice: label for choice, (kind, label) in CHOICES.items() if kind in allowed}


def _choice(request: Request) -> str:
    choice = request.form.get("card", "")
    if choice not in _offered(request):
        raise Refusal(400, {"detail": "Choose how to pay"})
    return choice


def _method(patient_id: str, choice: str) -> Method:
    new: dict[str, Callable[[], Method]] = {
        "visa": lambda: Method(fresh("pm"), patient_id, "CARD", "4242", "VISA", 8, 2031),
        "declined": lambda: Method(fresh("pm"), patient_id, "CARD", "0002", "MASTERCARD", 3, 2030),
        "bank": lambda: Method(fresh("pm"), patient_id, "ACH", "6789", bank="Mountain Credit Union"),
    }
    method = new[choice]()
    method.processor_card = CARDS.get(choice, "")
    return method


def _redirect_url(request: Request) -> str:
    url = request.args.get("redirect_url", "")
    if url and urlsplit(url).scheme not in {"http", "https"}:
        raise Refusal(422, {"detail": "redirect_url is not an address"})
    return url


def _way_back(url: str, told: dict[str, str]) -> Response:
    return redirect(url + ("&" if "?" in url else "?") + urlencode(told), 303)
