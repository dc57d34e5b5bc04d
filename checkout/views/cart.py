"""The cart: one URL for the page and its swaps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from checkout.cart.forms import CouponForm
from checkout.cart.shopping import Shopping
from checkout.cart.tries import TooOften
from checkout.views.decorators import tell, with_shopping
from checkout.words.patients import coupon_words, too_many_codes
from storefront.catalogue import shelf
from storefront.catalogue.forms import AddToCartForm, QuantityForm
from storefront.limits import who
from storefront.limits.words import please_wait
from storefront.statistics import visits
from storefront.statistics.models import FunnelStep
from storefront.upstream.errors import CouponRefused, NotFound, ProductRefused
from storefront.upstream.types import Cart, Item, Line
from storefront.web.request import ShopRequest
from storefront.web.retyping import typed_before
from storefront.web.swaps import go, is_swap, posted, render_swap

SOON = timedelta(days=2)  # before a cart ends by itself


@require_safe
@with_shopping
def show(request: ShopRequest, shopping: Shopping) -> HttpResponse:
    return show_cart(request, shopping, shopping.read(), typed=typed_before(request))


@posted(back="checkout:cart")
@with_shopping
def add(request: ShopRequest, shopping: Shopping) -> HttpResponse:
    form = AddToCartForm(request.POST)
    if not form.is_valid():
        return _back_to_product(request, form)
    item = Item(form.cleaned_data["product"], form.cleaned_data["quantity"])
    try:
        product = shelf.product(request.clinic, item.product_ref, who.visitor(request))
        shopping.add(item)
    except NotFound:
        form.add_error(None, _("This product is no longer available."), code="gone")
        return render(request, "404.html", {"form": form}, status=404)
    except ProductRefused:
        form.add_error("quantity", _("This product cannot be bought in this quantity right now."), code="not_sold")
        return _back_to_product(request, form)
    except TooOften as often:
        form.add_error(None, please_wait(often.seconds), code="too_often")
        return _back_to_product(request, form)
    visits.reached(request, FunnelStep.CART)
    text = _("%(product)s was added to your cart.") % {"product": product.name}
    if is_swap(request):
        return render(request, "checkout/_added.html", {"text": text, "notes": shopping.notes})
    messages.success(request, text)
    tell(request, shopping.notes)
    return go(request, reverse("checkout:cart"))


@posted(back="checkout:cart")
@with_shopping
def change(request: ShopRequest, shopping: Shopping, line: str) -> HttpResponse:
    form = QuantityForm(request.POST, ref=line)
    if not form.is_valid():
        return show_cart(request, shopping, shopping.read(), bad_line=(line, form), status=422)
    quantity = form.cleaned_data["quantity"]
    try:
        cart = shopping.change(line, quantity)
    except ProductRefused:
        form.add_error("quantity", _("This product cannot be bought in this quantity right now."), code="not_sold")
        return show_cart(request, shopping, shopping.read(), bad_line=(line, form), status=422)
    return _changed(request, shopping, cart, _quantity_words(cart, line))


@posted(back="checkout:cart")
@with_shopping
def remove(request: ShopRequest, shopping: Shopping, line: str) -> HttpResponse:
    remembered = shopping.reference.line(line) if shopping.reference else None
    name = remembered.name if remembered else ""
    cart = shopping.remove(line)
    return _changed(request, shopping, cart, _("%(product)s was removed.") % {"product": name})


@posted(back="checkout:cart")
@with_shopping
def apply_coupon(request: ShopRequest, shopping: Shopping) -> HttpResponse:
    form = CouponForm(request.POST)
    if not form.is_valid():
        return show_cart(request, shopping, shopping.read(), form, status=422)
    code = form.cleaned_data["code"]
    try:
        cart = shopping.apply_coupon(code)
    except CouponRefused as refusal:
        visits.shown_coupon(refusal.reason)
        form.add_error("code", coupon_words(refusal))
        return show_cart(request, shopping, shopping.read(), form, status=422)
    except TooOften:
        form.add_error("code", too_many_codes(), code="too_often")
        return show_cart(request, shopping, shopping.read(), form, status=422)
    if cart is None:
        text = _("We will apply %(code)s as soon as you log in.") % {"code": code}
        return _changed(request, shopping, shopping.read(), text)
    if not shopping.coupon:
        return _changed(request, shopping, cart, "")
    return _changed(request, shopping, cart, _("The coupon %(code)s was applied.") % {"code": code})


@posted(back="checkout:cart")
@with_shopping
def remove_coupon(request: ShopRequest, shopping: Shopping) -> HttpResponse:
    return _changed(request, shopping, shopping.remove_coupon(), _("The coupon was removed."))


@dataclass(frozen=True, slots=True)
class Row:
    line: Line
    form: QuantityForm


def show_cart(
    request: ShopRequest,
    shopping: Shopping,
    cart: Cart | None,
    coupon_form: CouponForm | None = None,
    *,
    bad_line: tuple[str, QuantityForm] | None = None,
    status: int = 200,
    text: str = "",
    typed: Mapping[str, str] | None = None,
) -> HttpResponse:
    """``typed`` is what stood in the page's boxes, by their ids, when another language was asked for."""
    typed = typed or {}
    if cart and cart.lines:
        visits.reached(request, FunnelStep.SIGN_IN if request.patient else FunnelStep.CART)
    context = {
        "cart": cart if cart and cart.lines else None,
        "rows": _rows(cart, bad_line, typed) if cart else [],
        "coupon_form": coupon_form or CouponForm(initial={"code": typed.get("id_code", "")}),
        "form": coupon_form or (bad_line[1] if bad_line else None),
        "coupon": shopping.coupon,
        "waiting_coupon": shopping.session.waiting_coupon,
        "notes": shopping.notes,
        "question": shopping.question,
        "unpaid": shopping.unpaid,
        "ends_at": _ends_soon(cart),
        "offers": [] if is_swap(request) else shopping.offers,
        "text": text,
    }
    return render_swap(request, "checkout/cart.html", "checkout/_cart.html", context, status)


