"""Refusals in a patient's words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from checkout.models import Refusal
from storefront.upstream.errors import CouponReason, CouponRefused

COUPONS: dict[CouponReason, str | Promise] = {
    CouponReason.UNKNOWN: _("This coupon cannot be used. Check the code and try again."),
    CouponReason.EXPIRED: _("This coupon has expired."),
    CouponReason.NOT_YET: _("This coupon is not valid yet."),
    CouponReason.MINIMUM: _("Your cart is below the minimum amount for this coupon."),
    CouponReason.NOT_THESE_ITEMS: _("This coupon is not for the items in your cart."),
    CouponReason.USED: _("This coupon has already been used."),
    CouponReason.NOT_COMBINED: _("This coupon cannot be combined with another one."),
}

REFUSALS: dict[Refusal, str | Promise] = {
    Refusal.NONE: _("Your order was not placed. Your cart is as you left it."),
    Refusal.DECLINED: _(
        "Your payment was declined, and no order was placed. Choose another payment method, or ask your bank why."
    ),
    Refusal.REFUSED: _("The clinic could not accept this order. Please look at it again, or contact the clinic."),
    Refusal.SOLD_OUT: _("There is not enough left of an item, so nothing was ordered. Take what is left or remove it."),
    Refusal.BUSY: _("The clinic is very busy right now, and no order was placed. Please try again in a minute."),
    Refusal.SIGNED_OUT: _("You were signed out before the order was placed. Please log in and try again."),
    Refusal.UNAVAILABLE: _("Orders are not possible right now, and none was placed. Please contact the clinic."),
    Refusal.UNREACHABLE: _("We could not reach the clinic's system, and nothing was sent. Please try again."),
    Refusal.COSTS_MORE: _("The order costs more than you were shown, so nothing was charged. Please look again."),
    Refusal.NOT_PAYABLE: _("The clinic could not accept this order. Please look at it again, or contact the clinic."),
    Refusal.NOT_PLACED: _("We checked: your order was not placed. You can try again."),
    Refusal.CANCELLED: _("You cancelled it. Nothing was charged."),
    Refusal.LEFT_BANK: _("You left your bank's question unanswered, and no order was placed."),
}

# Where the order exists and only its payment was refused.
UNPAID: dict[Refusal, str | Promise] = {
    Refusal.DECLINED: _(
        "Your payment was declined. The clinic has your order: pay it another way, or ask your bank why."
    ),
    Refusal.REFUSED: _(
        "Your payment was not accepted. The clinic has your order: try another way, or contact the clinic."
    ),
    Refusal.NOT_PAYABLE: _("The clinic has your order, but it cannot be paid here. Nothing was sent. Please call us."),
    Refusal.BUSY: _("The clinic is very busy right now, and nothing was paid. Please try again in a minute."),
    Refusal.SIGNED_OUT: _("You were signed out before the payment was made. Please try again."),
    Refusal.UNAVAILABLE: _("Payments are not possible right now, and none was made. Please contact the clinic."),
    Refusal.LEFT_BANK: _("You left your bank's question unanswered, and nothing was paid. Pay it another way."),
    Refusal.NOT_PLACED: _("We checked: nothing was paid yet. The clinic has your order, and you can pay it now."),
}


def coupon_words(refusal: CouponRefused) -> str:
    return str(COUPONS[refusal.reason])


def too_many_codes() -> str:
    return gettext("Too many codes were tried. Please wait a few minutes.")


def refusal_words(refusal: str, *, ordered: bool = False) -> str:
    """``ordered``: the order exists, and it is its payment that was refused."""
    words = REFUSALS | UNPAID if ordered else REFUSALS
    return str(words[Refusal(refusal)])
