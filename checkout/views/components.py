"""``/components/``: every piece of the pages in every state, made of the very templates that the pages use.

For whoever changes the design. Served in development only; everything on it is invented.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from checkout.cart.forms import CouponForm
from checkout.models import OrderAttempt, State, Step
from checkout.steps.forms import AddressForm, PaymentMethodForm
from checkout.steps.order import steps_at
from checkout.views.order_facts import page_facts
from checkout.words import orders as words
from storefront.catalogue.forms import AddToCartForm, QuantityForm
from storefront.money import Money
from storefront.patients.forms import SignUpForm
from storefront.upstream.types import (
    PROGRESS,
    Address,
    AddressUse,
    Cart,
    Discount,
    Interval,
    Line,
    Order,
    OrderLine,
    OrderStatus,
    PaymentMethod,
    Product,
    Progress,
    QuoteStatus,
    Recurrence,
    Requirement,
    Shipment,
)
from storefront.web.request import ShopRequest

MARKS = ("check", "cross", "clock", "phone", "card", "bag", "search", "box", "mail", "lock", "page")
ASKED = ("phone", "birth_date", "gender", "province")
VISA = PaymentMethod("card", brand="visa", last4="4242", expiry_month=8, expiry_year=2031, default=True)


@require_safe
def show(request: ShopRequest) -> HttpResponse:
    if not settings.DEBUG:
        raise Http404
    clinic, currency = request.clinic, request.clinic.currency
    cart, address = _cart(currency), Address("12 Quay Street", "Halifax", "NS", "B3H 4R2", "CA")
    context = {
        "marks": MARKS,
        "products": _products(currency),
        "bad_form": AddressForm({"country": "CA", "city": "Halifax"}, clinic=clinic),
        "sign_up": SignUpForm(clinic=clinic, asks=ASKED),
        "bad_sign_up": SignUpForm({"bday_day": "41"}, clinic=clinic, asks=ASKED),
        "payment_form": _payment_form(clinic.country, currency),
        "cart": cart,
        "rows": [(line, QuantityForm(initial={"quantity": line.quantity}, ref=line.ref)) for line in cart.lines],
        "bad_row": (cart.lines[0], QuantityForm({"quantity": "many"}, ref="bad")),
        "coupon": "",
        "waiting_coupon": "",
        "no_coupon": CouponForm(),
        "bad_coupon": _refused_coupon(),
        "add_form": AddToCartForm(ref="p-9", item="Calm Evening Magnesium"),
        "steps": [steps_at(name, AddressUse.DELIVERY) for name in ("details", "payment", "review")],
        "states": [(words.SHORT[status], words.tone(PROGRESS.get(status, Progress.WAITING))) for status in OrderStatus],
        "quotes": [SimpleNamespace(status=status) for status in QuoteStatus],
        "outcomes": [_drawn(request, outcome) for outcome in _outcomes(request, cart, address)],
        "address": address,
    }
    return render(request, "checkout/components.html", context)


def _products(currency: str) -> list[Product]:
    plain = Product("p-1", "Rosée Hydrating Sérum", Money.of(62, currency), summary="30 ml, hyaluronic acid")
    cheaper = replace(plain, ref="p-2", name="Calm Evening Magnesium", list_price=Money.of(75, currency))
    monthly = Recurrence(1, Interval.MONTH)
    plan = replace(plain, ref="p-3", name="Clear Skin Treatment Plan", recurring=True, recurrence=monthly)
    return [plain, cheaper, plan, replace(plain, ref="p-4", name="Winter Pouch", summary="", buyable=False)]


def _cart(currency: str) -> Cart:
    def money(amount: str) -> Money:
        return Money.of(amount, currency)

    lines = (
        Line("l-1", "p-2", "Calm Evening Magnesium", 2, money("34.00"), money("68.00"), list_price=money("39.50")),
        Line("l-2", "p-3", "Clear Skin Treatment Plan", 1, money("45.00"), money("45.00"), recurring=True),
    )
    return Cart(
        "cart",
        lines,
        total=money("104.41"),
        subtotal=money("113.00"),
        discounts=(Discount(money("22.60"), "NEW20"),),
        tax=money("14.01"),
        delivery=money("0"),
    )


def _payment_form(country: str, currency: str) -> PaymentMethodForm:
    credit = PaymentMethod("credit+card", kind="credit", covers=Money.of(25, currency), rest="card")
    methods = [VISA, PaymentMethod("invoice", kind="invoice"), PaymentMethod("hosted", kind="hosted"), credit]
    return PaymentMethodForm(methods=methods, country=country)


def _refused_coupon() -> CouponForm:
    form = CouponForm({"code": "EXPIRED"})
    form.add_error("code", "This coupon has expired.")
    return form


def _outcomes(request: ShopRequest, cart: Cart, address: Address) -> list[dict[str, Any]]:
    """What the order page shows, state by state."""
    order = Order(
        "o-1",
        "10483",
        cart.total,
        lines=tuple(OrderLine(line.name, line.quantity, line.total, line.recurring) for line in cart.lines),
        discount=cart.discount,
        tax=cart.tax,
        address=address,
    )
    waiting = replace(order, status=OrderStatus.REQUIREMENTS, requirements=(Requirement("qnr", "photo_id"),))
    sent = replace(order, status=OrderStatus.SHIPPED, shipments=(Shipment("1Z 999", "Post"),))
    ended = replace(order, status=OrderStatus.CANCELLED)
    frame = SimpleNamespace(frame_url="", redirect_url="#bank", secret="")
    return [
        *(_placed(request, cart, one) for one in (order, waiting, sent, ended)),
        {"attempt": _attempt(request, cart, State.UNKNOWN)},
        {"attempt": _attempt(request, cart, State.REVIEW)},
        {"attempt": _attempt(request, cart, State.REFUSED), "refusal": "Your card was declined. Nothing was charged."},
        {"attempt": _attempt(request, cart, State.SENT, Step.CONFIRM), "bank": frame},
        {
            "attempt": _attempt(request, cart, State.OPEN, Step.PAY),
            "to_pay": cart.total,
            "form": _payment_form(request.clinic.country, request.clinic.currency),
        },
    ]


def _drawn(request: ShopRequest, outcome: dict[str, Any]) -> str:
    context = {**outcome.get("facts", {}), **outcome, "whole": True}
    return render_to_string("checkout/_order.html", context, request)


def _placed(request: ShopRequest, cart: Cart, order: Order) -> dict[str, Any]:
    attempt = _attempt(request, cart, State.PLACED)
    return {"attempt": attempt, "facts": page_facts(request.clinic, attempt, [order])}


def _attempt(request: ShopRequest, cart: Cart, state: str, step: str = Step.ORDER) -> OrderAttempt:
    """Of no row: it is shown and forgotten."""
    attempt = OrderAttempt(
        clinic=request.clinic,
        state=state,
        step=step,
        shown_minor=cart.total.minor,
        charged_minor=cart.total.minor,
        currency=cart.total.currency,
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    attempt.order_ref = ""
    return attempt
