"""A link from the clinic's own site: shows what will be added and asks; only submitting the form adds it."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from checkout.cart.forms import CouponForm
from checkout.cart.shopping import Shopping
from checkout.cart.tries import TooOften
from checkout.views.decorators import tell, with_shopping
from checkout.words.patients import coupon_words, too_many_codes
from storefront.catalogue import shelf
from storefront.catalogue.forms import AddToCartForm
from storefront.limits import who
from storefront.limits.words import please_wait
from storefront.statistics import visits
from storefront.statistics.models import FunnelStep
from storefront.upstream.errors import CouponRefused, ProductRefused
from storefront.upstream.types import Item
from storefront.web.request import ShopRequest
from storefront.web.retyping import typed_before
from storefront.web.swaps import go


@require_http_methods(["GET", "HEAD", "POST"])
@with_shopping
def buy(request: ShopRequest, shopping: Shopping) -> HttpResponse:
    asked = request.POST.dict() if request.method == "POST" else request.GET.dict() | typed_before(request)
    product = shelf.product(request.clinic, asked.get("product", ""), who.visitor(request))
    form = AddToCartForm({"product": product.ref, "quantity": asked.get("quantity", "1")}, item=product.name)
    coupon = CouponForm({"code": asked.get("coupon", "")})
    code = coupon.cleaned_data["code"] if coupon.is_valid() else ""
    request.here = f"{request.path}?{urlencode({'product': product.ref, 'coupon': code})}"
    context = {"product": product, "form": form, "coupon": code}
    if request.method != "POST":
        form.is_valid()
        return render(request, "checkout/buy.html", context)
    if not form.is_valid():
        return render(request, "checkout/buy.html", context, status=422)
    try:
        shopping.add(Item(product.ref, form.cleaned_data["quantity"]))
    except ProductRefused:
        form.add_error("quantity", _("This product cannot be bought in this quantity right now."), code="not_sold")
        return render(request, "checkout/buy.html", context, status=422)
    except TooOften as often:
        form.add_error(None, please_wait(often.seconds), code="too_often")
        return render(request, "checkout/buy.html", context, status=422)
    visits.reached(request, FunnelStep.CART)
    messages.success(request, _("%(product)s was added to your cart.") % {"product": product.name})
    _apply(request, shopping, code)
    tell(request, shopping.notes)
    return go(request, reverse("checkout:cart"))


def _apply(request: ShopRequest, shopping: Shopping, code: str) -> None:
    """The link's coupon, with a visible note either way."""
    if not code:
        return
    try:
        applied = shopping.apply_coupon(code)
    except CouponRefused as refusal:
        visits.shown_coupon(refusal.reason)
        messages.warning(request, _("%(code)s: %(reason)s") % {"code": code, "reason": coupon_words(refusal)})
        return
    except TooOften:
        messages.warning(request, _("%(code)s: %(reason)s") % {"code": code, "reason": too_many_codes()})
        return
    words = _("The coupon %(code)s was applied.") if applied else _("We will apply %(code)s as soon as you log in.")
    messages.info(request, words % {"code": code})