def _ends_soon(cart: Cart | None) -> datetime | None:
    """When the upstream drops it by itself, where that is near."""
    ends_at = cart.ends_at if cart and cart.lines else None
    return ends_at if ends_at and ends_at - timezone.now() < SOON else None


@posted(back="checkout:cart")
@with_shopping
def keep(request: ShopRequest, shopping: Shopping) -> HttpResponse:
    """Have the cart last as long as a new one."""
    if shopping.reference is not None:
        shopping.keep_longer()
        messages.success(request, _("Your cart is kept."))
    tell(request, shopping.notes)
    return go(request, reverse("checkout:cart"))


def _changed(request: ShopRequest, shopping: Shopping, cart: Cart | None, text: str) -> HttpResponse:
    """The new cart for a swap; a page is asked for anew, so that a reload repeats nothing."""
    if is_swap(request):
        return show_cart(request, shopping, cart, text=text)
    if text:
        messages.success(request, text)
    tell(request, shopping.notes)
    return go(request, reverse("checkout:cart"))


def _quantity_words(cart: Cart | None, line_ref: str) -> str:
    line = next((line for line in cart.lines if line.ref == line_ref), None) if cart else None
    return (
        _("%(product)s: %(quantity)s in your cart.") % {"product": line.name, "quantity": line.quantity} if line else ""
    )


def _rows(cart: Cart, bad_line: tuple[str, QuantityForm] | None, typed: Mapping[str, str]) -> list[Row]:
    bad_ref, bad_form = bad_line or ("", None)
    return [
        Row(line, bad_form if bad_form and line.ref == bad_ref else _quantity_form(line, typed)) for line in cart.lines
    ]


def _quantity_form(line: Line, typed: Mapping[str, str]) -> QuantityForm:
    quantity = typed.get(f"id_quantity-{line.ref}", line.quantity)
    return QuantityForm(initial={"quantity": quantity}, ref=line.ref, item=line.name)


def _back_to_product(request: ShopRequest, form: AddToCartForm) -> HttpResponse:
    """The product's page with what was typed and what is wrong with it."""
    product = shelf.in_detail(request.clinic, str(form.data.get("product", "")), who.visitor(request))
    request.here = reverse("catalogue:product", args=[product.ref])
    return render(request, "catalogue/product.html", {"product": product, "form": form}, status=422)
